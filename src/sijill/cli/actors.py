"""`sijill actors`: who a name may stand for and why, and a user's own actors."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sijill.cli.own_layers import CountryOption, country_code, no_layer
from sijill.cli.trouble import FAILED, WRONG_USE, check_exists, complain, wrong_use

if TYPE_CHECKING:
    from rich.console import Console

    from sijill.codebook.actor_search import Called, Candidate
    from sijill.codebook.actor_table import Actor

actors = typer.Typer(
    name="actors",
    help="Actors: who a name may stand for, what data sets call them, and actors of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# Faults of one file that are told one by one.
_TOLD: Final = 100
_SETS: Final = {"acled": "ACLED", "ucdp": "UCDP"}


class Format(StrEnum):
    """How candidates are written."""

    table = "table"
    json = "json"


@actors.command()
def find(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help='As a report writes it: "Asayish", "government forces".', show_default=False
        ),
    ],
    country: CountryOption = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help="The day of the event: 2018-03-01.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Show the N likeliest.")] = 5,
    form: Annotated[Format, typer.Option("--format", "-f", help="table: for reading. json: one array.")] = Format.table,
) -> None:
    """Show the actors that a name may stand for, whom a report would mean by it first, and why.

    --country says where the event was, --date when: both decide who is meant ("government forces" in Syria changed on
    2024-12-08) and which names hold. A name with ~ follows the data set's pattern and was not seen in data.

    Exit code: 0 found, 1 nobody of that name, 2 wrong use.
    """
    code, when = country_code(country), _day(day)
    from sijill.codebook import registry
    from sijill.codebook.actor_search import candidates

    found = candidates(registry(), name, code, when)
    if form is Format.json:
        typer.echo(json.dumps([_record(c, when, code) for c in found[:limit]], ensure_ascii=False, indent=1))
    elif found:
        _show(found, limit, when, code)
    if not found:
        complain(f"{name}: nobody of that name is known. Check the spelling, or add actors of your own", "note")
        raise typer.Exit(FAILED)


@actors.command()
def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="CSV or TSV with a line of column names.", show_default=False)
    ],
) -> None:
    """Add actors of your own; every later run knows them. A file added again takes the place of its layer.

    \b
    id, name, kind   needed. kind: 1 state forces, 2 rebels, 3 political
                     militia, 4 identity militia, 5 rioters, 6 protesters,
                     7 civilians, 8 external forces (ACLED's codes)
    countries        two letters each, its own first: IQ|SY
    aliases, native  other names, split by |
    parent, next     ids: what it is part of, who took its place
    from, to         days between which it exists: 2014-06-29
    acled, ucdp      its names there
    group            state_forces, non_state_forces or civilians,
                     where the kind does not say it

    An actor of yours replaces the known one of its id. A file with a fault is not added; each fault is told.

    Exit code: 0 all went well, 2 wrong use.
    """
    from sijill.codebook.user_actors import ActorFileError, add_layer

    for path in files:
        if missing := check_exists(path):
            complain(missing)
            raise typer.Exit(WRONG_USE)
        try:
            layer, replaced = add_layer(path)
        except ActorFileError as error:
            for fault in error.faults[:_TOLD]:
                complain(f"{fault}.")
            complain(f"{path}: nothing was added or changed", "note")
            raise typer.Exit(WRONG_USE) from None
        except OSError as error:
            wrong_use(f"{error.filename or path}: {error.strerror or error}", "Check the file and its folder")
        many = "actor" if len(layer.actors) == 1 else "actors"
        change = ", in the place of those of before" if replaced else ""
        typer.echo(f"{layer.name}: {len(layer.actors):,} {many} added{change}. Kept in {layer.path}")


@actors.command("list")
def list_() -> None:
    """Show your layers of actors."""
    from sijill.codebook.user_actors import layers

    kept = layers()
    if not kept:
        typer.echo("No actors of your own yet. Add some with: sijill actors add FILE")
    for layer in kept:
        typer.echo(f"{layer.name}  {len(layer.actors):,}  {layer.path}")


@actors.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="LAYER", help="As `list` calls it.", show_default=False)],
) -> None:
    """Take a layer of your actors out."""
    from sijill.codebook.user_actors import layer_names, remove_layer

    if not remove_layer(name):
        no_layer(name, layer_names())
    typer.echo(f"{name}: removed")


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        wrong_use(f"--date {told}: no such day", "Write it as 2018-03-01")


def _show(found: list[Candidate], limit: int, when: date | None, country: str | None) -> None:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    for n, candidate in enumerate(found[:limit]):
        actor = candidate.actor
        line = Text(actor.name, "bold").append(f"  {actor.id}", "dim")
        console.print(line if not n else Text("\n").append(line))
        console.print(Padding(Text("; ".join(candidate.why), "italic"), (0, 0, 0, 2)))
        _show_facts(console, actor, when, country)
    if len(found) > limit:
        console.print(f"\nand {len(found) - limit:,} more: --limit {len(found)}")


def _show_facts(console: Console, actor: Actor, when: date | None, country: str | None) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=9)
    table.add_column(overflow="fold")
    for heading, said in _facts(actor, when, country):
        table.add_row(Text(heading, "dim"), Text(said))
    console.print(Padding(table, (0, 0, 0, 2)))


def _facts(actor: Actor, when: date | None, country: str | None) -> list[tuple[str, str]]:
    from sijill.codebook import registry
    from sijill.codebook.actor_search import called
    from sijill.codebook.actor_table import KINDS
    from sijill.codebook.countries import countries

    code = actor.inter_on(when, country)
    where = ", ".join(countries()[c].plain_name for c in actor.countries)
    facts = [("kind", f"{KINDS[code]} ({code})" + (f"; {where}" if where else ""))]
    if actor.since or actor.until:
        facts.append(("existed", _span(actor.since, actor.until)))
    above = [registry().get(actor_id) for actor_id in registry().ancestors(actor.id)]
    if above:
        facts.append(("part of", " < ".join(parent.name for parent in above if parent)))
    for dataset, heading in _SETS.items():
        names = [c for c in called(actor, when, country) if c.dataset == dataset]
        facts += [(heading if not n else "", _name(one, when)) for n, one in enumerate(names)]
    if actor.aliases:
        facts.append(("also", ", ".join(actor.aliases)))
    if actor.layer:
        facts.append(("from", f"your layer {actor.layer}"))
    return facts


def _name(one: Called, when: date | None) -> str:
    days = "" if when or not (one.since or one.until) else f"  {_span(one.since, one.until)}"
    place = f"  in {one.where}" if one.where else ""
    return ("" if one.seen else "~") + one.name + days + place


def _span(since: date | None, until: date | None) -> str:
    return " ".join(part for part in (f"from {since}" if since else "", f"to {until}" if until else "") if part)


def _record(candidate: Candidate, when: date | None, country: str | None) -> dict[str, Any]:
    from sijill.codebook import registry
    from sijill.codebook.actor_search import called

    actor = candidate.actor
    return {
        "id": actor.id,
        "name": actor.name,
        "meant": candidate.meant,
        "why": list(candidate.why),
        "kind": actor.inter_on(when, country),
        "group": actor.group_on(when),
        "countries": list(actor.countries),
        "from": actor.since and actor.since.isoformat(),
        "to": actor.until and actor.until.isoformat(),
        "next": actor.successor,
        "part_of": list(registry().ancestors(actor.id)),
        "parts": list(registry().children(actor.id)),
        "names": [
            {
                "set": one.dataset,
                "name": one.name,
                "country": one.where,
                "from": one.since and one.since.isoformat(),
                "to": one.until and one.until.isoformat(),
                "seen": one.seen,
            }
            for one in called(actor, when, country)
        ],
        "aliases": list(actor.aliases),
        "layer": actor.layer,
    }
