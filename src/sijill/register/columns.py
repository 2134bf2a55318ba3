"""The events of a register as columns of numbers in memory, from which any sums are reckoned in milliseconds.

A database needs seconds to group 100,000 events by everything that the overview shows. The columns are read once, and
then follow what is written to the register, by this process or another, event by event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, String, func, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONB

from sijill.model import EventType
from sijill.register.following import Follower, Following
from sijill.register.rows import some
from sijill.register.schema import event_actors, events

if TYPE_CHECKING:
    from sijill.register.queries import Filters
    from sijill.register.rows import AnyRow

# Rows of the columns by their numbers.
Rows = NDArray[np.int64]

V = TypeVar("V", bound=Hashable)

# What an event is: type, sub-event type, status, review.
Kind = tuple[str, str, str, str]
# Where it lies: country, first-level division.
Division = tuple[str | None, str | None]
# Its first and last day.
Span = tuple[date | None, date | None]
# Latitude, longitude, and the type of what lies there.
Spot = tuple[float, float, EventType]
# The killed and the wounded by group, as JSON.
Tolls = tuple[str, str]
# Who took part: the registry's id or None, the name, and whether it began, was target, claimed.
Part = tuple[str | None, str, bool, bool, bool]
Cast = tuple[Part, ...]

_CODED: Final = ("kind", "division", "span", "spot", "tolls", "cast", "place")
# The killed by the best figure, else the lowest; the lowest and the highest, else the best; whether no upper bound is
# told; the wounded; on how many fields accounts differ; the killed by the best figure alone, -1 where there is none.
NUMBERS: Final = ("best", "low", "high", "open", "wounded", "disagreements", "counted")
_SIDES: Final = ("initiators", "targets", "claimed_by")
# Filters whose events are kept: page, map and time line ask for the same ones.
_MOST_CHOSEN: Final = 16
# Rows at first.
_ROOM: Final = 1024


@dataclass(slots=True)
class Codes(Generic[V]):
    """Values and the numbers that stand for them."""

    numbers: dict[V, int] = field(default_factory=dict)
    values: list[V] = field(default_factory=list)

    def number(self, value: V) -> int:
        """The number of a value, a new one where it is new."""
        found = self.numbers.get(value)
        if found is None:
            found = self.numbers[value] = len(self.values)
            self.values.append(value)
        return found

    def copied(self) -> Self:
        """A copy that grows by itself."""
        return replace(self, numbers=dict(self.numbers), values=list(self.values))


class Parts(NamedTuple):
    """Who takes part in some rows, each actor once in a row: at which of the rows, the actor's number, and the sides on
    which it stands as bits (1 began, 2 target, 4 claimed)."""

    at: NDArray[np.int64]
    party: NDArray[np.int64]
    sides: NDArray[np.int64]


class Columns(Follower):
    """The columns of one register in one of its states. Readers share it."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.rows: dict[str, int] = {}
        self.kind: Codes[Kind] = Codes()
        self.division: Codes[Division] = Codes()
        self.span: Codes[Span] = Codes()
        self.spot: Codes[Spot | None] = Codes()
        self.tolls: Codes[Tolls] = Codes()
        self.cast: Codes[Cast] = Codes()
        self.place: Codes[str | None] = Codes()
        # Actors: of one that the registry knows the id, of another the name. `called`: the names of an id in events.
        self.party: Codes[tuple[str | None, str]] = Codes()
        self.called: dict[str, frozenset[str]] = {}
        # Of each span its first and last day; of all casts one after another the parts as (cast, actor, sides), and
        # where each cast begins and ends.
        self._days: NDArray[np.int64] = np.zeros((0, 2), np.int64)
        self._parts: NDArray[np.int64] = np.zeros((0, 3), np.int64)
        self._ends: NDArray[np.int64] = np.zeros(1, np.int64)
        self.table: NDArray[np.int64] = np.zeros((_ROOM, len(_CODED) + len(NUMBERS)), np.int64)
        # Latitudes and longitudes.
        self.points: NDArray[np.float64] = np.zeros((_ROOM, 2))
        # Doubt and confidence.
        self.doubts: NDArray[np.float64] = np.zeros((_ROOM, 2))
        self._chosen: dict[Filters, Rows] = {}
        self._choosing = Lock()

    def copied(self) -> Self:
        """A copy whose changes don't show in this one."""
        made = type(self)()
        made.ids, made.rows, made.called = list(self.ids), dict(self.rows), dict(self.called)
        for name in (*_CODED, "party"):
            setattr(made, name, getattr(self, name).copied())
        for name in ("table", "points", "doubts"):
            setattr(made, name, getattr(self, name).copy())
        # Made anew where they grow.
        made._days, made._parts, made._ends = self._days, self._parts, self._ends
        return made

    def _settle(self) -> None:
        """Reckon days and parts of what is new: readers would do it again and again."""
        spans = self.span.values[len(self._days) :]
        if spans:
            known = [[day for day in span if day] for span in spans]
            days = np.array([(d[0].toordinal(), d[-1].toordinal()) if d else (0, 0) for d in known], np.int64)
            self._days = np.concatenate([self._days, days])
        first = len(self._ends) - 1
        casts = self.cast.values[first:]
        if casts:
            made: list[tuple[int, int, int]] = []
            ends = []
            for number, parts in enumerate(casts, first):
                for actor, name, began, target, claimed in parts:
                    who = self.party.number((actor, "" if actor else name))
                    made.append((number, who, began + 2 * target + 4 * claimed))
                ends.append(len(self._parts) + len(made))
            self._parts = np.concatenate([self._parts, np.array(made, np.int64).reshape(-1, 3)])
            self._ends = np.concatenate([self._ends, np.array(ends, np.int64)])

    def chosen(self, asked: Filters) -> Rows | None:
        """What a filter was found to let through, where it is known."""
        return self._chosen.get(asked)

    def keep(self, asked: Filters, found: Rows) -> None:
        """Keep what a filter has found."""
        with self._choosing:
            self._chosen[asked] = found
            while len(self._chosen) > _MOST_CHOSEN:
                del self._chosen[next(iter(self._chosen))]

    def whole(self, connection: Connection) -> bool:
        """Whether it holds as many events as the register, and not too many rows of events that are gone."""
        there = connection.scalar(select(func.count()).select_from(events)) or 0
        return len(self.rows) == there and len(self.ids) <= 2 * there + _ROOM

    def read_all(self, connection: Connection) -> None:
        """Read all events."""
        self._read(connection, None)
        self._settle()

    def read_some(self, connection: Connection, names: Collection[str]) -> None:
        """Read some events anew; those that are there no more go."""
        for portion in some(sorted(names)):
            there = self._read(connection, portion)
            for name in set(portion) - there:
                self.rows.pop(name, None)
        self._settle()

    def _read(self, connection: Connection, names: Sequence[str] | None) -> set[str]:
        """Read all events, or those of some ids; gives the ids that are there."""
        casts = _casts(connection, names, self.called)
        there: set[str] = set()
        for row in connection.execute(_narrow(connection, names)):
            self._take(row, casts.get(row.id, ()))
            there.add(row.id)
        return there

    def _take(self, row: AnyRow, parties: Cast) -> None:
        at = self.rows.get(row.id)
        if at is None:
            at = self.rows[row.id] = len(self.ids)
            self.ids.append(row.id)
            if at == len(self.table):
                self.table = np.concatenate([self.table, np.zeros_like(self.table)])
                self.points = np.concatenate([self.points, np.zeros_like(self.points)])
                self.doubts = np.concatenate([self.doubts, np.zeros_like(self.doubts)])
        spot = None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude, row.event_type)
        self.points[at] = (np.nan, np.nan) if spot is None else spot[:2]
        low, best, high = row.killed_low, row.killed_best, row.killed_high
        middle = best if best is not None else low or 0
        self.table[at] = (
            self.kind.number((row.event_type, row.sub_event_type, row.status, row.review)),
            self.division.number((row.country, row.admin1)),
            self.span.number((row.first_day, row.last_day)),
            self.spot.number(spot),
            self.tolls.number((row.dead or "[]", row.hurt or "[]")),
            self.cast.number(parties),
            self.place.number(row.place),
            middle,
            low if low is not None else middle,
            high if high is not None else middle,
            low is not None and high is None,
            row.wounded_best or 0,
            row.disagreements,
            best if best is not None else -1,
        )
        self.doubts[at] = row.doubt, row.confidence

    def parts(self, rows: Rows) -> Parts:
        """Who takes part in some rows."""
        codes = self.codes("cast", rows)
        starts = self._ends[codes]
        number = self._ends[codes + 1] - starts
        at = np.repeat(np.arange(len(rows)), number)
        inside = np.arange(len(at)) - np.repeat(np.cumsum(number) - number, number)
        found = self._parts[np.repeat(starts, number) + inside]
        return Parts(at, found[:, 1], found[:, 2])

    def with_party(self, rows: Rows, mine: NDArray[np.bool_]) -> Rows:
        """Those of some rows in which one of these actors takes part; `mine`: for each actor whether it is of them."""
        has = np.zeros(len(self._ends) - 1, np.bool_)
        has[self._parts[mine[self._parts[:, 1]], 0]] = True
        found: Rows = rows[has[self.codes("cast", rows)]]
        return found

    def parties(self, fits: Callable[[str | None, Collection[str]], bool]) -> NDArray[np.bool_]:
        """For each actor whether it fits, by its id and the names that events have for it."""
        every = self.party.values
        names = (self.called.get(actor, ()) if actor else (name,) for actor, name in every)
        return np.fromiter((fits(who[0], each) for who, each in zip(every, names, strict=True)), np.bool_, len(every))

    def days(self, rows: Rows, *, last: bool) -> NDArray[np.int64]:
        """The last or the first day of some rows as a number, one standing for the other; 0 where none is known."""
        found: NDArray[np.int64] = self._days[self.codes("span", rows), int(last)]
        return found

    def doubt(self, rows: Rows) -> NDArray[np.complex128]:
        """Doubt and confidence of some rows as one number: complex numbers are sorted by their parts."""
        found: NDArray[np.complex128] = self.doubts[rows, 0] + 1j * self.doubts[rows, 1]
        return found

    def confidence(self, rows: Rows) -> NDArray[np.float64]:
        """The confidence of some rows."""
        found: NDArray[np.float64] = self.doubts[rows, 1]
        return found

    def number(self, name: str, rows: Rows) -> NDArray[np.int64]:
        """A column of `NUMBERS` of some rows."""
        found: NDArray[np.int64] = self.table[rows, len(_CODED) + NUMBERS.index(name)]
        return found

    def all_rows(self) -> Rows:
        """The rows of all events."""
        return np.fromiter(self.rows.values(), np.int64, len(self.rows))

    def rows_of(self, ids: Iterable[str]) -> Rows:
        """The rows of events."""
        return np.fromiter((self.rows[name] for name in ids if name in self.rows), np.int64)

    def codes(self, name: str, rows: Rows) -> NDArray[np.int64]:
        """A coded column of some rows."""
        found: NDArray[np.int64] = self.table[rows, _CODED.index(name)]
        return found

    def extent(self, rows: Rows) -> tuple[float, float, float, float] | None:
        """West, south, east and north of the points of some rows; None where none has one."""
        at = self.points[rows]
        at = at[~np.isnan(at[:, 0])]
        if not len(at):
            return None
        (south, west), (north, east) = at.min(axis=0).tolist(), at.max(axis=0).tolist()
        return west, south, east, north

    def inside(self, rows: Rows, box: tuple[float, float, float, float]) -> Rows:
        """Those of some rows whose points lie in a box (west, south, east, north), edges included. Across the 180th
        meridian the west is more than the east."""
        west, south, east, north = box
        latitudes, longitudes = self.points[rows].T
        after, before = longitudes >= west, longitudes <= east
        beside = after & before if west <= east else after | before
        found: Rows = rows[(latitudes >= south) & (latitudes <= north) & beside]
        return found

    def first_ids(
        self, rows: Rows, keys: NDArray[Any], limit: int, offset: int = 0, *, backwards: bool = False
    ) -> list[str]:
        """The ids of a part of some rows, sorted by a key, then by id; `backwards`: both from their end."""
        last = min(offset + limit, len(rows))
        if last <= offset:
            return []
        # Only what comes before the end of the part has to be sorted.
        end = np.partition(keys, -last if backwards else last - 1)[-last if backwards else last - 1]
        first = np.flatnonzero(keys >= end if backwards else keys <= end)
        ids = [self.ids[row] for row in rows[first].tolist()]
        order = np.lexsort((np.array(ids), keys[first]))
        return [ids[at] for at in (order[::-1] if backwards else order)[offset:last].tolist()]

    def killed(self, rows: Rows) -> NDArray[np.int64]:
        """The killed of some rows, by the best figure, else the lowest."""
        return self.number("best", rows)

    def sums(self, name: str, rows: Rows) -> Iterator[tuple[Any, int, int, int]]:
        """The values of a coded column in some rows: each with its number of events, of killed and of wounded."""
        if not len(rows):
            return
        codes = self.codes(name, rows)
        weights = (self.number("best", rows), self.number("wounded", rows))
        counted = np.bincount(codes)
        killed, wounded = (np.bincount(codes, each) for each in weights)
        values: Sequence[Any] = getattr(self, name).values
        for code in np.flatnonzero(counted).tolist():
            yield values[code], int(counted[code]), int(killed[code]), int(wounded[code])

    def first_rows(self, name: str, rows: Rows) -> dict[Any, int]:
        """For each value of a coded column the first of the rows that have it."""
        codes, at = np.unique(self.codes(name, rows), return_index=True)
        values: Sequence[Any] = getattr(self, name).values
        return {values[code]: int(row) for code, row in zip(codes.tolist(), rows[at].tolist(), strict=True)}

    def spots(self, rows: Rows) -> Iterator[tuple[Spot, int, int, int]]:
        """Where some rows lie: each point and type with its number of events, of killed, and the first of its rows."""
        first = self.first_rows("spot", rows)
        for spot, number, killed, _ in self.sums("spot", rows):
            if spot is not None:
                yield spot, number, killed, first[spot]

    def place_name(self, row: int) -> str | None:
        """The name of the place of an event."""
        return self.place.values[int(self.table[row, _CODED.index("place")])]


