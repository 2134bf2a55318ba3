"""What people ruled, as far as it is in force, and on which event each ruling bears today.

A ruling is about accounts. It bears on the event that holds most of them now, whatever that event's id was then.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, func, select

from sijill.model import Decision, Review
from sijill.register.rows import decision_of, some
from sijill.register.schema import accounts, decision_accounts, decisions, events, former_ids, second_looks

Pair = tuple[str, str]

# Rulings that a change of an event's accounts puts in doubt.
ON_VALUES: Final = ("accept", "correct", "reject")
# Longer ones are nobody's.
_LONGEST_ID = 100
_UNFIT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings on one event, oldest first, and those of them that need a second look."""

    decisions: Sequence[Decision] = ()
    doubtful: frozenset[str] = frozenset()

    @property
    def review(self) -> Review:
        """What the latest word is."""
        if self.doubtful:
            return "second_look"
        words: dict[str, Review] = {"accept": "accepted", "reject": "rejected"}
        # A rejection without an event throws out single accounts.
        said = [words[d.kind] for d in self.decisions if d.kind in words and d.event is not None]
        return said[-1] if said else "unreviewed"

    @property
    def corrections(self) -> list[Decision]:
        """What changes an event's values: corrected fields, and accounts that were thrown out."""
        return [d for d in self.decisions if d.kind == "correct" or (d.kind == "reject" and d.event is None)]


@dataclass(slots=True)
class Pairs:
    """Accounts that people put into one event, or kept apart; the latest word on two of them counts."""

    same: list[Pair] = field(default_factory=list)
    other: list[Pair] = field(default_factory=list)


def fits(text: str) -> bool:
    """False for a text that no database keeps: with a zero, or half of a surrogate pair."""
    return _UNFIT.search(text) is None


def shown_id(text: str) -> str:
    """An id as an error may say it."""
    return text[:_LONGEST_ID] if fits(text) else "of that id"


def any_ruling(connection: Connection) -> bool:
    """True where anyone has decided anything yet."""
    return connection.scalar(select(decisions.c.number).limit(1)) is not None


def all_of(connection: Connection, numbers: Iterable[int]) -> list[Decision]:
    """Decisions by their numbers, in order, in force or not."""
    found = []
    for portion in some(sorted(set(numbers))):
        rows = connection.execute(select(decisions).where(decisions.c.number.in_(portion)).order_by(decisions.c.number))
        found += [decision_of(row) for row in rows]
    return found


def numbers_about(connection: Connection, keys: Iterable[str]) -> set[int]:
    """The numbers of the decisions that are about any of these accounts."""
    found: set[int] = set()
    for portion in some(keys):
        found.update(connection.scalars(select(decision_accounts.c.number).where(decision_accounts.c.key.in_(portion))))
    return found


def taken_back(connection: Connection) -> set[str]:
    """The ids of all decisions that are not in force. An undo that was itself undone takes nothing back."""
    undone: set[str] = set()
    undos = select(decisions.c.id, decisions.c.undoes).where(decisions.c.undoes.is_not(None))
    for row in connection.execute(undos.order_by(decisions.c.number.desc())):
        if row.id not in undone:
            undone.add(row.undoes)
    return undone


def in_force(connection: Connection, keys: Iterable[str]) -> list[Decision]:
    """The decisions about any of these accounts that nobody took back, oldest first."""
    undone = taken_back(connection)
    found = all_of(connection, numbers_about(connection, keys))
    return [d for d in found if d.kind != "undo" and d.id not in undone]


def pairs_of(rulings: Iterable[Decision]) -> Pairs:
    """What the linking has to heed. `rulings` in their order."""
    said: dict[frozenset[str], str] = {}
    for ruling in rulings:
        if ruling.kind not in ("same_event", "other_event") or not ruling.accounts or not ruling.others:
            continue
        for left in ruling.accounts:
            for right in ruling.others:
                said.pop(frozenset((left, right)), None)
        if ruling.kind == "other_event":
            said |= {frozenset((left, right)): "other" for left in ruling.accounts for right in ruling.others}
        else:
            # A chain through the first of each side holds all together.
            first, second = ruling.accounts[0], ruling.others[0]
            said |= {frozenset((first, right)): "same" for right in ruling.others}
            said |= {frozenset((left, second)): "same" for left in ruling.accounts}
    pairs = Pairs()
    for pair, word in said.items():
        left, right = min(pair), max(pair)
        (pairs.same if word == "same" else pairs.other).append((left, right))
    return pairs


