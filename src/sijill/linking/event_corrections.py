"""What people ruled on an event: corrected values, and accounts that they threw out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import JsonValue, ValidationError

from sijill.model import EVENT_TYPE_OF, Decision, Event, Telling

CORRECTABLE: Final[tuple[str, ...]] = (
    "sub_event_type",
    "status",
    "date",
    "place",
    "initiators",
    "targets",
    "killed",
    "wounded",
    "abducted",
    "arrested",
    "killed_or_wounded",
    "weapons",
    "claimed_by",
    "sources",
    "persons",
)
"""The fields of an event that a person may set. The event type follows from the sub-event type."""


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that no other one takes back, oldest first; those that only take back are left out."""
    made = sorted(decisions, key=lambda decision: (decision.at, decision.id))
    undone: set[str] = set()
    # From the newest: an undo that was itself undone takes nothing back.
    for decision in reversed(made):
        if decision.kind == "undo" and decision.undoes and decision.id not in undone:
            undone.add(decision.undoes)
    return [decision for decision in made if decision.kind != "undo" and decision.id not in undone]


def without_rejected(tellings: Sequence[Telling], decisions: Iterable[Decision]) -> Sequence[Telling]:
    """The accounts that nobody threw out. An event whose every account is rejected keeps them all: that it is
    rejected is told by its review."""
    thrown = {key for decision in decisions if decision.kind == "reject" for key in decision.accounts}
    return [telling for telling in tellings if telling.key not in thrown] or tellings


def check_correction(field: str, value: JsonValue) -> Mapping[str, Any]:
    """A correction as fields and values of an `Event`. `value` is JSON in the form of that field.

    Raises ValueError, with what to do about it, where the field can't be set or the value doesn't fit.
    """
    if field not in CORRECTABLE:
        raise ValueError(f"{field!r} can't be corrected. Choose one of: {', '.join(CORRECTABLE)}")
    probe = {"id": "x", "event_type": "Battles", "sub_event_type": "Armed clash", "status": "occurred"}
    counts: dict[str, Any] = {"accounts": ["x"], "reports": 1, "independent_sources": 1, "confidence": 1}
    try:
        event = Event.model_validate(probe | counts | {field: () if value is None and _listed(field) else value})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']} (given: {first['input']!r})") from error
    checked = {field: getattr(event, field)}
    _check_bounds(event)
    if field == "sub_event_type":
        checked["event_type"] = EVENT_TYPE_OF[event.sub_event_type]
    return checked


def corrected(event: Event, decisions: Iterable[Decision]) -> Event:
    """The event with the values that people set; the latest word on a field counts.

    Raises ValueError where a correction doesn't fit, which `check_correction` would have told when it was made.
    """
    values: dict[str, Any] = {}
    fields: dict[str, None] = {}
    for decision in decisions:
        if decision.kind == "correct":
            if decision.field is None:
                raise ValueError(f"decision {decision.id}: a correction without a field")
            values |= check_correction(decision.field, decision.value)
            fields[decision.field] = None
    if not fields:
        return event
    # What a person set is no guess.
    left = {name: chance for name, chance in event.confidences.items() if name not in fields}
    return event.model_copy(update=values | {"corrected": tuple(sorted(fields)), "confidences": left})


def _listed(field: str) -> bool:
    return field not in ("date", "place", "status", "sub_event_type")


def _check_bounds(event: Event) -> None:
    for field in ("killed", "wounded", "abducted", "arrested", "killed_or_wounded"):
        for line in getattr(event, field):
            known = [number for number in (line.low, line.best, line.high) if number is not None]
            if known != sorted(known):
                raise ValueError(f"{field}: low, best and high must not fall: {known}")
    days = event.date
    if days and days.earliest and days.latest and days.earliest > days.latest:
        raise ValueError(f"date: it ends ({days.latest}) before it begins ({days.earliest})")
