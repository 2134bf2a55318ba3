"""`sijill users`: accounts for pages that others can reach. Passwords are asked for, never given as arguments."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import wrong_use

if TYPE_CHECKING:
    from sijill.web.people import People

users = typer.Typer(
    name="users",
    help="Accounts for the pages: add, list, role, password, token, remove.\n\n"
    "They are needed where others can reach the pages (sijill serve --host ADDRESS); on this computer alone nobody "
    "signs in. A reader looks; a coder decides as well; an admin manages accounts and settings as well.\n\n"
    "A password is asked for twice; in a pipe it is the first line of standard input.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class RoleName(StrEnum):
    """What an account may do."""

    READER = "reader"
    CODER = "coder"
    ADMIN = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose account.", show_default=False)]


@users.command()
def add(
    name: Name,
    role: Annotated[RoleName, typer.Option("--role", help="What the account may do.")] = RoleName.READER,
    register: RegisterOption = None,
) -> None:
    """Make an account."""
    with _people(register, make=True) as people:
        _check_free(people, name)
        made = people.add(name, role.value, _password())
        typer.echo(f"{made.name} may sign in, as {made.role}.")


@users.command("list")
def list_(register: RegisterOption = None) -> None:
    """All accounts."""
    with _people(register) as people:
        found = people.all()
        if not found:
            typer.echo("No accounts. Make one: sijill users add NAME --role admin", err=True)
            return
        from rich.table import Table

        from sijill.cli.formats import console_for

        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in ("Name", "Role", "Since", "Password of", "Signed in", "Tokens"):
            table.add_column(heading)
        for user in found:
            there = people.sessions(user)
            tokens = sum(session.label is not None for session in there)
            table.add_row(
                user.name,
                user.role,
                f"{user.added:%Y-%m-%d}",
                f"{user.changed:%Y-%m-%d}",
                str(len(there) - tokens or "–"),
                str(tokens or "–"),
            )
        console_for(sys.stdout).print(table, markup=False)


@users.command()
def role(
    name: Name,
    role: Annotated[RoleName, typer.Argument(metavar="ROLE", help="reader, coder or admin.", show_default=False)],
    register: RegisterOption = None,
) -> None:
    """Give an account another role; it holds at once."""
    with _people(register) as people:
        changed = people.set_role(name, role.value)
        typer.echo(f"{changed.name} is {changed.role} now.")


@users.command()
def password(name: Name, register: RegisterOption = None) -> None:
    """Give an account another password; it is signed out everywhere, and its tokens end."""
    with _people(register) as people:
        _check_there(people, name)
        changed = people.set_password(name, _password())
        typer.echo(f"{changed.name} has another password, and is signed out everywhere.")


@users.command()
def token(
    name: Name,
    label: Annotated[str, typer.Option("--label", metavar="WORDS", help="What it is for.", show_default=False)],
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, help="How long it holds.")] = 90,
    register: RegisterOption = None,
) -> None:
    """A token with which a program uses the API as this account. Shown once, on standard output."""
    with _people(register) as people:
        made = people.make_token(name, label, days)
        typer.echo(
            f"Keep it safe; it is not shown again. Send it as: Authorization: Bearer TOKEN ({days} days)", err=True
        )
        typer.echo(made)


@users.command("sign-out")
def sign_out(name: Name, register: RegisterOption = None) -> None:
    """Sign an account out everywhere, and end its tokens."""
    with _people(register) as people:
        typer.echo(f"{people.end_all(name).name} is signed out everywhere.")


@users.command()
def remove(name: Name, register: RegisterOption = None) -> None:
    """Remove an account; what it decided stays, with its name."""
    with _people(register) as people:
        typer.echo(f"{people.remove(name).name} is removed. What was decided under this name stays.")


@contextmanager
def _people(register: str | None, *, make: bool = False) -> Iterator[People]:
    from sijill.web.people import People

    with opened(register, make=make) as kept:
        yield People(kept.engine)


def _check_free(people: People, name: str) -> None:
    """Better said before a password is typed twice."""
    from sijill.register.users import fitting_name, name_key

    if name_key(fitting_name(name)) in {name_key(user.name) for user in people.all()}:
        wrong_use(f"there is an account {name!r} already", "Take another name, or see: sijill users --help")


def _check_there(people: People, name: str) -> None:
    from sijill.register.users import name_key

    if name_key(name) not in {name_key(user.name) for user in people.all()}:
        wrong_use(f"there is no account {name!r}", "See which there are: sijill users list")


def _password() -> str:
    """From the keyboard without showing it, twice; else the first line of standard input."""
    if _at_a_keyboard():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
        return asked
    line = typer.get_text_stream("stdin", encoding="utf-8").readline().rstrip("\r\n")
    if not line:
        wrong_use("there is no password on standard input", "Type it when asked, or pipe it in as one line")
    return line


def _at_a_keyboard() -> bool:
    return sys.stdin.isatty()
