"""Whom a route is for: the dependencies that say it, and the table of all routes that they make."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from sijill.register.users import ROLES, Role

log = logging.getLogger("sijill.people")

# What a route may say; "anyone" also for those who haven't signed in.
Access = Literal["anyone", "reader", "coder", "admin"]

# Routes that can't say it themselves: files that come with the package, and the description of the API.
_FIXED: Final[Mapping[str, Access]] = {"/static": "anyone", "/api/openapi.json": "reader"}
# Paths without sign-in. Where a route says "anyone", its path must stand here, and the other way round.
OPEN: Final[frozenset[str]] = frozenset({"/login", "/static"})
_ANY_METHOD = "*"
# So much of a path is worth a line of a log.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `local`: the admin of the loopback address, who didn't sign in."""

    name: str
    role: Role
    local: bool = False

    def may(self, role: Role) -> bool:
        """Whether this role is among what the viewer may do."""
        return ROLES.index(self.role) >= ROLES.index(role)


async def anyone(request: Request) -> Viewer | None:
    """For everybody, also before signing in."""
    found: Viewer | None = getattr(request.state, "viewer", None)
    return found


async def reader(request: Request) -> Viewer:
    """For those who may look."""
    return _at_least(request, "reader")


async def coder(request: Request) -> Viewer:
    """For those who may decide."""
    return _at_least(request, "coder")


async def admin(request: Request) -> Viewer:
    """For those who manage accounts and settings."""
    return _at_least(request, "admin")


Reader = Annotated[Viewer, Depends(reader)]
Coder = Annotated[Viewer, Depends(coder)]
Admin = Annotated[Viewer, Depends(admin)]

_SAYING: Final[Mapping[Callable[..., Any], Access]] = {
    anyone: "anyone",
    reader: "reader",
    coder: "coder",
    admin: "admin",
}
_ORDER: Final[tuple[Access, ...]] = ("anyone", *ROLES)


def _at_least(request: Request, role: Role) -> Viewer:
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    if viewer is None:
        raise HTTPException(401, "Sign in first", {"WWW-Authenticate": "Bearer"})
    if not viewer.may(role):
        log.warning("%s, who is %s, may not %s", viewer.name, viewer.role, asked_for(request))
        raise HTTPException(403, f"This is for the role {role}, and {viewer.name} is {viewer.role}")
    return viewer


def asked_for(request: Request) -> str:
    """What was asked for, as a log may have it: without the query, which may hold anything."""
    path: str = request.scope["path"]
    return f"{request.method} {path[:_LONGEST].encode('unicode_escape').decode('ascii')}"


def route_roles(app: FastAPI) -> list[tuple[str, str, Access]]:
    """All routes as (method, path, for whom), in the order in which they are matched.

    Raises `TypeError` for a route that doesn't say whom it is for.
    """
    found: list[tuple[str, str, Access]] = []
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        access = _FIXED.get(path) or _access(path, getattr(route, "dependant", None))
        methods = (_ANY_METHOD,) if isinstance(route.route, Mount) else sorted(route.methods or (_ANY_METHOD,))
        found += ((method, path, access) for method in methods)
    return found


def _access(path: str, dependant: Dependant | None) -> Access:
    said = set(_said(dependant))
    if not said:
        raise TypeError(f"the route {path} doesn't say whom it is for: give it Reader, Coder or Admin")
    # What a router asks for and what its route asks for hold both.
    return max(said, key=_ORDER.index)


def check_roles(app: FastAPI) -> None:
    """Raise `TypeError` where a route doesn't say whom it is for, or is open without being meant to be."""
    is_open = {path for _, path, access in route_roles(app) if access == "anyone"}
    if is_open - OPEN:
        raise TypeError(f"open to anyone, but not meant to be: {', '.join(sorted(is_open - OPEN))}")


def is_open(path: str) -> bool:
    """Whether a path needs no sign-in."""
    return path in OPEN or path.startswith("/static/")


def _said(dependant: Dependant | None) -> Iterable[Access]:
    if dependant is None:
        return
    for call, access in _SAYING.items():
        if dependant.call is call:
            yield access
    for inner in dependant.dependencies:
        yield from _said(inner)
