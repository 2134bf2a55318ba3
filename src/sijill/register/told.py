"""What the page of an event or of a report shows besides the records: where accounts went, when reports came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from sijill.model import ReportHead
from sijill.register.faults import UnknownId
from sijill.register.queries import Found, Hit, count_found, found_places, hits
from sijill.register.remembered import remembered, reports_state
from sijill.register.rows import HEAD, head_of, some
from sijill.register.rulings import present_id
from sijill.register.schema import accounts, codings, events, reports, second_looks, versions


@dataclass(frozen=True, slots=True)
class Home:
    """The event that an account is in, and how many reports tell it."""

    event: str
    reports: int


def homes(connection: Connection, keys: Iterable[str]) -> dict[str, Home]:
    """The events of accounts, by the accounts' keys; an account that counts no more has none."""
    found: dict[str, Home] = {}
    for portion in some(dict.fromkeys(keys)):
        wanted = select(accounts.c.key, events.c.id, events.c.reports).join_from(
            accounts, events, accounts.c.event_id == events.c.id
        )
        for row in connection.execute(wanted.where(accounts.c.key.in_(portion))):
            found[row.key] = Home(row.id, row.reports)
    return found


def account_keys(connection: Connection, report_id: str, number: int) -> list[str]:
    """The keys of the accounts of a version's latest coding, in the order of that coding. Raises `UnknownId`."""
    latest = (
        select(codings.c["keys"])
        .join_from(codings, versions)
        .where(versions.c.report_id == report_id, versions.c.number == number)
        .order_by(codings.c.id.desc())
        .limit(1)
    )
    kept = connection.scalar(latest)
    if kept is None:
        raise UnknownId(f"there is no version {number} of report {report_id}", "Leave the number out")
    return [str(key) for key in json.loads(kept)]


def added_at(connection: Connection, report_ids: Iterable[str]) -> dict[str, datetime]:
    """When reports first came, by their ids."""
    found: dict[str, datetime] = {}
    for portion in some(dict.fromkeys(report_ids)):
        rows = connection.execute(select(reports.c.id, reports.c.added).where(reports.c.id.in_(portion)))
        found |= {row.id: row.added for row in rows}
    return found


def second_look_reasons(connection: Connection, decision_ids: Iterable[str]) -> dict[str, str]:
    """Why decisions wait for a second look, by their ids; those that don't wait are left out."""
    found: dict[str, str] = {}
    for portion in some(dict.fromkeys(decision_ids)):
        waiting = select(second_looks.c.decision_id, second_looks.c.why).where(
            second_looks.c.decision_id.in_(portion), second_looks.c.settled_by.is_(None)
        )
        found |= {row.decision_id: row.why for row in connection.execute(waiting.order_by(second_looks.c.id))}
    return found


def exactly(connection: Connection, name: str) -> Found | None:
    """The event (also by a former id) or the report whose whole id this is."""
    event = present_id(connection, name)
    if event is not None:
        return Found("event", event)
    known = connection.scalar(select(reports.c.id).where(reports.c.id == name))
    return None if known is None else Found("report", known)


def report_heads(
    connection: Connection, limit: int, offset: int = 0
) -> tuple[int, list[tuple[ReportHead, int, datetime]]]:
    """How many reports there are, and some of them: head, number of the current version, when that was added; the
    last added first."""
    total = connection.scalar(select(func.count()).select_from(reports)) or 0
    wanted = select(versions.c.number, versions.c.added, *HEAD).where(versions.c.current)
    rows = connection.execute(wanted.order_by(versions.c.id.desc()).limit(limit).offset(offset))
    return total, [(head_of(row), row.number, row.added) for row in rows]


def search_page(connection: Connection, words: str, limit: int, offset: int = 0) -> tuple[int, list[Hit]]:
    """How many reports hold the words, and a part of them, the best first. Raises `RegisterError`: nothing to look for.

    Words that stand in every report take long to rank: what was found is remembered until reports come.
    """
    number, found = remembered(
        connection,
        ("search", words, limit, offset),
        lambda: (count_found(connection, words), found_places(connection, words, limit, offset)),
        of=reports_state,
    )
    return number, hits(connection, found)
