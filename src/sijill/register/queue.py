"""The review queue: events that nobody has settled, the most doubtful first; what is left, and what was put off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, func, insert, select, tuple_
from sqlalchemy.sql.util import ClauseAdapter

from sijill.model import Event
from sijill.register.doubts import weights
from sijill.register.faults import UnknownId
from sijill.register.queries import Filters, conditions
from sijill.register.remembered import remembered
from sijill.register.rulings import present_id, shown_id
from sijill.register.schema import COVERED, events, skips

# So many are left out of the queue: more than anybody puts off, fewer than one statement carries.
_MOST_PUT_OFF = 5000


@dataclass(frozen=True, slots=True)
class Left:
    """How many events of a filter wait for a person: in all, and by reason (an event may have several).

    `put_off`: those that the reviewer put off and that have not changed since; they are not among the others.
    `settled`: those of the filter that somebody accepted or rejected.
    """

    events: int
    second_looks: int
    differing: int
    unsure: int
    deadly: int
    put_off: int
    settled: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands before and after an event in the queue; `place` from 1, None where the event is not in it."""

    before: str | None
    after: str | None
    place: int | None


def queue(
    connection: Connection,
    filters: Filters | None = None,
    by: str | None = None,
    limit: int = 50,
    offset: int = 0,
    *,
    put_off: bool = False,
) -> list[Event]:
    """The events of a filter that wait for a person, the most doubtful first. `by`: without what that reviewer put
    off; `put_off`: only that. A filter by review brings settled events too."""
    asked = filters or Filters()
    wanted = _select([events.c.id], _waiting(connection, asked, by, put_off), asked, _ORDER)
    ids = list(connection.scalars(wanted.limit(limit).offset(offset)))
    found = select(events.c.id, events.c.json).where(events.c.id.in_(ids))
    texts = {row[0]: row[1] for row in connection.execute(found)}
    return [Event.model_validate_json(texts[name]) for name in ids]


def left(connection: Connection, filters: Filters | None = None, by: str | None = None) -> Left:
    """How many events of a filter wait for a person."""
    asked = filters or Filters()
    return remembered(connection, ("left", asked, by, _skips(connection)), lambda: _left(connection, asked, by))


def _left(connection: Connection, asked: Filters, by: str | None) -> Left:
    given = weights()
    sums = [
        _number(events.c.review == "second_look"),
        _number(events.c.disagreements > 0),
        _number(events.c.confidence < given.low_confidence),
        _number(func.coalesce(events.c.killed_best, 0) >= given.many_killed),
    ]
    wanted = _select([func.count(events.c.id), *sums], _waiting(connection, asked, by, False), asked, counting=True)
    row = connection.execute(wanted).one()
    off = 0
    if by is not None and _put_off(connection, by):
        off = _count(connection, _waiting(connection, asked, by, True), asked)
    done = select(func.count()).select_from(events).where(*conditions(connection, asked), events.c.doubt == 0)
    settled = connection.execute(done).scalar_one()
    every, looks, differing, unsure, deadly = (int(number or 0) for number in row)
    return Left(every, looks, differing, unsure, deadly, off, settled)


def _skips(connection: Connection) -> tuple[object, ...]:
    """What changes whenever anybody puts an event off, or takes one back."""
    return tuple(connection.execute(select(func.count(), func.max(skips.c.at))).one())


def beside(connection: Connection, event_id: str, filters: Filters | None = None, by: str | None = None) -> Beside:
    """The neighbours of an event in the queue. Of a settled one: nothing before it, and the queue's first after it."""
    asked = filters or Filters()
    here = connection.execute(select(*_KEYS).where(events.c.id == event_id)).one_or_none()
    conditions = _waiting(connection, asked, by, False)

    def nearest(order: Sequence[ColumnElement[Any]], *more: ColumnElement[bool]) -> str | None:
        found: str | None = connection.scalar(_select([events.c.id], [*conditions, *more], asked, order).limit(1))
        return found

    if here is None or (here.doubt == 0 and not asked.reviews):
        return Beside(None, nearest(_ORDER, events.c.id != event_id), None)
    ahead, behind = tuple_(*_KEYS) > tuple_(*here), tuple_(*_KEYS) < tuple_(*here)
    place = _count(connection, [*conditions, ahead], asked) + 1
    return Beside(nearest(_KEYS, ahead), nearest(_ORDER, behind), place)


