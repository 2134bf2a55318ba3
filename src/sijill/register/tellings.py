"""What the accounts of a register say of who tells what: kept in memory, and following what is written.

A voice (a report and its reprints) counts once, for whoever published it first. A source's figure is the number of
killed that it gave first for an event; it is compared where someone else could have said otherwise: another voice tells
the event too, the source gave another figure later, or a person corrected the number.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, Self, get_args

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, String, func, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONB

from sijill.register.columns import Codes
from sijill.register.following import Follower, Following
from sijill.register.rows import some
from sijill.register.schema import accounts, decisions, events, versions

SourceKind = Literal["publisher", "quoted"]
SOURCE_KINDS: Final[tuple[SourceKind, ...]] = get_args(SourceKind)

_ARTICLES: Final = ("the ", "an ", "a ")
# Far longer than any name of a source; what is longer is cut, so that it can stand in an address.
_LONGEST: Final = 1_000
Bounds = tuple[int, int | None]
# Days stay texts where they are texts: they are only compared.
_PLAIN_DAY: Final = type_coerce(versions.c.published, String)
# What is said of each source of an event, and of each of its accounts. Highest figure: -1 is open.
HEARD: Final = (
    "event", "source", "counts", "own", "alone", "shared", "first", "compared", "raised", "lowered", "revised",
    "corrected", "low", "high",
)  # fmt: skip
_TOLD: Final = ("event", "source", "label", "version")


class Happening(NamedTuple):
    """An event as it stands: the low, best and high figure of its killed."""

    counts: bool
    day: date | None
    low: int | None
    best: int | None
    high: int | None
    corrected: bool


class _Account(NamedTuple):
    """An account as far as it says who tells what when."""

    came: int
    version: int
    voice: str
    published: date | str | None
    publisher: str | None
    quoted: tuple[str, ...]
    killed: Bounds | None


class _Pile:
    """Rows of numbers, those of an event together, to be replaced together."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._rows: NDArray[np.int64] = np.zeros((1024, len(names)), np.int64)
        self._live: NDArray[np.bool_] = np.zeros(1024, np.bool_)
        self._end = 0
        self._of: dict[int, slice] = {}

    def put(self, event: int, rows: Sequence[Sequence[int]]) -> None:
        """The rows of an event, in place of those that it had."""
        self._live[self._of.pop(event, slice(0))] = False
        if not rows:
            return
        end = self._end + len(rows)
        while end > len(self._rows):
            more = max(1024, len(self._rows))
            self._rows = np.concatenate([self._rows, np.zeros((more, len(self._names)), np.int64)])
            self._live = np.concatenate([self._live, np.zeros(more, np.bool_)])
        self._of[event] = slice(self._end, end)
        self._rows[self._end : end] = rows
        self._live[self._end : end] = True
        self._end = end

    def copied(self) -> Self:
        """A copy whose changes don't show in this one, without rows that were replaced where they are the most."""
        made = type(self)(self._names)
        live = self._live[: self._end]
        if 2 * int(live.sum()) >= self._end:
            made._rows, made._live, made._end = self._rows.copy(), self._live.copy(), self._end
            made._of = dict(self._of)
            return made
        # Where each row lies once those before it have moved up.
        to = np.concatenate([np.zeros(1, np.int64), np.cumsum(live)])
        made._rows, made._live = self._rows[: self._end][live], live[live]
        made._end = len(made._rows)
        made._of = {event: slice(int(to[at.start]), int(to[at.stop])) for event, at in self._of.items()}
        return made

    def rows(self, **wanted: int) -> dict[str, NDArray[np.int64]]:
        """The columns of all rows that have these values."""
        mask = self._live[: self._end].copy()
        for name, value in wanted.items():
            mask &= self._rows[: self._end, self._names.index(name)] == value
        found = self._rows[: self._end][mask]
        return {name: found[:, at] for at, name in enumerate(self._names)}


class Tellings(Follower):
    """What the accounts of one register say, by kind of source, in one of its states. Readers share it."""

    def __init__(self) -> None:
        self.events: Codes[str] = Codes()
        self.happenings: dict[int, Happening] = {}
        self.sources: dict[SourceKind, Codes[str | None]] = {kind: Codes() for kind in SOURCE_KINDS}
        self.labels: Codes[str] = Codes()
        self.heard = {kind: _Pile(HEARD) for kind in SOURCE_KINDS}
        self.told = {kind: _Pile(_TOLD) for kind in SOURCE_KINDS}

    def copied(self) -> Self:
        """A copy whose changes don't show in this one."""
        made = type(self)()
        made.events, made.happenings, made.labels = self.events.copied(), dict(self.happenings), self.labels.copied()
        made.sources = {kind: codes.copied() for kind, codes in self.sources.items()}
        made.heard = {kind: pile.copied() for kind, pile in self.heard.items()}
        made.told = {kind: pile.copied() for kind, pile in self.told.items()}
        return made

    def read_all(self, connection: Connection) -> None:
        """Read all events."""
        self._read(connection, None)

    def read_some(self, connection: Connection, names: Collection[str]) -> None:
        """Read some events anew; those that are there no more go."""
        for portion in some(sorted(names)):
            there = self._read(connection, portion)
            for name in set(portion) - there:
                self._put(name, (), None)

    def _read(self, connection: Connection, names: Sequence[str] | None) -> set[str]:
        stand = _happenings(connection, names)
        told = _accounts(connection, names)
        for event, its in told.items():
            its.sort(key=lambda account: (account.published is None, account.published or "", account.came))
            self._put(event, its, stand.get(event))
        return set(told)

    def _put(self, name: str, its: Sequence[_Account], happening: Happening | None) -> None:
        event = self.events.number(name)
        self.happenings[event] = happening or Happening(False, None, None, None, None, False)
        for kind in SOURCE_KINDS:
            told: dict[int, list[_Account]] = {}
            rows: list[tuple[int, ...]] = []
            for account in its:
                labels = account.quoted if kind == "quoted" else (account.publisher,)
                for label in labels:
                    source = self.sources[kind].number(name_of(kind, label) if label else None)
                    rows.append((event, source, self.labels.number(label or ""), account.version))
                    if label:
                        told.setdefault(source, []).append(account)
            self.told[kind].put(event, rows)
            heard = [_heard(event, source, each, its, self.happenings[event]) for source, each in told.items()]
            self.heard[kind].put(event, heard)


