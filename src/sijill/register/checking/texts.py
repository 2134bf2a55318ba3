"""Reports and what was read out of them: every span of evidence against its text, accounts against their coding."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import delete, insert, select

from sijill.model import Account, Assertion, Clutter, CodedReport
from sijill.register.checking.findings import (
    AGAIN,
    BACKUP,
    RECODE,
    Checking,
    Finding,
    Mending,
    Part,
    Stamps,
    listed,
)
from sijill.register.identity import digest_of
from sijill.register.linkage import block
from sijill.register.rows import HEAD, AnyRow, head_of, tellings_where
from sijill.register.schema import accounts, assertions, bands, blocks, codings, versions

# Texts are long: so many at once.
_TEXTS: Final = 50
_VERSION: Final = (*HEAD, versions.c.id, versions.c.number, versions.c.current, versions.c.text, versions.c.clutter,
                   versions.c.digest, versions.c.fingerprint, versions.c.added)  # fmt: skip

_CODING: Final = (codings.c.id, codings.c.version_id, codings.c.at, codings.c.json, codings.c["keys"].label("named"))


def _texts(checking: Checking) -> Iterator[Finding]:
    """Every version of every report with all its codings."""
    added, coded = Stamps(checking), Stamps(checking)
    for ids in checking.portions(versions.c.id, size=_TEXTS):
        row: AnyRow
        made: dict[int, list[AnyRow]] = defaultdict(list)
        wanted = select(*_CODING).where(codings.c.version_id.in_(ids)).order_by(codings.c.id)
        for row in checking.connection.execute(wanted):
            coded.add(row.at)
            made[row.version_id].append(row)
        held = _held(checking, ids)
        for row in checking.connection.execute(select(*_VERSION).where(versions.c.id.in_(ids)).order_by(versions.c.id)):
            added.add(row.added)
            yield from _version(row, made.get(row.id, []), held.get(row.id, _Held()))
    yield from added.findings("versions of reports")
    yield from coded.findings("codings", ordered=False)


class _Held:
    """The accounts (key to JSON) and the assertions (JSON, in order) that the register has of a version."""

    def __init__(self) -> None:
        self.accounts: dict[str, str] = {}
        self.assertions: list[str] = []


def _held(checking: Checking, ids: Sequence[int]) -> dict[int, _Held]:
    found: dict[int, _Held] = defaultdict(_Held)
    told = select(accounts.c.version_id, accounts.c.key, accounts.c.json).where(accounts.c.version_id.in_(ids))
    for version, key, said in checking.connection.execute(told):
        found[version].accounts[key] = said
    asserted = select(assertions.c.version_id, assertions.c.json).where(assertions.c.version_id.in_(ids))
    for version, said in checking.connection.execute(asserted.order_by(assertions.c.version_id, assertions.c.number)):
        found[version].assertions.append(said)
    return found


def _version(row: AnyRow, made: Sequence[AnyRow], held: _Held) -> Iterator[Finding]:
    about = f"report {row.report_id}, version {row.number}"
    if digest_of(row.text) != row.digest:
        yield Finding(about, "its text is not the one that came in: its sum is another one", BACKUP)
    yield from _clutter(about, row)
    if not made:
        yield Finding(about, "has no coding", RECODE)
    latest = None
    for coding in made:
        latest, findings = _coding(about, row, coding)
        yield from findings
    if row.current and latest is not None:
        yield from _kept(about, latest, json.loads(made[-1].named), held)


def _clutter(about: str, row: AnyRow) -> Iterator[Finding]:
    try:
        spans = [Clutter.model_validate(each) for each in json.loads(row.clutter)]
    except (ValueError, TypeError) as error:
        yield Finding(about, f"its marks of page furniture can't be read ({_short(error)})", BACKUP)
        return
    if any(not 0 <= span.start <= span.end <= len(row.text) for span in spans):
        yield Finding(about, "page furniture is marked beyond its end", BACKUP)


def _coding(about: str, row: AnyRow, coding: AnyRow) -> tuple[CodedReport | None, list[Finding]]:
    """A coding, None where it can't be read, and what is wrong with it."""
    try:
        said = {**json.loads(coding.json), "report": head_of(row).model_dump()}
        coded, keys = CodedReport.model_validate(said), json.loads(coding.named)
    except (ValueError, TypeError) as error:
        return None, [Finding(about, f"coding {coding.id} can't be read ({_short(error)})", RECODE)]
    items: tuple[Account | Assertion, ...] = (*coded.events, *coded.assertions)
    found = [
        Finding(about, f"coding {coding.id}, {item.id}: {wrong}", RECODE)
        for item in items
        for wrong in _ungrounded(item, row.text)
    ]
    if not isinstance(keys, list) or len(keys) != len(coded.events):
        found.append(Finding(about, f"coding {coding.id} has not as many keys as accounts", RECODE))
        return None, found
    return coded, found


def _ungrounded(item: Account | Assertion, text: str) -> Iterator[str]:
    """Where the words of a value are not those of the text."""
    for evidence in item.evidence:
        there = text[evidence.start : evidence.end]
        if there != evidence.text:
            yield (
                f"{evidence.field} has the words {evidence.text[:40]!r} at {evidence.start}, where the text has "
                f"{there[:40]!r}"
            )


def _kept(about: str, coded: CodedReport, keys: Sequence[str], held: _Held) -> Iterator[Finding]:
    """The accounts and assertions that count are those of the latest coding."""
    for key, account in zip(keys, coded.events, strict=True):
        if key not in held.accounts:
            yield Finding(f"account {key}", f"is missing: {about} tells it", BACKUP)
        elif not _same(Account, held.accounts[key], account):
            yield Finding(f"account {key}", f"is not what was read out of {about}", BACKUP)
    strange = sorted(held.accounts.keys() - set(keys))
    if strange:
        yield Finding(about, f"has accounts that nobody read out of it: {listed(strange)}", BACKUP)
    if len(held.assertions) != len(coded.assertions) or not all(
        _same(Assertion, said, item) for said, item in zip(held.assertions, coded.assertions, strict=True)
    ):
        yield Finding(about, "its assertions are not those that were read out of it", BACKUP)


def _same(kind: type[Account] | type[Assertion], said: str, meant: Account | Assertion) -> bool:
    if said == meant.model_dump_json():
        return True
    try:
        return kind.model_validate_json(said) == meant
    except ValidationError:
        return False


def _short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).split("\n")[0]


# What is derived from reports and accounts: keys to find those that are alike.


def _bands(checking: Checking) -> Iterator[Finding]:
    """The keys of current texts by which reprints are found are those of their fingerprints."""
    from sijill import linking

    for ids in checking.portions(versions.c.id, versions.c.current):
        there = select(bands.c.version_id, bands.c.band).where(bands.c.version_id.in_(ids))
        kept = _grouped(checking.connection.execute(there))
        wanted = select(versions.c.id, versions.c.report_id, versions.c.fingerprint).where(versions.c.id.in_(ids))
        for row in checking.connection.execute(wanted):
            meant = set(linking.bands(row.fingerprint))
            if kept.get(row.id, set()) != meant:
                what = "the keys by which its reprints are found are not those of its text"
                mended = checking.mended(_banded(row.id, meant))
                yield Finding(f"report {row.report_id}", what, AGAIN, mended)


def _banded(version: int, meant: Iterable[str]) -> Mending:
    def write(writer: Any) -> None:  # noqa: ANN401
        writer.execute(delete(bands).where(bands.c.version_id == version))
        rows = [{"band": band, "version_id": version} for band in sorted(meant)]
        if rows:
            writer.execute(insert(bands), rows)

    return write


def _blocks(checking: Checking) -> Iterator[Finding]:
    """The keys by which accounts of one event are found are those of the accounts."""
    from sijill import linking

    for ids in checking.portions(accounts.c.id):
        there = select(blocks.c.account_id, blocks.c.block).where(blocks.c.account_id.in_(ids))
        kept = _grouped(checking.connection.execute(there))
        number = {
            row.key: row.id
            for row in checking.connection.execute(select(accounts.c.key, accounts.c.id).where(accounts.c.id.in_(ids)))
        }
        try:
            told = list(tellings_where(checking.connection, accounts.c.id.in_(ids)))
        except ValidationError:
            # An account of these can't be read, which is told already.
            continue
        wrong = [t.key for t in told if kept.get(number[t.key], set()) != set(linking.blocks(t))]
        if wrong:
            what = "the keys by which they are compared with others are not theirs"
            mended = checking.mended(_blocked([number[key] for key in wrong]))
            yield Finding(f"accounts {listed(wrong)}", what, AGAIN, mended)


def _blocked(ids: Sequence[int]) -> Mending:
    return lambda writer: block(writer, ids)


def _grouped(rows: Iterable[Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for number, key in rows:
        found[number].add(key)
    return found


PARTS: Final = (
    Part("reports and their words", _texts),
    Part("keys of reports", _bands),
    Part("keys of accounts", _blocks),
)
