"""Answers that take long to count, kept until what they are counted from changes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, func, select

from sijill.register.schema import codings, decisions, event_log, events, versions

T = TypeVar("T")
Sight = Callable[[Connection], tuple[object, ...]]
# How many answers are kept, of all registers of a process.
_MOST: Final = 200
# Where many decide, an answer that takes long would be counted all the time: one that may be late is kept for so many
# times what it took, if that was more than so many seconds, and at most for so many.
_TIMES, _LONG, _LATEST = 20, 0.25, 60.0


@dataclass(slots=True)
class _Kept:
    """An answer, of which state of the register it is, and until when it may be given when that is over."""

    of: Sight
    state: tuple[object, ...]
    until: float
    answer: Any


_kept: OrderedDict[tuple[str, Hashable], _Kept] = OrderedDict()
_lock = Lock()


def state(connection: Connection) -> tuple[object, ...]:
    """What changes with everything that is written to reports, events and decisions; read from indexes only."""
    return _newest(connection, *_OF_REPORTS, *_OF_EVENTS)


def reports_state(connection: Connection) -> tuple[object, ...]:
    """What changes with everything that is written to reports; decisions leave it as it is."""
    return _newest(connection, *_OF_REPORTS)


_OF_REPORTS: Final = (func.max(versions.c.id), func.max(codings.c.id))
_OF_EVENTS: Final = (func.max(decisions.c.number), func.max(event_log.c.id), func.max(events.c.changed))


def _newest(connection: Connection, *newest: ColumnElement[Any]) -> tuple[object, ...]:
    return tuple(connection.execute(select(*(select(each).scalar_subquery() for each in newest))).one())


def remembered(
    connection: Connection, name: Hashable, count: Callable[[], T], *, of: Sight = state, late: bool = False
) -> T:
    """What `count` gives for the register's present state; `name` tells questions apart, with all that they ask.

    `of`: what the answer hangs on. `late`: an answer that takes long may be some seconds behind what is decided. The
    answer is shared: nobody may change it.
    """
    key, now = (str(connection.engine.url), name), of(connection)
    with _lock:
        found = _kept.get(key)
        if found is not None and (found.state == now or time.monotonic() < found.until):
            _kept.move_to_end(key)
            return cast(T, found.answer)
    began = time.monotonic()
    answer = count()
    ended = time.monotonic()
    lasts = min(_TIMES * (ended - began), _LATEST) if late and ended - began > _LONG else 0.0
    with _lock:
        _kept[key] = _Kept(of, now, ended + lasts, answer)
        _kept.move_to_end(key)
        # Nobody asks for an earlier state again, and some answers are large.
        for other, kept in list(_kept.items()):
            if other[0] == key[0] and kept.of is of and kept.state != now and kept.until < ended:
                del _kept[other]
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return answer


def clear() -> None:
    """Forget all answers."""
    with _lock:
        _kept.clear()
