"""A report on its way into the register: its rows, and what they put in the place of."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, delete, func, insert, select, update

from sijill.model import Account, Assertion, CodedReport, Report
from sijill.register.carry import carried
from sijill.register.faults import Unfit
from sijill.register.identity import digest_of, find, given_id, known, new_name, url_key
from sijill.register.results import Became
from sijill.register.rows import AnyRow, some
from sijill.register.schema import accounts, assertions, bands, blocks, codings, reports, versions
from sijill.register.voices import regroup, voice_of

_COUNTED_FROM = 1000
_HALF = re.compile("[\ud800-\udfff]")

# Statements that every report needs, made once.
_NEW_REPORT, _NEW_VERSION, _NEW_BANDS = insert(reports), insert(versions), insert(bands)
_NEW_ACCOUNT, _NEW_CODING = insert(accounts), insert(codings)
_CURRENT = select(versions.c.id, versions.c.number, versions.c.digest, versions.c.voice).where(
    versions.c.report_id == bindparam("name"), versions.c.current
)
_ACCOUNTS = select(accounts).where(accounts.c.version_id == bindparam("old")).order_by(accounts.c.came)
_CODINGS = select(func.count()).where(codings.c.version_id == bindparam("old"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A coded report with what can be reckoned before the register is locked.

    `name`: its id in the register, where that is known already.
    """

    report: Report
    coded: CodedReport
    coder: str
    digest: str
    fingerprint: bytes
    bands: tuple[str, ...]
    name: str | None = None


