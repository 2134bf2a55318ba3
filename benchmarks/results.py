"""Everything that is measured, as a page: `python -m benchmarks.results [--write]`. It takes some minutes.

`--write` keeps the page as benchmarks/results.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

from sijill import __version__

PAGE = Path(__file__).with_name("results.md")


def processor() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        if names:
            return names[0]
    return platform.processor() or platform.machine()


def printed(module: str, *options: str, bars: bool = False) -> str:
    """What a benchmark prints, run in a process of its own. `bars`: it fails where one is missed, and says so."""
    command = [sys.executable, "-m", module, *options]
    return subprocess.run(command, check=not bars, stdout=subprocess.PIPE, text=True).stdout.strip()


def page() -> str:
    """The whole page in Markdown."""
    machine = f"{processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return "\n".join(
        [
            "# Measured",
            "",
            f"Sijill {__version__} on {machine}.",
            "Made by `python -m benchmarks.results --write`; `make bench` prints it anew.",
            "",
            "## Speed (`python -m benchmarks.speed`)",
            "",
            printed("benchmarks.speed"),
            "",
            "## Accuracy (`python -m benchmarks.accuracy`)",
            "",
            "P precision, R recall, F1; `gold` and `predicted` count filled slots. What a slot is: docs/fields.md.",
            "",
            "```",
            printed("benchmarks.accuracy"),
            "```",
            "",
            *_shown("Places", "benchmarks.places"),
            *_shown("Actors", "benchmarks.actors"),
            *_shown("Linking", "benchmarks.linking"),
            *_shown("Linking of 100,000 made accounts", "benchmarks.linking", "--synthetic", "100000"),
            *_told("Exports of 100,000 made events", "benchmarks.exports"),
            *_told("Pages over 100,000 made events", "benchmarks.web"),
        ]
    )


def _shown(title: str, module: str, *options: str) -> list[str]:
    """A section that shows what a benchmark prints; what is measured how stands at the head of its file."""
    command = " ".join(["python -m", module, *options])
    return [f"## {title} (`{command}`)", "", "```", printed(module, *options), "```", ""]


def _told(title: str, module: str) -> list[str]:
    """The same for a benchmark that prints Markdown."""
    return [f"## {title} (`python -m {module}`)", "", printed(module, bars=True), ""]


def main() -> None:
    """Measure, print, and keep where asked."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--write", action="store_true", help=f"keep the page as benchmarks/{PAGE.name}")
    args = cli.parse_args()
    text = page()
    print(text)
    if args.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
