"""What the register knows of an actor, a place, a source or any other set of events.

Reckoned from columns in memory (`columns`). A set of events is a `Selection`. Events that a person rejected are left
out, unless its filter asks for them. Sums of the killed add up what is known: `low` and `high` fall back on the best
figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import numpy as np
from sqlalchemy import ColumnElement, Connection, or_

from sijill.codebook import registry
from sijill.model import Event, EventType, SubEventType
from sijill.register.choosing import chosen, fitting
from sijill.register.columns import Columns, Rows, following
from sijill.register.faults import RegisterError
from sijill.register.queries import Filters
from sijill.register.reliability import SourceKind, told_by
from sijill.register.schema import event_actors
from sijill.register.summaries import events_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

ActorOrder = Literal["events", "killed", "last", "name"]
ACTOR_ORDERS: Final[tuple[ActorOrder, ...]] = get_args(ActorOrder)
Level = Literal["country", "admin1", "place"]
_LEVELS: Final[tuple[Level, ...]] = get_args(Level)


@dataclass(frozen=True, slots=True)
class Figures:
    """A set of events in numbers. `wounded`: the best figure. `open_ended`: events whose toll has no upper bound.

    `first`, `last`: the days between which they lie; None where none has a day. `placed`: those with a point.
    """

    events: int
    killed_low: int
    killed_best: int
    killed_high: int
    open_ended: int
    wounded: int
    first: date | None
    last: date | None
    placed: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A sub-event type with its events."""

    event_type: EventType
    sub_event_type: SubEventType
    events: int
    killed: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A country, a division or a place with its events; None where the register doesn't know. The point is the middle
    of its events' points."""

    country: str | None
    admin1: str | None
    place: str | None
    events: int
    killed: int
    last: date | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Party:
    """An actor with its events. `actor_id` None: the registry doesn't know it. `killed_*`: all who were killed in these
    events, on whatever side. `initiated`, `targeted`: the events in which it is on that side."""

    actor_id: str | None
    name: str
    events: int
    initiated: int
    targeted: int
    claimed: int
    killed_low: int
    killed_best: int
    killed_high: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Relation:
    """How often another actor stood against an actor, and beside it, in how many events."""

    actor_id: str | None
    name: str
    against: int
    beside: int


@dataclass(frozen=True, slots=True)
class Who:
    """An actor as a filter asks for it: by its id with all that belongs to it, or by its name. `alone`: without what
    belongs to it."""

    actor_id: str | None
    name: str
    alone: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id, and those of its parts."""
        if self.actor_id is None:
            return ()
        return (self.actor_id, *(() if self.alone else registry().children(self.actor_id, deep=True)))

    @property
    def rows(self) -> ColumnElement[bool]:
        """The condition that a row of `event_actors` is this actor's."""
        named = event_actors.c.name == self.name
        return or_(event_actors.c.actor_id.in_(self.ids), named) if self.actor_id else named

    def is_one(self, actor_id: str | None, names: Collection[str]) -> bool:
        """Whether an actor of events is this one, by its id and the names that events have for it."""
        return actor_id in self.ids or self.name in names


@dataclass(frozen=True, slots=True)
class Selection:
    """The events of a filter that are also those of an actor, lie at a place, and are told by a source, as far as these
    are given. `place`: country, division and place; a country that is None: where none is known."""

    filters: Filters = field(default_factory=Filters)
    who: Who | None = None
    place: tuple[str | None, str | None, str | None] | None = None
    source: tuple[SourceKind, str] | None = None


def selected(connection: Connection, asked: Selection) -> tuple[Columns, Rows]:
    """The columns and the rows of a set. Raises `RegisterError` for values that nothing has."""
    told = told_by(connection, *asked.source) if asked.source else None
    columns = following(connection)
    rows, _ = chosen(connection, columns, asked.filters)
    if asked.place:
        rows = _lying(columns, rows, asked.place)
    if asked.who:
        rows = columns.with_party(rows, columns.parties(asked.who.is_one))
    if told is not None:
        there = columns.rows_of(told)
        rows = rows[np.isin(rows, there)]
    return columns, rows


