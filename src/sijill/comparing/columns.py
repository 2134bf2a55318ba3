"""Rows and events as columns that the room of linking compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sijill.codebook import registry
from sijill.comparing.sides import Row
from sijill.exports.reading import Told
from sijill.linking.columns import Columns, columns
from sijill.model import COUNT_FIELDS, Account, ActorRef, Count, DateRange, Event, ReportHead, Telling

# Two accounts of one report are never compared: all events stand as told by one report, all rows by another, and a pair
# is always of one of each.
HERE: Final = ReportHead(id="here")
THERE: Final = ReportHead(id="there")
# As many accounts say in words what sets an event apart; more would only be longer.
_QUOTES: Final = 3
# What an event has as accounts do.
_SAME: Final = (
    *("event_type", "sub_event_type", "status", "date", "place", "initiators", "targets", "claimed_by", "weapons"),
    "persons",
)


def row_columns(row: Row, key: str) -> Columns:
    """A row as linking compares it. What its data set does not tell (who began, how it was done) says nothing."""
    first, second = (_refs(side, row.place.country, row.last) for side in row.sides)
    account = Account(
        id="e1",
        event_type=row.event_type or "Battles",
        sub_event_type=row.sub_event_type or "Armed clash",
        context="current",
        status="occurred",
        date=DateRange(earliest=row.first, latest=row.last),
        place=row.place,
        initiators=first if row.directed else (),
        targets=second if row.directed else (*first, *second),
        killed=(Count(group="unknown", low=row.best, high=max(row.best, row.high)),),
        quote=row.words,
        confidence=1.0,
        evidence=(),
    )
    made = columns(Telling(key=key, account=account, report=THERE, voice=key))
    if row.sub_event_type:
        return _marked(made, row.low)
    untyped: dict[str, Any] = {"event_type": None, "sub_type": None, "kin": []}
    return replace(_marked(made, row.low), **untyped)


def event_columns(told: Told, key: str) -> Columns:
    """An event as linking compares it, with the words of its first accounts."""
    event = told.event
    words = " ".join(telling.account.quote for telling in told.tellings[:_QUOTES])
    values: dict[str, Any] = {name: getattr(event, name) for name in _SAME}
    values |= {field: _counts(event, field) for field in COUNT_FIELDS}
    account = Account(id="e1", context="current", quote=words, confidence=event.confidence, evidence=(), **values)
    made = columns(Telling(key=key, account=account, report=HERE, voice=key))
    return _marked(made, sum(line.low for line in event.killed)) if event.killed else made


def _counts(event: Event, field: str) -> tuple[Count, ...] | None:
    """The best figures of an event, open upwards as far as its range goes."""
    lines = getattr(event, field)
    if not lines:
        return None
    return tuple(
        Count(group=line.group, low=line.low if line.best is None else line.best, high=line.high) for line in lines
    )


def _marked(made: Columns, low: int) -> Columns:
    """The columns with the lowest figure among the numbers of killed that may meet."""
    return replace(made, killed_marks=sorted({*made.killed_marks, low} - {0}))


def _refs(names: tuple[str, ...], country: str | None, when: date | None) -> tuple[ActorRef, ...]:
    return tuple(_ref(name, country, when) for name in names)


@lru_cache(maxsize=65536)
def _ref(name: str, country: str | None, when: date | None) -> ActorRef:
    """The actor that a data set's name means, by the registry."""
    match = registry().resolve(_plain(name), country, when=when)
    return ActorRef(name=match.name, mention=name, actor_id=match.actor_id)


def _plain(name: str) -> str:
    """ "QSD: Syrian Democratic Forces" -> "Syrian Democratic Forces": before the colon stands its short form."""
    _, colon, rest = name.partition(": ")
    return rest if colon and rest else name
