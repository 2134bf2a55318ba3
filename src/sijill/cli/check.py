"""`sijill check`: the whole register verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.registers import RegisterOption
from sijill.cli.trouble import FAILED, complain, wrong_use

if TYPE_CHECKING:
    from sijill.register import Register
    from sijill.register.checking import Finding, Summing


def check(
    address: Annotated[
        str | None,
        typer.Argument(metavar="REGISTER", help="The register: a file or a database's address.", show_default=False),
    ] = None,
    register: RegisterOption = None,
    mend: Annotated[
        bool, typer.Option("--mend", help="Derive again what is derived and wrong: events, indexes, keys.")
    ] = False,
) -> None:
    """Verify a whole register: the file, every value's words against its text, events against accounts and decisions,
    history, the search index, accounts of people.

    A line for each fault, with what to do about it. Others may read and write meanwhile. --mend never touches reports,
    accounts, decisions or history.

    Exit code: 0 all is well, 1 there are faults, 2 wrong use.
    """
    from sijill.register import Register, RegisterError
    from sijill.register.faults import Damaged

    try:
        with Register.open(address or register, make=False) as kept:
            summing = _check(kept, mend)
            typer.echo(f"{kept.name}: {_held(kept)}; {_summed(summing)}.")
    except Damaged as error:
        complain(f"{error.reason}. {error.mend}.", "fault")
        raise typer.Exit(FAILED) from None
    except RegisterError as error:
        wrong_use(error.reason, error.mend)
    if summing.faults:
        raise typer.Exit(FAILED)


def _check(register: Register, mend: bool) -> Summing:
    from sijill.cli.bars import bar
    from sijill.register.checking import Summing
    from sijill.register.checking import check as check_all

    summing = Summing()
    with bar() as (seen, say):
        for finding in check_all(register, seen, mend=mend):
            summing.add(finding)
            say(f"{_kind(finding)}: {finding}")
    return summing


def _kind(finding: Finding) -> str:
    if finding.mended:
        return "mended"
    return "fault" if finding.grave else "note"


def _held(register: Register) -> str:
    from sijill.cli.streaming import some

    held = register.counts()
    parts = (held.reports, "report"), (held.accounts, "account"), (held.events, "event"), (held.decisions, "decision")
    return ", ".join(some(*part) for part in parts)


def _summed(summing: Summing) -> str:
    from sijill.cli.streaming import some

    said = [some(summing.faults, "fault")] if summing.faults else []
    said += [f"{summing.mended:,} mended"] if summing.mended else []
    said += [some(summing.notes, "note")] if summing.notes else []
    return ", ".join(said) if summing.faults or summing.mended else ", ".join(["all is well", *said])
