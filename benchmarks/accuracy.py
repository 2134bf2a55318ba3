"""Accuracy on gold: `python -m benchmarks.accuracy [--benchmark FOLDER]`.

Scores the bundled samples, and the development benchmark where its folder (`dev/reports.jsonl`, `dev/gold.jsonl`) is
there. The same figures come from `sijill code` and `sijill evaluate`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sijill import samples
from sijill.coding import Coder, load
from sijill.evaluation import Figures, Line, figures_text, parse_line, read_lines, score
from sijill.intake import Fault, read

BENCHMARK = Path(__file__).resolve().parents[1].parent / "shared" / "benchmark"


def coded_lines(coder: Coder, source: Path) -> dict[str, Line]:
    """Report id -> what the coder reads out of it; faults of the input go to standard error."""
    lines = {}
    for item in read(source):
        if isinstance(item, Fault):
            print(item, file=sys.stderr)
            continue
        lines[item.id] = parse_line(coder.code(item).model_dump(mode="json"))
    return lines


def measured(coder: Coder, reports: Path, gold: Path) -> list[Figures]:
    """The figures of a coder over reports with gold: all of them, then those of ids that begin with "s"."""
    with gold.open(encoding="utf-8") as file:
        wanted = read_lines(file, str(gold))
    coded = coded_lines(coder, reports)
    first = {rid: line for rid, line in wanted.items() if rid.startswith("s")}
    return [score(wanted, coded), score(first, {rid: coded[rid] for rid in first if rid in coded})]


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument(
        "--benchmark", type=Path, default=BENCHMARK, help="folder with dev/reports.jsonl and dev/gold.jsonl"
    )
    args = cli.parse_args()
    coder = load()
    with samples.folder() as reports, samples.gold() as gold:
        print("samples\n" + figures_text(measured(coder, reports, gold)[0]))
    dev = args.benchmark / "dev"
    if dev.is_dir():
        whole, first = measured(coder, dev / "reports.jsonl", dev / "gold.jsonl")
        print("\nbenchmark, dev\n" + figures_text(whole))
        print("\nof these, the first user's reports (s0 to s4)\n" + figures_text(first))
    else:
        print(f"\nbenchmark: not measured, there is no {dev}", file=sys.stderr)


if __name__ == "__main__":
    main()
