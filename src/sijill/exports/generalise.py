"""Events made fit to be shared where exact places and names could do harm. What it does and why: responsible-use.md."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from sijill.codebook import registry
from sijill.exports.divisions import Division, country_point, district_of, division_of
from sijill.exports.reading import Told
from sijill.gazetteer.points import codes
from sijill.gazetteer.words import words
from sijill.model import ActorRef, Event, Place, ReportHead


class Generalise(StrEnum):
    """How coarse places become: first-level divisions, or second-level ones where the gazetteer knows them.

    Either also leaves out: people's names; the words of sources; actors' names that the registry does not know, which
    may be people's; the titles and addresses of reports; and what else is told in a report's own words.
    """

    admin1 = "admin1"
    admin2 = "admin2"


def generalised(told: Told, level: Generalise) -> Told:
    """The event with coarse places and without what may name a person."""
    event = told.event
    changes: dict[str, Any] = {
        "place": generalised_place(event.place, level) if event.place else None,
        "persons": (),
        "sources": (),
        "disagreements": tuple(item.model_copy(update={"versions": ()}) for item in event.disagreements),
        **{side: _known(getattr(event, side), event) for side in ("initiators", "targets", "claimed_by")},
    }
    return replace(
        told, event=event.model_copy(update=changes), reports=tuple(_without_title(head) for head in told.reports)
    )


def _without_title(head: ReportHead) -> ReportHead:
    return head.model_copy(update={"title": None, "url": None})


def generalised_place(place: Place, level: Generalise) -> Place | None:
    """The division that a place lies in, at its centre; its country where no division is known; None without either.

    The point is the gazetteer's, and there is none where it knows none; the precision codes are those of a division.
    """
    if level is Generalise.admin2:
        district = district_of(place)
        if district:
            return _coarse(place, "district", district.name, district, place.admin1)
    if place.admin1:
        return _coarse(place, "admin1", place.admin1, division_of(place), place.admin1)
    country = country_point(place.country or "")
    return _coarse(place, "country", country.name, country, None) if country else None


def _coarse(place: Place, kind: str, name: str, at: Division | None, admin1: str | None) -> Place:
    where, geo = codes(kind) if at else (None, None)
    return Place(
        name=name,
        admin1=admin1,
        country=place.country,
        latitude=at.latitude if at else None,
        longitude=at.longitude if at else None,
        tolerance_km=float(words()["kinds"][kind]["km"]) if at else None,
        where_prec=where,
        geo_precision=geo,
        place_id=at.place_id if at else None,
        inferred=("latitude", "longitude") if at else (),
    )


def _known(actors: Sequence[ActorRef], event: Event) -> tuple[ActorRef, ...]:
    """Actors without their reports' words; those that the registry doesn't know by what kind of people they are."""
    country = event.place.country if event.place else None
    return tuple(dict.fromkeys(_shown(actor.name, actor.actor_id, country) for actor in actors))


@lru_cache(maxsize=4096)
def _shown(name: str, actor_id: str | None, country: str | None) -> ActorRef:
    if registry().get(actor_id) or registry().named(name, country):
        return ActorRef(name=name, mention=name, actor_id=actor_id)
    # An id that no table has is a user's own, of a registry that is not at hand: its name says nothing of who it is.
    kind = kind_of(name, country)
    return ActorRef(name=kind, mention=kind)


def kind_of(name: str, country: str | None) -> str:
    """What kind of people an actor is, in the words that stand for one whose name is not told: "Civilians"."""
    return _kinds()[registry().resolve(name, country).group]


@cache
def _kinds() -> Mapping[str, str]:
    told = tomllib.loads((files("sijill.exports") / "data" / "generalise.toml").read_text("utf-8"))
    return cast(Mapping[str, str], told["actors"])
