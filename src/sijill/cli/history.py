"""`sijill history`: how an event came about, and what people decided on it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sijill.cli.registers import RegisterOption, opened
from sijill.cli.show import IdArgument

if TYPE_CHECKING:
    from rich.text import Text

    from sijill.model import Decision, ReportHead
    from sijill.register import Entry, Register


def history(name: IdArgument, register: RegisterOption = None) -> None:
    """Show how an event came about, oldest first: its accounts, and what people decided, by whom, when and why.

    What stands before a decision, such as d3, is what `sijill decide undo` takes.
    """
    from rich.table import Table
    from rich.text import Text

    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless
    from sijill.register.ruling_words import happened_text, undone_by

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
        said = _decided(ruled, undone, heads) if ruled else Text(happened_text(entry, heads))
        if ruled and ruled.id in waiting:
            said.append(f"\nneeds a second look: {waiting[ruled.id]}", "red")
        table.add_row(f"{entry.at:%Y-%m-%d %H:%M}", ruled.id if ruled else "", said)
    console.print(table)
    console.print("Times are UTC.", style="dim")


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


def _decided(decision: Decision, undone: Mapping[str, str], heads: Mapping[str, ReportHead]) -> Text:
    """A ruling, struck through where it was taken back."""
    from rich.text import Text

    from sijill.register.ruling_words import ruling_text

    text = Text(ruling_text(decision, heads), "strike" if decision.id in undone else "")
    return text.append(f" (taken back by {undone[decision.id]})", "dim") if decision.id in undone else text
