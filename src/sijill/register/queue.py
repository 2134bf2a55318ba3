"""The review queue: events that nobody has settled, the most doubtful first; what is left, and what was put off."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, and_, delete, func, insert, select

from sijill.model import Event
from sijill.register.choosing import every, fitting
from sijill.register.columns import Columns, Rows, following
from sijill.register.doubts import weights
from sijill.register.faults import UnknownId
from sijill.register.queries import Filters
from sijill.register.remembered import remembered
from sijill.register.rulings import present_id, shown_id
from sijill.register.schema import events, skips
from sijill.register.summaries import events_of

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
    columns = following(connection)
    rows = _waiting(connection, columns, filters or Filters(), by, put_off)
    names = columns.first_ids(rows, columns.doubt(rows), limit, offset, backwards=True)
    return events_of(connection, names)


def left(connection: Connection, filters: Filters | None = None, by: str | None = None) -> Left:
    """How many events of a filter wait for a person."""
    asked = filters or Filters()
    return remembered(connection, ("left", asked, by, _skips(connection)), lambda: _left(connection, asked, by))


def _left(connection: Connection, asked: Filters, by: str | None) -> Left:
    given = weights()
    columns = following(connection)
    rows = _waiting(connection, columns, asked, by, False)
    put_off = len(_waiting(connection, columns, asked, by, True)) if by is not None else 0
    looks = fitting(columns, "kind", lambda kind: kind[3] == "second_look")[columns.codes("kind", rows)]
    found = every(connection, columns, asked)
    return Left(
        len(rows), int(looks.sum()), int((columns.number("disagreements", rows) > 0).sum()),
        int((columns.confidence(rows) < given.low_confidence).sum()),
        int((columns.number("counted", rows).clip(0) >= given.many_killed).sum()), put_off,
        int((columns.doubts[found, 0] == 0).sum()),
    )  # fmt: skip


def _skips(connection: Connection) -> tuple[object, ...]:
    """What changes whenever anybody puts an event off, or takes one back."""
    return tuple(connection.execute(select(func.count(), func.max(skips.c.at))).one())


def beside(connection: Connection, event_id: str, filters: Filters | None = None, by: str | None = None) -> Beside:
    """The neighbours of an event in the queue. Of a settled one: nothing before it, and the queue's first after it."""
    asked = filters or Filters()
    columns = following(connection)
    rows = _waiting(connection, columns, asked, by, False)
    at = columns.rows.get(event_id)
    if at is None or (columns.doubts[at, 0] == 0 and not asked.reviews):
        rows = rows[rows != (-1 if at is None else at)]
        return Beside(None, _first(columns.first_ids(rows, columns.doubt(rows), 1, backwards=True)), None)
    keys, here = columns.doubt(rows), columns.doubt(np.array([at]))[0]
    alike = sorted(columns.ids[row] for row in rows[keys == here].tolist() if row != at)
    place = bisect(alike, event_id)
    ahead, behind = rows[keys > here], rows[keys < here]
    before = alike[place:][:1] or columns.first_ids(ahead, columns.doubt(ahead), 1)
    after = alike[:place][-1:] or columns.first_ids(behind, columns.doubt(behind), 1, backwards=True)
    return Beside(_first(before), _first(after), len(ahead) + len(alike) - place + 1)


def _first(names: Sequence[str]) -> str | None:
    return names[0] if names else None


def skip(connection: Connection, event_id: str, by: str, at: datetime) -> None:
    """Put an event off for a reviewer, until it changes. Raises `UnknownId`."""
    here = _present(connection, event_id)
    unskip(connection, here, by)
    # A change may be stamped later than this machine's clock: another one was ahead.
    changed = connection.execute(select(events.c.changed).where(events.c.id == here)).scalar_one()
    connection.execute(insert(skips).values(by=by, event_id=here, at=max(at, changed)))


def unskip(connection: Connection, event_id: str | None, by: str) -> None:
    """Take an event back into a reviewer's queue; None: all."""
    mine = skips.c.by == by
    connection.execute(delete(skips).where(mine if event_id is None else and_(mine, skips.c.event_id == event_id)))


def is_skipped(connection: Connection, event_id: str, by: str) -> bool:
    """True where the reviewer put the event off, and it has not changed since."""
    wanted = select(skips.c.at).join_from(skips, events, events.c.id == skips.c.event_id)
    found = wanted.where(skips.c.by == by, skips.c.event_id == event_id, skips.c.at >= events.c.changed)
    return connection.execute(found).one_or_none() is not None


def _waiting(connection: Connection, columns: Columns, asked: Filters, by: str | None, put_off: bool) -> Rows:
    """The rows of the queue: without what a reviewer put off, or only that."""
    rows = every(connection, columns, asked)
    if not asked.reviews:
        rows = rows[columns.doubts[rows, 0] > 0]
    if by is None:
        return rows
    off = columns.rows_of(_put_off(connection, by))
    return rows[np.isin(rows, off, invert=not put_off)]


def _put_off(connection: Connection, by: str) -> list[str]:
    """The events that a reviewer put off last and that have not changed since. Asked for once: a condition on the table
    of what was put off would be looked up for every event of the register."""
    wanted = select(events.c.id).join_from(skips, events, events.c.id == skips.c.event_id)
    wanted = wanted.where(skips.c.by == by, skips.c.at >= events.c.changed)
    return list(connection.scalars(wanted.order_by(skips.c.at.desc()).limit(_MOST_PUT_OFF)))


def _present(connection: Connection, event_id: str) -> str:
    here = present_id(connection, event_id)
    if here is None:
        raise UnknownId(f"there is no event {shown_id(event_id)}", "See which there are: sijill events")
    return here
