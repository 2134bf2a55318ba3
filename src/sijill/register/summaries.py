"""What the events of a filter come to: sums, and how they spread over days, places, types, groups and actors.

Reckoned from columns in memory (`columns`), and remembered until the register changes. Events that a person rejected
are left out, unless the filter asks for a review. Sums add up what is known; `open` says that somewhere no upper bound
is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, func, select

from sijill.codebook import countries, registry
from sijill.model import Event, EventType, Group
from sijill.register.choosing import REJECTED, chosen, ordered
from sijill.register.columns import Columns, Rows, following
from sijill.register.queries import Filters, Order, conditions, order_columns
from sijill.register.remembered import remembered
from sijill.register.schema import event_actors, events
from sijill.register.tellings import following_tellings

Field = Literal["killed", "wounded"]

# How many actors are listed, and how many are suggested.
_ACTORS: Final = 12
_SUGGESTED: Final = 400


@dataclass(frozen=True, slots=True)
class People:
    """People over all events. `open`: somewhere no upper bound is told, so that there may be more than `high`."""

    low: int = 0
    best: int = 0
    high: int = 0
    open: bool = False

    def __add__(self, other: People) -> People:
        return People(self.low + other.low, self.best + other.best, self.high + other.high, self.open or other.open)


@dataclass(frozen=True, slots=True)
class Line:
    """A value of a field and the events that have it, with their killed and wounded by the best figures.

    `value` None: it is not known. `of`: what the value belongs to (the event type of a sub-event type, the country of
    a division).
    """

    value: str | None
    of: str | None
    events: int
    killed: int
    wounded: int


@dataclass(frozen=True, slots=True)
class Days:
    """Events that lie within the same days, both included; None on a side is open, on both: no day is known."""

    first: date | None
    last: date | None
    events: int
    killed: int


@dataclass(frozen=True, slots=True)
class Point:
    """Events of one type at one point (degrees). `event`: the id of one of them; `place`: a name that they go by."""

    latitude: float
    longitude: float
    event_type: EventType
    events: int
    killed: int
    event: str
    place: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the events of a filter come to. `groups`: the killed and the wounded of each group, as far as it is told.

    `rejected`: events that are left out since a person rejected them. Lines: those with most events first.
    """

    events: int
    placed: int
    rejected: int
    killed: People
    wounded: People
    groups: dict[Field, dict[Group, People]]
    types: tuple[Line, ...]
    divisions: tuple[Line, ...]
    countries: tuple[Line, ...]
    statuses: tuple[Line, ...]
    reviews: tuple[Line, ...]
    days: tuple[Days, ...]

    @property
    def first(self) -> date | None:
        """The first day of any event."""
        return min((day.first or day.last for day in self.days if day.first or day.last), default=None)  # type: ignore[type-var]

    @property
    def last(self) -> date | None:
        """The last day of any event."""
        return max((day.last or day.first for day in self.days if day.first or day.last), default=None)  # type: ignore[type-var]


@dataclass(frozen=True, slots=True)
class Party:
    """An actor and its events: all, those that it began and those in which it was target. `killed`: all who were
    killed in them, on whatever side. `actor_id` None: the registry doesn't know it."""

    actor_id: str | None
    name: str
    events: int
    initiated: int
    targeted: int
    killed: int


