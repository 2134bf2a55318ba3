"""`sijill history`: how an event came about, and what people decided on it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sijill.cli.registers import RegisterOption, opened
from sijill.cli.show import IdArgument

if TYPE_CHECKING:
    from pydantic import JsonValue
    from rich.text import Text

    from sijill.model import Decision, ReportHead
    from sijill.register import Entry, Register

# How many reports of a ruling are named.
_NAMED: Final = 3
_HAPPENED: Final = {
    "made": "made",
    "joined": "also told by",
    "left": "no longer told by",
    "merged": "took in event",
    "merged_into": "became part of event",
    "ended": "ended: no account tells it any more",
}
_RULED: Final = {
    "accept": "accepted",
    "reject": "rejected",
    "same_event": "ruled it one event with",
    "other_event": "ruled it another event than",
    "note": "noted",
}


def history(name: IdArgument, register: RegisterOption = None) -> None:
    """Show how an event came about, oldest first: its accounts, and what people decided, by whom, when and why.

    What stands before a decision, such as d3, is what `sijill decide undo` takes.
    """
    from rich.table import Table
    from rich.text import Text

    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless

    with opened(register) as kept:
        event_id = _event_id(kept, name)
        entries = kept.history(event_id)
        heads = _heads(kept, entries)
        waiting = {look.decision.id: look.why for look in kept.second_looks() if look.event == event_id}
    undone = undone_by([entry.decision for entry in entries if entry.decision])
    console = console_for(harmless(sys.stdout))
    console.print(Text(f"Event {event_id}", "bold cyan"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for entry in entries:
        ruled = entry.decision
        said = _decided(ruled, undone, heads) if ruled else Text(_happened(entry, heads))
        if ruled and ruled.id in waiting:
            said.append(f"\nneeds a second look: {waiting[ruled.id]}", "red")
        table.add_row(f"{entry.at:%Y-%m-%d %H:%M}", ruled.id if ruled else "", said)
    console.print(table)
    console.print("Times are UTC.", style="dim")


def undone_by(decisions: Iterable[Decision]) -> dict[str, str]:
    """The decisions that are taken back -> the decision that does it. An undo that was undone takes nothing back."""
    found: dict[str, str] = {}
    for decision in reversed(list(decisions)):
        if decision.undoes and decision.id not in found:
            found[decision.undoes] = decision.id
    return found


def _event_id(register: Register, name: str) -> str:
    from sijill.register import UnknownId
    from sijill.register.queries import resolve_event

    try:
        with register.reading() as connection:
            return resolve_event(connection, name)
    except UnknownId:
        # An event that has ended still has its history.
        if register.history(name):
            return name
        raise


def _heads(register: Register, entries: Sequence[Entry]) -> dict[str, ReportHead]:
    from sijill.register.queries import reports_of

    with register.reading() as connection:
        return reports_of(connection, [key for entry in entries for key in _keys(entry)])


def _keys(entry: Entry) -> tuple[str, ...]:
    return (*entry.accounts, *(entry.decision.others if entry.decision else ()))


def _happened(entry: Entry, heads: Mapping[str, ReportHead]) -> str:
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


def _decided(decision: Decision, undone: Mapping[str, str], heads: Mapping[str, ReportHead]) -> Text:
    """A ruling, struck through where it was taken back."""
    from rich.text import Text

    text = Text(ruling_text(decision, heads), "strike" if decision.id in undone else "")
    return text.append(f" (taken back by {undone[decision.id]})", "dim") if decision.id in undone else text


def value_text(field: str, value: JsonValue) -> str:
    """A corrected value as people read it."""
    from sijill.linking.event_corrections import check_correction
    from sijill.linking.event_sentence import counts_text
    from sijill.linking.event_words import days_text, place_text
    from sijill.model import COUNT_FIELDS

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
