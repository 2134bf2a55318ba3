"""Sources: who publishes the reports, whom they quote, and whose figures lasted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from sijill.model import ReportHead
from sijill.register import UnknownId
from sijill.register.deriving import rule_of
from sijill.register.profiles import Selection
from sijill.register.reliability import (
    Compared,
    Source,
    SourceKind,
    compared,
    reports_by,
    sources,
)
from sijill.register.remembered import remembered, reports_state
from sijill.web.filters import Asked, Paging, PagingDep
from sijill.web.people import reader
from sijill.web.portrait import AskedDep, Kept, Portrait, portrait
from sijill.web.profile_pages import drawn_page
from sijill.web.profile_paths import NO_NUL
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])

_LONGEST: Final = 4000
_REPORTS: Final = 20
Words = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
Name = Annotated[str, Query(min_length=1, max_length=_LONGEST, pattern=NO_NUL)]
RULES_TOLD: Final = {
    "most_recent": "the most recent one",
    "median": "the middle one of all",
    "most_conservative": "the lowest one",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """A source, its latest reports (of a publisher), its figures beside the register's, and the events it tells."""

    source: Source
    reports: list[ReportHead]
    compared: list[Compared]
    portrait: Portrait


def listed(connection: Connection, kind: SourceKind, paging: Paging, words: str) -> tuple[int, list[Source]]:
    """How many sources of a kind there are, and those of a page of the list; `words`: part of the name."""
    found = _all(connection, kind)
    if words:
        found = [source for source in found if words.casefold() in source.name.casefold()]
    return len(found), found[paging.offset : paging.offset + paging.size]


def profile(connection: Connection, asked: Asked, kind: SourceKind, name: str) -> Profile:
    """The profile of a source. Raises `UnknownId` where there is none of the name."""
    source = next((each for each in _all(connection, kind) if each.name == name), None)
    if source is None:
        raise UnknownId(f"the register has no source {name!r}", "See which it has: /sources")
    reports = []
    if kind == "publisher":
        reports = _latest(connection, name)
    beside = remembered(connection, ("compared", kind, name), lambda: compared(connection, kind, name), late=True)
    drawn = portrait(connection, Selection(asked.filters, source=(kind, name)))
    return Profile(source, reports, beside, drawn)


def _all(connection: Connection, kind: SourceKind) -> list[Source]:
    return remembered(connection, ("sources", kind), lambda: sources(connection, kind), late=True)


def _latest(connection: Connection, publisher: str) -> list[ReportHead]:
    return remembered(
        connection,
        ("reports by", publisher),
        lambda: reports_by(connection, publisher, _REPORTS)[1],
        of=reports_state,
    )


@router.get("/sources", response_class=HTMLResponse, include_in_schema=False)
def all_sources(
    request: Request,
    asked: AskedDep,
    paging: PagingDep,
    connection: Reading,
    kind: SourceKind = "publisher",
    q: Words = "",
) -> HTMLResponse:
    """All publishers, or all whom reports quote."""
    number, rows = listed(connection, kind, paging, q)
    size = paging.size if paging.size != Paging().size else None
    own: dict[str, object] = {"kind": kind if kind != "publisher" else None, "q": q or None, "size": size}
    rule = RULES_TOLD[rule_of(connection)]
    return drawn_page(
        request,
        "sources.html",
        asked=Kept(asked, own),
        paging=paging,
        total=number,
        rows=rows,
        kind=kind,
        q=q,
        rule=rule,
    )


@router.get("/sources/{kind}", response_class=HTMLResponse, include_in_schema=False)
def source(request: Request, asked: AskedDep, connection: Reading, kind: SourceKind, name: Name) -> HTMLResponse:
    """The profile of a publisher, or of someone whom reports quote."""
    found = profile(connection, asked, kind, name)
    rule = RULES_TOLD[rule_of(connection)]
    return drawn_page(
        request,
        "source.html",
        found=found,
        shown=found.portrait,
        asked=Kept(asked, {"name": name}),
        kind=kind,
        rule=rule,
    )
