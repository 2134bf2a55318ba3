"""Who tells: publishers of reports, and those whom reports quote; how often first, alone, and with figures that lasted.

Reckoned from what accounts say (`tellings`). Rejected events are left out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from sijill.model import ReportHead
from sijill.register.faults import RegisterError
from sijill.register.rows import HEAD, head_of
from sijill.register.schema import versions
from sijill.register.tellings import SOURCE_KINDS, SourceKind, Tellings, following_tellings

__all__ = [
    "SOURCE_KINDS",
    "Compared",
    "Source",
    "SourceKind",
    "compared",
    "publishers_of",
    "reports_by",
    "sources",
    "told_by",
]

# More events in which the figures of a source can be compared are not listed.
_COMPARED = 100
_BITS = 32


@dataclass(frozen=True, slots=True)
class Source:
    """A source in numbers of events, but for `reports`. `name` tells it from others; `label`: as reports spell it.

    `own`: events that it told itself, and did not only reprint. `alone`: those of them that no other voice tells.
    `shared`: those that others tell too; `first`: those of these that it told first, or on the day of the first.
    `compared`: events in which its figure of the killed can be compared; of these, the register's figure now lies
    within its own (`kept`), above it (`raised`) or below it (`lowered`). `revised`: events for which it gave another
    figure later. `corrected`: compared events whose number a person set.
    """

    kind: SourceKind
    name: str
    label: str
    reports: int
    events: int
    own: int
    alone: int
    shared: int
    first: int
    compared: int
    kept: int
    raised: int
    lowered: int
    revised: int
    corrected: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A source's first figure for an event beside the register's now. `high` None: without an upper bound."""

    event: str
    day: date | None
    low: int
    high: int | None
    now_low: int
    now: int
    now_high: int | None
    corrected: bool

    @property
    def kept(self) -> bool:
        """Whether the register's figure lies within the source's."""
        return self.low <= self.now and (self.high is None or self.now <= self.high)


def sources(connection: Connection, kind: SourceKind) -> list[Source]:
    """All publishers, or all whom reports quote, those with most events first."""
    _check(kind)
    tellings = following_tellings(connection)
    names = tellings.sources[kind].values
    reports, labels = _reports_and_labels(tellings, kind)
    heard = tellings.heard[kind].rows(counts=1)
    number = len(names)
    sums = {
        name: np.bincount(heard["source"], heard[name], number).astype(int).tolist()
        for name in (
            "counts", "own", "alone", "shared", "first", "compared", "raised", "lowered", "revised", "corrected",
        )
    }  # fmt: skip
    made = {
        name: Source(
            kind=kind, name=name, label=labels.get(at, name), reports=reports.get(at, 0), events=sums["counts"][at],
            **{each: sums[each][at] for each in sums if each != "counts"},
            kept=sums["compared"][at] - sums["raised"][at] - sums["lowered"][at],
        )
        for at, name in enumerate(names) if name is not None and at in reports
    }  # fmt: skip
    found = list(made.values())
    if kind == "publisher":
        # Publishers whose reports tell no event are sources as well.
        found = [
            replace(made[name], reports=each) if name in made else _silent(name, each)
            for name, each in _reports(connection).items()
        ]
    return sorted(found, key=lambda each: (-each.events, each.name))


def _silent(name: str, reports: int) -> Source:
    return Source("publisher", name, name, reports, *(0,) * (len(fields(Source)) - 4))


def _reports_and_labels(tellings: Tellings, kind: SourceKind) -> tuple[dict[int, int], dict[int, str]]:
    """How many reports tell of each source, and how they spell it."""
    told = tellings.told[kind].rows()
    spelt: dict[int, str] = {}
    for source, label in zip(*(each.tolist() for each in _pairs(told["source"], told["label"])), strict=True):
        spelt[source] = max(spelt.get(source, ""), tellings.labels.values[label])
    return _counts(_pairs(told["source"], told["version"])[0]), spelt


def _pairs(first: NDArray[np.int64], second: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of numbers, each once. Sorted: far faster than the hashes of `numpy.unique`."""
    keys = np.sort(first << _BITS | second)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    return keys >> _BITS, keys & (1 << _BITS) - 1


def _counts(values: NDArray[np.int64]) -> dict[int, int]:
    """How often each number comes."""
    numbers = np.bincount(values)
    return {each: int(numbers[each]) for each in np.flatnonzero(numbers).tolist()}


def compared(connection: Connection, kind: SourceKind, name: str, most: int = _COMPARED) -> list[Compared]:
    """The events in which a source's figure can be compared, those in which it did not last first, then the latest."""
    _check(kind)
    found = []
    tellings = following_tellings(connection)
    source = tellings.sources[kind].numbers.get(name)
    if source is None:
        return []
    rows = tellings.heard[kind].rows(counts=1, compared=1, source=source)
    for event, low, high in zip(rows["event"].tolist(), rows["low"].tolist(), rows["high"].tolist(), strict=True):
        now = tellings.happenings[event]
        found.append(
            Compared(
                tellings.events.values[event], now.day, low, None if high < 0 else high, now.low or 0,
                now.best or 0, now.high, now.corrected,
            )
        )  # fmt: skip
    found.sort(key=lambda row: (row.kept, -(row.day or date.min).toordinal(), row.event))
    return found[:most]


def told_by(connection: Connection, kind: SourceKind, name: str) -> list[str]:
    """The ids of the events that a source tells."""
    _check(kind)
    tellings = following_tellings(connection)
    source = tellings.sources[kind].numbers.get(name)
    if source is None:
        return []
    values = tellings.events.values
    # A source is heard once of each event.
    return [values[event] for event in tellings.heard[kind].rows(source=source)["event"].tolist()]


def publishers_of(connection: Connection, names: Collection[str]) -> list[tuple[str | None, int]]:
    """The publishers of the reports that tell some events (ids), with the number of their reports, most first; None:
    reports of no known publisher."""
    tellings = following_tellings(connection)
    numbers = tellings.events.numbers
    wanted = np.zeros(len(numbers), np.bool_)
    wanted[[numbers[name] for name in names if name in numbers]] = True
    told = tellings.told["publisher"].rows()
    here = wanted[told["event"]]
    counts = _counts(_pairs(told["source"][here], told["version"][here])[0])
    values = tellings.sources["publisher"].values
    made = [(values[source], number) for source, number in counts.items()]
    return sorted(made, key=lambda each: (-each[1], each[0] is not None, each[0] or ""))


def reports_by(connection: Connection, publisher: str, limit: int, offset: int = 0) -> tuple[int, list[ReportHead]]:
    """How many reports a publisher has in the register, and the latest of them."""
    of_it = (versions.c.current, versions.c.publisher == publisher)
    number = connection.scalar(select(func.count()).select_from(versions).where(*of_it)) or 0
    wanted = select(*HEAD).where(*of_it).order_by(versions.c.published.desc().nulls_last(), versions.c.id.desc())
    return number, [head_of(row) for row in connection.execute(wanted.limit(limit).offset(offset))]


def _reports(connection: Connection) -> dict[str, int]:
    """How many reports each publisher has."""
    wanted = select(versions.c.publisher, func.count()).where(versions.c.current, versions.c.publisher.is_not(None))
    rows = connection.execute(wanted.group_by(versions.c.publisher))
    return {row[0]: int(row[1]) for row in rows if row[0]}


def _check(kind: str) -> None:
    if kind not in SOURCE_KINDS:
        raise RegisterError(f"there is no kind of source {kind!r}", f"Choose one of: {', '.join(SOURCE_KINDS)}")
