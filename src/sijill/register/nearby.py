"""Events that may be the same happening as another one: near in time and place, with what the linking says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from sijill.gazetteer.entry import kilometres
from sijill.model import Event, Telling
from sijill.register.looking import tellings
from sijill.register.rows import AnyRow, some, tellings_where
from sijill.register.schema import accounts, events

# How far off in time and place another telling of one happening may put it.
_DAYS = 7
# What is told to a longer span is near too much to be worth comparing.
_LONGEST_DAYS = 31
_DEGREES = 1.0
# So many are compared by their columns, and so many of an event's accounts by their words.
_MOST = 400
_ACCOUNTS = 12
# A day counts as far as this many kilometres.
_KM_OF_A_DAY = 15.0
# Where a point isn't known, it is as if it were so far off.
_UNKNOWN_KM = 40.0


@dataclass(frozen=True, slots=True)
class Near:
    """An event near another: how far off in days and kilometres (None: unknown), and the best match weight between
    their accounts, in log2 (None: so unlike that the linking doesn't compare them)."""

    event: Event
    days: int | None
    km: float | None
    weight: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two events side by side: their accounts that are most alike, and what speaks for one event or for two."""

    left: Telling
    right: Telling
    weight: float
    reasons: Sequence[Any]


def near(connection: Connection, event: Event, limit: int = 10) -> list[Near]:
    """The events near one, the likeliest to be the same first."""
    columns = events.c.id, events.c.first_day, events.c.last_day, events.c.latitude, events.c.longitude
    rows: list[AnyRow] = []
    for when in _when(event):
        wanted = select(*columns).where(events.c.id != event.id, *when, *_where(event)).limit(_MOST)
        rows += connection.execute(wanted.order_by(events.c.first_day if when else events.c.id)).all()
    measured = sorted(
        ((_gap(event, row.first_day, row.last_day), _km(event, row.latitude, row.longitude), row.id) for row in rows),
        key=lambda m: ((m[0] or 0) * _KM_OF_A_DAY + (_UNKNOWN_KM if m[1] is None else m[1]), m[2]),
    )[: 2 * limit]
    ids = [name for _, _, name in measured]
    weights = _weights(connection, event.id, ids)
    found = {
        name: Event.model_validate_json(text)
        for name, text in connection.execute(select(events.c.id, events.c.json).where(events.c.id.in_(ids)))
    }
    nearest = [Near(found[name], days, km, weights.get(name)) for days, km, name in measured]
    # Sorted by weight, nearest first where the weights say nothing.
    return sorted(nearest, key=lambda one: -(one.weight if one.weight is not None else -1e9))[:limit]


def compared(connection: Connection, left_id: str, right_id: str) -> Compared:
    """What speaks for and against two events being one, by their two accounts that are most alike.

    Raises `UnknownId`.
    """
    from sijill.linking import explain
    from sijill.linking.pairs import weighed

    left, right = (tellings(connection, name)[:_ACCOUNTS] for name in (left_id, right_id))
    by_key = {telling.key: telling for telling in (*left, *right)}
    mine = {telling.key for telling in left}
    across = [pair for pair in weighed([*left, *right]) if (pair.left in mine) != (pair.right in mine)]
    if across:
        best = max(across, key=lambda pair: (pair.weight, pair.left, pair.right))
        first, second = (best.left, best.right) if best.left in mine else (best.right, best.left)
    else:
        first, second = left[0].key, right[0].key
    reasons = explain(by_key[first], by_key[second])
    return Compared(by_key[first], by_key[second], sum(reason.weight for reason in reasons), reasons)


def _when(event: Event) -> Iterator[Sequence[ColumnElement[bool]]]:
    """The days in which events near one lie, each a range of one index; one empty condition where no day is known."""
    days = event.date
    first = days and (days.earliest or days.latest)
    last = days and (days.latest or days.earliest)
    if not first or not last:
        yield ()
        return
    since, until = first - timedelta(days=_DAYS), last + timedelta(days=_DAYS)
    begun = events.c.first_day.between(since - timedelta(days=_LONGEST_DAYS), until)
    yield begun, or_(events.c.last_day >= since, events.c.last_day.is_(None))
    yield events.c.last_day.between(since, until + timedelta(days=_LONGEST_DAYS)), events.c.first_day.is_(None)


def _where(event: Event) -> Iterator[ColumnElement[bool]]:
    place = event.place
    if place and place.latitude is not None and place.longitude is not None:
        within = and_(
            events.c.latitude.between(place.latitude - _DEGREES, place.latitude + _DEGREES),
            events.c.longitude.between(place.longitude - _DEGREES, place.longitude + _DEGREES),
        )
        yield or_(within, events.c.latitude.is_(None))
    if place and place.country:
        yield or_(events.c.country == place.country, events.c.country.is_(None))


def _gap(event: Event, first: date | None, last: date | None) -> int | None:
    mine = event.date
    begin, end = (mine.earliest or mine.latest, mine.latest or mine.earliest) if mine else (None, None)
    other_begin, other_end = first or last, last or first
    if not (begin and end and other_begin and other_end):
        return None
    return max(0, (max(begin, other_begin) - min(end, other_end)).days)


def _km(event: Event, latitude: float | None, longitude: float | None) -> float | None:
    place = event.place
    if place is None or None in (place.latitude, place.longitude, latitude, longitude):
        return None
    return kilometres((float(place.latitude or 0), float(place.longitude or 0)), (latitude or 0, longitude or 0))


def _weights(connection: Connection, event_id: str, others: Sequence[str]) -> dict[str, float]:
    """The best match weight between an event's accounts and those of each other event."""
    from sijill.linking.pairs import weighed

    home: dict[str, str] = {}
    told: list[Telling] = []
    for names in some([event_id, *others]):
        wanted = (
            select(accounts.c.key, accounts.c.event_id).where(accounts.c.event_id.in_(names)).order_by(accounts.c.id)
        )
        count: dict[str, int] = defaultdict(int)
        for key, name in connection.execute(wanted):
            count[name] += 1
            if count[name] <= _ACCOUNTS:
                home[key] = name
    for keys in some(home):
        told += tellings_where(connection, accounts.c.key.in_(keys))
    best: dict[str, float] = {}
    for pair in weighed(told):
        ends = {home[pair.left], home[pair.right]}
        if event_id in ends and len(ends) == 2:
            (other,) = ends - {event_id}
            best[other] = max(best.get(other, pair.weight), pair.weight)
    return best
