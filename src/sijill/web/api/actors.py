"""Actors as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import Field

from sijill.codebook.actor_table import Actor
from sijill.register.profiles import ActorOrder, Party, Relation, Who
from sijill.web.api.models import PROBLEMS, Answer, Listed
from sijill.web.api.profiles import PortraitEntry, portrait_entry
from sijill.web.filters import Asked, Paging
from sijill.web.pages.actors import Profile, listed, profile, who_is
from sijill.web.people import reader
from sijill.web.portrait import AskedDep
from sijill.web.profile_paths import NO_NUL
from sijill.web.site import Reading

router = APIRouter(prefix="/api/actors", tags=["actors"], dependencies=[Depends(reader)], responses=PROBLEMS)


class ActorsAsked(Asked):
    """The filters of the pages, part of a name, the order, and which part of the list."""

    q: str | None = Field(default=None, max_length=200, pattern=NO_NUL)
    sort: ActorOrder = "events"
    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=500)


class ActorList(Listed):
    """Actors of the events of a filter."""

    items: tuple[Party, ...]


class RegistryEntry(Answer):
    """What the registry of actors knows. `kind`: ACLED's word for its kind. `parents`: what it is part of, the nearest
    first; `parts`: what is part of it; all as ids. `until` is not included."""

    id: str
    name: str
    kind: str | None
    group: str
    countries: tuple[str, ...]
    aliases: tuple[str, ...]
    since: date | None
    until: date | None
    successor: str | None
    generic: bool
    parents: tuple[str, ...]
    parts: tuple[str, ...]


class ActorDetail(Answer):
    """An actor with its events, and those of its parts. `registry` null: only reports know it. `own_events`: those that
    name it itself. `roles`: in how many events it is on each side. `relations`: others of the same events."""

    name: str
    registry: RegistryEntry | None
    own_events: int
    roles: dict[str, int]
    relations: tuple[Relation, ...]
    portrait: PortraitEntry


@router.get("", summary="Actors, and how much they are in")
def actors(asked: Annotated[ActorsAsked, Query()], connection: Reading) -> ActorList:
    """The killed are those of the events in which an actor appears, on whatever side."""
    total, rows = listed(connection, asked, Paging(page=asked.page, size=asked.size), asked.q or "", asked.sort)
    following = f"/api/actors{asked.address(page=asked.page + 1)}" if asked.page * asked.size < total else None
    return ActorList(total=total, page=asked.page, size=asked.size, next=following, items=tuple(rows))


@router.get("/by-name", summary="An actor that only reports know")
def unregistered(
    asked: AskedDep, connection: Reading, name: Annotated[str, Query(min_length=1, max_length=4000, pattern=NO_NUL)]
) -> ActorDetail:
    """By the name that reports give it."""
    return _detail(profile(connection, asked, Who(None, name)))


@router.get("/{actor_id:path}", summary="An actor of the registry")
def actor(asked: AskedDep, connection: Reading, actor_id: Annotated[str, Path(pattern=NO_NUL)]) -> ActorDetail:
    """By its id, with the events of a filter."""
    return _detail(profile(connection, asked, who_is(connection, actor_id)))


def _detail(found: Profile) -> ActorDetail:
    return ActorDetail(
        name=found.who.name, registry=_registry(found, found.actor) if found.actor else None,
        own_events=found.own_events, roles=dict(found.portrait.told.roles),
        relations=tuple(found.portrait.told.relations), portrait=portrait_entry(found.portrait),
    )  # fmt: skip


def _registry(found: Profile, actor: Actor) -> RegistryEntry:
    return RegistryEntry(
        id=actor.id, name=actor.name, kind=found.kind, group=actor.group, countries=actor.countries,
        aliases=actor.aliases, since=actor.since, until=actor.until, successor=actor.successor, generic=actor.generic,
        parents=tuple(each.id for each in found.above), parts=tuple(each.id for each in found.parts),
    )  # fmt: skip