def present_id(connection: Connection, event_id: str) -> str | None:
    """The id under which an event is found today; None where there is none."""
    if not fits(event_id):
        return None
    seen: set[str] = set()
    here: str | None = event_id
    while here is not None and here not in seen:
        if connection.scalar(select(events.c.id).where(events.c.id == here)) is not None:
            return here
        seen.add(here)
        here = connection.scalar(select(former_ids.c.event_id).where(former_ids.c.former == here))
    return None


def bearing(connection: Connection, rulings: Sequence[Decision]) -> dict[str, str | None]:
    """Decision ids to the event on which each bears now; None where nothing of it is left.

    The event that holds most of its accounts (of `same_event` and `other_event`: of both sides); where as many lie in
    another, the one that was meant, else the one that comes first.
    """
    home = _homes(connection, {key for d in rulings for key in (*d.accounts, *d.others)})
    found: dict[str, str | None] = {}
    for ruling in rulings:
        held = Counter(home[key] for key in (*ruling.accounts, *ruling.others) if key in home)
        meant = present_id(connection, ruling.event) if ruling.event else None
        if held:
            most = max(held.values())
            best = sorted(event for event, count in held.items() if count == most)
            found[ruling.id] = meant if meant in best else best[0]
        else:
            found[ruling.id] = meant
    return found


def reached(connection: Connection, names: Iterable[str]) -> set[str]:
    """The events on which other rulings may bear than before, where accounts of some events have moved: a ruling about
    one of these may bear on an event now that holds others of its accounts, and on another one no more."""
    if not any_ruling(connection):
        return set()
    wanted, keys = set(names), set[str]()
    for portion in some(sorted(wanted)):
        keys.update(connection.scalars(select(accounts.c.key).where(accounts.c.event_id.in_(portion))))
    numbers = numbers_about(connection, keys) | meaning(connection, wanted)
    rulings = [d for d in all_of(connection, numbers) if d.kind in ON_VALUES]
    found = set(_homes(connection, {key for d in rulings for key in d.accounts}).values())
    return found | {here for d in rulings if d.event and (here := present_id(connection, d.event))}


def _homes(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for portion in some(keys):
        wanted = select(accounts.c.key, accounts.c.event_id).where(accounts.c.key.in_(portion))
        found |= {row.key: row.event_id for row in connection.execute(wanted) if row.event_id}
    return found


def rulings_on(connection: Connection, keys_of: Mapping[str, Iterable[str]]) -> dict[str, Rulings]:
    """The rulings in force on each of some events. `keys_of`: their ids, and the keys of their accounts."""
    if not any_ruling(connection):
        return {}
    keys = {key for its in keys_of.values() for key in its}
    numbers = numbers_about(connection, keys) | meaning(connection, keys_of)
    undone = taken_back(connection)
    found = [d for d in all_of(connection, numbers) if d.kind != "undo" and d.id not in undone]
    doubtful = open_looks(connection, [d.id for d in found])
    by_event: dict[str, list[Decision]] = defaultdict(list)
    homes = bearing(connection, found)
    for decision in found:
        event = homes[decision.id]
        if event is not None and event in keys_of:
            by_event[event].append(decision)
    return {
        event: Rulings(tuple(its), frozenset(d.id for d in its if d.id in doubtful)) for event, its in by_event.items()
    }


def meaning(connection: Connection, event_ids: Iterable[str]) -> set[int]:
    """The decisions that were made on these events, or on events that were merged into them."""
    names = set(event_ids)
    ahead = set(names)
    while ahead:
        found: set[str] = set()
        for portion in some(ahead):
            found.update(connection.scalars(select(former_ids.c.former).where(former_ids.c.event_id.in_(portion))))
        ahead = found - names
        names |= ahead
    numbers: set[int] = set()
    for portion in some(names):
        numbers.update(connection.scalars(select(decisions.c.number).where(decisions.c.event_id.in_(portion))))
    return numbers


def about(connection: Connection, here: str, keys: Sequence[str]) -> list[Decision]:
    """All decisions on an event, in force or not, oldest first. `here`: its present id; `keys`: of its accounts."""
    found = all_of(connection, numbers_about(connection, keys) | meaning(connection, [here]))
    homes = bearing(connection, found)
    both = ("same_event", "other_event", "undo")
    return [d for d in found if homes[d.id] == here or (d.kind in both and {*d.accounts, *d.others} & set(keys))]


def open_looks(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Which of these decisions wait for a second look."""
    found: set[str] = set()
    for portion in some(ids):
        wanted = select(second_looks.c.decision_id).where(
            second_looks.c.decision_id.in_(portion), second_looks.c.settled_by.is_(None)
        )
        found.update(connection.scalars(wanted))
    return found


def next_number(connection: Connection) -> int:
    """The number of the decision that is made next. Only right while the register is locked."""
    return (connection.scalar(select(func.max(decisions.c.number))) or 0) + 1
