"""An event from the accounts that tell it and from what people ruled. The rules, with examples: docs/events.md.

Pure and deterministic: the same accounts and decisions give the same event, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sijill.linking.derive_actors import derive_side, derive_sides
from sijill.linking.derive_counts import derive_count
from sijill.linking.derive_dates import derive_date
from sijill.linking.derive_kinds import derive_confidence, derive_confidences, derive_kind, derive_status
from sijill.linking.derive_places import derive_place
from sijill.linking.derive_voices import in_order, voices
from sijill.linking.derive_words import derive_persons, derive_phrases
from sijill.linking.event_corrections import corrected, in_force, without_rejected
from sijill.linking.event_disagreements import disagreements
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF, Decision, Event, EventCount, Review, Rule, Telling


def derive(
    event_id: str,
    tellings: Sequence[Telling],
    corrections: Sequence[Decision] = (),
    rule: Rule = "most_recent",
    review: Review = "unreviewed",
) -> Event:
    """The event that accounts tell together.

    `tellings`: its accounts, at least one, each key once. `corrections`: decisions on it, of which those of kind
    `correct`, `reject` (of single accounts) and `undo` count. `rule`: which figure is the best one.
    Raises ValueError without tellings, and where a correction does not fit its field.
    """
    if not tellings:
        raise ValueError(f"event {event_id}: no accounts to derive it from")
    decisions = in_force(corrections)
    told = in_order(without_rejected(tellings, decisions))
    kind = derive_kind(told)
    initiators, targets = derive_sides(told)
    differing = disagreements(told)
    values: dict[str, Any] = {
        "id": event_id,
        "event_type": EVENT_TYPE_OF[kind],
        "sub_event_type": kind,
        "status": derive_status(told),
        "date": derive_date(told),
        "place": derive_place(told),
        "initiators": initiators,
        "targets": targets,
        "weapons": derive_phrases(told, "weapons"),
        "claimed_by": derive_side(told, "claimed_by"),
        "sources": derive_phrases(told, "sources"),
        "persons": derive_persons(told),
        "accounts": tuple(telling.key for telling in told),
        "reports": len({telling.report.id for telling in told}),
        "independent_sources": voices(told),
        "disagreements": differing,
        "review": review,
        "confidence": derive_confidence(told),
        "confidences": derive_confidences(told, {each.field for each in differing}),
    }
    return corrected(Event(**values | _counts(told, rule)), decisions)


def _counts(told: Sequence[Telling], rule: Rule) -> dict[str, tuple[EventCount, ...]]:
    """All count fields. "Killed or wounded" falls where others tell the two apart: it counts the same people."""
    found: dict[str, tuple[EventCount, ...]] = {field: derive_count(told, field, rule) for field in COUNT_FIELDS}
    apart = [t for t in told if t.account.killed or t.account.wounded]
    if apart and not any(t.account.killed_or_wounded for t in apart):
        found["killed_or_wounded"] = ()
    return found
