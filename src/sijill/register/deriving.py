"""Events made anew from their accounts and from what people ruled, and decisions whose ground has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, delete, insert, select, update

from sijill.model import RULES, Account, Decision, Rule, Telling
from sijill.register.carry import moved
from sijill.register.clock import change
from sijill.register.linkage import Log
from sijill.register.rows import actor_rows, event_row, some, tellings_where
from sijill.register.rulings import (
    ON_VALUES,
    Rulings,
    all_of,
    any_ruling,
    bearing,
    numbers_about,
    reached,
    rulings_on,
    taken_back,
)
from sijill.register.schema import accounts, event_actors, events, former_ids, second_looks, settings

_RULE = "rule"

Shaken = Sequence[tuple[str, Account, Account | None, bool]]


def rule_of(connection: Connection) -> Rule:
    """The rule by which the register takes the best figure."""
    value = connection.scalar(select(settings.c.value).where(settings.c.name == _RULE))
    return cast(Rule, value) if value in RULES else "most_recent"


def set_rule(connection: Connection, rule: Rule) -> None:
    """Change the rule; the events have to be derived anew."""
    connection.execute(delete(settings).where(settings.c.name == _RULE))
    connection.execute(insert(settings).values(name=_RULE, value=rule))


def derive_events(connection: Connection, names: Iterable[str], at: datetime) -> None:
    """Make events anew and keep them, with those that their rulings reach. An event that has no accounts left ends."""
    rule, changed, meant = rule_of(connection), change(connection, at), set(names)
    for portion in some(sorted(meant | reached(connection, meant))):
        made = made_anew(connection, portion, rule)
        _store(connection, portion, [row | {"changed": changed} for row in made.events.values()], made.actors)
        _ended(connection, made.ended, at)


@dataclass(frozen=True, slots=True)
class Made:
    """Events made anew: by id their rows but for `changed`, the rows of their actors, and the ids of those that are in
    the register and have no accounts left."""

    events: Mapping[str, dict[str, Any]]
    actors: Sequence[dict[str, Any]]
    ended: frozenset[str]


def made_anew(connection: Connection, names: Sequence[str], rule: Rule) -> Made:
    """Some events as they follow from their accounts and from what people ruled. Nothing is written."""
    from sijill.linking.events import derive

    told: dict[str, list[Telling]] = defaultdict(list)
    home = {
        row.key: row.event_id
        for row in connection.execute(select(accounts.c.key, accounts.c.event_id).where(accounts.c.event_id.in_(names)))
    }
    for telling in tellings_where(connection, accounts.c.event_id.in_(names)):
        told[home[telling.key]].append(telling)
    founders: dict[str, str] = {
        row.id: row.founder
        for row in connection.execute(select(events.c.id, events.c.founder).where(events.c.id.in_(names)))
    }
    rulings = rulings_on(connection, {event: [t.key for t in its] for event, its in told.items()})
    rows, actors = {}, []
    for name, tellings in told.items():
        ruling = rulings.get(name, Rulings())
        event = derive(name, tellings, ruling.corrections, rule, ruling.review)
        keys = [telling.key for telling in tellings]
        founder = founders.get(name)
        rows[name] = event_row(event) | {"founder": founder if founder in keys else keys[0]}
        actors += actor_rows(event)
    return Made(rows, actors, frozenset(founders.keys() - told.keys()))


def _store(
    connection: Connection, names: Sequence[str], rows: Sequence[dict[str, Any]], actors: Sequence[dict[str, Any]]
) -> None:
    connection.execute(delete(event_actors).where(event_actors.c.event_id.in_(names)))
    connection.execute(delete(events).where(events.c.id.in_(names)))
    if rows:
        connection.execute(insert(events), rows)
    if actors:
        connection.execute(insert(event_actors), actors)


def _ended(connection: Connection, names: Iterable[str], at: datetime) -> None:
    """Events that no account tells any more; those that became part of others have said so already."""
    gone, log = set(names), Log(at)
    if gone:
        gone -= set(connection.scalars(select(former_ids.c.former).where(former_ids.c.former.in_(gone))))
    for name in sorted(gone):
        log.add(name, "ended")
    log.write(connection)


def doubt(connection: Connection, shaken: Shaken, left: Mapping[str, str], at: datetime) -> set[str]:
    """Mark the decisions whose ground has changed, to be looked at again. Gives the events on which they bear.

    `shaken`: keys, accounts as they were and as they are (None: gone), and whether the text is the same. `left`: keys
    of accounts that are in another event now.
    """
    if not any_ruling(connection):
        return set()
    reasons: dict[str, str] = {}
    undone = taken_back(connection)
    numbers = numbers_about(connection, {key for key, *_ in shaken} | left.keys())
    rulings = [d for d in all_of(connection, numbers) if d.kind not in ("undo", "note") and d.id not in undone]
    for ruling in rulings:
        about = {*ruling.accounts, *ruling.others}
        reason = _shaken_by(ruling, [item for item in shaken if item[0] in about])
        if reason is None and ruling.kind in ON_VALUES:
            gone = {left[key] for key in ruling.accounts if key in left}
            reason = f"accounts are now in {', '.join(sorted(gone))}" if gone else None
        if reason:
            reasons[ruling.id] = reason
    return _mark(connection, [d for d in rulings if d.id in reasons], reasons, at)


def _shaken_by(ruling: Decision, shaken: Shaken) -> str | None:
    for key, was, now, same_text in shaken:
        if now is None:
            return f"account {key} is gone: nothing tells it any more"
        if moved(was, now, ruling.field if ruling.kind == "correct" else None, same_text):
            return f"the words of account {key} have changed"
    return None


def _mark(connection: Connection, rulings: Sequence[Decision], reasons: Mapping[str, str], at: datetime) -> set[str]:
    homes = bearing(connection, rulings)
    rows = [
        {"decision_id": d.id, "event_id": homes[d.id] or d.event or "", "why": reasons[d.id], "at": at} for d in rulings
    ]
    if rows:
        connection.execute(insert(second_looks), rows)
    return {event for event in homes.values() if event}


def settle(connection: Connection, ids: Iterable[str], by: str) -> None:
    """Close the second looks at these decisions: a person has ruled again."""
    for portion in some(ids):
        waiting = second_looks.c.decision_id.in_(portion) & second_looks.c.settled_by.is_(None)
        connection.execute(update(second_looks).where(waiting).values(settled_by=by))