def skip(connection: Connection, event_id: str, by: str, at: datetime) -> None:
    """Put an event off for a reviewer, until it changes. Raises `UnknownId`."""
    here = _present(connection, event_id)
    unskip(connection, here, by)
    connection.execute(insert(skips).values(by=by, event_id=here, at=at))


def unskip(connection: Connection, event_id: str | None, by: str) -> None:
    """Take an event back into a reviewer's queue; None: all."""
    mine = skips.c.by == by
    connection.execute(delete(skips).where(mine if event_id is None else and_(mine, skips.c.event_id == event_id)))


def is_skipped(connection: Connection, event_id: str, by: str) -> bool:
    """True where the reviewer put the event off, and it has not changed since."""
    wanted = select(skips.c.at).join_from(skips, events, events.c.id == skips.c.event_id)
    found = wanted.where(skips.c.by == by, skips.c.event_id == event_id, skips.c.at >= events.c.changed)
    return connection.execute(found).one_or_none() is not None


_KEYS = (events.c.doubt, events.c.confidence, events.c.id)
# All the other way round, so that the index serves from its end.
_ORDER = tuple(key.desc() for key in _KEYS)
# What the index `ix_events_doubt` holds.
_COVERED = tuple(events.c[name] for name in COVERED)


def _select(
    columns: Sequence[ColumnElement[Any]],
    conditions: Sequence[ColumnElement[bool]],
    asked: Filters,
    order: Sequence[ColumnElement[Any]] = (),
    *,
    counting: bool = False,
) -> Select[Any]:
    """A select over the events of the queue. Where a filter would lead the database by way of another index to
    thousands of rows, it reads the queue's own index through instead, which holds all that filters ask for."""
    long = bool(asked.actors or asked.text) or (counting and asked != Filters())
    if asked.reviews or not long:
        return select(*columns).where(*conditions).order_by(*order)
    # A limit keeps the inner select as it is.
    inner = select(*_COVERED).where(events.c.doubt > 0).limit(2**62).subquery()
    adapt = ClauseAdapter(inner).traverse
    return select(*map(adapt, columns)).where(*map(adapt, conditions)).order_by(*map(adapt, order))


def _waiting(connection: Connection, asked: Filters, by: str | None, put_off: bool) -> list[ColumnElement[bool]]:
    found = list(conditions(connection, asked))
    if not asked.reviews:
        found.append(events.c.doubt > 0)
    if by is not None:
        off = _put_off(connection, by)
        if put_off:
            found.append(events.c.id.in_(off))
        elif off:
            found.append(events.c.id.not_in(off))
    return found


def _put_off(connection: Connection, by: str) -> list[str]:
    """The events that a reviewer put off last and that have not changed since. Asked for once: a condition on the table
    of what was put off would be looked up for every event of the register."""
    wanted = select(events.c.id).join_from(skips, events, events.c.id == skips.c.event_id)
    wanted = wanted.where(skips.c.by == by, skips.c.at >= events.c.changed)
    return list(connection.scalars(wanted.order_by(skips.c.at.desc()).limit(_MOST_PUT_OFF)))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _count(connection: Connection, conditions: Sequence[ColumnElement[bool]], asked: Filters) -> int:
    wanted = _select([func.count(events.c.id)], conditions, asked, counting=True)
    return int(connection.execute(wanted).scalar_one())


def _present(connection: Connection, event_id: str) -> str:
    here = present_id(connection, event_id)
    if here is None:
        raise UnknownId(f"there is no event {shown_id(event_id)}", "See which there are: sijill events")
    return here
