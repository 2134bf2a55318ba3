"""`sijill decide`: what a person rules on an event. Kept for good; taken back by `undo`."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import complain, wrong_use

if TYPE_CHECKING:
    from sijill.model import Decision
    from sijill.register import Register

decide = typer.Typer(
    name="decide",
    help="Rule on an event: accept, reject, correct, same, other, note, undo.\n\n"
    "What is decided is kept with who, when and why, and overrides what is read out of reports, also those that are "
    "added later. Nothing is ever overwritten: undo takes a decision back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Event = Annotated[
    str, typer.Argument(metavar="ID", help="The event; the first letters of its id will do.", show_default=False)
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="SIJILL_USER",
        help="Who decides: else your login name.",
        show_default=False,
    ),
]
Why = Annotated[str | None, typer.Option("--why", metavar="WORDS", help="The reason.", show_default=False)]
Accounts = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="ID",
        help="An account of it, by its number or id in sijill show; may be given again.",
        show_default=False,
    ),
]


@decide.command()
def accept(event: Event, by: By = None, why: Why = None, register: RegisterOption = None) -> None:
    """The event is right as it stands."""
    with opened(register) as kept:
        _say(kept, kept.decide("accept", _event(kept, event), by=_name(by), why=why))


@decide.command(short_help="There was no such event, or an account is of no worth.")
def reject(
    event: Event, account: Accounts = None, by: By = None, why: Why = None, register: RegisterOption = None
) -> None:
    """There was no such event; or, with --account, these accounts tell nothing of worth."""
    with opened(register) as kept:
        here = _event(kept, event)
        if account:
            keys = [_account(kept, here, name) for name in account]
            _say(kept, kept.decide("reject", by=_name(by), why=why, accounts=keys), here)
        else:
            _say(kept, kept.decide("reject", here, by=_name(by), why=why))


@decide.command()
def correct(
    event: Event,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Such as killed, date, place.", show_default=False)],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What is right.", show_default=False)],
    by: By = None,
    why: Why = None,
    register: RegisterOption = None,
) -> None:
    """Set a field of the event.

    killed, wounded, abducted, arrested: 9, 7-9, 7+, 7/9/12 (low, best, high), civilians=3,state_forces=6, none.

    date: 2024-05-13, 2024-05-13..2024-05-15, 2024-05, unknown. place: a name that the gazetteer knows, unknown.

    initiators, targets, claimed_by, weapons, sources: names with ; between them. type, status: one of theirs.

    Any value may be JSON in the form of docs/fields.md.
    """
    from sijill.register.corrections import typed_value

    with opened(register) as kept:
        here = kept.event(_event(kept, event))
        name = {"type": "sub_event_type"}.get(field, field.replace("-", "_"))
        try:
            meant = typed_value(name, value, here)
        except ValueError as error:
            wrong_use(f"{field} can't be {value!r}: {error}", "See sijill decide correct --help")
        _say(kept, kept.decide("correct", here.id, by=_name(by), why=why, field=name, value=meant))


@decide.command()
def same(event: Event, other: Event, by: By = None, why: Why = None, register: RegisterOption = None) -> None:
    """Two events are one."""
    with opened(register) as kept:
        one, two = _event(kept, event), _event(kept, other)
        _say(kept, kept.decide("same_event", one, by=_name(by), why=why, other=two))


@decide.command(short_help="Two events are not one, or an account tells another.")
def other(
    event: Event,
    other_event: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="Another event: the two stay apart.", show_default=False)
    ] = None,
    account: Accounts = None,
    by: By = None,
    why: Why = None,
    register: RegisterOption = None,
) -> None:
    """Two events are not one; or, with --account, these accounts tell of another event than the rest."""
    if (other_event is None) == (not account):
        wrong_use("name either another event or accounts", "See the accounts: sijill show ID")
    with opened(register) as kept:
        here = _event(kept, event)
        options: dict[str, Any] = {"by": _name(by), "why": why}
        if account:
            options["accounts"] = [_account(kept, here, name) for name in account]
        else:
            options["other"] = _event(kept, other_event or "")
        _say(kept, kept.decide("other_event", here, **options))


@decide.command()
def note(
    event: Event,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What to remember.", show_default=False)],
    by: By = None,
    register: RegisterOption = None,
) -> None:
    """Write something down beside the event; it changes nothing."""
    with opened(register) as kept:
        _say(kept, kept.decide("note", _event(kept, event), by=_name(by), why=words))


@decide.command()
def undo(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="Such as d3, from sijill history.", show_default=False)
    ],
    by: By = None,
    why: Why = None,
    register: RegisterOption = None,
) -> None:
    """Take a decision back, an undo as well."""
    with opened(register) as kept:
        _say(kept, kept.undo(decision, by=_name(by), why=why))


class RuleName(StrEnum):
    """By which rule the best figure is taken."""

    most_recent = "most_recent"
    median = "median"
    most_conservative = "most_conservative"


@decide.command(short_help="By which rule the best figures are taken.")
def rule(
    name: Annotated[
        RuleName | None, typer.Argument(metavar="[RULE]", help="The rule from now on.", show_default=False)
    ] = None,
    register: RegisterOption = None,
) -> None:
    """Say, or change, by which rule the best figures of killed and so on are taken.

    most_recent: what was published last. median: the median of independent sources. most_conservative: the lowest.

    docs/events.md has examples. A change makes all events of the register anew.
    """
    with opened(register) as kept:
        if name is not None:
            kept.set_rule(name.value)
        typer.echo(kept.rule)


@decide.command()
def looks(register: RegisterOption = None) -> None:
    """List the decisions that need a second look.

    Their reports were changed or coded anew, or their events joined or parted. To rule again on the event, or to undo
    the decision, takes it off the list.
    """
    from sijill.register.ruling_words import ruling_text

    with opened(register) as kept:
        waiting = kept.second_looks()
    for look in waiting:
        where = f"event {look.event}" if look.event else "its event is gone"
        typer.echo(f"{look.decision.id}  {where}: {ruling_text(look.decision)}\n    {look.why}, {look.at:%Y-%m-%d}")
    if not waiting:
        complain("no decision needs a second look", "note")


def _event(register: Register, name: str) -> str:
    from sijill.register.queries import resolve_event

    with register.reading() as connection:
        return resolve_event(connection, name)


def _account(register: Register, event_id: str, name: str) -> str:
    """The key of an account of an event, from its number in `sijill show` or the first letters of its key."""
    keys = register.event(event_id).accounts
    if name.isdigit() and 1 <= int(name) <= len(keys):
        return keys[int(name) - 1]
    found = [telling.key for telling in register.tellings(event_id) if telling.key.startswith(name)]
    if len(found) != 1:
        wrong_use(f"event {event_id} has no account {name}", f"See its accounts: sijill show {event_id}")
    return found[0]


def _name(by: str | None) -> str:
    if by and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        wrong_use("nobody knows who decides", "Say so: --by NAME, or SIJILL_USER in the environment")


def _say(register: Register, decision: Decision, event_id: str | None = None) -> None:
    """What was decided, and what the event is now."""
    from sijill.cli.tables import harmless
    from sijill.linking.event_sentence import sentence
    from sijill.register import UnknownId

    typer.echo(f"{decision.id}: {decision.kind.replace('_', ' ')}, by {decision.by}. ", nl=False)
    typer.echo(f"Take it back: sijill decide undo {decision.id}")
    try:
        event = register.event(event_id or decision.event or "")
    except UnknownId:
        return
    print(f"{event.id}: {sentence(event)}", file=harmless(sys.stdout))
