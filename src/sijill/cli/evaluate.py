"""`sijill evaluate`: coded reports against gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.trouble import WRONG_USE, complain, reading

if TYPE_CHECKING:
    from sijill.evaluation import Line


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Reports coded by hand: JSON Lines with id, relevant, events, assertions.",
            show_default=False,
        ),
    ],
    predicted: Annotated[
        Path,
        typer.Argument(
            metavar="PREDICTED", help="What `sijill code` wrote; `-` is standard input.", show_default=False
        ),
    ],
    errors: Annotated[int, typer.Option("--errors", metavar="N", min=0, help="Also list the first N wrong slots.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    reports: Annotated[
        bool, typer.Option("--reports", help="Also print a line for each report, the worst first.")
    ] = False,
) -> None:
    """Score coded reports against gold, reports coded by hand.

    Prints precision, recall and F1 of every slot; END TO END is over all slots of all events. docs/fields.md says
    what a slot is.
    """
    from sijill.evaluation import error_rows, figures_text, report_rows, score

    wanted, given = _read(gold), _read(predicted)
    strange = given.keys() - wanted.keys()
    if strange:
        complain(f"{len(strange)} predicted reports are not in the gold, {min(strange)} for one", "note")
    missing = wanted.keys() - given.keys()
    if missing:
        complain(f"{len(missing)} gold reports have no prediction, {min(missing)} for one: they count as empty", "note")
    figures = score(wanted, given)
    if as_json:
        typer.echo(json.dumps(figures.as_dict(with_reports=reports), indent=1))
    else:
        typer.echo(figures_text(figures))
        if reports:
            typer.echo("\n" + "\n".join(report_rows(figures)))
    for row in error_rows(figures.misses[:errors]):
        typer.echo(row, err=as_json)


def _read(path: Path) -> dict[str, Line]:
    from sijill.evaluation import MalformedLine, read_lines

    try:
        with reading(path) as file:
            return read_lines(file, str(path))
    except UnicodeDecodeError as error:
        complain(f"{path}: not UTF-8 text (byte {error.start}). Save it as UTF-8.")
    except MalformedLine as error:
        complain(str(error))
    raise typer.Exit(WRONG_USE)
