"""Speed and memory on one core: `python -m benchmarks.speed [--relevant N] [--plain N]`.

The reports are made from the bundled samples' paragraphs, each 400 words long and no two alike.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sijill import samples
from sijill.evaluation import read_lines
from sijill.intake import read
from sijill.model import Report

if TYPE_CHECKING:
    from sijill.coding import Coder

WORDS = 400
PLAIN = "library-opens"
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def keep_to_one_core() -> None:
    """Bind this process to one core and one thread. Has to come before libraries that start threads are imported."""
    os.environ.update(_ONE_THREAD)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def paragraphs(relevant: bool) -> list[str]:
    """The paragraphs of the samples that are relevant by their gold, or of one with no conflict in it."""
    with samples.gold() as path:
        gold = read_lines(path.read_text(encoding="utf-8").splitlines(), str(path))
    with samples.folder() as folder:
        reports = [item for item in read(folder) if isinstance(item, Report)]
    chosen = [report.text for report in reports if (gold[report.id].relevant if relevant else report.id == PLAIN)]
    return [part for text in chosen for part in text.split("\n\n") if len(part.split()) > 5]


def reports_of(parts: list[str], words: int) -> Iterator[Report]:
    """Reports without end, each of `words` words: runs of paragraphs that begin at ever another one."""
    number = 0
    while True:
        taken: list[str] = []
        left, at = words, number * 7
        while left > 0:
            said = parts[at % len(parts)].split()[:left]
            taken.append(" ".join(said))
            left -= len(said)
            at += 1
        # A number in the text keeps two reports from being the same even when the paragraphs come round again.
        text = f"Report {number}.\n\n" + "\n\n".join(taken)
        yield Report(id=f"r{number}", published=date(2024, 5, 14), text=text)
        number += 1


def seconds_for(coder: Coder, reports: list[Report]) -> tuple[float, int]:
    """Wall-clock seconds to code all reports one by one, and how many of them were relevant."""
    start = time.perf_counter()
    relevant = sum(coder.code(report).relevant for report in reports)
    return time.perf_counter() - start, relevant


def start_up(runs: int = 5) -> float:
    """Median seconds of `sijill code` on one short report, from the shell's view, with a warm disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.txt"
        path.write_text("Two soldiers were killed in an attack near Kirkuk on Monday.\n", encoding="utf-8")
        command = [sys.executable, "-m", "sijill", "code", str(path)]
        taken = []
        for _ in range(runs):
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--relevant", type=int, default=100, help="relevant reports to code")
    cli.add_argument("--plain", type=int, default=2000, help="plain reports, with no conflict in them, to skip")
    args = cli.parse_args()

    keep_to_one_core()
    began = time.perf_counter()
    from sijill.coding import load

    coder = load()
    loaded = time.perf_counter() - began
    relevant = list(islice(reports_of(paragraphs(relevant=True), WORDS), args.relevant))
    plain = list(islice(reports_of(paragraphs(relevant=False), WORDS), args.plain))
    seconds_for(coder, relevant[:3])
    taken, hits = seconds_for(coder, relevant)
    skipped, wrong = seconds_for(coder, plain)
    rows = [
        (f"relevant reports of {WORDS} words, a second", f"{len(relevant) / taken:.1f}"),
        ("words of them, a second", f"{len(relevant) * WORDS / taken:,.0f}"),
        ("of them found relevant", f"{hits} of {len(relevant)}"),
        (f"plain reports of {WORDS} words, no conflict in them, a second", f"{len(plain) / skipped:,.0f}"),
        ("of them found relevant", f"{wrong} of {len(plain)}"),
        ("loading the coder, seconds", f"{loaded:.2f}"),
        ("`sijill code` on one short report, seconds", f"{start_up():.2f}"),
        ("peak memory, MB", f"{peak_megabytes():,.0f}"),
    ]
    print("| one core | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
