"""`sijill compare`: the events of a register beside those of an ACLED or UCDP GED file."""

from __future__ import annotations

import csv
import json
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TextIO

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
from sijill.cli.trouble import FAILED, WRONG_USE, check_exists, complain, writing, wrong_use

if TYPE_CHECKING:
    from rich.console import Console

    from sijill.comparing import Comparison, Figures

# How many lines of each kind are told or listed.
_TOLD: Final = 10
_LISTED: Final = 10
_LINES: Final = 20


class Format(StrEnum):
    """How a comparison is written."""

    table = "table"
    json = "json"
    csv = "csv"


def compare(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A CSV of ACLED or of UCDP GED, as their sites and APIs give it."),
    ],
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
    form: Annotated[
        Format,
        typer.Option("--format", "-f", help="table: for reading. json: all of it. csv: a row an event."),
    ] = Format.table,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, not to standard output.", show_default=False),
    ] = None,
) -> None:
    """Say which events a register and another data set both have, which only one has, and how their counts differ.

    The filters choose the register's events. Rows and events outside the days and countries of the other side are
    counted apart.
    """
    from sijill.comparing import CompareError
    from sijill.comparing import compare as compared

    missing = check_exists(file)
    if missing:
        complain(missing)
        raise typer.Exit(WRONG_USE)
    asked = Asked(since, until, country, admin1, actor, type_, killed, status, review, text).filters()
    with opened(register) as kept:
        try:
            found = compared(kept, file, asked)
        except CompareError as error:
            wrong_use(error.reason, error.mend)
        name = kept.name
    _tell(found)
    with writing(output) as stream:
        if form is Format.table:
            _table(stream, found, name)
        elif form is Format.csv:
            _csv(stream, found)
        else:
            json.dump(found.as_json(), stream, indent=1, ensure_ascii=False)
            stream.write("\n")
    if any(fault.severity == "error" for fault in found.faults):
        raise typer.Exit(FAILED)


def _tell(found: Comparison) -> None:
    """The rows that could not be read, and what is to be known of others: some of each, and how many more."""
    for severity, said in (("error", "could not be read"), ("note", "have a note")):
        faults = [fault for fault in found.faults if fault.severity == severity]
        for fault in faults[:_TOLD]:
            complain(str(fault), severity)
        if len(faults) > _TOLD:
            complain(f"{found.source}: {len(faults) - _TOLD:,} more rows {said}. See them: --format json", severity)


# For people


def _table(stream: TextIO, found: Comparison, name: str) -> None:
    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless

    console = console_for(harmless(stream))
    rows, events = _some(found.rows, "row"), _some(found.events, "event")
    _say(console, f"{found.source}: {rows} of {found.label}, beside {events} of {name}\n")
    _overview(console, found)
    for title, by in (("Governorate or other division", "governorate"), ("Type", "type")):
        lines = found.by(by)  # type: ignore[arg-type]
        if lines:
            console.print()
            _figures(console, title, lines)
    _differences(console, found)
    _outside(console, found)
    if found.both or found.only_here or found.only_there:
        _say(console, "\nWhich they are: --format csv, a row an event. One in full: sijill show ID")


def _overview(console: Console, found: Comparison) -> None:
    counts = found.counts
    _say(console, f"{len(found.both):>9,}  in both")
    _say(console, f"{len(found.only_here):>9,}  only here, in the register")
    _say(console, f"{len(found.only_there):>9,}  only there, in {found.label}")
    rivals = sum(item.rival is not None for item in found.only_there)
    if rivals:
        _say(console, f"{'':>11}({rivals:,} of them would fit an event that another row fits better)", "dim")
    if not found.both:
        return
    here = f"{counts.best_here:,}"
    if (counts.low_here, counts.high_here) != (counts.best_here, counts.best_here):
        here += f" ({counts.low_here:,}–{counts.high_here:,})"
    _say(console, f"\nKilled in the events of both: {here} here, {counts.best_there:,} there.")
    differ = f"more here in {counts.more_here:,}, more there in {counts.more_there:,}"
    _say(console, f"The same in {counts.same:,}; {differ}.")
    if counts.within:
        _say(console, f"In {counts.within:,} of these the figure there lies within the range here.")


def _figures(console: Console, title: str, lines: dict[str, Figures]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(title, no_wrap=False, min_width=18)
    for head in ("Both", "Only here", "Only there", "Killed here", "Killed there"):
        table.add_column(head, justify="right")
    for name, line in islice(lines.items(), _LINES):
        cells = line.both, line.only_here, line.only_there, line.killed_here, line.killed_there
        table.add_row(_text(name), *(f"{cell:,}" for cell in cells))
    console.print(table)
    more = f"; {len(lines) - _LINES:,} more: --format json" if len(lines) > _LINES else ""
    _say(console, f"Killed: of the events in both{more}.", "dim")


def _differences(console: Console, found: Comparison) -> None:
    from rich.table import Table

    differing = found.differing()
    if not differing:
        return
    more = f", the first {_LISTED} of {len(differing):,}" if len(differing) > _LISTED else ""
    _say(console, f"\nWhere the killed differ the most{more}:")
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in ("When", "Where", "Here", "There", "Event", f"{found.label} id"):
        table.add_column(head, justify="right" if head in ("Here", "There") else "left")
    for pair in differing[:_LISTED]:
        here, there = pair.here, pair.there
        ranged = _range(here.low, here.killed, here.high)
        table.add_row(
            *map(_text, (there.first.isoformat() if there.first else "", there.place.name, ranged)),
            *map(_text, (_range(there.low, there.best, there.high), here.id, there.id)),
        )
    console.print(table)


def _outside(console: Console, found: Comparison) -> None:
    said = []
    if found.outside_there:
        said.append(f"{_some(len(found.outside_there), 'row')} of other days or countries than the register's events")
    if found.outside_here:
        said.append(f"{_some(len(found.outside_here), 'event')} of other days or countries than the file's rows")
    said += [f"{_some(number, 'event')}: {reason}" for reason, number in found.left_out.items()]
    if said:
        _say(console, f"\nNot counted above: {'; '.join(said)}.", "dim")


def _range(low: int | None, best: int | None, high: int | None) -> str:
    """`9`, `9 (7–9)`, `12 (9+)`, or `–` where nobody counts."""
    if best is None or low is None:
        return "–"
    if low == best == high:
        return f"{best:,}"
    return f"{best:,} ({low:,}+)" if high is None else f"{best:,} ({low:,}–{high:,})"


def _say(console: Console, words: str, style: str = "") -> None:
    console.print(words, style=style, markup=False, soft_wrap=True)


def _text(words: str) -> Any:  # noqa: ANN401 - rich's own
    from rich.text import Text

    return Text(words)


def _some(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# For machines


def _csv(stream: TextIO, found: Comparison) -> None:
    from sijill.comparing.records import RECORD
    from sijill.exports.harmless import harmless

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(RECORD)
    for record in found.records():
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in record.values()])
