"""Pieces of input on their way to reports: read where they stand, or later, in another process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sijill.intake.faults import Fault, IntakeError, Spot
from sijill.model import Report


class Common(NamedTuple):
    """Something that is true of many pieces of a source, told once, with their number before it: `reason`, `mend`."""

    source: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Unread:
    """One report at most, found but not read: `how` reads it, a function of a module, called with `args`.

    It can be sent to another process. `size` is what it holds, in bytes or characters.
    """

    how: Callable[..., Iterator[Report | Fault | Common]]
    args: tuple[Any, ...]
    at: Spot
    size: int = 0

    def read(self) -> Iterator[Report | Fault | Common]:
        """The report, and what is to be said of it. Never raises for what the input holds."""
        try:
            yield from self.how(*self.args)
        except IntakeError as error:
            yield error.fault(self.at)


Piece = Report | Fault | Common | Unread
"""What a source is made of."""


def read_piece(piece: Piece) -> Iterator[Report | Fault | Common]:
    """What is in a piece: itself, unless it was unread."""
    if isinstance(piece, Unread):
        yield from piece.read()
    else:
        yield piece


class Commons:
    """Counts what is common, to tell it in the end."""

    def __init__(self) -> None:
        self._counts: Counter[Common] = Counter()

    def add(self, common: Common) -> None:
        """Count one."""
        self._counts[common] += 1

    def told(self) -> list[Fault]:
        """A note for each thing, in the order in which they came up first; they are forgotten then."""
        notes = [
            Fault(source=it.source, reason=f"{count:,} {it.reason}", mend=it.mend, severity="note")
            for it, count in self._counts.items()
        ]
        self._counts.clear()
        return notes


def resolved(pieces: Iterable[Piece]) -> Iterator[Report | Fault]:
    """Pieces read one after another; what is common is told once, in the end."""
    commons = Commons()
    for piece in pieces:
        for item in read_piece(piece):
            if isinstance(item, Common):
                commons.add(item)
            else:
                yield item
    yield from commons.told()
