"""The moments that are written into a register, whatever the clocks of its writers do.

Each is taken while the register is locked, so that moments come in the order of the writes. A clock that was set back
a little stands still until it has caught up; one that is further behind was wrong before, or is now: it is believed,
and said. `events.changed` only ever grows: what is kept in memory follows the register by it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final
from weakref import WeakSet

from sqlalchemy import Connection, Engine, func, select

from sijill.register.addresses import shown
from sijill.register.schema import event_log, events

log: Final = logging.getLogger("sijill.register")

# Clocks of several machines differ, and are set right in steps: so much is nothing to speak of.
TOLERATED: Final = timedelta(hours=1)
_TICK: Final = timedelta(microseconds=1)
_told: WeakSet[Engine] = WeakSet()


def now() -> datetime:
    """What this machine's clock says."""
    return datetime.now(UTC)


def moment(connection: Connection) -> datetime:
    """The moment of a write: not before that of the last one. Only right while the register is locked."""
    here = now()
    last: datetime | None = connection.scalar(select(event_log.c.at).order_by(event_log.c.id.desc()).limit(1))
    if last is None or last <= here:
        return here
    if last - here <= TOLERATED:
        return last
    _tell(connection, last, here)
    return here


def change(connection: Connection, at: datetime) -> datetime:
    """The moment of a change of events, later than all before it. Only right while the register is locked."""
    last = connection.scalar(select(func.max(events.c.changed)))
    return at if last is None or last < at else last + _TICK


def _tell(connection: Connection, last: datetime, here: datetime) -> None:
    """Say once that the clock is wrong now or was so before."""
    if connection.engine in _told:
        return
    _told.add(connection.engine)
    log.warning(
        "%s: its last entry is of %s, but this machine's clock says %s. Set the clock right; if it is right now, it "
        "was wrong then: sijill check says what is affected.",
        shown(connection.engine.url), f"{last:%Y-%m-%d %H:%M}", f"{here:%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip
