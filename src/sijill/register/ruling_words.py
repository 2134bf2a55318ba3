"""What people ruled, in words: for pages, the command line and reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pydantic import JsonValue

from sijill.model import COUNT_FIELDS, Decision, ReportHead
from sijill.register.results import Entry

# How many reports of a ruling are named.
_NAMED: Final = 3
_RULED: Final = {
    "accept": "accepted",
    "reject": "rejected",
    "same_event": "ruled it one event with",
    "other_event": "ruled it another event than",
    "note": "noted",
}
_HAPPENED: Final = {
    "made": "made",
    "joined": "also told by",
    "left": "no longer told by",
    "merged": "took in event",
    "merged_into": "became part of event",
    "ended": "ended: no account tells it any more",
}


def undone_by(decisions: Iterable[Decision]) -> dict[str, str]:
    """The decisions that are taken back -> the decision that does it. An undo that was undone takes nothing back."""
    found: dict[str, str] = {}
    for decision in reversed(list(decisions)):
        if decision.undoes and decision.id not in found:
            found[decision.undoes] = decision.id
    return found


def ruling_text(decision: Decision, heads: Mapping[str, ReportHead] | None = None) -> str:
    """Who did what, and why. `heads`: the reports of the accounts that it is about, by the accounts' keys."""
    if decision.kind == "undo":
        what = f"took back {decision.undoes}"
    elif decision.kind == "correct":
        field = (decision.field or "").replace("_", " ")
        what = f"corrected {field} to {value_text(decision.field or '', decision.value)}"
    elif decision.kind == "reject" and decision.event is None:
        what = f"threw out {_whose(decision.accounts, heads or {})}"
    else:
        what = _RULED.get(decision.kind, decision.kind)
        if decision.others:
            what += f" {_whose(decision.others, heads or {})}"
    return f"{decision.by} {what}" + (f": {decision.why}" if decision.why else "")


def _whose(keys: Sequence[str], heads: Mapping[str, ReportHead]) -> str:
    """Accounts by their reports, as far as those are known."""
    reports = list(dict.fromkeys(heads[key].id for key in keys if key in heads))
    if not reports:
        return f"{len(keys)} account{'' if len(keys) == 1 else 's'}"
    more = f" and {len(reports) - _NAMED} more" if len(reports) > _NAMED else ""
    return f"what {', '.join(reports[:_NAMED])}{more} {'tells' if len(reports) == 1 else 'tell'}"


def value_text(field: str, value: JsonValue) -> str:
    """A corrected value as people read it."""
    from sijill.linking.event_corrections import check_correction
    from sijill.linking.event_sentence import counts_text
    from sijill.linking.event_words import days_text, place_text

    try:
        meant = check_correction(field, value)[field]
    except ValueError:
        return json.dumps(value, ensure_ascii=False)
    if field in COUNT_FIELDS:
        return counts_text(meant) or "none"
    if field == "date":
        return days_text(meant) or "unknown"
    if field == "place":
        return place_text(meant) or "unknown"
    if isinstance(meant, tuple):
        return ", ".join(item if isinstance(item, str) else item.name for item in meant) or "none"
    return str(meant)


def happened_text(entry: Entry, heads: Mapping[str, ReportHead]) -> str:
    """What happened to an event, for an entry that is no decision. `heads`: reports by the keys of their accounts."""
    told = ", ".join(dict.fromkeys(_report(heads.get(key)) for key in entry.accounts))
    if entry.what == "made":
        return f"first told by {told}" if told else "made"
    words = _HAPPENED.get(entry.what, entry.what.replace("_", " "))
    return " ".join(part for part in (words, entry.event or told) if part)


def _report(head: ReportHead | None) -> str:
    if head is None:
        return "an account that is gone"
    said = ", ".join(part for part in (head.publisher, head.published and head.published.isoformat()) if part)
    return f"{head.id} ({said})" if said else head.id
