"""`sijill backup`: a register as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.trouble import wrong_use


def backup(
    register: Annotated[
        str,
        typer.Argument(metavar="REGISTER", help="The register: a file or a database's address.", show_default=False),
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
) -> None:
    """Write a whole register to one file, in the one state that it has now, while others read and write it.

    The file appears once it is whole. It holds all texts, decisions, and the hashes of passwords: keep it as safe as
    the register. A register on PostgreSQL is written in the same form; pg_dump is the faster way there.
    """
    from sijill.cli.bars import bar
    from sijill.cli.streaming import some
    from sijill.register import RegisterError
    from sijill.register.backing import backup as write

    try:
        with bar() as (seen, _):
            held = write(register, file, seen, over=force)
    except RegisterError as error:
        wrong_use(error.reason, error.mend)
    holds = ", ".join((some(held.reports, "report"), some(held.events, "event"), some(held.decisions, "decision")))
    typer.echo(f"{file} holds {holds}; {file.stat().st_size / 1e6:,.1f} MB.")