def _heard(
    event: int, source: int, told: Sequence[_Account], every: Sequence[_Account], now: Happening
) -> tuple[int, ...]:
    """What a source says of an event, as a row of `HEARD`; accounts in the order of their days, those without last."""
    # The first of each voice; others reprint it.
    voices: dict[str, int] = {}
    for account in every:
        voices.setdefault(account.voice, account.version)
    earliest = every[0].published
    own = [account for account in told if voices[account.voice] == account.version]
    figures = [account.killed for account in own if account.killed]
    revised = len(set(figures)) > 1
    could_differ = len(voices) > 1 or now.corrected or revised
    compared = bool(figures) and now.best is not None and could_differ
    low, high = figures[0] if figures else (0, None)
    shared = bool(own) and len(voices) > 1
    first = shared and earliest is not None and any(account.published == earliest for account in own)
    best = now.best or 0
    return (
        event, source, now.counts, bool(own), bool(own) and not shared, shared, first, compared,
        compared and high is not None and best > high, compared and best < low, revised, compared and now.corrected,
        low, -1 if high is None else high,
    )  # fmt: skip


def name_of(kind: SourceKind, label: str) -> str:
    """What a source is known by: "A security source" and "the security source" are one."""
    if kind == "publisher":
        return label
    low = label.lower()[:_LONGEST]
    return next((low.removeprefix(article) for article in _ARTICLES if low.startswith(article)), low)


def _happenings(connection: Connection, names: Sequence[str] | None) -> dict[str, Happening]:
    c = events.c
    best = func.coalesce(c.killed_best, c.killed_low)
    wanted = select(c.id, c.review != "rejected", c.last_day, c.killed_low, best, c.killed_high)
    # The last of an event's lists in its JSON: nothing but a corrected field stands in it.
    set_by_people = select(c.id).where(c.json.like('%"corrected":[%"killed"%'))
    if names is not None:
        wanted, set_by_people = (each.where(c.id.in_(names)) for each in (wanted, set_by_people))
    corrected: set[str] = set()
    if connection.scalar(select(decisions.c.number).where(decisions.c.kind == "correct").limit(1)) is not None:
        corrected = set(connection.scalars(set_by_people))
    return {
        name: Happening(bool(counts), day, low, middle, high, name in corrected)
        for name, counts, day, low, middle, high in connection.execute(wanted)
    }


def _accounts(connection: Connection, names: Sequence[str] | None) -> dict[str, list[_Account]]:
    """The accounts of each event."""
    heads = select(versions.c.id, versions.c.voice, _PLAIN_DAY, versions.c.publisher)
    wanted = select(accounts.c.event_id, accounts.c.came, accounts.c.version_id, _said(connection))
    wanted = wanted.where(accounts.c.event_id.is_not(None))
    if names is not None:
        wanted = wanted.where(accounts.c.event_id.in_(names))
        its = select(accounts.c.version_id).where(accounts.c.event_id.in_(names))
        heads = heads.where(versions.c.id.in_(its))
    # Two statements: the heads of all versions are read from an index, and not from among their texts.
    head = {row[0]: tuple(row[1:]) for row in connection.execute(heads)}
    told: dict[str, list[_Account]] = defaultdict(list)
    for event, came, version, said in connection.execute(wanted):
        voice, published, publisher = head[version]
        told[event].append(_Account(came, version, voice, published, publisher, *_parsed(said)))
    return told


def _said(connection: Connection) -> ColumnElement[str]:
    """Whom an account quotes, and how many it says were killed, as JSON texts."""
    if connection.dialect.name == "postgresql":
        json_ = sql_cast(accounts.c.json, JSONB)
        return sql_cast(func.jsonb_build_array(json_["sources"], json_["killed"]), String)
    # One call: the text is parsed once.
    return func.json_extract(accounts.c.json, "$.sources", "$.killed")


@lru_cache(maxsize=1 << 16)
def _parsed(text: str) -> tuple[tuple[str, ...], Bounds | None]:
    quoted, lines = json.loads(text)
    return tuple(label for label in quoted or () if label), _bounds(lines)


def _bounds(lines: Sequence[dict[str, Any]] | None) -> Bounds | None:
    """Low and high over all groups of an account's killed; high None where one of them is open."""
    if not lines:
        return None
    highs = [line["high"] for line in lines]
    return sum(line["low"] for line in lines), None if None in highs else sum(highs)


_following: Final = Following(Tellings)


def following_tellings(connection: Connection) -> Tellings:
    """The tellings of the register of a connection, as it sees them."""
    return _following.of(connection)
