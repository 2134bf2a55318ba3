"""Spark beside one machine: `python -m benchmarks.cluster code|link [--number N]`. Prints Markdown tables.

`code`: N reports of 400 words, one in ten of them of a conflict, coded to Parquet by two processes (`sijill code
--jobs 2`) and on Spark `local[2]`: reports a second, and whether the answers are the same, record by record.

`link`: N made accounts (benchmarks/synthetic.py), each hundred thousand in ten years of its own, linked by Splink on
DuckDB and on Spark `local[2]`: seconds, F1 against what is known of them, and whether the events are the same.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.linking import score
from benchmarks.speed import WORDS, paragraphs, reports_of
from benchmarks.synthetic import made, peak_megabytes
from sijill.exports.coded import coded_rows, read_coded
from sijill.model import Account, CodedReport, DateRange, Report, Telling

WORLD = 100_000
YEARS = 3653
ONE_IN = 10
MASTER = "local[2]"


def archive(number: int) -> Iterator[Report]:
    """Reports of which one in ten is worth reading."""
    told, plain = (reports_of(paragraphs(relevant), WORDS) for relevant in (True, False))
    for at in range(number):
        report = next(told if at % ONE_IN == 0 else plain)
        yield report.model_copy(update={"id": f"r{at}"})


def write_lines(path: Path, records: Iterator[Any]) -> None:
    """Records as JSON Lines, a report's clutter left out: it is marked when it is read."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(record.model_dump_json(exclude={"clutter"}, exclude_none=True) + "\n" for record in records)


