"""The state of an event, so that two people who decide on it at once don't overwrite each other.

A state is a short text: the number of the last decision on the event, that of the last entry of its log, and a digest
of its values. Whoever decides says in which state they saw the event; where it is in another one, nothing is decided.
"""

from __future__ import annotations

import hashlib
import re

from sqlalchemy import Connection, func, select

from sijill.register.faults import Overtaken, UnknownId
from sijill.register.rulings import about, present_id, shown_id
from sijill.register.schema import accounts, event_log, events

_STATE = re.compile(r"(\d{1,18})-(\d{1,18})-[0-9a-f]{16}")


def state_of(connection: Connection, event_id: str) -> str:
    """The state of an event, by its id or a former one. Raises `UnknownId`."""
    here = present_id(connection, event_id)
    if here is None:
        raise UnknownId(f"there is no event {shown_id(event_id)}", "See which there are: sijill events")
    keys = connection.scalars(select(accounts.c.key).where(accounts.c.event_id == here)).all()
    decided = max((number_of(decision.id) for decision in about(connection, here, keys)), default=0)
    logged = connection.scalar(select(func.max(event_log.c.id)).where(event_log.c.event_id == here)) or 0
    values = connection.execute(select(events.c.json).where(events.c.id == here)).scalar_one()
    return f"{decided}-{logged}-{hashlib.sha256(values.encode('utf-8')).hexdigest()[:16]}"


def check_state(connection: Connection, event_id: str, state: str) -> None:
    """Raise `Overtaken` where an event is no more in the state in which somebody saw it. Raises `UnknownId`."""
    now = state_of(connection, event_id)
    if now != state:
        raise Overtaken(
            f"event {event_id} has changed since you saw it", "Look at what has changed, then decide again",
            event_id, state, now,
        )  # fmt: skip


def numbers_in(state: str) -> tuple[int, int]:
    """The last decision and the last entry of the log in a state; zeros where it is none."""
    match = _STATE.fullmatch(state)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def number_of(decision_id: str) -> int:
    """The number of a decision, from its id."""
    return int(decision_id.removeprefix("d"))
