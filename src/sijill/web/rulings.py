"""What happened to an event and what people ruled on it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sijill.model import Decision, ReportHead
from sijill.register import Entry
from sijill.register.ruling_words import undone_by, value_text

_HAPPENED: Final = {
    "made": "First told by",
    "joined": "Also told by",
    "left": "No longer told by",
    "merged": "Took in event",
    "merged_into": "Became part of event",
    "ended": "Ended: no account tells it any more",
}
_RULED: Final = {
    "accept": "accepted it",
    "reject": "rejected it",
    "same_event": "ruled it one event with what these tell:",
    "other_event": "ruled it another event than what these tell:",
    "note": "noted",
}


def told(
    entries: Sequence[Entry], heads: Mapping[str, ReportHead], waiting: Mapping[str, str]
) -> list[dict[str, object]]:
    """The entries of a history as a page shows them, oldest first: `at`, `what`, `decision`, `reports`, `event`, `why`,
    `taken_back` (the id of the decision that did it), `second_look` (why it waits for one)."""
    undone = undone_by([entry.decision for entry in entries if entry.decision])
    return [_told(entry, heads, waiting, undone) for entry in entries]


def _told(
    entry: Entry, heads: Mapping[str, ReportHead], waiting: Mapping[str, str], undone: Mapping[str, str]
) -> dict[str, object]:
    ruled = entry.decision
    about = entry.accounts if ruled is None else _about(ruled)
    named = {head.id: head for key in about if (head := heads.get(key))}
    return {
        "at": entry.at,
        "what": ruling_words(ruled) if ruled else _HAPPENED.get(entry.what, entry.what.replace("_", " ")),
        "decision": ruled,
        "reports": list(named.values()),
        "gone": len(about) - sum(key in heads for key in about),
        "event": entry.event,
        "why": ruled.why if ruled else None,
        "taken_back": undone.get(ruled.id) if ruled else None,
        "second_look": waiting.get(ruled.id) if ruled else None,
    }


def ruling_words(decision: Decision) -> str:
    """What a person ruled, without who and why: "corrected killed to 9 civilians"."""
    if decision.kind == "undo":
        return f"took back {decision.undoes}"
    if decision.kind == "correct":
        field = (decision.field or "").replace("_", " ")
        return f"corrected {field} to {value_text(decision.field or '', decision.value)}"
    if decision.kind == "reject" and decision.event is None:
        return "threw out what these tell:"
    return _RULED.get(decision.kind, decision.kind)


def _about(decision: Decision) -> Sequence[str]:
    """The accounts that a ruling names besides those of the event itself."""
    if decision.kind in ("same_event", "other_event"):
        return decision.others
    return decision.accounts if decision.kind == "reject" and decision.event is None else ()
