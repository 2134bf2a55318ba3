"""Events against the accounts and decisions that they are derived from: made anew from scratch, and compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from sijill.register.checking.findings import AGAIN, BACKUP, Checking, Finding, Mending, Part, derived_again, listed
from sijill.register.clock import moment, now
from sijill.register.deriving import Made, derive_events, made_anew, rule_of
from sijill.register.linkage import link_events
from sijill.register.rows import some
from sijill.register.rulings import in_force, pairs_of
from sijill.register.schema import accounts, decision_accounts, event_actors, event_log, events, former_ids

_ACTOR: Final = ("event_id", "side", "number", "actor_id", "name")


def _events(checking: Checking) -> Iterator[Finding]:
    """Every event with its actors."""
    rule = rule_of(checking.connection)
    for names in checking.portions(events.c.id):
        try:
            made = made_anew(checking.connection, names, rule)
        except SQLAlchemyError:
            raise
        except Exception:  # an account or a correction that can't be read: it is told by event
            yield from _one_by_one(checking, names)
            continue
        yield from _compared(checking, names, made)


def _one_by_one(checking: Checking, names: Sequence[str]) -> Iterator[Finding]:
    rule = rule_of(checking.connection)
    for name in names:
        try:
            made = made_anew(checking.connection, [name], rule)
        except SQLAlchemyError:
            raise
        except Exception as error:  # whatever it is, it is about this event
            said = str(error).strip().split("\n")[0]
            yield Finding(f"event {name}", f"can't be derived from its accounts and decisions ({said})", BACKUP)
            continue
        yield from _compared(checking, [name], made)


def _compared(checking: Checking, names: Sequence[str], made: Made) -> Iterator[Finding]:
    stored = {
        row.id: row._asdict() for row in checking.connection.execute(select(events).where(events.c.id.in_(names)))
    }
    actors: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    parts = select(*(event_actors.c[name] for name in _ACTOR)).where(event_actors.c.event_id.in_(names))
    for row in checking.connection.execute(parts):
        actors[row.event_id].add(tuple(row))
    meant: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for each in made.actors:
        meant[each["event_id"]].add(tuple(each[name] for name in _ACTOR))
    wrong: dict[str, str] = {}
    for name in names:
        if name in made.ended:
            wrong[name] = "has no account"
            continue
        differing = _differing(stored[name], made.events[name])
        if actors[name] != meant[name]:
            differing.append("its actors")
        if differing:
            wrong[name] = f"is not what its accounts and decisions make it: {listed(differing)}"
    # One writing for all of a portion.
    mended = bool(wrong) and checking.mended(derived_again(list(wrong)))
    for name, what in wrong.items():
        yield Finding(f"event {name}", what, AGAIN, mended)


def _differing(stored: Mapping[str, Any], made: Mapping[str, Any]) -> list[str]:
    """What differs: "killed_best is 5, they make 7"."""
    found = [
        f"{name} is {_shown(stored[name])}, they make {_shown(value)}"
        for name, value in made.items()
        if name != "json" and stored[name] != value
    ]
    if found or stored["json"] == made["json"]:
        return found
    try:
        had, gets = json.loads(stored["json"]), json.loads(made["json"])
    except ValueError:
        return ["its record can't be read"]
    # A field that came later says nothing yet of events that an older Sijill made.
    fields = [n for n in gets if had.get(n) != gets[n] and (n in had or gets[n])] if isinstance(had, dict) else []
    return fields if fields or had != gets else []


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)[:60]


def _changes(checking: Checking) -> Iterator[Finding]:
    """No event was changed in time to come: what is kept in memory follows the register by these moments."""
    wanted = select(func.count(), func.max(events.c.changed)).where(events.c.changed > checking.latest)
    number, last = checking.connection.execute(wanted).one()
    if number:
        mended = checking.mended(_changed_now(checking.latest))
        what = f"{number:,} changed in time to come, up to {last:%Y-%m-%d %H:%M} UTC: a clock was ahead"
        yield Finding("events", what, "Set the clock right, then: sijill check --mend", mended)


def _changed_now(latest: datetime) -> Mending:
    return lambda writer: writer.execute(update(events).where(events.c.changed > latest).values(changed=now()))


def _heeded(checking: Checking) -> Iterator[Finding]:
    """What people put into one event is in one, and what they kept apart is in two."""
    keys = select(decision_accounts.c.key).distinct()
    rulings = in_force(checking.connection, checking.connection.scalars(keys))
    pairs = pairs_of(rulings)
    if not pairs.same and not pairs.other:
        return
    home = _homes(checking.connection, {key for pair in (*pairs.same, *pairs.other) for key in pair})
    parted: set[frozenset[str]] = set()
    for left, right in pairs.other:
        if left in home and right in home:
            parted.add(frozenset((home[left], home[right])))
            if home[left] == home[right]:
                what = f"holds {left} and {right}, which a decision keeps apart"
                yield _linked_again(checking, {home[left]}, f"event {home[left]}", what)
    for left, right in pairs.same:
        homes = {home[key] for key in (left, right) if key in home}
        # Where others of the two events are kept apart, that holds.
        if len(homes) == 2 and frozenset(homes) not in parted:
            what = f"{left} and {right} are in two events, which a decision made one"
            yield _linked_again(checking, homes, f"events {' and '.join(sorted(homes))}", what)


def _homes(connection: Connection, keys: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for portion in some(sorted(keys)):
        wanted = select(accounts.c.key, accounts.c.event_id).where(accounts.c.key.in_(portion))
        found |= {row.key: row.event_id for row in connection.execute(wanted) if row.event_id}
    return found


def _linked_again(checking: Checking, names: set[str], about: str, what: str) -> Finding:
    def write(writer: Connection) -> None:
        at = moment(writer)
        derive_events(writer, names | link_events(writer, names, at).touched, at)

    return Finding(about, what, AGAIN, checking.mended(write))


def _former(checking: Checking) -> Iterator[Finding]:
    """Former ids lead to an event, or to one that has ended; no event that is there has one."""
    for names in checking.portions(former_ids.c.former):
        rows = select(former_ids.c.former, former_ids.c.event_id).where(former_ids.c.former.in_(names))
        leads = {row.former: row.event_id for row in checking.connection.execute(rows)}
        known = _known(checking.connection, [*leads, *leads.values()])
        living = set(checking.connection.scalars(select(events.c.id).where(events.c.id.in_(names))))
        for former, to in leads.items():
            if former in living:
                yield Finding(f"event {former}", f"is there, and yet leads on to {to}", BACKUP)
            elif to not in known or to == former:
                yield Finding(f"event {former}", f"leads on to {to}, which was never there", BACKUP)


def _known(connection: Connection, names: Sequence[str]) -> set[str]:
    """Those of some events that were ever there."""
    found: set[str] = set()
    for portion in some(dict.fromkeys(names)):
        wanted = select(event_log.c.event_id).where(event_log.c.event_id.in_(portion)).distinct()
        found.update(connection.scalars(wanted))
    return found


PARTS: Final = (
    Part("events", _events),
    Part("changes of events", _changes),
    Part("what people joined and parted", _heeded),
    Part("former ids", _former),
)
