"""What a few letters may mean: places of the gazetteer, actors of the registry."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from sijill.codebook import Actor, countries
from sijill.codebook.actor_table import KINDS
from sijill.web.api.models import PROBLEMS, Answer
from sijill.web.people import reader
from sijill.web.suggesting import LONGEST, actor_entries, place_entries

router = APIRouter(prefix="/api/suggest", tags=["suggest"], dependencies=[Depends(reader)], responses=PROBLEMS)

Words = Annotated[str, Query(max_length=LONGEST, description="A name, or the beginning of an actor's name.")]
Country = Annotated[
    str | None, Query(pattern="^[A-Za-z]{2}$", description="Two letters of a country: its own come first.")
]
Most = Annotated[int, Query(ge=1, le=50)]


class SuggestedPlace(Answer):
    """A place of the gazetteer. Coordinates in degrees (WGS 84)."""

    place_id: str
    name: str
    kind: str
    parent: str | None
    admin1: str | None
    country: str | None
    latitude: float
    longitude: float
    population: int | None


class Places(Answer):
    """Places, the likeliest first."""

    items: list[SuggestedPlace]


class SuggestedActor(Answer):
    """An actor of the registry; `about`: what kind of actor, and where."""

    id: str
    name: str
    about: str


class Actors(Answer):
    """Actors, the best fit first."""

    items: list[SuggestedActor]


@router.get("/places")
def places(q: Words, country: Country = None, limit: Most = 12) -> Places:
    """The places that a name may stand for."""
    return Places(
        items=[
            SuggestedPlace(
                place_id=entry.place_id, name=entry.name, kind=entry.kind, parent=entry.parent, admin1=entry.admin1,
                country=entry.country or None, latitude=entry.latitude, longitude=entry.longitude,
                population=entry.population or None,
            )
            for entry in place_entries(q, country and country.upper(), limit)
        ]
    )  # fmt: skip


@router.get("/actors")
def actors(q: Words, country: Country = None, day: date | None = None, limit: Most = 12) -> Actors:
    """The actors whose names begin with these words, or hold them. `day`: those that existed then come first."""
    found = actor_entries(q, country and country.upper(), day, limit)
    return Actors(items=[SuggestedActor(id=actor.id, name=actor.name, about=_about(actor)) for actor in found])


def _about(actor: Actor) -> str:
    where = ", ".join(countries()[code].plain_name for code in actor.countries[:3] if code in countries())
    years = "–".join(str(day.year) if day else "" for day in (actor.since, actor.until)) if actor.until else ""
    return ", ".join(part for part in (KINDS[actor.inter], where, years) if part)