def _lying(columns: Columns, rows: Rows, place: tuple[str | None, str | None, str | None]) -> Rows:
    country, admin1, name = place

    def there(division: tuple[str | None, str | None]) -> bool:
        return division[0] == country and admin1 in (None, division[1])

    rows = rows[fitting(columns, "division", there)[columns.codes("division", rows)]]
    if name is None:
        return rows
    return rows[fitting(columns, "place", lambda each: each == name)[columns.codes("place", rows)]]


def is_there(connection: Connection, country: str | None, admin1: str | None = None, place: str | None = None) -> bool:
    """Whether any event lies there, also one that a person rejected."""
    columns = following(connection)
    return bool(len(_lying(columns, columns.all_rows(), (country, admin1, place))))


def by_spot(
    connection: Connection, asked: Selection, level: Level, limit: int | None = None, offset: int = 0
) -> tuple[int, list[Spot]]:
    """How many countries, divisions or places a set of events has, and some of them, those with most events first."""
    columns, rows = selected(connection, asked)
    return spots_of(columns, rows, level, limit, offset)


def spots_of(
    columns: Columns, rows: Rows, level: Level, limit: int | None = None, offset: int = 0
) -> tuple[int, list[Spot]]:
    """`by_spot` of rows."""
    values, codes = _places(columns, rows, level)
    number = len(values)
    events = np.bincount(codes, minlength=number)
    killed = np.bincount(codes, columns.number("best", rows), number)
    last = np.zeros(number, np.int64)
    np.maximum.at(last, codes, columns.days(rows, last=True))
    placed = ~np.isnan(columns.points[rows, 0])
    with_point = np.bincount(codes[placed], minlength=number)
    sums = [np.bincount(codes[placed], columns.points[rows[placed], axis], number) for axis in (0, 1)]
    order = sorted(range(number), key=lambda at: (-events[at], *((name is None, name or "") for name in values[at])))
    made = []
    for at in order[offset : None if limit is None else offset + limit]:
        country, admin1, place = (*values[at], None, None)[:3]
        y, x = (float(each[at] / with_point[at]) if with_point[at] else None for each in sums)
        made.append(Spot(country, admin1, place, int(events[at]), int(killed[at]), day_of(last[at]), y, x))
    return number, made


def _places(columns: Columns, rows: Rows, level: Level) -> tuple[list[tuple[str | None, ...]], NDArray[np.int64]]:
    """The names of the places of some rows, down to a level, and for each row the number of its own."""
    depth = _LEVELS.index(level) + 1
    keys = columns.codes("division", rows)
    if level == "place":
        keys = keys * max(1, len(columns.place.values)) + columns.codes("place", rows)
    distinct, codes = np.unique(keys, return_inverse=True)
    numbers: dict[tuple[str | None, ...], int] = {}
    merged = []
    for key in distinct.tolist():
        division, place = divmod(key, max(1, len(columns.place.values))) if level == "place" else (key, 0)
        name = (*columns.division.values[division], columns.place.values[place])[:depth]
        merged.append(numbers.setdefault(name, len(numbers)))
    found: NDArray[np.int64] = np.array(merged, np.int64)[codes] if merged else np.zeros(0, np.int64)
    return list(numbers), found


def by_actor(
    connection: Connection, asked: Selection, order: ActorOrder = "events", limit: int | None = None, offset: int = 0,
    search: str | None = None,
) -> tuple[int, list[Party]]:  # fmt: skip
    """How many actors take part in a set of events, and some of them in an order. `search`: part of a name, or of
    another name that the registry has for it. Raises `RegisterError` for an unknown order."""
    if order not in ACTOR_ORDERS:
        raise RegisterError(f"there is no order {order!r}", f"Choose one of: {', '.join(ACTOR_ORDERS)}")
    columns, rows = selected(connection, asked)
    return parties_of(columns, rows, order, limit, offset, search)


