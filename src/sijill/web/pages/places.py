"""Places: countries, their divisions, the places in them, and the profile of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from sijill.register import UnknownId
from sijill.register.profiles import Level, Selection, Spot, by_spot, is_there
from sijill.register.remembered import remembered
from sijill.web.filters import Asked, Paging, PagingDep
from sijill.web.people import reader
from sijill.web.portrait import AskedDep, Kept, Portrait, portrait
from sijill.web.profile_pages import country_name, drawn_page
from sijill.web.profile_paths import NO_NUL, UNKNOWN
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])

_LONGEST: Final = 4000
Name = Annotated[str | None, Query(max_length=_LONGEST, pattern=NO_NUL)]
Code = Annotated[str, Path(pattern=NO_NUL)]
By = Annotated[Level, Query()]


@dataclass(frozen=True, slots=True)
class Profile:
    """A country, a division or a place with its events. `inside`: the divisions of a country, the places of a
    division; `inside_all`: how many there are of them."""

    country: str | None
    division: str | None
    place: str | None
    inside: list[Spot]
    inside_all: int
    portrait: Portrait

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, and what it lies in, the nearest first."""
        return tuple(name for name in (self.place, self.division, country_name(self.country)) if name)


def listed(connection: Connection, asked: Asked, paging: Paging, level: Level) -> tuple[int, list[Spot]]:
    """How many countries, divisions or places the events of a filter lie in, and those of a page of the list."""
    name = ("places", asked.filters, level, paging.offset, paging.size)
    every = Selection(asked.filters)
    return remembered(connection, name, lambda: by_spot(connection, every, level, paging.size, paging.offset))


def profile(connection: Connection, asked: Asked, country: str, division: str | None, place: str | None) -> Profile:
    """The profile of a place within a filter. Raises `UnknownId` where the register has no event there."""
    code = None if country == UNKNOWN else country
    here = Selection(asked.filters, place=(code, division, place))
    drawn = portrait(connection, here)
    if not drawn.figures.events and not is_there(connection, code, division, place):
        name = place or division or country
        raise UnknownId(f"the register has no event in {name!r}", "See where it has some: /places")
    inside_all = 0
    inside: list[Spot] = []
    if place is None:
        level: Level = "admin1" if division is None else "place"
        inside_all, inside = by_spot(connection, here, level, 100)
    return Profile(code, division, place, inside, inside_all, drawn)


@router.get("/places", response_class=HTMLResponse, include_in_schema=False)
def places(
    request: Request, asked: AskedDep, paging: PagingDep, connection: Reading, by: By = "country"
) -> HTMLResponse:
    """Where events lie: by country, division or place."""
    number, rows = listed(connection, asked, paging, by)
    size = paging.size if paging.size != Paging().size else None
    kept = Kept(asked, {"by": by if by != "country" else None, "size": size})
    return drawn_page(request, "places.html", asked=kept, filters=asked, paging=paging, total=number, rows=rows, by=by)


@router.get("/places/{country}", response_class=HTMLResponse, include_in_schema=False)
def place(
    request: Request, asked: AskedDep, connection: Reading, country: Code, division: Name = None, place: Name = None
) -> HTMLResponse:
    """The profile of a country, of a division of it, or of a place."""
    found = profile(connection, asked, country, division, place)
    behind = asked.model_copy(
        update={"country": [country] if found.country else [], "admin1": [division[:200]] if division else []}
    )
    own: dict[str, object] = {"division": division, "place": place}
    # No filter of events names a single place: what is behind its figures is in the list of the division.
    exact = found.country is not None and place is None
    return drawn_page(
        request, "place.html", found=found, shown=found.portrait, asked=Kept(asked, own), behind=behind, exact=exact
    )
