"""Answers that take long to count, kept until the register changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, func, select

from sijill.register.schema import codings, decisions, event_log, events, versions

T = TypeVar("T")
# How many answers are kept, of all registers of a process.
_MOST: Final = 200
_kept: OrderedDict[tuple[str, Hashable, Hashable], Any] = OrderedDict()
_lock = Lock()


def state(connection: Connection) -> tuple[object, ...]:
    """What changes with everything that is written to reports, events and decisions; read from indexes only."""
    newest = (
        func.max(versions.c.id), func.max(codings.c.id), func.max(decisions.c.number), func.max(event_log.c.id),
        func.max(events.c.changed),
    )  # fmt: skip
    return tuple(connection.execute(select(*(select(each).scalar_subquery() for each in newest))).one())


def remembered(connection: Connection, name: Hashable, count: Callable[[], T]) -> T:
    """What `count` gives for the register's present state; `name` tells questions apart, with all that they ask.

    The answer is shared: nobody may change it.
    """
    key = (str(connection.engine.url), state(connection), name)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast(T, _kept[key])
    answer = count()
    with _lock:
        _kept[key] = answer
        # Nobody asks for an earlier state again, and some answers are large.
        for old in [each for each in _kept if each[0] == key[0] and each[1] != key[1]]:
            del _kept[old]
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return answer


def clear() -> None:
    """Forget all answers."""
    with _lock:
        _kept.clear()
