"""Actors: all of them, and the profile of one, whether the registry knows it or only reports do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, select

from sijill.codebook import registry
from sijill.codebook.actor_table import KINDS, Actor
from sijill.register import UnknownId
from sijill.register.profiles import (
    ActorOrder,
    Party,
    Selection,
    Who,
    by_actor,
    number_of,
)
from sijill.register.remembered import remembered
from sijill.register.schema import event_actors
from sijill.web.filters import Asked, Paging, PagingDep
from sijill.web.people import reader
from sijill.web.portrait import AskedDep, Kept, Portrait, portrait
from sijill.web.profile_pages import drawn_page
from sijill.web.profile_paths import NO_NUL, actor_path
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])

_LONGEST: Final = 4000
Words = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
Id = Annotated[str, Path(pattern=NO_NUL)]
Name = Annotated[str, Query(min_length=1, max_length=_LONGEST, pattern=NO_NUL)]


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor and its events. `actor`: None where the registry doesn't know it. `own_events`: those that name it
    itself and no part of it."""

    who: Who
    actor: Actor | None
    kind: str | None
    above: tuple[Actor, ...]
    parts: tuple[Actor, ...]
    heir: Actor | None
    own_events: int
    portrait: Portrait


def listed(
    connection: Connection, asked: Asked, paging: Paging, words: str, sort: ActorOrder
) -> tuple[int, list[Party]]:
    """How many actors there are in the events of a filter, and those of a page of the list."""
    name = ("actors", asked.filters, words, sort, paging.offset, paging.size)
    every = Selection(asked.filters)
    return remembered(
        connection, name, lambda: by_actor(connection, every, sort, paging.size, paging.offset, words or None)
    )


def profile(connection: Connection, asked: Asked, who: Who) -> Profile:
    """An actor's profile within a filter. Raises `UnknownId` where neither the registry nor an event knows it."""
    known = registry()
    actor = known.get(who.actor_id)
    if actor is None and connection.scalar(select(event_actors.c.event_id).where(who.rows).limit(1)) is None:
        raise UnknownId(f"there is no actor {who.name!r}", "See which there are: /actors")
    drawn = portrait(connection, Selection(asked.filters, who))
    own = drawn.figures.events
    if len(who.ids) > 1:
        own = number_of(connection, Selection(asked.filters, replace(who, alone=True)))
    return Profile(
        who, actor, KINDS.get(actor.inter) if actor else None,
        _known(known.ancestors(actor.id)) if actor else (), _known(known.children(actor.id)) if actor else (),
        known.get(actor.successor) if actor else None, own, drawn,
    )  # fmt: skip


def who_is(connection: Connection, actor_id: str) -> Who:
    """An actor by its id, called as the registry calls it, else as its events do."""
    known = registry().get(actor_id)
    if known:
        return Who(actor_id, known.name)
    named = select(event_actors.c.name).where(event_actors.c.actor_id == actor_id).limit(1)
    return Who(actor_id, connection.scalar(named) or actor_id)


def _known(ids: tuple[str, ...]) -> tuple[Actor, ...]:
    return tuple(actor for name in ids if (actor := registry().get(name)))


@router.get("/actors", response_class=HTMLResponse, include_in_schema=False)
def actors(
    request: Request,
    asked: AskedDep,
    paging: PagingDep,
    connection: Reading,
    q: Words = "",
    sort: ActorOrder = "events",
) -> HTMLResponse:
    """All actors, with how much they are in."""
    number, rows = listed(connection, asked, paging, q, sort)
    kept = Kept(asked, {"q": q or None, "sort": sort if sort != "events" else None, "size": _size(paging)})
    return drawn_page(
        request, "actors.html", asked=kept, filters=asked, paging=paging, total=number, rows=rows, q=q, sort=sort
    )


@router.get("/actors/by-name", response_class=HTMLResponse, include_in_schema=False)
def unregistered(request: Request, asked: AskedDep, connection: Reading, name: Name) -> Response:
    """The profile of an actor that has only a name; one that the registry knows is found under its id."""
    known = registry().named(name)
    if known:
        return RedirectResponse(actor_path(known.id, known.name) + asked.address())
    return _shown(request, asked, profile(connection, asked, Who(None, name)), {"name": name})


@router.get("/actors/{actor_id:path}", response_class=HTMLResponse, include_in_schema=False)
def actor(request: Request, asked: AskedDep, connection: Reading, actor_id: Id) -> HTMLResponse:
    """The profile of an actor of the registry."""
    return _shown(request, asked, profile(connection, asked, who_is(connection, actor_id)), {})


def _shown(request: Request, asked: Asked, found: Profile, own: dict[str, object]) -> HTMLResponse:
    # The events behind the figures, as the overview and the downloads take them.
    behind = asked.model_copy(update={"actor": [found.who.actor_id or found.who.name[:200]]})
    return drawn_page(request, "actor.html", found=found, shown=found.portrait, asked=Kept(asked, own), behind=behind)


def _size(paging: Paging) -> int | None:
    return paging.size if paging.size != Paging().size else None
