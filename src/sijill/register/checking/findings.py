"""What the parts of a check have in common: what they find, how they go through a table, and how they mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, select

from sijill.register.clock import TOLERATED, moment, now
from sijill.register.deriving import derive_events
from sijill.register.engine import writing

# What to do where nothing can be derived again.
BACKUP: Final = "Bring back a backup: sijill restore FILE REGISTER"
AGAIN: Final = "Derive it again: sijill check --mend"
RECODE: Final = "Code the report again: sijill add --recode PATH, with the file that it came from"
# So many things at once, where they are small.
PORTION: Final = 400

Mending = Callable[[Connection], object]
"""What mends something, on a connection that may write."""

# How far it has come: the part, what is done, and all of it (0: not known).
Seen = Callable[[str, int, int], None]


def unseen(_part: str, _done: int, _all: int) -> None:
    """Tells nobody how far it has come."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong. `about`: with what ("event e1b2"). `mend`: what to do, a sentence without its full stop.

    `mended`: this run has done it. `grave`: False where nothing is lost and nothing wrong is shown.
    """

    about: str
    what: str
    mend: str
    mended: bool = False
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.about}: {self.what}. {'Mended' if self.mended else self.mend}."


@dataclass(slots=True)
class Checking:
    """A check under way: one state of the register, and whether what is derived is to be derived again."""

    connection: Connection
    mend: bool
    seen: Seen
    part: str
    # Later than this no clock that is right can have said.
    latest: datetime = field(default_factory=lambda: now() + TOLERATED)

    def tell(self, done: int, every: int) -> None:
        """Say how far the part has come."""
        self.seen(self.part, done, every)

    def portions(
        self, key: ColumnElement[Any], *conditions: ColumnElement[bool], size: int = PORTION
    ) -> Iterator[list[Any]]:
        """The values of a unique column, sorted, some at a time; tells how far it has come."""
        every = self.connection.scalar(select(func.count()).where(*conditions, key.is_not(None))) or 0
        done, last = 0, None
        while True:
            later = () if last is None else (key > last,)
            found = list(self.connection.scalars(select(key).where(*conditions, *later).order_by(key).limit(size)))
            if not found:
                return
            yield found
            last, done = found[-1], done + len(found)
            self.tell(done, max(done, every))

    def mended(self, work: Mending) -> bool:
        """Do a piece of mending, in a transaction of its own; False where none is asked for."""
        if not self.mend:
            return False
        with writing(self.connection.engine) as connection:
            work(connection)
        return True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the check: what it is called while it goes on, and what it finds."""

    name: str
    run: Callable[[Checking], Iterator[Finding]]


@dataclass(slots=True)
class Stamps:
    """Moments of a table in the order in which they were written: whether a clock was wrong."""

    checking: Checking
    ahead: int = 0
    furthest: datetime | None = None
    back: int = 0
    last: datetime | None = None

    def add(self, at: datetime) -> None:
        """The next moment."""
        if at > self.checking.latest:
            self.ahead += 1
            self.furthest = max(at, self.furthest or at)
        if self.last and self.last - at > timedelta(0):
            self.back += 1
        self.last = at

    def findings(self, what: str, *, ordered: bool = True) -> Iterator[Finding]:
        """What is to be said of them. `ordered`: they should grow."""
        if self.furthest:
            said = f"{self.ahead:,} of a time to come, up to {self.furthest:%Y-%m-%d %H:%M} UTC: a clock was ahead"
            mend = "Set the clock right. Their order is kept by number; their times stay as they were written"
            yield Finding(what, said, mend, grave=False)
        if ordered and self.back:
            said = f"{self.back:,} times a later one bears an earlier time: a clock was set back"
            yield Finding(what, said, "Nothing needs to be done: their order is kept by number", grave=False)


@dataclass(slots=True)
class Summing:
    """How many findings there were."""

    faults: int = 0
    mended: int = 0
    notes: int = 0

    def add(self, finding: Finding) -> None:
        """Count one."""
        self.notes += not finding.grave
        self.mended += finding.grave and finding.mended
        self.faults += finding.grave and not finding.mended


def derived_again(names: Sequence[str]) -> Mending:
    """Derive events (ids) from their accounts and decisions."""
    return lambda writer: derive_events(writer, names, moment(writer))


def listed(values: Sequence[object], most: int = 3) -> str:
    """The first of some values, and how many more there are."""
    said = ", ".join(map(str, values[:most]))
    return said if len(values) <= most else f"{said} and {len(values) - most:,} more"
