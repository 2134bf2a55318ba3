"""What is kept in memory of a register, and follows what is written to it, by this process or another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Collection, Iterable
from threading import RLock
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Connection, func, select

from sijill.register.remembered import state
from sijill.register.rows import some
from sijill.register.schema import accounts, codings, decision_accounts, decisions, event_log, events

State = tuple[Any, ...]

# Where more events than so many have changed, all is read anew.
_MANY: Final = 20_000
# So many events of one moment are looked at again; an import gives all of its events the same one.
_OF_A_MOMENT: Final = 2_000
# Readers whose transaction began before the last changes take it back by so many.
_STEPS: Final = 32


class Follower(ABC):
    """Something that is read from the events of a register. Use under `lock`, after `follow`."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.state: State = ()
        # States that it was in, and the events that have changed since each.
        self._steps: deque[tuple[State, frozenset[str]]] = deque(maxlen=_STEPS)
        self._clear()

    def follow(self, connection: Connection) -> None:
        """Bring it to the state of the register that the connection sees."""
        now = cast(State, state(connection))
        before = self.state
        if now == before:
            return
        # Should reading fail, all is read the next time.
        self.state = ()
        changed = self._gone_back(now) if before else None
        if changed is None and before:
            changed = _changed(connection, before, now)
        if changed is not None and len(changed) <= _MANY:
            self._steps.append((before, frozenset(changed)))
            self._read_some(connection, changed)
        if changed is None or len(changed) > _MANY or not self._whole(connection):
            self._steps.clear()
            self._clear()
            self._read_all(connection)
        self.state = now

    def _gone_back(self, now: State) -> set[str] | None:
        """The events that have changed since an earlier state; None where it never was in that one."""
        states = [each for each, _ in self._steps]
        if now not in states:
            return None
        return {name for _, names in list(self._steps)[states.index(now) :] for name in names}

    def _whole(self, connection: Connection) -> bool:
        """Whether it holds as many events as the register."""
        return True

    @abstractmethod
    def _clear(self) -> None:
        """Forget everything."""

    @abstractmethod
    def _read_all(self, connection: Connection) -> None:
        """Read all events."""

    @abstractmethod
    def _read_some(self, connection: Connection, names: Collection[str]) -> None:
        """Read some events anew; those that are there no more go."""


def _changed(connection: Connection, before: State, now: State) -> set[str] | None:
    """The events that have changed between two states; None where the second isn't the later one."""
    # Where it went back, it is another register under the same name.
    if any(new is None or new < old for old, new in zip(before, now, strict=True) if old is not None):
        return None
    _, coded, ruled, logged, moment = before
    if moment is None:
        return None
    at = events.c.changed
    same = connection.scalar(select(func.count()).select_from(events).where(at == moment)) or 0
    found = set(connection.scalars(select(events.c.id).where(at >= moment if same <= _OF_A_MOMENT else at > moment)))
    found.update(connection.scalars(select(event_log.c.event_id).where(event_log.c.id > (logged or 0))))
    # Clocks differ, and decisions bring moments of their own: what was written tells as well.
    found.update(_told_by(connection, codings.c.id > (coded or 0)))
    found.update(_ruled(connection, decisions.c.number > (ruled or 0)))
    return found


def _told_by(connection: Connection, condition: ColumnElement[bool]) -> Iterable[str]:
    of_versions = select(codings.c.version_id).where(condition)
    wanted = select(accounts.c.event_id).where(accounts.c.version_id.in_(of_versions))
    return [name for name in connection.scalars(wanted) if name]


def _ruled(connection: Connection, condition: ColumnElement[bool]) -> Iterable[str]:
    new = select(decisions.c.number, decisions.c.event_id, decisions.c.undoes).where(condition)
    rows = list(connection.execute(new))
    numbers = {row.number for row in rows}
    undone = select(decisions.c.number, decisions.c.event_id, decisions.c.undoes)
    for ids in some(sorted({row.undoes for row in rows if row.undoes})):
        found = list(connection.execute(undone.where(decisions.c.id.in_(ids))))
        numbers |= {row.number for row in found}
        rows += found
    yield from (row.event_id for row in rows if row.event_id)
    for portion in some(sorted(numbers)):
        keys = select(decision_accounts.c.key).where(decision_accounts.c.number.in_(portion))
        told = select(accounts.c.event_id).where(accounts.c.key.in_(keys))
        yield from (name for name in connection.scalars(told) if name)
