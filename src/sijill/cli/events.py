"""`sijill events`: the events of a register, by filters, as a table, JSON Lines or CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from sijill.cli.filters import (
    Actors,
    Asked,
    Countries,
    Divisions,
    Killed,
    Reviews,
    Since,
    Statuses,
    Types,
    Until,
    Words,
)
from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import complain, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sijill.model import Event, EventCount
    from sijill.register.queries import Filters, Totals

_PAGE: Final = 20
# Columns of the CSV that are fields of an event as they are.
_PLAIN: Final = ("event_type", "sub_event_type", "status")
_LAST: Final = ("reports", "independent_sources", "review", "confidence")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """How events are written."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class Sort(StrEnum):
    """In what order."""

    newest = "newest"
    oldest = "oldest"
    killed = "killed"
    reports = "reports"
    changed = "changed"
    doubtful = "doubtful"


def events(
    register: RegisterOption = None,
    since: Since = None,
    until: Until = None,
    country: Countries = None,
    admin1: Divisions = None,
    actor: Actors = None,
    type_: Types = None,
    killed: Killed = None,
    status: Statuses = None,
    review: Reviews = None,
    text: Words = None,
    sort: Annotated[
        Sort,
        typer.Option(
            "--sort", help="newest, oldest; killed, reports: most first; changed: last changed; doubtful: least sure."
        ),
    ] = Sort.newest,
    page: Annotated[int, typer.Option("--page", min=1, metavar="N", help="Which page.")] = 1,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", help="Events on a page: 20 in a table, else all.", show_default=False
        ),
    ] = None,
    form: Annotated[
        Format,
        typer.Option("--format", "-f", help="table: for reading. jsonl: an event a line. csv: a row an event."),
    ] = Format.table,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, not to standard output.", show_default=False),
    ] = None,
) -> None:
    """List the events of a register, all or those of a filter.

    Filters add up; one that is given several times takes any of its values.
    """
    from sijill.register.queries import find_events, totals

    asked = Asked(since, until, country, admin1, actor, type_, killed, status, review, text).filters()
    size = limit or (_PAGE if form is Format.table else None)
    with opened(register) as kept, kept.reading() as connection:
        found = totals(connection, asked)
        wanted = find_events(connection, asked, sort.value, size, (page - 1) * (size or 0))
        with writing(output) as stream:
            if form is Format.table:
                _table(stream, wanted, found, page, size or found.events)
            elif form is Format.csv:
                write_csv(stream, wanted)
            else:
                stream.writelines(event.model_dump_json() + "\n" for event in wanted)
        if not found.events:
            _nothing(connection, asked)


def _table(stream: TextIO, wanted: Iterator[Event], found: Totals, page: int, size: int) -> None:
    from sijill.cli.event_tables import show_events
    from sijill.cli.formats import console_for
    from sijill.cli.tables import LEGEND, harmless

    console = console_for(harmless(stream))
    shown = show_events(console, wanted)
    if not shown:
        if found.events:
            console.print(f"There are {found.events:,} events, none on page {page}.")
        return
    first = (page - 1) * size + 1
    last = first + shown - 1
    whole = f"{found.events:,} event{'' if found.events == 1 else 's'}"
    console.print(f"\n{whole}" if shown == found.events else f"\n{first:,}–{last:,} of {whole}", end="")
    console.print(f"; next: --page {page + 1}" if last < found.events else "", end="")
    console.print(". One in full: sijill show ID", markup=False)
    console.print(LEGEND, style="dim", markup=False)


def _nothing(connection: Connection, asked: Filters) -> None:
    from sijill.register.queries import Filters, totals

    there = totals(connection).events
    if asked == Filters():
        complain("the register has no events yet. Add reports to it: sijill add PATH", "note")
    else:
        complain(f"none of the {there:,} events of the register is so. Leave a filter out.", "note")


def write_csv(stream: TextIO, events: Iterator[Event]) -> None:
    """A row for each event, after a row with the names of the columns. Lists are split by `; `."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        [
            *("id", *_PLAIN, "earliest", "latest", "place", "admin1", "country", "latitude", "longitude"),
            *("tolerance_km", "initiators", "targets", "claimed_by", "weapons"),
            *(f"{kind}_{part}" for kind in ("killed", "wounded") for part in ("low", "best", "high")),
            *(_LAST),
            *("disagreements", "corrected", "summary"),
        ]
    )
    for event in events:
        writer.writerow([_safe(cell) for cell in _row(event)])


def _row(event: Event) -> Iterator[object]:
    from sijill.linking.event_sentence import sentence

    days, place = event.date, event.place
    yield from (event.id, *(getattr(event, name) for name in _PLAIN))
    yield from (days and days.earliest, days and days.latest)
    for name in ("name", "admin1", "country", "latitude", "longitude", "tolerance_km"):
        yield place and getattr(place, name)
    for side in (event.initiators, event.targets, event.claimed_by):
        yield "; ".join(actor.name for actor in side)
    yield "; ".join(event.weapons)
    for counts in (event.killed, event.wounded):
        yield from _sums(counts)
    yield from (getattr(event, name) for name in _LAST)
    yield from ("; ".join(item.field for item in event.disagreements), "; ".join(event.corrected), sentence(event))


def _sums(counts: tuple[EventCount, ...]) -> tuple[int | None, int | None, int | None]:
    from sijill.register.rows import total

    return total(counts)


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell
