"""How fast the register is: `python -m benchmarks.register [--accounts N] [--register ADDRESS] [--portion N]`.

Loads N made accounts (benchmarks/synthetic.py), a report each, linked together once; then adds reports that are coded
already one by one, and measures each. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.synthetic import made, peak_megabytes
from sijill.model import CodedReport, Report, Telling
from sijill.register import Register

Pair = tuple[Report, CodedReport]
# How many reports are added one by one after the load, and how many of these come first and are not counted.
SINGLE = 200
WARM = 5


def pair(telling: Telling) -> Pair:
    """A made account as a report of its own, whose text is like no other, and its coding."""
    words = telling.account.quote.split()
    body = " ".join(f"{word} {number} {telling.key}" for number, word in enumerate(words * 2))
    head = telling.report
    report = Report(**head.model_dump(), text=f"{telling.account.quote}. {body}")
    return report, CodedReport(report=head, relevant=True, events=(telling.account,))


def in_portions(tellings: Sequence[Telling], size: int) -> Iterator[list[Pair]]:
    """Pairs, so many at a time."""
    rest = iter(tellings)
    while portion := list(islice(rest, size)):
        yield [pair(telling) for telling in portion]


def main() -> None:
    """Load, add, print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--accounts", type=int, default=100_000)
    cli.add_argument("--register", help="an empty database; else a SQLite file that is thrown away")
    cli.add_argument("--portion", type=int, default=2_000, help="reports in one transaction while loading")
    args = cli.parse_args()
    tellings, _ = made(args.accounts + SINGLE)
    with tempfile.TemporaryDirectory() as folder, Register.open(args.register or Path(folder) / "r.sqlite") as register:
        print("| | seconds |\n|---|---|")
        start = time.perf_counter()
        for portion in in_portions(tellings[SINGLE:], args.portion):
            register.add_many(portion, link=False)
        print(f"| {args.accounts:,} reports kept, {args.portion:,} at a time | {time.perf_counter() - start:.1f} |")
        start = time.perf_counter()
        register.link_pending()
        print(f"| their accounts linked and the events derived | {time.perf_counter() - start:.1f} |")
        times = [_seconds(register, pair(telling)) for telling in tellings[:SINGLE]][WARM:]
        print(f"| one more report added, median | {statistics.median(times):.3f} |")
        print(f"| 95 of 100 are faster than | {statistics.quantiles(times, n=20)[-1]:.3f} |")
        print(f"| the slowest | {max(times):.3f} |")
        held = register.counts()
        print(f"\n{held.accounts:,} accounts in {held.events:,} events; {peak_megabytes():,.0f} MB of memory at most.")


def _seconds(register: Register, item: Pair) -> float:
    start = time.perf_counter()
    register.add(*item)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