def _narrow(connection: Connection, names: Sequence[str] | None) -> Select[Any]:
    c = events.c
    columns = (c.id, c.event_type, c.sub_event_type, c.status, c.review, c.country, c.admin1, c.place)
    days = (c.first_day, c.last_day, c.latitude, c.longitude, c.doubt, c.confidence)
    numbers = (c.killed_low, c.killed_best, c.killed_high, c.wounded_best, c.disagreements)
    dead, hurt = (
        _json_text(connection, name).label(label) for name, label in (("killed", "dead"), ("wounded", "hurt"))
    )
    wanted = select(*columns, *days, *numbers, dead, hurt)
    return wanted if names is None else wanted.where(c.id.in_(names))


def _json_text(connection: Connection, name: str) -> ColumnElement[str]:
    if connection.dialect.name == "postgresql":
        return sql_cast(sql_cast(events.c.json, JSONB)[name], String)
    return func.json_extract(events.c.json, f"$.{name}")


def _casts(connection: Connection, names: Sequence[str] | None, called: dict[str, frozenset[str]]) -> dict[str, Cast]:
    """Who took part in each event, each once; adds the names of ids to `called`."""
    c = event_actors.c
    wanted = select(c.event_id, c.side, c.actor_id, c.name)
    if names is not None:
        wanted = wanted.where(c.event_id.in_(names))
    sides: dict[str, dict[tuple[str | None, str], set[str]]] = defaultdict(dict)
    for event, side, actor, name in connection.execute(wanted):
        # Of one that the registry knows, the id is who it is.
        key = (actor, actor) if actor else (None, name)
        if actor and name not in called.get(actor, ()):
            called[actor] = called.get(actor, frozenset()) | {name}
        sides[event].setdefault(key, set()).add(side)
    return {event: tuple(_parts(its)) for event, its in sides.items()}


def _parts(sides: dict[tuple[str | None, str], set[str]]) -> Iterator[Part]:
    # In an order of their own, so that the same actors are one cast.
    for actor, name in sorted(sides, key=lambda who: (who[0] or "", who[1])):
        on = sides[actor, name]
        began, target, claimed = (side in on for side in _SIDES)
        yield actor, name, began, target, claimed


_following: Final = Following(Columns)


def following(connection: Connection) -> Columns:
    """The columns of the register of a connection, as it sees them."""
    return _following.of(connection)