def parties_of(
    columns: Columns, rows: Rows, order: ActorOrder = "events", limit: int | None = None, offset: int = 0,
    search: str | None = None,
) -> tuple[int, list[Party]]:  # fmt: skip
    """`by_actor` of rows."""
    at, party, sides = columns.parts(rows)
    if search:
        found = columns.parties(_searched(search))[party]
        at, party, sides = at[found], party[found], sides[found]
    number = len(columns.party.values)
    days = columns.days(rows, last=True)[at]
    first, last = np.full(number, date.max.toordinal() + 1), np.zeros(number, np.int64)
    np.maximum.at(last, party, days)
    np.minimum.at(first, party[days > 0], days[days > 0])
    sums = [np.bincount(party, minlength=number)]
    sums += [np.bincount(party, sides >> bit & 1, number) for bit in range(3)]
    sums += [np.bincount(party, columns.number(name, rows)[at], number) for name in ("low", "best", "high")]
    there = np.flatnonzero(sums[0]).tolist()
    names = {who: name_of_party(columns, who) for who in there}
    by: dict[ActorOrder, Callable[[int], Any]] = {
        "events": lambda who: -sums[0][who], "killed": lambda who: -sums[5][who], "last": lambda who: -last[who],
        "name": lambda who: names[who].lower(),
    }  # fmt: skip
    ids = [actor for actor, _ in columns.party.values]
    there.sort(key=lambda who: (by[order](who), names[who], ids[who] is None, ids[who] or ""))
    made = []
    for who in there[offset : None if limit is None else offset + limit]:
        number, began, target, claimed, low, best, high = (int(each[who]) for each in sums)
        span = (day_of(first[who]), day_of(last[who])) if last[who] else (None, None)
        known = identified(ids[who], names[who])
        made.append(Party(*known, number, began, target, claimed, low, best, high, *span))
    return len(there), made


def name_of_party(columns: Columns, number: int) -> str:
    """What an actor is called in events."""
    actor_id, name = columns.party.values[number]
    return max(columns.called[actor_id], default=actor_id) if actor_id else name


def number_of(connection: Connection, asked: Selection) -> int:
    """How many events a set has."""
    _, rows = selected(connection, asked)
    return len(rows)


def ids_of(connection: Connection, asked: Selection) -> list[str]:
    """The ids of the events of a set."""
    columns, rows = selected(connection, asked)
    return [columns.ids[row] for row in rows.tolist()]


def latest(connection: Connection, asked: Selection, limit: int) -> list[Event]:
    """The latest events of a set."""
    columns, rows = selected(connection, asked)
    names = latest_ids(columns, rows, limit)
    return events_of(connection, names)


def latest_ids(columns: Columns, rows: Rows, limit: int) -> list[str]:
    """The ids of the latest of some rows; those of no known day last."""
    return columns.first_ids(rows, -columns.days(rows, last=True), limit)


def latest_start(connection: Connection, asked: Selection) -> date | None:
    """The latest first day of any event of a set: the end of "in 2024" is no day on which something was told to
    happen."""
    columns, rows = selected(connection, asked)
    return day_of(columns.days(rows, last=False).max(initial=0))


def deadliest(connection: Connection, asked: Selection, limit: int) -> list[Event]:
    """The events of a set in which most were killed, by the best figure, else the lowest."""
    columns, rows = selected(connection, asked)
    rows = rows[columns.killed(rows) > 0]
    names = columns.first_ids(rows, -columns.killed(rows), limit)
    return events_of(connection, names)


def disputed(connection: Connection, asked: Selection, limit: int) -> tuple[int, list[Event]]:
    """How many events of a set have accounts that contradict one another, and those with most killed of them."""
    columns, rows = selected(connection, asked)
    rows = rows[columns.number("disagreements", rows) > 0]
    names = columns.first_ids(rows, -columns.killed(rows), limit)
    return len(rows), events_of(connection, names)


def _searched(words: str) -> Callable[[str | None, Collection[str]], bool]:
    asked = words.strip().lower()
    known = {
        actor.id
        for actor in registry().actors.values()
        if any(asked in name.lower() for name in (actor.id, actor.name, *actor.aliases))
    }
    return lambda actor_id, names: actor_id in known or any(asked in name.lower() for name in names)


def identified(actor_id: str | None, name: str) -> tuple[str | None, str]:
    """The id and the name of an actor of events. Classes of people ("Civilians") stand in them without their id."""
    known = registry().get(actor_id) or (None if actor_id else registry().named(name))
    return (known.id, known.name) if known else (actor_id, name)


def day_of(number: int) -> date | None:
    """A day from its number; 0 is none."""
    return date.fromordinal(int(number)) if number else None