@dataclass(slots=True)
class Changes:
    """What a transaction has done so far, for linking and deriving at its end.

    `seeds`: ids of accounts that are new or other than before. `events`: those that lost or changed an account.
    `shaken`: keys of accounts whose words are gone or changed, and why, as far as a decision stood on them.
    """

    at: datetime
    seeds: set[int] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    shaken: list[tuple[str, Account, Account | None, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one report: `status` is new, same, new_version or recoded."""

    report_id: str
    version_id: int
    status: Became


def prepare(report: Report, coded: CodedReport, coder: str, name: str | None = None) -> Prepared:
    """Reckon what takes time: the fingerprint and its bands. Raises `Unfit` where the coding is not of this report."""
    from sijill import linking

    check(report, coded)
    print_ = linking.fingerprint(report)
    return Prepared(report, coded, coder, digest_of(report.text), print_, tuple(linking.bands(print_)), name)


def check(report: Report, coded: CodedReport) -> None:
    """Raise `Unfit` where a value's words don't stand in the report, or a text can't be kept."""
    items: tuple[Account | Assertion, ...] = (*coded.events, *coded.assertions)
    for item in items:
        for evidence in item.evidence:
            if report.text[evidence.start : evidence.end] != evidence.text:
                raise Unfit(
                    f"the coding of {report.id} is not of this text: {item.id} has {evidence.text[:40]!r} at "
                    f"{evidence.start}, where the text has {report.text[evidence.start : evidence.end][:40]!r}",
                    "Code the report again",
                )
    words = (report.text, report.id, report.title, report.publisher, report.url)
    whole = "\n".join(part for part in words if part)
    if "\x00" in whole or _HALF.search(whole):
        raise Unfit(
            f"report {report.id!r} holds a character that no database keeps (a zero, or half of a surrogate pair)",
            "Take it out, and code the report again",
        )


def keep(connection: Connection, item: Prepared, recode: bool, changes: Changes) -> Kept:
    """Write a report as far as it is new. Linking and deriving are left to who calls, by `changes`."""
    name = item.name or find(connection, item.report)
    if name is None:
        name = new_name(connection, item.report)
        given, key = given_id(item.report), url_key(item.report.url)
        connection.execute(_NEW_REPORT, {"id": name, "given": given, "url_key": key, "added": changes.at})
        return Kept(name, _new_version(connection, name, None, item, changes), "new")
    row = known(connection, name, item.report, item.digest)
    if row is None:
        current = connection.execute(_CURRENT, {"name": name}).one()
        return Kept(name, _new_version(connection, name, current, item, changes), "new_version")
    if recode and row.current and _recode(connection, name, row, item, changes):
        return Kept(name, row.id, "recoded")
    return Kept(name, row.id, "same")


def _new_version(connection: Connection, name: str, before: AnyRow | None, item: Prepared, changes: Changes) -> int:
    if before is not None:
        connection.execute(update(versions).where(versions.c.id == before.id).values(current=False))
        connection.execute(delete(bands).where(bands.c.version_id == before.id))
        _revoiced(connection, regroup(connection, before.voice), changes)
        _learn(connection, name, item.report)
    voice, changed = voice_of(connection, item.fingerprint, item.bands, name)
    _revoiced(connection, changed, changes)
    number = before.number + 1 if before is not None else 1
    report = item.report
    row = {
        **{part: getattr(report, part) for part in ("title", "publisher", "published", "url", "text")},
        "report_id": name,
        "number": number,
        "current": True,
        "clutter": json.dumps([c.model_dump() for c in report.clutter]),
        "digest": item.digest,
        "fingerprint": item.fingerprint,
        "voice": voice,
        "relevant": item.coded.relevant,
        "coder": item.coder,
        "added": changes.at,
    }
    version_id = _inserted(connection.execute(_NEW_VERSION, row))
    if item.bands:
        connection.execute(_NEW_BANDS, [{"band": b, "version_id": version_id} for b in dict.fromkeys(item.bands)])
    same_text = before is not None and before.digest == item.digest
    old = before.id if before is not None else None
    _replace(connection, _Place(name, number, version_id), old, item, same_text, changes)
    return version_id


def _revoiced(connection: Connection, version_ids: list[int], changes: Changes) -> None:
    """Another voice means other blocks and another number of independent sources."""
    for ids in some(version_ids):
        wanted = select(accounts.c.id, accounts.c.event_id).where(accounts.c.version_id.in_(ids))
        for row in connection.execute(wanted):
            changes.seeds.add(row.id)
            if row.event_id:
                changes.events.add(row.event_id)


def _learn(connection: Connection, name: str, report: Report) -> None:
    """A later version may bring the address or the id that the first had not."""
    for column, value in ((reports.c.url_key, url_key(report.url)), (reports.c.given, given_id(report))):
        if value:
            connection.execute(update(reports).where(reports.c.id == name, column.is_(None)).values({column: value}))


def _recode(connection: Connection, name: str, row: AnyRow, item: Prepared, changes: Changes) -> bool:
    """Put a new coding in the place of the one before; False where they are the same."""
    latest = select(codings.c.json).where(codings.c.version_id == row.id).order_by(codings.c.id.desc()).limit(1)
    # The coder is noted even so: a run over all reports that is broken off goes on after those that it has done.
    values = {"relevant": item.coded.relevant, "coder": item.coder}
    connection.execute(update(versions).where(versions.c.id == row.id).values(values))
    if connection.scalar(latest) == _coding_json(item.coded):
        return False
    _replace(connection, _Place(name, row.number, row.id), row.id, item, True, changes)
    return True


def _coding_json(coded: CodedReport) -> str:
    return coded.model_dump_json(exclude={"report"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where accounts are written: the report, and its version."""

    report_id: str
    number: int
    version_id: int


def _replace(
    connection: Connection, place: _Place, old_version: int | None, item: Prepared, same_text: bool, changes: Changes
) -> None:
    """Put the accounts and assertions of a coding in the place of those of `old_version`."""
    before = [] if old_version is None else connection.execute(_ACCOUNTS, {"old": old_version}).all()
    earlier = [Account.model_validate_json(row.json) for row in before]
    pairs = carried(earlier, item.coded.events, same_text)
    times = 0 if old_version is None else connection.scalar(_CODINGS, {"old": place.version_id}) or 0
    keys: list[str] = []
    for position, account in enumerate(item.coded.events):
        came = place.version_id * _COUNTED_FROM + min(position, _COUNTED_FROM - 1)
        values = {"version_id": place.version_id, "came": came, "json": account.model_dump_json()}
        if position in pairs:
            row, was = before[pairs[position]], earlier[pairs[position]]
            keys.append(row.key)
            if (row.version_id, row.json) == (place.version_id, values["json"]):
                continue
            connection.execute(update(accounts).where(accounts.c.id == row.id).values(values))
            changes.shaken.append((row.key, was, account, same_text))
            if row.event_id:
                changes.events.add(row.event_id)
            account_id = row.id
        else:
            keys.append(_key(place, times, position))
            account_id = _inserted(connection.execute(_NEW_ACCOUNT, {"key": keys[-1], **values}))
        changes.seeds.add(account_id)
    for gone in sorted(set(range(len(before))) - set(pairs.values())):
        _remove(connection, before[gone], earlier[gone], changes)
    _assertions(connection, place, old_version, item.coded)
    coding = {"version_id": place.version_id, "coder": item.coder, "at": changes.at}
    connection.execute(_NEW_CODING, coding | {"keys": json.dumps(keys), "json": _coding_json(item.coded)})


def _key(place: _Place, times: int, position: int) -> str:
    made_of = f"{place.report_id}\n{place.number}\n{times}\n{position}"
    return "a" + hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _remove(connection: Connection, row: AnyRow, account: Account, changes: Changes) -> None:
    connection.execute(delete(blocks).where(blocks.c.account_id == row.id))
    connection.execute(delete(accounts).where(accounts.c.id == row.id))
    changes.seeds.discard(row.id)
    changes.shaken.append((row.key, account, None, False))
    if row.event_id:
        changes.events.add(row.event_id)


def _assertions(connection: Connection, place: _Place, old_version: int | None, coded: CodedReport) -> None:
    if old_version is not None:
        connection.execute(delete(assertions).where(assertions.c.version_id.in_([old_version, place.version_id])))
    rows = [
        {
            "version_id": place.version_id,
            "number": number,
            **{part: getattr(item, part) for part in ("kind", "subject", "place", "as_of")},
            "json": item.model_dump_json(),
        }
        for number, item in enumerate(coded.assertions)
    ]
    if rows:
        connection.execute(insert(assertions), rows)


def _inserted(result: CursorResult[*tuple[Any, ...]]) -> int:
    made = result.inserted_primary_key
    assert made is not None
    return int(made[0])
