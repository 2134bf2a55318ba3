"""What people rule: checked, appended, and its effect on the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as field_
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import Connection, insert, select

from sijill.model import DECISION_KINDS, Decision, DecisionKind
from sijill.register.clock import moment
from sijill.register.deriving import derive_events, settle
from sijill.register.faults import RegisterError, UnknownId
from sijill.register.linkage import link_events
from sijill.register.rows import decision_of, decision_row
from sijill.register.rulings import bearing, fits, next_number, open_looks, present_id, rulings_on, shown_id
from sijill.register.schema import accounts, decision_accounts, decisions
from sijill.register.states import check_state

# Kinds that say something about the event as a whole, and so end a second look at what was ruled before.
_RULES_AGAIN = ("accept", "correct", "reject", "same_event", "other_event")


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision as it is asked for; see `Register.decide`. `at`: None for now."""

    kind: DecisionKind
    by: str
    at: datetime | None
    event: str | None = None
    other: str | None = None
    accounts: Sequence[str] = ()
    field: str | None = None
    value: JsonValue = None
    why: str | None = None
    undoes: str | None = None
    seen: Mapping[str, str] = field_(default_factory=dict)


def decide(connection: Connection, asked: Asked) -> Decision:
    """Check a decision, append it, and make anew the events that it bears on."""
    for event_id, state in asked.seen.items():
        check_state(connection, event_id, state)
    now = moment(connection)
    decision, touched = _checked(connection, replace(asked, at=asked.at or now))
    number = next_number(connection)
    connection.execute(insert(decisions).values(number=number, **decision_row(decision)))
    keys = dict.fromkeys((*decision.accounts, *decision.others))
    if keys:
        connection.execute(insert(decision_accounts), [{"key": key, "number": number} for key in keys])
    _settle(connection, decision, touched)
    links = decision.kind in ("same_event", "other_event")
    if decision.kind == "undo":
        undone = decision_by_id(connection, decision.undoes or "")
        links = undone.kind in ("same_event", "other_event", "undo")
    if links:
        touched |= link_events(connection, touched, now).touched
    derive_events(connection, touched, now)
    return decision


def decision_by_id(connection: Connection, decision_id: str) -> Decision:
    """A decision. Raises `UnknownId`."""
    wanted = select(decisions).where(decisions.c.id == decision_id)
    row = connection.execute(wanted).one_or_none() if fits(decision_id) else None
    if row is None:
        reason = f"there is no decision {shown_id(decision_id)}"
        raise UnknownId(reason, "See the decisions on an event: sijill history ID")
    return decision_of(row)


def event_keys(connection: Connection, event_id: str) -> tuple[str, list[str]]:
    """The present id of an event and the keys of its accounts, oldest first. Raises `UnknownId`."""
    here = present_id(connection, event_id)
    if here is None:
        raise UnknownId(f"there is no event {shown_id(event_id)}", "See which there are: sijill events")
    wanted = select(accounts.c.key).where(accounts.c.event_id == here).order_by(accounts.c.id)
    return here, list(connection.scalars(wanted))


def _checked(connection: Connection, asked: Asked) -> tuple[Decision, set[str]]:
    """The decision as it is kept, and the events that it touches."""
    if asked.kind not in DECISION_KINDS:
        raise RegisterError(f"{asked.kind!r} is no kind of decision", f"Choose one of: {', '.join(DECISION_KINDS)}")
    if not all(map(fits, _texts((asked.by, asked.why, asked.value, list(asked.accounts))))):
        raise RegisterError(
            "the decision holds a character that no database keeps (a zero, or half of a surrogate pair)", "Take it out"
        )
    if not asked.by.strip():
        raise RegisterError("a decision needs to say who made it", "Give a name")
    made: dict[str, object] = {
        "id": f"d{next_number(connection)}",
        "kind": asked.kind,
        "by": asked.by.strip(),
        "at": asked.at,
        "why": asked.why,
    }
    if asked.kind == "undo":
        return _undo(connection, asked, made)
    if asked.event is None and asked.kind == "reject" and asked.accounts:
        return _accounts_thrown_out(connection, asked, made)
    if asked.event is None:
        raise RegisterError(f"{asked.kind} needs an event", "Give its id; sijill events lists them")
    event, keys = event_keys(connection, asked.event)
    made |= {"event": event, "accounts": keys}
    if asked.kind == "correct":
        made |= _correction(asked)
    elif asked.kind == "note" and not (asked.why or "").strip():
        raise RegisterError("a note needs words", "Say why")
    elif asked.kind in ("same_event", "other_event"):
        return _sides(connection, asked, made, event, keys)
    return Decision.model_validate(made), {event}


