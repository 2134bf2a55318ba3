"""What is kept in memory of a register, and follows what is written to it, by this process or another.

Readers never wait for one another: what they get is one state of the register, which nothing changes any more. Whoever
first sees a newer state makes a copy of the last one, brings that up, and gives it to all that come after.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Collection, Iterable
from threading import Lock
from typing import Any, Final, Generic, Self, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Engine, func, select

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
# So many states are kept: those who began to read just before a change still find theirs.
_STATES: Final = 2


class Follower(ABC):
    """What is read from the events of a register in one of its states. Once it has one, nothing changes it."""

    state: State = ()

    @abstractmethod
    def copied(self) -> Self:
        """A copy whose changes don't show in this one."""

    @abstractmethod
    def read_all(self, connection: Connection) -> None:
        """Read all events; into a new one only."""

    @abstractmethod
    def read_some(self, connection: Connection, names: Collection[str]) -> None:
        """Read some events anew; those that are there no more go."""

    def whole(self, connection: Connection) -> bool:
        """False where it can't hold the register's events, or holds so many old ones that it is better read anew."""
        return True


F = TypeVar("F", bound=Follower)


class Following(Generic[F]):
    """The followers of one kind, of all registers that this process has open."""

    def __init__(self, kind: type[F]) -> None:
        self._kind = kind
        self._lock = Lock()
        self._trails: WeakKeyDictionary[Engine, _Trail[F]] = WeakKeyDictionary()

    def of(self, connection: Connection) -> F:
        """What the connection's register is like as the connection sees it. Shared: nobody may change it."""
        with self._lock:
            trail = self._trails.setdefault(connection.engine, _Trail(self._kind))
        return trail.at(connection)


class _Trail(Generic[F]):
    """The last states of one register."""

    def __init__(self, kind: type[F]) -> None:
        self._kind = kind
        self._lock = Lock()
        # The newest last. Replaced as a whole, so that it is looked at without the lock.
        self._kept: tuple[F, ...] = ()
        # States that were followed, and the events that have changed from each to the next.
        self._steps: deque[tuple[State, frozenset[str]]] = deque(maxlen=_STEPS)

    def at(self, connection: Connection) -> F:
        """The state that the connection sees."""
        now = cast(State, state(connection))
        found = self._known(now)
        if found is None:
            with self._lock:
                # Another reader may have made it while this one waited.
                found = self._known(now) or self._led(connection, now)
        return found

    def _known(self, now: State) -> F | None:
        return next((each for each in self._kept if each.state == now), None)

    def _led(self, connection: Connection, now: State) -> F:
        """A new one, from the last one where that is less work. Should reading fail, nothing has changed."""
        last = self._kept[-1] if self._kept else None
        made = None if last is None else self._brought_up(last, connection, now)
        if made is None:
            made, last = self._kind(), None
            made.read_all(connection)
            self._steps.clear()
        made.state = now
        self._kept = (*(self._kept if last else ()), made)[-_STATES:]
        return made

    def _brought_up(self, last: F, connection: Connection, now: State) -> F | None:
        """A copy of the last one with what has changed; None where all has to be read anew."""
        changed = self._gone_back(now)
        if changed is None:
            changed = _changed(connection, last.state, now)
        if changed is None or len(changed) > _MANY:
            return None
        made = last.copied()
        made.read_some(connection, changed)
        if not made.whole(connection):
            return None
        self._steps.append((last.state, frozenset(changed)))
        return made

    def _gone_back(self, now: State) -> set[str] | None:
        """The events that have changed since an earlier state; None where it never was in that one."""
        states = [each for each, _ in self._steps]
        if now not in states:
            return None
        return {name for _, names in list(self._steps)[states.index(now) :] for name in names}


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
    # A Sijill of old may have written with a clock of its own: what was written tells as well.
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
