"""The log of what happened: complete, readable, and leading to what the register holds now."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from sijill.register.checking.findings import BACKUP, Checking, Finding, Part, Stamps, listed
from sijill.register.schema import accounts, event_log, events

_LAST: Final = ("ended", "merged_into")
_CAME: Final = ("made", "joined", "merged")
_HAPPENED: Final = (*_CAME, *_LAST, "left")
# Events, and entries, looked at in one go.
_AT_ONCE: Final = 400
_MOMENTS: Final = 10_000


def _log(checking: Checking) -> Iterator[Finding]:
    """The log of every event can be read, begins with its making, and leads to what is there now."""
    last = ""
    every = checking.connection.scalar(select(func.count(event_log.c.event_id.distinct()))) or 0
    done = 0
    while True:
        wanted = select(event_log.c.event_id).where(event_log.c.event_id > last).distinct()
        names = list(checking.connection.scalars(wanted.order_by(event_log.c.event_id).limit(_AT_ONCE)))
        if not names:
            return
        last, done = names[-1], done + len(names)
        living = set(checking.connection.scalars(select(events.c.id).where(events.c.id.in_(names))))
        told: dict[str, set[str]] = defaultdict(set)
        home = select(accounts.c.event_id, accounts.c.key).where(accounts.c.event_id.in_(names))
        for name, key in checking.connection.execute(home):
            told[name].add(key)
        logged: dict[str, list[Any]] = defaultdict(list)
        rows = select(event_log).where(event_log.c.event_id.in_(names)).order_by(event_log.c.id)
        for row in checking.connection.execute(rows):
            logged[row.event_id].append(row)
        for name in names:
            for what in _story(logged[name], name in living, told[name]):
                yield Finding(f"history of event {name}", what, BACKUP)
        checking.tell(done, every)


def _story(rows: Sequence[Any], living: bool, told: set[str]) -> Iterator[str]:
    """What is wrong with what happened to one event. `told`: the keys of the accounts that it has now."""
    inside: set[str] = set()
    over = False
    for row in rows:
        try:
            detail = json.loads(row.detail)
            keys = {str(key) for key in detail["accounts"]}
        except (ValueError, TypeError, KeyError):
            yield f"entry {row.id} can't be read"
            return
        if row.what not in _HAPPENED:
            yield f"entry {row.id} says {row.what!r}, which nothing means"
        inside = inside | keys if row.what in _CAME else inside - keys
        # Where its accounts went to several events at once, it became part of one, and they left it for the others.
        over = row.what in _LAST or (over and row.what not in _CAME)
    # One that is no more and was never made stood there by mistake, until it was mended.
    if rows[0].what != "made" and (living or rows[0].what != "ended"):
        yield "does not begin with its making: entries are gone"
    if living and over:
        yield "says that it is no more, though it is there"
    if not living and not over:
        yield "does not say how it ended: entries are gone"
    unsaid = sorted(told - inside)
    if unsaid:
        yield f"does not say how it came by {listed(unsaid)}"


def _untold(checking: Checking) -> Iterator[Finding]:
    """Events without history; moments of the log."""
    bare = select(events.c.id).where(~select(event_log.c.id).where(event_log.c.event_id == events.c.id).exists())
    for name in checking.connection.scalars(bare):
        yield Finding(f"event {name}", "has no history: entries are gone", BACKUP)
    stamps = Stamps(checking)
    for numbers in checking.portions(event_log.c.id, size=_MOMENTS):
        wanted = select(event_log.c.at).where(event_log.c.id.between(numbers[0], numbers[-1])).order_by(event_log.c.id)
        for at in checking.connection.scalars(wanted):
            stamps.add(at)
    yield from stamps.findings("the history")


PARTS: Final = (
    Part("history", _log),
    Part("times of the history", _untold),
)