def _texts(value: object) -> Iterator[str]:
    """All texts within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _correction(asked: Asked) -> dict[str, JsonValue]:
    from sijill.linking.event_corrections import check_correction

    if asked.field is None:
        raise RegisterError("a correction needs a field", "Name it, such as killed")
    try:
        check_correction(asked.field, asked.value)
    except ValueError as error:
        raise RegisterError(f"this correction can't be made: {error}", "docs/fields.md has the form of each") from None
    return {"field": asked.field, "value": asked.value}


def _undo(connection: Connection, asked: Asked, made: dict[str, object]) -> tuple[Decision, set[str]]:
    if asked.undoes is None:
        raise RegisterError("undo needs a decision", "Give its id; sijill history ID lists them")
    undone = decision_by_id(connection, asked.undoes)
    meant = undone
    while meant.kind == "undo" and meant.undoes:
        meant = decision_by_id(connection, meant.undoes)
    keys = dict.fromkeys((*meant.accounts, *meant.others))
    homes = select(accounts.c.event_id).where(accounts.c.key.in_(keys), accounts.c.event_id.is_not(None))
    touched = {event for event in connection.scalars(homes) if event}
    touched |= {event for event in bearing(connection, [meant]).values() if event}
    decision = made | {"event": meant.event, "undoes": asked.undoes, "accounts": tuple(keys)}
    return Decision.model_validate(decision), touched


def _accounts_thrown_out(connection: Connection, asked: Asked, made: dict[str, object]) -> tuple[Decision, set[str]]:
    touched = set()
    for key in asked.accounts:
        event = connection.scalar(select(accounts.c.event_id).where(accounts.c.key == key))
        if event is None:
            raise UnknownId(f"there is no account {shown_id(key)}", "See the accounts of an event: sijill show ID")
        touched.add(event)
    return Decision.model_validate(made | {"accounts": tuple(asked.accounts)}), touched


def _sides(
    connection: Connection, asked: Asked, made: dict[str, object], event: str, keys: list[str]
) -> tuple[Decision, set[str]]:
    """`same_event`: two events. `other_event`: two events that stay apart, or accounts that leave theirs."""
    if asked.other is not None:
        other, others = event_keys(connection, asked.other)
        if other == event:
            raise RegisterError(f"{asked.event} and {asked.other} are one event", "Name two events")
        return Decision.model_validate(made | {"others": others}), {event, other}
    if asked.kind == "same_event":
        raise RegisterError("same_event needs two events", "Name the other one")
    leaving = list(dict.fromkeys(asked.accounts))
    strange = [key for key in leaving if key not in keys]
    if strange:
        reason = f"event {event} has no account {shown_id(strange[0])}"
        raise UnknownId(reason, f"See its accounts: sijill show {event}")
    staying = [key for key in keys if key not in leaving]
    if not leaving or not staying:
        raise RegisterError(
            "other_event needs some of the event's accounts, not all", "Name those that tell of another happening"
        )
    return Decision.model_validate(made | {"accounts": leaving, "others": staying}), {event}


def _settle(connection: Connection, decision: Decision, touched: set[str]) -> None:
    """A new ruling on an event answers the second looks at what was ruled on it; taking one back answers its own."""
    if decision.kind == "undo" and decision.undoes:
        settle(connection, [decision.undoes], decision.id)
    elif decision.kind in _RULES_AGAIN:
        keys = {event: event_keys(connection, event)[1] for event in touched}
        earlier = [d.id for ruling in rulings_on(connection, keys).values() for d in ruling.decisions]
        settle(connection, open_looks(connection, earlier) - {decision.id}, decision.id)
