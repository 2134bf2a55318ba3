"""Reading single things out of a register. What filters and searches is in `queries`."""

from __future__ import annotations

import heapq
import json
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from sijill.model import Assertion, CodedReport, Decision, Event, Report, Telling
from sijill.register.deciding import event_keys
from sijill.register.faults import UnknownId
from sijill.register.incoming import Kept
from sijill.register.linkage import Outcome
from sijill.register.results import Added, Counts, Entry, ReportVersion, SecondLook
from sijill.register.rows import AnyRow, decision_of, head_of, report_of, some, tellings_where
from sijill.register.rulings import about, bearing, present_id, taken_back
from sijill.register.schema import (
    accounts,
    assertions,
    codings,
    decisions,
    event_log,
    events,
    reports,
    second_looks,
    versions,
)
from sijill.register.states import number_of, numbers_in


def added(connection: Connection, kept: Sequence[Kept], outcome: Outcome) -> list[Added]:
    """What became of the reports of a transaction."""
    told: dict[int, list[str]] = defaultdict(list)
    changed = {item.version_id for item in kept if item.status != "same"}
    for portion in some(sorted(changed)):
        wanted = select(accounts.c.version_id, accounts.c.event_id).where(accounts.c.version_id.in_(portion))
        for row in connection.execute(wanted.order_by(accounts.c.came)):
            if row.event_id:
                told[row.version_id].append(row.event_id)
    found, fresh = [], set(outcome.made)
    for item in kept:
        names = tuple(dict.fromkeys(told.get(item.version_id, ()))) if item.status != "same" else ()
        # An event that several of the reports tell was made by the first of them.
        found.append(Added(item.report_id, item.status, names, tuple(name for name in names if name in fresh)))
        fresh -= set(names)
    return found


def event(connection: Connection, event_id: str) -> Event:
    """An event, by its id or a former one. Raises `UnknownId`."""
    here, _ = event_keys(connection, event_id)
    return Event.model_validate_json(connection.execute(select(events.c.json).where(events.c.id == here)).scalar_one())


def event_ids(connection: Connection) -> list[str]:
    """The ids of all events."""
    return list(connection.scalars(select(events.c.id).order_by(events.c.id)))


def tellings(connection: Connection, event_id: str) -> list[Telling]:
    """The accounts of an event, oldest first. Raises `UnknownId`."""
    here, _ = event_keys(connection, event_id)
    return list(tellings_where(connection, accounts.c.event_id == here))


def report(connection: Connection, report_id: str, number: int | None) -> Report:
    """A report in its current version, or that of a number. Raises `UnknownId`."""
    return report_of(_version(connection, report_id, number))


def report_ids(connection: Connection, not_coded_by: str | None) -> list[str]:
    """The ids of all reports, oldest first; or of those whose coder is another one."""
    wanted = select(versions.c.report_id).where(versions.c.current).order_by(versions.c.id)
    if not_coded_by is not None:
        wanted = wanted.where(versions.c.coder != not_coded_by)
    return list(connection.scalars(wanted))


def report_versions(connection: Connection, report_id: str) -> list[ReportVersion]:
    """The versions of a report, oldest first. Raises `UnknownId`."""
    asked = select(*(column for column in versions.c if column.name not in ("text", "clutter", "fingerprint")))
    rows = connection.execute(asked.where(versions.c.report_id == report_id).order_by(versions.c.number)).all()
    if not rows:
        raise _no_report(report_id)
    coders: dict[int, list[str]] = defaultdict(list)
    of_these = codings.c.version_id.in_([row.id for row in rows])
    for row in connection.execute(select(codings.c.version_id, codings.c.coder).where(of_these).order_by(codings.c.id)):
        coders[row.version_id].append(row.coder)
    return [
        ReportVersion(row.number, row.current, head_of(row), row.added, row.voice, tuple(coders[row.id]))
        for row in rows
    ]


def coded(connection: Connection, report_id: str, number: int | None) -> CodedReport:
    """The latest coding of a version of a report. Raises `UnknownId`."""
    row = _version(connection, report_id, number)
    latest = select(codings.c.json).where(codings.c.version_id == row.id).order_by(codings.c.id.desc()).limit(1)
    text = connection.execute(latest).scalar_one()
    return CodedReport.model_validate({**json.loads(text), "report": head_of(row).model_dump()})


