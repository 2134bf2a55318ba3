"""Actors that are no row of their own: a state's army or police, "rebels" of a country, civilians, unknown gunmen.

Their words, names and codes stand in `data/actor_words.toml`. Every country has its own of most of them, made here:
`iq_police`; where a new government is another party to the war, the year goes with it: `sy_police_2024`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, cast, get_args

from sijill.codebook.actor_table import Actor, DataSet, ExportName
from sijill.codebook.countries import Country, countries
from sijill.codebook.states import parties, party_on, states
from sijill.model import Group

CIVILIANS: Final = "Civilians"


@cache
def actor_words() -> dict[str, Any]:
    """The tables of `data/actor_words.toml`."""
    return tomllib.loads((files("sijill.codebook") / "data" / "actor_words.toml").read_text("utf-8"))


@cache
def placed_classes() -> frozenset[str]:
    """Classes of which each country has its own."""
    return frozenset(
        kind for kind, table in actor_words()["classes"].items() if "id" not in table and "as" not in table
    )


def class_of(kind: str) -> str:
    """The class whose actor a class's words mean: "government_forces" -> "military"."""
    return str(actor_words()["classes"][kind].get("as", kind))


def class_id(kind: str, country: str | None, party: str = "") -> str | None:
    """The id of a class's actor: ("police", "IQ") -> "iq_police"; None where it would take a country to tell."""
    kind = class_of(kind)
    table = actor_words()["classes"][kind]
    if "id" in table:
        return str(table["id"])
    if country not in countries():
        return None
    made = f"{country.lower()}_{kind}" + (f"_{party}" if party else "")
    return str(actor_words()["own"].get(made, made))


@cache
def class_name(kind: str, country: str | None, party: str = "") -> str:
    """What a class's actor is called: ("police", "IQ") -> "Police Forces of Iraq"."""
    table = actor_words()["classes"][class_of(kind)]
    where = countries().get(country or "")
    if where is None:
        return str(table["unplaced"])
    name = table["name"].format(of=where.name, adjective=_adjective(where), plain=where.plain_name)
    if not party:
        return str(name)
    until = parties(where.code)[party][1]
    return f"{name} ({party}-{until.year if until else ''})"


def party_of(kind: str, country: str | None, when: object) -> str:
    """The party that a class's actor of a country is on a day; "" for those that no government changes."""
    if country not in states() or actor_words()["classes"][class_of(kind)]["group"] != "state_forces":
        return ""
    return party_on(country, cast(Any, when))


def _adjective(country: Country) -> str:
    return country.adjectives[0] if country.adjectives else country.plain_name


@cache
def class_names(kind: str, country: str | None) -> tuple[ExportName, ...]:
    """The names of a class's actor in ACLED's and UCDP's data."""
    table = actor_words()["classes"][kind]
    names = [
        ExportName(dataset, table[dataset], seen=bool(table.get("seen")))
        for dataset in get_args(DataSet)
        if dataset in table
    ]
    if table["group"] == "state_forces" and country in countries():
        plain = actor_words()["ucdp"].get(country, countries()[country].plain_name)
        names.append(ExportName("ucdp", f"Government of {plain}"))
    return tuple(names)


_CLASS_ID: Final = re.compile(r"([a-z]{2})_([a-z_]+?)(?:_(\d{4}))?")


def class_actor(actor_id: str) -> Actor | None:
    """The actor of a class by its id: "iq_police"; None for other ids."""
    classes = actor_words()["classes"]
    for kind, table in classes.items():
        if table.get("id") == actor_id:
            return _made(kind, table, None, "")
    found = _CLASS_ID.fullmatch(actor_id)
    if found is None or found[2] not in placed_classes() or found[1].upper() not in countries():
        return None
    country, kind, party = found[1].upper(), found[2], found[3] or ""
    if party and (party not in parties(country) or classes[kind]["group"] != "state_forces"):
        return None
    made = _made(kind, classes[kind], country, party)
    return made if made.id == actor_id else None


def class_actors() -> Iterator[Actor]:
    """All actors of classes: those for all countries, then each country's."""
    classes = actor_words()["classes"]
    for kind, table in classes.items():
        if "id" in table:
            yield _made(kind, table, None, "")
    for code in countries():
        for kind in placed_classes():
            table = classes[kind]
            yield _made(kind, table, code, "")
            if table["group"] == "state_forces":
                for party in parties(code):
                    yield _made(kind, table, code, party)


def _made(kind: str, table: dict[str, Any], country: str | None, party: str) -> Actor:
    since, until = parties(country)[party] if party and country else (None, None)
    # Who nobody in particular is, everyone of the kind may be: such actors have nobody above them.
    parent = class_id(table["parent"], country, party) if "parent" in table else None
    return Actor(
        id=class_id(kind, country, party) or kind,
        name=class_name(kind, country, party),
        inter=table["kind"],
        group=cast(Group, table["group"]),
        countries=(country,) if country else (),
        parent=parent,
        since=since,
        until=until,
        own_names=class_names(kind, country),
        generic=table["group"] != "state_forces",
    )