def where(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions of a filter, without rejected events where it names no review. Raises `RegisterError`."""
    # Not as "one of the other reviews": then the database would look up the review before all else.
    rejected = () if filters.reviews else (events.c.review != REJECTED,)
    return [*conditions(connection, filters), *rejected]


def summary(connection: Connection, filters: Filters | None = None) -> Summary:
    """The events of a filter in numbers. Raises `RegisterError` for values that nothing has."""
    asked = filters or Filters()

    def count() -> Summary:
        columns = following(connection)
        rows, rejected = chosen(connection, columns, asked)
        return _summary(columns, rows, rejected)

    return remembered(connection, ("summary", asked), count)


def points(connection: Connection, filters: Filters | None = None) -> list[Point]:
    """Where the events of a filter lie, those with a point. Raises `RegisterError`."""
    columns = following(connection)
    rows, _ = chosen(connection, columns, filters or Filters())
    return [
        Point(latitude, longitude, kind, number, killed, columns.ids[first], columns.place_name(first))
        for (latitude, longitude, kind), number, killed, first in columns.spots(rows)
    ]


def extent(connection: Connection, filters: Filters | None = None) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the events of a filter; None where none has a point. Raises `RegisterError`."""
    columns = following(connection)
    rows, _ = chosen(connection, columns, filters or Filters())
    return columns.extent(rows)


def leading_actors(connection: Connection, filters: Filters | None = None) -> tuple[int, tuple[Party, ...]]:
    """How many actors take part in the events of a filter, and those of most events. Raises `RegisterError`."""
    asked = filters or Filters()

    def count() -> tuple[int, tuple[Party, ...]]:
        columns = following(connection)
        rows, _ = chosen(connection, columns, asked)
        every = _parties(columns, rows)
        return len(every), tuple(every[:_ACTORS])

    return remembered(connection, ("leading actors", asked), count)


def prepare(connection: Connection) -> None:
    """Read what all pages are reckoned from, so that the first to ask doesn't wait for it."""
    following(connection)
    following_tellings(connection)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Values of the register to filter by, those of most events first; countries as (code, name)."""

    countries: tuple[tuple[str, str], ...]
    divisions: tuple[str, ...]
    actors: tuple[str, ...]


def suggestions(connection: Connection) -> Suggestions:
    """What the events of the register can be filtered by."""
    return remembered(connection, "suggestions", lambda: _suggestions(connection), late=True)


def within(
    connection: Connection,
    filters: Filters,
    box: tuple[float, float, float, float],
    limit: int,
) -> list[Event]:
    """The events of a filter whose points lie in a box (west, south, east, north, in degrees; edges included), those
    with most killed first."""
    columns = following(connection)
    rows, _ = chosen(connection, columns, filters)
    there = columns.inside(rows, box)
    names = columns.first_ids(there, -columns.killed(there), limit)
    return events_of(connection, names)


def listed(connection: Connection, filters: Filters, order: Order, limit: int, offset: int) -> list[Event]:
    """A part of the events of a filter, rejected ones left out as in the sums. Raises `RegisterError`."""
    columns = following(connection)
    names = ordered(columns, chosen(connection, columns, filters)[0], order, limit, offset)
    if names is None:
        # Sorted without their JSON, which would have to be moved about.
        wanted = select(events.c.id).where(*where(connection, filters)).order_by(*order_columns(order))
        names = list(connection.scalars(wanted.limit(limit).offset(offset)))
    return events_of(connection, names)


def events_of(connection: Connection, names: Sequence[str]) -> list[Event]:
    """Events by their ids, in that order."""
    rows = connection.execute(select(events.c.id, events.c.json).where(events.c.id.in_(names)))
    found = {row.id: row.json for row in rows}
    return [Event.model_validate_json(found[name]) for name in names if name in found]


def _summary(columns: Columns, rows: Rows, rejected: int) -> Summary:
    kinds, divisions = list(columns.sums("kind", rows)), list(columns.sums("division", rows))
    groups = _groups(columns, rows)
    return Summary(
        events=len(rows),
        placed=sum(number for spot, number, *_ in columns.sums("spot", rows) if spot is not None),
        rejected=rejected,
        killed=sum(groups["killed"].values(), People()),
        wounded=sum(groups["wounded"].values(), People()),
        groups=groups,
        types=_lines(((sub, family), *sums) for (family, sub, _, _), *sums in kinds),
        divisions=_lines(((name, country), *sums) for (country, name), *sums in divisions),
        countries=_lines(((country, None), *sums) for (country, _), *sums in divisions),
        statuses=_lines(((status, None), *sums) for (_, _, status, _), *sums in kinds),
        reviews=_lines(((review, None), *sums) for (_, _, _, review), *sums in kinds),
        days=tuple(
            Days(first, last, number, killed) for (first, last), number, killed, _ in columns.sums("span", rows)
        ),
    )


def _lines(rows: Iterable[tuple[Any, ...]]) -> tuple[Line, ...]:
    """Lines of (value, what it belongs to), each once, those with most events first."""
    sums: dict[tuple[str | None, str | None], list[int]] = {}
    for key, *numbers in rows:
        sums[key] = [a + b for a, b in zip(sums.get(key, (0, 0, 0)), numbers, strict=True)]
    made = [Line(value, of, *numbers) for (value, of), numbers in sums.items()]
    return tuple(sorted(made, key=lambda line: (-line.events, -line.killed, line.value or "", line.of or "")))


def _groups(columns: Columns, rows: Rows) -> dict[Field, dict[Group, People]]:
    """The killed and wounded of each group. The same lines come again and again: each is read once."""
    found: dict[Field, dict[Group, list[int]]] = {"killed": {}, "wounded": {}}
    for texts, number, _, _ in columns.sums("tolls", rows):
        for name, text in zip(found, texts, strict=True):
            for group, *figures in _told(text):
                sums = found[name].setdefault(group, [0, 0, 0, 0])
                for at, figure in enumerate(figures):
                    sums[at] += figure * number
    return {
        name: {group: People(low, best, high, bool(open_)) for group, (low, best, high, open_) in groups.items()}
        for name, groups in found.items()
    }


@lru_cache(maxsize=1 << 16)
def _told(text: str) -> tuple[tuple[Group, int, int, int, int], ...]:
    """The lines of a toll: group, low, best, high, and 1 where the upper end is open."""
    made = []
    for line in json.loads(text):
        best = line["low"] if line["best"] is None else line["best"]
        made.append((line["group"], line["low"], best, max(best, line["high"] or 0), int(line["high"] is None)))
    return tuple(made)


def _parties(columns: Columns, rows: Rows) -> list[Party]:
    sums: dict[tuple[str | None, str], list[int]] = {}
    for parts, number, killed, _ in columns.sums("cast", rows):
        for actor_id, name, began, target, _ in parts:
            had = sums.setdefault((actor_id, name), [0, 0, 0, 0])
            for at, more in enumerate((number, number * began, number * target, killed)):
                had[at] += more
    actors = registry()
    made = [
        Party(actor_id, row.name if actor_id and (row := actors.get(actor_id)) else name, *numbers)
        for (actor_id, name), numbers in sums.items()
    ]
    return sorted(made, key=lambda party: (-party.events, party.name))


def _suggestions(connection: Connection) -> Suggestions:
    known = countries()
    there = select(events.c.country, events.c.admin1, func.count()).group_by(events.c.country, events.c.admin1)
    rows = sorted(connection.execute(there), key=lambda row: (-row[2], row[1] or ""))
    codes = dict.fromkeys(row[0] for row in rows if row[0])
    named = select(event_actors.c.name).group_by(event_actors.c.name).order_by(func.count().desc(), event_actors.c.name)
    return Suggestions(
        countries=tuple((code, known[code].plain_name if code in known else code) for code in codes),
        divisions=tuple(dict.fromkeys(row[1] for row in rows if row[1]))[:_SUGGESTED],
        actors=tuple(connection.scalars(named.limit(_SUGGESTED))),
    )
