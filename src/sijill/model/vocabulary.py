"""The closed vocabularies of the records: ACLED's event types, and the values of the coded fields.

Source of the types: ACLED's codebook (six event types, twenty-five sub-event types).
"""

from __future__ import annotations

from typing import Literal, get_args

EventType = Literal[
    "Battles",
    "Explosions/Remote violence",
    "Violence against civilians",
    "Protests",
    "Riots",
    "Strategic developments",
]

SubEventType = Literal[
    "Armed clash",
    "Government regains territory",
    "Non-state actor overtakes territory",
    "Chemical weapon",
    "Air/drone strike",
    "Suicide bomb",
    "Shelling/artillery/missile attack",
    "Remote explosive/landmine/IED",
    "Grenade",
    "Sexual violence",
    "Attack",
    "Abduction/forced disappearance",
    "Peaceful protest",
    "Protest with intervention",
    "Excessive force against protesters",
    "Violent demonstration",
    "Mob violence",
    "Agreement",
    "Arrests",
    "Change to group/activity",
    "Disrupted weapons use",
    "Headquarters or base established",
    "Looting/property destruction",
    "Non-violent transfer of territory",
    "Other",
]

# How many of SubEventType's values, in order, belong to each event type.
_SIZES = {
    "Battles": 3,
    "Explosions/Remote violence": 6,
    "Violence against civilians": 3,
    "Protests": 3,
    "Riots": 2,
    "Strategic developments": 8,
}


def _by_event_type() -> dict[EventType, tuple[SubEventType, ...]]:
    subs = iter(get_args(SubEventType))
    return {event: tuple(next(subs) for _ in range(_SIZES[event])) for event in get_args(EventType)}


EVENT_TYPES: dict[EventType, tuple[SubEventType, ...]] = _by_event_type()
EVENT_TYPE_OF: dict[SubEventType, EventType] = {s: e for e, subs in EVENT_TYPES.items() for s in subs}

Context = Literal["current", "background"]
Status = Literal["occurred", "foiled", "alleged"]
Group = Literal["state_forces", "non_state_forces", "civilians", "unknown"]
Fate = Literal["killed", "wounded", "abducted", "arrested"]
AssertionKind = Literal["strength_estimate", "territorial_control", "activity_summary"]

CountField = Literal["killed", "wounded", "abducted", "arrested", "killed_or_wounded"]
COUNT_FIELDS: tuple[CountField, ...] = get_args(CountField)
ASSERTION_KINDS: tuple[AssertionKind, ...] = get_args(AssertionKind)