def events_of(connection: Connection, report_id: str) -> list[str]:
    """The events that a report tells, in the order of its text. Raises `UnknownId`."""
    row = _version(connection, report_id, None)
    told = select(accounts.c.event_id).where(accounts.c.version_id == row.id).order_by(accounts.c.came)
    return list(dict.fromkeys(name for name in connection.scalars(told) if name))


def assertions_of(connection: Connection, report_id: str | None) -> list[tuple[str, Assertion]]:
    """Report ids and assertions: of one report, or of all. Raises `UnknownId`."""
    wanted = select(versions.c.report_id, assertions.c.json).join_from(assertions, versions).where(versions.c.current)
    if report_id is not None:
        wanted = wanted.where(versions.c.id == _version(connection, report_id, None).id)
    rows = connection.execute(wanted.order_by(assertions.c.version_id, assertions.c.number))
    return [(row.report_id, Assertion.model_validate_json(row.json)) for row in rows]


def decisions_on(connection: Connection, event_id: str) -> list[Decision]:
    """All decisions on an event, also those that were taken back. Raises `UnknownId`."""
    here, keys = event_keys(connection, event_id)
    return about(connection, here, keys)


def second_looks_open(connection: Connection) -> list[SecondLook]:
    """Decisions that wait for a second look, oldest first."""
    waiting = (
        select(second_looks.c.why, second_looks.c.at.label("since"), decisions)
        .join_from(second_looks, decisions, decisions.c.id == second_looks.c.decision_id)
        .where(second_looks.c.settled_by.is_(None))
        .order_by(second_looks.c.id)
    )
    rows = connection.execute(waiting).all()
    undone = taken_back(connection)
    found = [(decision_of(row), row) for row in rows if row.id not in undone]
    homes = bearing(connection, [decision for decision, _ in found])
    return [SecondLook(decision, homes[decision.id], row.why, row.since) for decision, row in found]


def history(connection: Connection, event_id: str) -> list[Entry]:
    """What happened to an event, by its id or a former one; also to one that has ended. Raises `UnknownId`."""
    try:
        here, keys = event_keys(connection, event_id)
    except UnknownId:
        here, keys = event_id, []
    rows = connection.execute(select(event_log).where(event_log.c.event_id == here).order_by(event_log.c.id)).all()
    if not rows:
        raise UnknownId(f"there is no event {event_id}", "See which there are: sijill events")
    happened = [_entry(row) for row in rows]
    ruled = [Entry(d.at, "decided", d.accounts, decision=d) for d in about(connection, here, keys)]
    return _in_order(ruled, happened)


def _in_order(ruled: Sequence[Entry], happened: Sequence[Entry]) -> list[Entry]:
    """Decisions among what happened, each in the order in which it was written, whatever the clock did meanwhile. What
    a decision did is logged at its own moment: the decision comes first."""
    return list(heapq.merge(ruled, happened, key=lambda entry: entry.at))


def changes_since(connection: Connection, event_id: str, state: str) -> list[Entry]:
    """What happened to an event, and what was decided on it, after it was in a state (`states.state_of`), oldest
    first. Also of one that has ended or become part of another."""
    decided, logged = numbers_in(state)
    here = present_id(connection, event_id)
    keys = event_keys(connection, here)[1] if here else []
    names = {name for name in (event_id, here) if name}
    later = select(event_log).where(event_log.c.event_id.in_(names), event_log.c.id > logged).order_by(event_log.c.id)
    happened = [_entry(row) for row in connection.execute(later)]
    rulings = about(connection, here or event_id, keys)
    ruled = [Entry(d.at, "decided", d.accounts, decision=d) for d in rulings if number_of(d.id) > decided]
    return _in_order(ruled, happened)


def _entry(row: AnyRow) -> Entry:
    detail = json.loads(row.detail)
    return Entry(row.at, row.what, tuple(detail.get("accounts", ())), detail.get("event"))


def counts(connection: Connection) -> Counts:
    """How much the register holds."""
    tables = reports, versions, accounts, assertions, events, decisions
    return Counts(*(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables))


def _version(connection: Connection, report_id: str, number: int | None) -> AnyRow:
    wanted = select(versions).where(versions.c.report_id == report_id)
    wanted = wanted.where(versions.c.current) if number is None else wanted.where(versions.c.number == number)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise _no_report(report_id, number)
    return row


def _no_report(report_id: str, number: int | None = None) -> UnknownId:
    what = f"report {report_id}" if number is None else f"version {number} of report {report_id}"
    return UnknownId(f"there is no {what}", "See the reports of an event: sijill show ID")
