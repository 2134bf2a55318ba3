"""`sijill restore`: a register from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sijill.cli.trouble import FAILED, complain, wrong_use


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to read.", show_default=False)],
    register: Annotated[
        str, typer.Argument(metavar="REGISTER", help="Where to: a file or a database's address.", show_default=False)
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite what REGISTER holds. Of a file, a copy is kept.")
    ] = False,
) -> None:
    """Put a backup in the place of a register, once all of it is found to be whole.

    Broken off at any moment, the register holds what it held. Pages that are open over it go on with the backup;
    everybody signs in again, and tokens are given anew. Also from a file to PostgreSQL, and back.
    """
    from sijill.cli.bars import bar
    from sijill.cli.streaming import some
    from sijill.register import RegisterError
    from sijill.register.backing import restore as put
    from sijill.register.faults import Damaged

    try:
        with bar() as (seen, say):
            done = put(file, register, seen, lambda finding: say(f"fault: {finding}"), over=force)
    except Damaged as error:
        complain(f"{error.reason}. {error.mend}.")
        raise typer.Exit(FAILED) from None
    except RegisterError as error:
        wrong_use(error.reason, error.mend)
    held = done.counts
    holds = ", ".join((some(held.reports, "report"), some(held.events, "event"), some(held.decisions, "decision")))
    typer.echo(f"{register} holds {holds}.")
    if done.mended:
        typer.echo(f"{some(done.mended, 'thing')} derived anew: this Sijill derives otherwise than that of the backup.")
    if done.kept:
        typer.echo(f"What it held before is kept in {done.kept}.")
