"""What all pages of a server share: the register, the settings, the templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection

if TYPE_CHECKING:
    from jinja2 import Environment

    from sijill.register import Register
    from sijill.web.settings import Settings


@dataclass(frozen=True)
class Site:
    """One server's register, settings and templates; kept in `app.state.site`."""

    register: Register
    settings: Settings
    templates: Environment


def site(request: Request) -> Site:
    """The site that answers a request."""
    found: Site = request.app.state.site
    return found


SiteDep = Annotated[Site, Depends(site)]


def _reading(here: SiteDep) -> Iterator[Connection]:
    with here.register.reading() as connection:
        yield connection


# A connection that sees one state of the register for the whole request.
Reading = Annotated[Connection, Depends(_reading)]
