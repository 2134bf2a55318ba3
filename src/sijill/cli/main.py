"""`sijill`: the commands, and how the program starts and ends.

Exit codes: 0 all went well, 1 some reports failed, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, TextIO

import typer

from sijill import __version__
from sijill.cli.code import code
from sijill.cli.demo import demo
from sijill.cli.evaluate import evaluate
from sijill.cli.schema import schema

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


for command in (code, evaluate, schema, demo):
    app.command()(command)


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
