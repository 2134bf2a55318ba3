"""The database itself: whole pages and indexes, and rows that refer to rows that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, Table, and_, select, text
from sqlalchemy.orm import aliased

from sijill.model import RULES
from sijill.register.checking.findings import AGAIN, BACKUP, Checking, Finding, Mending, Part, derived_again
from sijill.register.schema import (
    accounts,
    decisions,
    event_log,
    events,
    metadata,
    reports,
    sample_codings,
    sample_events,
    second_looks,
    settings,
    versions,
)

# More of SQLite's own findings are not listed.
_MOST: Final = 100
_INDEX: Final = re.compile(r"(?:missing from index|entries in index|non-unique entry in index) (\S+)")


def _file(checking: Checking) -> Iterator[Finding]:
    """SQLite's own check of all pages. PostgreSQL checks its pages by itself where it was set up with checksums."""
    connection = checking.connection
    if connection.dialect.name != "sqlite":
        return
    said = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})")]
    if said == ["ok"]:
        return
    broken = dict.fromkeys(match[1] for line in said if (match := _INDEX.search(line)))
    for name in broken:
        mended = checking.mended(_indexed_anew(name))
        yield Finding(f"index {name}", "does not fit its table", AGAIN, mended)
    for line in said:
        if not _INDEX.search(line):
            yield Finding("the file", " ".join(line.split()), BACKUP)


def _indexed_anew(name: str) -> Mending:
    quoted = '"' + name.replace('"', '""') + '"'
    return lambda writer: writer.exec_driver_sql(f"REINDEX {quoted}")


def _references(checking: Checking) -> Iterator[Finding]:
    """Foreign keys, also those that the tables don't declare because what they name may be gone later."""
    pairs = [(key.parent, key.column) for table in metadata.sorted_tables for key in table.foreign_keys]
    for done, (child, parent) in enumerate((*pairs, *_LOOSE)):
        checking.tell(done, len(pairs) + len(_LOOSE))
        yield from _dangling(checking, child, parent)


# What refers to what without a foreign key. An event that was ever there stands in the log.
_LOOSE: Final = (
    (versions.c.voice, reports.c.id), (second_looks.c.decision_id, decisions.c.id),
    (second_looks.c.settled_by, decisions.c.id), (decisions.c.undoes, decisions.c.id),
    (decisions.c.event_id, event_log.c.event_id), (sample_events.c.event_id, event_log.c.event_id),
)  # fmt: skip


def _dangling(checking: Checking, child: Column[object], parent: Column[object]) -> Iterator[Finding]:
    other = aliased(parent.table)
    there = select(other.c[parent.name]).where(other.c[parent.name] == child).exists()
    table: Table = child.table
    wanted = select(*table.primary_key.columns, child.label("named")).where(child.is_not(None), ~there)
    for row in checking.connection.execute(wanted):
        *key, named = row
        about = f"{table.name} {'/'.join(map(str, key))}"
        yield Finding(about, f"names {parent.table.name} {named}, which is not there", BACKUP)


def _homes(checking: Checking) -> Iterator[Finding]:
    """Accounts whose event is not there; accounts that nobody has linked yet."""
    there = select(events.c.id).where(events.c.id == accounts.c.event_id).exists()
    wanted = select(accounts.c.event_id).where(accounts.c.event_id.is_not(None), ~there).distinct()
    for name in checking.connection.scalars(wanted):
        mended = checking.mended(derived_again([name]))
        yield Finding(f"event {name}", "is not there, though accounts are in it", AGAIN, mended)
    waiting = select(accounts.c.id).where(accounts.c.event_id.is_(None)).limit(1)
    if checking.connection.scalar(waiting) is not None:
        yield Finding(
            "accounts", "some are in no event yet: adding them was broken off", "The next sijill add links them",
            grave=False,
        )  # fmt: skip


def _versions(checking: Checking) -> Iterator[Finding]:
    """Every report has one current version, and its versions are numbered from 1."""
    bare = select(reports.c.id).where(~select(versions.c.id).where(versions.c.report_id == reports.c.id).exists())
    for name in checking.connection.scalars(bare):
        yield Finding(f"report {name}", "has no text", BACKUP)
    wanted = text(
        "SELECT report_id, count(*) AS held, max(number) AS last, sum(CASE WHEN current THEN 1 ELSE 0 END) AS now "
        "FROM versions GROUP BY report_id HAVING count(*) <> max(number) OR min(number) <> 1 "
        "OR sum(CASE WHEN current THEN 1 ELSE 0 END) <> 1"
    )
    for row in checking.connection.execute(wanted):
        what = f"has {row.held} versions, the last of them number {row.last}, and {row.now} current ones"
        yield Finding(f"report {row.report_id}", what, BACKUP)
    stray = select(accounts.c.key).join_from(accounts, versions).where(~versions.c.current)
    for key in checking.connection.scalars(stray):
        yield Finding(f"account {key}", "belongs to a version that counts no more", BACKUP)


def _settings(checking: Checking) -> Iterator[Finding]:
    for name, value in checking.connection.execute(select(settings.c.name, settings.c.value)):
        if name == "rule" and value not in RULES:
            what = f"{value!r} is no rule; {RULES[0]} is used"
            yield Finding("the rule for figures", what, "Set it again: Register.set_rule")


def _samples(checking: Checking) -> Iterator[Finding]:
    drawn = aliased(sample_events)
    same = and_(drawn.c.sample_id == sample_codings.c.sample_id, drawn.c.position == sample_codings.c.position)
    lost = select(sample_codings.c.number).where(~select(drawn.c.position).where(same).exists())
    for number in checking.connection.scalars(lost):
        yield Finding(f"coding {number} of a sample", "is of an event that the sample has not", BACKUP)


PARTS: Final = (
    Part("the file", _file),
    Part("references", _references),
    Part("events of accounts", _homes),
    Part("versions of reports", _versions),
    Part("settings", _settings),
    Part("samples", _samples),
)
