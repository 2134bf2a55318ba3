"""The review queue, and the page on which one event is checked and corrected. What is decided there: `ruling`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from sijill.register import UnknownId
from sijill.register.deciding import decision_by_id, event_keys
from sijill.register.doubts import reasons, weights
from sijill.register.engine import writing
from sijill.register.queue import beside, is_skipped, left, queue, skip, unskip
from sijill.register.ruling_words import ruling_text
from sijill.register.samples import settled_codings
from sijill.register.states import state_of
from sijill.web.filters import Asked, FiltersDep, PagingDep
from sijill.web.people import Coder, Viewer, csrf_token, reader
from sijill.web.posted import PostedDep, first
from sijill.web.render import page
from sijill.web.review_view import EventView, choices, event_view
from sijill.web.site import Reading, SiteDep

router = APIRouter(dependencies=[Depends(reader)])


# These stand in functions of their own: FastAPI reads the filters as names of the address only where they are alone.
def _put_off(put_off: bool = False) -> bool:
    return put_off


PutOff = Annotated[bool, Depends(_put_off)]


@dataclass(frozen=True, slots=True)
class After:
    """What led to a page: the decision that was made just now; a field whose value was not changed."""

    said: str | None
    same: str | None


def _after(
    said: Annotated[str | None, Query(max_length=20)] = None, same: Annotated[str | None, Query(max_length=40)] = None
) -> After:
    return After(said, same)


AfterDep = Annotated[After, Depends(_after)]


def review_path(event_id: str, asked: Asked | None = None, **changes: object) -> str:
    """The review page of an event within the queue of a filter."""
    return f"/review/{event_id}" + ((asked or Asked()).address(**changes))


def viewer_of(request: Request) -> Viewer:
    """Who looks; the routes let nobody else in."""
    found: Viewer = request.state.viewer
    return found


@router.get("/review", response_class=HTMLResponse, include_in_schema=False)
def review_queue(
    request: Request, asked: FiltersDep, paging: PagingDep, connection: Reading, put_off: PutOff
) -> HTMLResponse:
    """The events that wait for a person, the most doubtful first."""
    by = viewer_of(request).name
    rows = queue(connection, asked.filters, by, paging.size, paging.offset, put_off=put_off)
    found = left(connection, asked.filters, by)
    return page(
        request, "review/queue.html", asked=asked, paging=paging, left=found, put_off=put_off, given=weights(),
        rows=[(event, reasons(event)) for event in rows], token=csrf_token(request), choices=choices(),
    )  # fmt: skip


@router.get("/review/{event_id}", response_class=HTMLResponse, include_in_schema=False)
def review_event(
    request: Request,
    event_id: str,
    asked: FiltersDep,
    connection: Reading,
    after: AfterDep,
) -> Response:
    """One event with its words and accounts, to be accepted, corrected, rejected, split or joined."""
    here, _ = event_keys(connection, event_id)
    if here != event_id:
        return RedirectResponse(review_path(here, asked, said=after.said), 307)
    return event_page(request, connection, event_view(connection, here), asked, said=after.said, same=after.same)


def event_page(
    request: Request,
    connection: Connection,
    view: EventView,
    asked: Asked,
    status: int = 200,
    said: str | None = None,
    same: str | None = None,
) -> HTMLResponse:
    """The review page over a view; `view` may hold forms as somebody sent them."""
    viewer = viewer_of(request)
    around = beside(connection, view.event.id, asked.filters, viewer.name)
    return page(
        request, "review/event.html", status, asked=asked, view=view, event=view.event, around=around,
        skipped=is_skipped(connection, view.event.id, viewer.name), may=viewer.may("coder"),
        token=csrf_token(request), choices=choices(), said=_said(connection, said), same=same,
        reasons=reasons(view.event), codings=settled_codings(connection, view.event.id),
        address=review_path(view.event.id, asked), query=asked.address(),
    )  # fmt: skip


def _said(connection: Connection, decision_id: str | None) -> dict[str, Any] | None:
    """What was decided just now, and what its undoing has to see."""
    if not decision_id:
        return None
    try:
        made = decision_by_id(connection, decision_id)
        state = state_of(connection, made.event) if made.event else ""
    except UnknownId:
        return None
    return {"decision": made, "text": ruling_text(made), "event": made.event, "state": state}


@router.post("/review/{event_id}/skip", include_in_schema=False)
def skip_event(
    request: Request, event_id: str, here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep
) -> Response:
    """Put an event off, or take it back into the queue; then the next one."""
    with writing(here.register.engine) as connection:
        found, _ = event_keys(connection, event_id)
        if first(posted, "back"):
            unskip(connection, found, viewer.name)
            return RedirectResponse(review_path(found, asked), 303)
        after = beside(connection, found, asked.filters, viewer.name).after
        skip(connection, found, viewer.name, datetime.now(UTC))
    return RedirectResponse(review_path(after, asked) if after else f"/review{asked.address()}", 303)


@router.post("/review/skipped/back", include_in_schema=False)
def all_back(here: SiteDep, viewer: Coder, asked: FiltersDep) -> Response:
    """Take all that was put off back into the queue."""
    with writing(here.register.engine) as connection:
        unskip(connection, None, viewer.name)
    return RedirectResponse(f"/review{asked.address()}", 303)