def timed(*command: str) -> float:
    """Seconds that a command of `sijill` takes, its start and its end included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "sijill", *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def parquet_rows(folder: Path, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a folder of Parquet files, in their order."""
    import pyarrow.parquet as pq

    for path in sorted(folder.glob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(columns=columns):
            yield from coded_rows(batch)


def measure_code(number: int, folder: Path) -> None:
    """Code an archive both ways."""
    reports, one, spark = folder / "reports.jsonl", folder / "one.parquet", folder / "spark"
    write_lines(reports, archive(number))
    two = timed("code", str(reports), "--jobs", "2", "--format", "parquet", "--output", str(one))
    cluster = timed("cluster", "code", str(reports), str(spark), "--master", MASTER)
    with one.open("rb") as file:
        wanted = [coded for coded in read_coded(file) if coded.relevant]
    found = [coded for row in parquet_rows(spark / "coded") if (coded := CodedReport.model_validate(row)).relevant]
    print(f"| {number:,} reports of {WORDS} words, one in {ONE_IN} of a conflict | seconds | a second |\n|---|---|---|")
    print(f"| two processes | {two:.1f} | {number / two:.1f} |")
    print(f"| Spark {MASTER} | {cluster:.1f} | {number / cluster:.1f} |")
    print(f"\nSpark has {two / cluster:.2f} of the rate of two processes; the coded reports ", end="")
    print(f"{'are the same' if found == wanted else 'DIFFER'}, {len(wanted):,} of them relevant.")


def worlds(number: int) -> Iterator[tuple[Telling, str]]:
    """Made accounts and the event of each; each hundred thousand of them ten years after those before."""
    for world, first in enumerate(range(0, number, WORLD)):
        tellings, truth = made(min(WORLD, number - first), seed=world + 1)
        for telling in tellings:
            yield _moved(telling, world), f"w{world} {truth[telling.key]}"


def _moved(telling: Telling, world: int) -> Telling:
    by = timedelta(days=YEARS * world)
    told = telling.account.date
    days = told and DateRange(earliest=told.earliest and told.earliest + by, latest=told.latest and told.latest + by)
    published = telling.report.published and telling.report.published + by
    account: Account = telling.account.model_copy(update={"date": days})
    head = telling.report.model_copy(update={"id": f"w{world}-{telling.report.id}", "published": published})
    return telling.model_copy(update={"account": account, "report": head})


def coded_lines(number: int, path: Path) -> dict[str, str]:
    """Write made accounts as coded reports of one account each; gives the event of each report."""
    truth: dict[str, str] = {}
    with path.open("w", encoding="utf-8") as file:
        for telling, event in worlds(number):
            coded = CodedReport(report=telling.report, relevant=True, events=(telling.account,))
            file.write(coded.model_dump_json() + "\n")
            truth[telling.report.id] = event
    return truth


def on_one_machine(path: Path) -> tuple[dict[str, str], float, int]:
    """Report -> event by Splink on DuckDB, the seconds that it took, and the number of pairs."""
    from sijill.cluster.accounts import tellings
    from sijill.linking.clustering import grouped
    from sijill.linking.columns import columns
    from sijill.linking.pairs import by_splink

    start = time.perf_counter()
    reports: dict[str, str] = {}

    def rows() -> Iterator[Any]:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                for telling in tellings(CodedReport.model_validate_json(line)):
                    reports[telling.key] = telling.report.id
                    yield columns(telling)

    pairs = by_splink(rows())
    groups = grouped(reports, pairs)
    seconds = time.perf_counter() - start
    return {reports[key]: min(group) for group in groups for key in group}, seconds, len(pairs)


def measure_link(number: int, folder: Path, memory: str, spark_only: bool) -> None:
    """Link made accounts both ways."""
    lines, out = folder / "coded.jsonl", folder / "spark"
    truth = coded_lines(number, lines)
    print(f"{number:,} accounts of {len(set(truth.values())):,} events\n")
    print("| | seconds | pairs weighed | pairs F1 | B-cubed F1 |\n|---|---|---|---|---|", flush=True)
    labels: dict[str, str] = {}
    if not spark_only:
        labels, seconds, pairs = on_one_machine(lines)
        _row("Splink on DuckDB: accounts to groups", seconds, pairs, truth, labels)
    seconds, pairs = _on_spark(lines, out, memory)
    found = {row["report"]: row["event"] for row in parquet_rows(out / "accounts", ["report", "event"])}
    _row(f"Splink on Spark {MASTER}: coded reports to a package of events", seconds, pairs, truth, found)
    if labels:
        same = _parted(labels) == _parted(found)
        print(f"\nThe events {'are the same' if same else 'DIFFER'}.", end=" ")
    size = sum(path.stat().st_size for path in out.rglob("*.parquet")) / 1e6
    print(f"The package has {size:,.0f} MB; this process held {peak_megabytes():,.0f} MB at most.")


def _on_spark(lines: Path, out: Path, memory: str) -> tuple[float, int]:
    start = time.perf_counter()
    command = ["cluster", "link", str(lines), str(out), "--master", MASTER, "--memory", memory]
    done = subprocess.run([sys.executable, "-m", "sijill", *command], check=True, stdout=subprocess.PIPE, text=True)
    said = done.stdout.partition("; ")[2].split()
    return time.perf_counter() - start, int(said[0].replace(",", ""))


def _row(name: str, seconds: float, pairs: int, truth: dict[str, str], found: dict[str, str]) -> None:
    figures = score(truth, found)
    print(f"| {name} | {seconds:,.0f} | {pairs:,} | {figures.pairs[2]:.3f} | {figures.b_cubed[2]:.3f} |", flush=True)


def _parted(labels: dict[str, str]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for report, event in labels.items():
        groups.setdefault(event, set()).add(report)
    return set(map(frozenset, groups.values()))


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("what", choices=["code", "link"])
    cli.add_argument("--number", type=int, help="reports (20,000) or accounts (100,000)")
    cli.add_argument("--memory", default="4g", help="of Spark's Java")
    cli.add_argument("--spark-only", action="store_true", help="don't link on DuckDB")
    cli.add_argument("--folder", help="where the files go (as large as the archive several times over)")
    args = cli.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        if args.what == "code":
            measure_code(args.number or 20_000, Path(folder))
        else:
            measure_link(args.number or 100_000, Path(folder), args.memory, args.spark_only)


if __name__ == "__main__":
    main()
