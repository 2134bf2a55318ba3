"""`sijill code`: reports to coded reports, as JSON Lines, one JSON array, or tables for people."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.coders import chosen
from sijill.cli.streaming import Tally, code_all
from sijill.cli.trouble import FAILED, WRONG_USE, check_exists, complain, writing


class Format(StrEnum):
    """How coded reports are written."""

    jsonl = "jsonl"
    table = "table"
    json = "json"


def code(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders or web addresses of reports: text, HTML, JSON Lines, CSV. `-` reads standard input.",
            show_default=False,
        ),
    ],
    form: Annotated[
        Format,
        typer.Option("--format", "-f", help="jsonl: a line a report. json: one array. table: for reading."),
    ] = Format.jsonl,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, not to standard output.", show_default=False),
    ] = None,
) -> None:
    """Read reports and write the events they tell, in their order.

    What can't be read is told on standard error and set aside; the rest goes on.

    Exit code: 0 all went well, 1 some reports failed, 2 wrong use.
    """
    check_paths(paths)
    from sijill.cli.formats import writer_for
    from sijill.cli.progress import watched
    from sijill.intake import read_many

    load = chosen(context)
    tally = Tally()
    with writing(output) as stream, watched(tally, stream) as (tell, seen):
        writer = writer_for(form, stream)
        for coded in code_all(read_many(paths), load, tally, tell):
            writer.write(coded)
            seen()
        writer.close()
    if tally.failed:
        raise typer.Exit(FAILED)


def check_paths(paths: list[str]) -> None:
    wrong = [text for path in paths if "://" not in path and (text := check_exists(Path(path)))]
    for text in wrong:
        complain(text)
    if wrong:
        raise typer.Exit(WRONG_USE)
