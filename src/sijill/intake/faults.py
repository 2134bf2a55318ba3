"""What went wrong (or was guessed) while a report was read, as a record that prints as one clear line."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sijill.model import Record

Severity = Literal["error", "note"]
# Of a source's name or a reason, in characters.
_LONGEST = 600


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
        where = shortened(self.source) if self.line is None else f"{shortened(self.source)}:{self.line}"
        return printable(f"{where}: {shortened(self.reason)}. {self.mend}.")


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


def printable(text: str) -> str:
    """A text as one line in which nothing moves a terminal's cursor, hides or turns words around."""
    if text.isprintable():
        return text
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def shortened(text: str) -> str:
    """A name or reason that others chose the length of: at most some lines of it, its middle left out."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def plural(count: int, noun: str, many: str = "") -> str:
    """`1 character`, `2 characters`, `20,000 characters`; `2 entries` where `many` says so."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def megabytes(count: int) -> str:
    """`20 MB`, `0.5 MB`: a number of bytes as people say it."""
    return f"{count / 1_000_000:g} MB"
