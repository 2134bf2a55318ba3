"""An archive by one process and by two: `python -m benchmarks.archive [--reports N] [--flat N] [--jobs N]`.

Of the reports (400 words each, made from the bundled samples' paragraphs, no two alike) one in twenty tells of conflict
where speed is measured, one in 200 where memory is; the rest is read and passed over. Speed is that of `sijill
code` from the first report's coding to the last one's: start-up, told apart, does not grow with an archive. Memory is
that of all its processes together (what they share counts once for each), looked at every second: flat is what holds no
more over the last quarter of the run than over the second, but for a twentieth. Prints a Markdown table; exit code 1
where a bar is missed: two processes 1.8 times as fast as one, memory flat.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.speed import WORDS, paragraphs, reports_of
from sijill.model import Report

SPEEDUP = 1.8
FLAT = 1.05
SPEED_SHARE, FLAT_SHARE = 20, 200


def mixed(count: int, share: int) -> Iterator[Report]:
    """`count` reports, one in `share` of them relevant."""
    relevant = reports_of(paragraphs(relevant=True), WORDS)
    plain = reports_of(paragraphs(relevant=False), WORDS)
    for number in range(count):
        report = next(plain if number % share else relevant)
        yield report.model_copy(update={"id": f"r{number}"})


def write(path: Path, reports: Iterator[Report]) -> None:
    """Reports as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for report in reports:
            row = {"id": report.id, "published": "2024-05-14", "text": report.text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


class Run:
    """`sijill code` over a file: how long it took, what its processes held."""

    def __init__(self, source: Path, jobs: int, every: float) -> None:
        self.out = source.with_name(f"coded-{jobs}.jsonl")
        self.memory: list[float] = []
        self.first: float | None = None
        began, before = time.perf_counter(), processor_seconds()
        command = [sys.executable, "-m", "sijill", "code", str(source), "--jobs", str(jobs), "-o", str(self.out)]
        process = subprocess.Popen(command)
        while process.poll() is None:
            time.sleep(every)
            if self.first is None and self.out.exists() and self.out.stat().st_size:
                self.first = time.perf_counter() - began
            self.memory.append(held(process.pid))
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        self.seconds = time.perf_counter() - began
        self.processor = processor_seconds() - before

    def rate(self, count: int) -> float:
        """Reports a second, once the first was coded."""
        return count / (self.seconds - (self.first or 0.0))


def processor_seconds() -> float:
    """Of all processes that have been started from here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def held(pid: int) -> float:
    """Megabytes that a process and those that it started hold."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total = int(line.split()[1]) / 1_000
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, ValueError):
        return total
    return total + sum(held(int(child)) for child in children)


def growth(memory: list[float]) -> float:
    """How many times what was held in the second quarter is held in the last."""
    quarter = max(1, len(memory) // 4)
    return statistics.median(memory[-quarter:-1] or memory) / statistics.median(memory[quarter : 2 * quarter])


def speed(folder: Path, count: int, jobs: int) -> tuple[bool, list[tuple[str, str]]]:
    """One process beside several: whether the bar is met, and the rows to print."""
    source = folder / "speed.jsonl"
    write(source, mixed(count, SPEED_SHARE))
    one, many = Run(source, 1, 0.02), Run(source, jobs, 0.02)
    same = one.out.read_bytes() == many.out.read_bytes()
    gain = many.rate(count) / one.rate(count)
    rows = [
        (f"{count:,} reports, one in {SPEED_SHARE} relevant: one process, reports a second", f"{one.rate(count):.1f}"),
        (f"{jobs} processes, reports a second", f"{many.rate(count):.1f}"),
        ("times as fast", f"{gain:.2f}"),
        ("processor seconds, all in all, one process and several", f"{one.processor:.1f}, {many.processor:.1f}"),
        ("the same answers, byte by byte", "yes" if same else "NO"),
        (f"until the first is coded, seconds: one process, {jobs}", f"{one.first or 0:.1f}, {many.first or 0:.1f}"),
    ]
    return same and (gain >= SPEEDUP or jobs != 2), rows


def flatness(folder: Path, count: int, jobs: int) -> tuple[bool, list[tuple[str, str]]]:
    """Memory over a long run: whether it is flat, and the rows to print."""
    source = folder / "flat.jsonl"
    write(source, mixed(count, FLAT_SHARE))
    run = Run(source, jobs, 1.0)
    grown = growth(run.memory)
    rows = [
        (f"{count:,} reports, one in {FLAT_SHARE} relevant, {jobs} processes: seconds", f"{run.seconds:.0f}"),
        ("most memory of all processes, MB", f"{max(run.memory):,.0f}"),
        ("memory in the last quarter to that in the second", f"{grown:.3f}"),
    ]
    return grown <= FLAT, rows


def main() -> None:
    """Measure, print, and say whether the bars are met."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--reports", type=int, default=4_000, help="reports for the speed; 0: not measured")
    cli.add_argument("--flat", type=int, default=100_000, help="reports for the memory; 0: not measured")
    cli.add_argument("--jobs", type=int, default=2, help="processes beside one")
    args = cli.parse_args()

    print(f"| `sijill code`, {WORDS} words a report | |\n|---|---|")
    met = True
    with tempfile.TemporaryDirectory() as folder:
        for measure, count in ((speed, args.reports), (flatness, args.flat)):
            if count:
                good, rows = measure(Path(folder), count, args.jobs)
                met &= good
                for name, value in rows:
                    print(f"| {name} | {value} |", flush=True)
    print(f"| bars | {'met' if met else 'MISSED'} |")
    sys.exit(not met)


if __name__ == "__main__":
    main()
