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

    def count(self, coded: CodedReport) -> None:
        """Add one coded report."""
        self.reports += 1
        self.relevant += coded.relevant
        self.events += len(coded.events)
        self.assertions += len(coded.assertions)

    def __str__(self) -> str:
        said = [
            some(self.reports, "report"),
            some(self.events, "event"),
            some(self.assertions, "assertion"),
        ]
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
    from sijill.intake import Fault

    coder: Coder | None = None
    for item in inputs:
        if isinstance(item, Fault):
            tell(str(item), item.severity)
            tally.failed += item.severity == "error"
            continue
        try:
            coder = coder or load()
            coded = coder.code(item)
        except OSError as error:  # the coder's own files: no other report would fare better
            tell(f"the coder can't start: {error}. Install Sijill again.", "error")
            raise typer.Exit(FAILED) from error
        except Exception as error:  # one report that trips the coder must not cost the rest; it is told and counted
            tell(_tripped(item, error), "error")
            tally.failed += 1
            continue
        tally.count(coded)
        yield coded


def _tripped(report: Report, error: Exception) -> str:
    name = report.url or report.title or report.id
    return (
        f"{name}: this report could not be coded ({type(error).__name__}: {error}). "
        "The rest goes on. Please send its text with this line to the makers of Sijill."
    )
