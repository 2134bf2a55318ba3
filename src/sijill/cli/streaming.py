"""Reports in, coded reports out, one at a time: memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from sijill.cli.coders import CoderFactory
from sijill.cli.trouble import FAILED, complain

if TYPE_CHECKING:
    from sijill.coding import Coder
    from sijill.intake import Fault
    from sijill.model import CodedReport, Report


@dataclass
class Tally:
    """What a run has done so far."""

    reports: int = 0
    relevant: int = 0
    events: int = 0
    assertions: int = 0
    failed: int = 0
    held: int = 0

    def count(self, coded: CodedReport) -> None:
        """Add one coded report."""
        self.add(coded.relevant, len(coded.events), len(coded.assertions))

    def add(self, relevant: bool, events: int, assertions: int) -> None:
        """Add one coded report by what it holds."""
        self.reports += 1
        self.relevant += relevant
        self.events += events
        self.assertions += assertions

    def __str__(self) -> str:
        said = [
            some(self.reports, "report"),
            some(self.events, "event"),
            some(self.assertions, "assertion"),
        ]
        said += [f"{self.held:,} coded before"] if self.held else []
        return ", ".join(said) + (f"; {self.failed:,} set aside" if self.failed else "")


def some(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def code_all(
    inputs: Iterable[Report | Fault],
    load: CoderFactory,
    tally: Tally,
    tell: Callable[[str, str], None] = complain,
) -> Iterator[CodedReport]:
    """Code reports in their order. What can't be read or coded is told (text, kind) and counted; the rest goes on.

    The coder is loaded at the first report, so that faulty input is told at once.
    """
    from sijill.archives.one import code_report
    from sijill.intake import Fault

    coder: Coder | None = None
    for item in inputs:
        found: CodedReport | Fault
        if isinstance(item, Fault):
            found = item
        else:
            try:
                coder = coder or load()
                found = code_report(item, coder)
            except OSError as error:
                tell(f"the coder can't start: {error}. Install Sijill again.", "error")
                raise typer.Exit(FAILED) from error
        if isinstance(found, Fault):
            tell(str(found), found.severity)
            tally.failed += found.severity == "error"
            continue
        tally.count(found)
        yield found
