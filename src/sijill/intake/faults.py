"""What went wrong (or was guessed) while a report was read, as a record that prints as one clear line."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sijill.model import Record

Severity = Literal["error", "note"]


class Fault(Record):
    """Something about an input that its owner should know.

    `error`: a report (or a whole source) was set aside. `note`: the report was kept, something in it was guessed
    or left out. `source` is the file or address, `line` its line (from 1) where one is known, `reason` what is
    wrong, `mend` what to do about it; neither ends in a full stop.
    """

    source: str
    line: int | None = None
    reason: str
    mend: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{where}: {self.reason}. {self.mend}."


class Spot(NamedTuple):
    """Where in the input something stands: the file or address, and its line (from 1) where one is known."""

    source: str
    line: int | None = None


class Remark(NamedTuple):
    """Something guessed or left out on the way to a report: what, and what its owner can do."""

    reason: str
    mend: str

    def note(self, at: Spot) -> Fault:
        """The remark as a note about a place in the input."""
        return Fault(source=at.source, line=at.line, reason=self.reason, mend=self.mend, severity="note")


class IntakeError(Exception):
    """An input that can't be read: raised inside the room, handed on as a `Fault`."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend

    def fault(self, at: Spot) -> Fault:
        """The error as a fault at a place in the input."""
        return Fault(source=at.source, line=at.line, reason=self.reason, mend=self.mend)


def plural(count: int, noun: str) -> str:
    """`1 character`, `2 characters`, `20,000 characters`."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def megabytes(count: int) -> str:
    """`20 MB`, `0.5 MB`: a number of bytes as people say it."""
    return f"{count / 1_000_000:g} MB"
