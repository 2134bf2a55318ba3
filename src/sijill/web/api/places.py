"""Places as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from sijill.register.profiles import Level, Spot
from sijill.web.api.models import PROBLEMS, Answer, Listed
from sijill.web.api.profiles import PortraitEntry, portrait_entry
from sijill.web.filters import Asked, Paging
from sijill.web.pages.places import listed, profile
from sijill.web.people import reader
from sijill.web.portrait import AskedDep
from sijill.web.profile_paths import NO_NUL
from sijill.web.site import Reading

router = APIRouter(prefix="/api/places", tags=["places"], dependencies=[Depends(reader)], responses=PROBLEMS)

_Name = Annotated[str | None, Query(max_length=4000, pattern=NO_NUL)]


class PlacesAsked(Asked):
    """The filters of the pages, by what places are counted, and which part of the list."""

    by: Level = "country"
    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=500)


class PlaceList(Listed):
    """Countries, divisions or places, those with most events first."""

    items: tuple[Spot, ...]


class PlaceDetail(Answer):
    """A country, a division or a place with its events. `inside`: the divisions of a country, the places of a division,
    of which there are `inside_all`."""

    country: str | None
    division: str | None
    place: str | None
    inside: tuple[Spot, ...]
    inside_all: int
    portrait: PortraitEntry


@router.get("", summary="Where events lie")
def places(asked: Annotated[PlacesAsked, Query()], connection: Reading) -> PlaceList:
    """By country, first-level division (`admin1`) or place."""
    total, rows = listed(connection, asked, Paging(page=asked.page, size=asked.size), asked.by)
    following = f"/api/places{asked.address(page=asked.page + 1)}" if asked.page * asked.size < total else None
    return PlaceList(total=total, page=asked.page, size=asked.size, next=following, items=tuple(rows))


@router.get("/{country}", summary="A country, a division or a place")
def place(
    asked: AskedDep,
    connection: Reading,
    country: Annotated[str, Path(pattern=NO_NUL, description="Two letters, or `unknown`")],
    division: _Name = None,
    place: _Name = None,
) -> PlaceDetail:
    """By the names that the register has."""
    found = profile(connection, asked, country, division, place)
    return PlaceDetail(
        country=found.country, division=found.division, place=found.place, inside=tuple(found.inside),
        inside_all=found.inside_all, portrait=portrait_entry(found.portrait),
    )  # fmt: skip
