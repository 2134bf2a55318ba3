"""Sources as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from sijill.model import ReportHead
from sijill.register.reliability import Compared, Source, SourceKind
from sijill.web.api.models import PROBLEMS, Answer, Listed
from sijill.web.api.profiles import PortraitEntry, portrait_entry
from sijill.web.filters import Paging, query
from sijill.web.pages.sources import listed, profile
from sijill.web.people import reader
from sijill.web.portrait import AskedDep
from sijill.web.profile_paths import NO_NUL
from sijill.web.site import Reading

router = APIRouter(prefix="/api/sources", tags=["sources"], dependencies=[Depends(reader)], responses=PROBLEMS)


class SourcesAsked(BaseModel):
    """Which kind of sources, part of a name, and which part of the list."""

    kind: SourceKind = "publisher"
    q: str = Field(default="", max_length=200, pattern=NO_NUL)
    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=500)


class SourceList(Listed):
    """Sources, those with most events first."""

    items: tuple[Source, ...]


class SourceDetail(Answer):
    """A source, the latest reports of a publisher, its first figures beside the register's, and its events."""

    source: Source
    reports: tuple[ReportHead, ...]
    compared: tuple[Compared, ...]
    portrait: PortraitEntry


@router.get("", summary="Publishers, or those whom reports quote")
def sources(asked: Annotated[SourcesAsked, Query()], connection: Reading) -> SourceList:
    """How much each tells, how often first and alone, and how often its figures of killed lasted."""
    total, rows = listed(connection, asked.kind, Paging(page=asked.page, size=asked.size), asked.q)
    more = asked.model_dump(exclude_defaults=True) | {"page": asked.page + 1}
    following = f"/api/sources{query(more)}" if asked.page * asked.size < total else None
    return SourceList(total=total, page=asked.page, size=asked.size, next=following, items=tuple(rows))


@router.get("/{kind}", summary="A source")
def source(
    asked: AskedDep,
    connection: Reading,
    kind: SourceKind,
    name: Annotated[str, Query(min_length=1, max_length=4000, pattern=NO_NUL)],
) -> SourceDetail:
    """By its `name` in the list."""
    found = profile(connection, asked, kind, name)
    return SourceDetail(
        source=found.source, reports=tuple(found.reports), compared=tuple(found.compared),
        portrait=portrait_entry(found.portrait),
    )  # fmt: skip
