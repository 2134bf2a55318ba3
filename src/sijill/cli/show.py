"""`sijill show`: one event of a register, or one report, in full."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import complain

if TYPE_CHECKING:
    from sijill.register import Register

IdArgument = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="The id of an event or a report; its first letters will do where no other begins so.",
        show_default=False,
    ),
]


def show(
    name: IdArgument,
    register: RegisterOption = None,
    text: Annotated[bool, typer.Option("--text", help="With a report: its text as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the records as JSON.")] = False,
) -> None:
    """Show an event: what happened, every value with the words that carry it, and its accounts side by side.

    With the id of a report, show what was read out of it. [1], [2] are the numbers of the accounts.
    """
    from sijill.register.queries import resolve, resolve_event

    with opened(register) as kept:
        with kept.reading() as connection:
            found = resolve(connection, name)
            event_id = None if found.kind == "report" else resolve_event(connection, name)
        if found.kind == "event" and not found.id.startswith(name):
            complain(f"event {name} is now part of {found.id}", "note")
        if event_id is None:
            _show_report(kept, found.id, text, as_json)
        else:
            _show_event(kept, event_id, as_json)


def _show_event(register: Register, event_id: str, as_json: bool) -> None:
    from sijill.cli.event_pages import page_of, show_event
    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless

    event, tellings = register.event(event_id), register.tellings(event_id)
    if as_json:
        told = [telling.model_dump(mode="json") for telling in tellings]
        typer.echo(json.dumps({"event": event.model_dump(mode="json"), "accounts": told}, ensure_ascii=False, indent=1))
        return
    console = console_for(harmless(sys.stdout))
    show_event(console, page_of(event, tellings))
    console.print(
        f"\nWhat was decided, and how it came about: sijill history {event.id}; to rule on it: sijill decide --help",
        style="dim",
        markup=False,
    )


def _show_report(register: Register, report_id: str, text: bool, as_json: bool) -> None:
    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless, show_report

    coded, versions = register.coded(report_id), register.versions(report_id)
    report = register.report(report_id)
    if as_json:
        record = coded.model_dump(mode="json") | ({"text": report.text} if text else {})
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    console = console_for(harmless(sys.stdout))
    show_report(console, coded)
    where = [part for part in (f"report {report.id}", report.url) if part]
    if len(versions) > 1:
        where.append(f"version {versions[-1].number}, added {versions[-1].added:%Y-%m-%d %H:%M} UTC")
    console.print("; ".join(where), style="dim", markup=False)
    if events := register.events_of(report_id):
        console.print(f"Its events: {', '.join(events)}", markup=False)
    if text:
        console.print(f"\n{report.text}", markup=False, soft_wrap=True)
