"""The two sides of a comparison: the register's events and the data set's rows, and those that are one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sijill.model import EventType, Place, SubEventType


@dataclass(frozen=True, slots=True)
class Row:
    """A row of another data set. `kind`: its type, as people call it; `event_type`, `sub_event_type` only where it
    tells one of ours. `first`, `last`: the days between which it was, null where not known. `low`, `best`, `high`:
    people killed. `sides`: the actors' names there; `directed`: the first side did it."""

    line: int
    id: str
    first: date | None
    last: date | None
    place: Place
    kind: str
    event_type: EventType | None
    sub_event_type: SubEventType | None
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    directed: bool
    low: int
    best: int
    high: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Here:
    """An event of the register, as far as it is compared. `kind`: its type as the data set has it; `lacking`: why the
    data set has no such events, "" where it may. `low`, `best`, `high`: people killed, null where not known."""

    id: str
    first: date | None
    last: date | None
    place: Place | None
    event_type: EventType
    sub_event_type: SubEventType
    kind: str
    lacking: str
    low: int | None
    best: int | None
    high: int | None
    reports: int

    @property
    def killed(self) -> int | None:
        """One figure: the best, else the lowest."""
        return self.best if self.best is not None else self.low


@dataclass(frozen=True, slots=True)
class Both:
    """An event that both have. `weight`: log2 of the odds that it is one."""

    here: Here
    there: Row
    weight: float

    @property
    def chance(self) -> float:
        """How sure it is that it is one event, 0 to 1."""
        return float(1 / (1 + 2.0**-self.weight))

    @property
    def difference(self) -> int:
        """How many more killed the register has; who counts none counts 0."""
        return (self.here.killed or 0) - self.there.best


@dataclass(frozen=True, slots=True)
class There:
    """A row that no event of the register is. `rival`: the event that it would fit, were it not another row's."""

    row: Row
    rival: str | None = None
