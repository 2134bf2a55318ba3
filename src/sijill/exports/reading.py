"""Events out of a register, one after another, each with the reports that tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sijill.model import Event, ReportHead, Telling

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sijill.register.queries import Filters

# Events whose reports are looked up at once: few enough to be held, many enough that no time is lost on queries.
_PORTION: Final = 1000
_NEVER: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the reports that tell it, each once, in the order in which they were published.

    `changed`: when the register last made it anew. `tellings`: its accounts, only where they were asked for.
    """

    event: Event
    reports: tuple[ReportHead, ...]
    changed: datetime
    tellings: tuple[Telling, ...] = ()


def told_events(connection: Connection, filters: Filters, *, accounts: bool = False) -> Iterator[Told]:
    """The events of a filter, the oldest first, as they are read; `accounts`: with their accounts."""
    from sijill.register.queries import find_events

    if connection.dialect.name == "postgresql":
        # Else the driver holds the whole answer in memory.
        connection = connection.execution_options(stream_results=True, max_row_buffer=_PORTION)
    rest = find_events(connection, filters, "oldest")
    while portion := list(islice(rest, _PORTION)):
        yield from _told(connection, portion, accounts)


def _told(connection: Connection, portion: Sequence[Event], accounts: bool) -> Iterator[Told]:
    keys = [key for event in portion for key in event.accounts]
    heads = _heads(connection, keys)
    tellings = _tellings(connection, keys) if accounts else {}
    for event in portion:
        its = [heads[key] for key in event.accounts if key in heads]
        reports = {head.id: head for head, _ in its}
        told = tuple(tellings[key] for key in event.accounts if key in tellings)
        yield Told(event, tuple(reports.values()), its[0][1] if its else _NEVER, told)


def _heads(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[ReportHead, datetime]]:
    """The report of each account, one object for each report, and when its event was last made anew."""
    from sqlalchemy import select

    from sijill.register.rows import HEAD, head_of, some
    from sijill.register.schema import accounts, events, versions

    found: dict[str, tuple[ReportHead, datetime]] = {}
    one: dict[str, ReportHead] = {}
    both = accounts.join(versions).join(events, accounts.c.event_id == events.c.id)
    for part in some(keys):
        wanted = select(accounts.c.key, events.c.changed, *HEAD).select_from(both).where(accounts.c.key.in_(part))
        for row in connection.execute(wanted):
            head = one.get(row.report_id) or one.setdefault(row.report_id, head_of(row))
            found[row.key] = head, row.changed
    return found


def _tellings(connection: Connection, keys: Sequence[str]) -> dict[str, Telling]:
    from sijill.register.rows import some, tellings_where
    from sijill.register.schema import accounts

    found: dict[str, Telling] = {}
    for part in some(keys):
        found |= {telling.key: telling for telling in tellings_where(connection, accounts.c.key.in_(part))}
    return found
