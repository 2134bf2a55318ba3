"""`sijill`: the commands, and how the program starts and ends.

Exit codes: 0 all went well, 1 some reports failed, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Final, TextIO

import typer

from sijill import __version__
from sijill.cli.actors import actors
from sijill.cli.add import add
from sijill.cli.backup import backup
from sijill.cli.check import check
from sijill.cli.cluster import cluster
from sijill.cli.code import code
from sijill.cli.compare import compare
from sijill.cli.decide import decide
from sijill.cli.demo import demo
from sijill.cli.evaluate import evaluate
from sijill.cli.events import events
from sijill.cli.export import export
from sijill.cli.gazetteer import gazetteer
from sijill.cli.history import history
from sijill.cli.restore import restore
from sijill.cli.schema import schema
from sijill.cli.search import search
from sijill.cli.serve import serve
from sijill.cli.show import show
from sijill.cli.users import users
from sijill.cli.watch import watch

_HELP = """Turn news reports into conflict events: who did what to whom, where and when, with how many killed and hurt,
and who says so. Offline, the same every time, every value with the words that carry it.

Start with: sijill demo
"""

app = typer.Typer(
    name="sijill",
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sijill {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """The program itself; each command has its own --help."""


# In the order in which --help lists them, each with a line that fits 80 columns.
_COMMANDS: Final[tuple[tuple[Callable[..., None], str], ...]] = (
    (demo, "The sample reports: coded, joined into events, and shown."),
    (code, "Reports to coded reports; nothing is kept."),
    (add, "Reports into a register: coded, linked, kept."),
    (watch, "Feeds into a register, again and again."),
    (events, "The events of a register, all or those of a filter."),
    (show, "One event, or one report, in full."),
    (serve, "The pages: read, check and correct a register."),
    (search, "The reports that hold some words, and their events."),
    (history, "How an event came about, and what was decided on it."),
    (export, "Events in the forms of ACLED, UCDP and others."),
    (compare, "A register beside an ACLED or UCDP file."),
    (check, "Whether a register is whole; mends what can be."),
    (backup, "A copy of a register, while others use it."),
    (restore, "A copy back in a register's place."),
    (evaluate, "Score coded reports against gold."),
    (schema, "The JSON Schema of the records."),
)
for command, line in _COMMANDS:
    app.command(short_help=line)(command)
_GROUPS: Final[tuple[tuple[typer.Typer, str], ...]] = (
    (decide, "Accept, reject, correct, join or part events; undo."),
    (users, "Who may open the pages of a register."),
    (actors, "Who an actor name means; actors of your own."),
    (gazetteer, "What a place name may stand for; places of your own."),
    (cluster, "Archives on Apache Spark: code, near-duplicates, link."),
)
for group, line in _GROUPS:
    app.add_typer(group, short_help=line)


def run() -> None:
    """Start the program, with output in UTF-8 whatever the locale; a reader that hangs up ends it quietly."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    try:
        app()
    except BrokenPipeError:
        # Python flushes standard output once more at exit, which would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _speak_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")
