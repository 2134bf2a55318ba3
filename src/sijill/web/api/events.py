"""Events as JSON."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy import Connection

from sijill.linking.event_sentence import sentence
from sijill.register import UnknownId, looking
from sijill.register.rulings import present_id
from sijill.register.summaries import listed, summary
from sijill.web.api.models import PROBLEMS, EventDetail, EventList, HistoryEntry, MapPoint, MapPoints
from sijill.web.event_view import heard, points
from sijill.web.filters import Asked
from sijill.web.people import reader
from sijill.web.site import Reading

router = APIRouter(prefix="/api/events", tags=["events"], dependencies=[Depends(reader)], responses=PROBLEMS)


class EventsAsked(Asked):
    """The filters of the pages, and which part of the list."""

    page: int = Field(default=1, ge=1, le=10**6)
    size: int = Field(default=50, ge=1, le=500)


@router.get("", summary="Events of a filter")
def events(asked: Annotated[EventsAsked, Query()], connection: Reading) -> EventList:
    """The filters are those of the pages: all of them hold; of several values of one, any.

    Events that a person rejected are left out, unless `review` asks for them."""
    total = summary(connection, asked.filters).events
    rows = listed(connection, asked.filters, asked.order, asked.size, (asked.page - 1) * asked.size)
    more = asked.page * asked.size < total
    following = f"/api/events{asked.address(page=asked.page + 1)}" if more else None
    return EventList(total=total, page=asked.page, size=asked.size, next=following, items=tuple(rows))


@router.get("/{event_id}", summary="An event, its accounts, its history and its decisions")
def event(event_id: str, connection: Reading, response: Response) -> EventDetail:
    """Also by a former id: the event's present one stands in the answer and in `Content-Location`."""
    here = _present(connection, event_id)
    found = looking.event(connection, here)
    inside, out = heard(found, looking.tellings(connection, here))
    entries = looking.history(connection, here)
    response.headers["Content-Location"] = f"/api/events/{here}"
    return EventDetail(
        event=found,
        summary=sentence(found),
        accounts=(*inside, *out),
        history=tuple(HistoryEntry.model_validate(entry, from_attributes=True) for entry in entries),
        decisions=tuple(entry.decision for entry in entries if entry.decision),
    )


@router.get("/{event_id}/map", summary="Where an event was")
def event_map(event_id: str, connection: Reading) -> MapPoints:
    """The event's point, and those of accounts that put it elsewhere; none where no point is known."""
    here = _present(connection, event_id)
    found = looking.event(connection, here)
    inside, _ = heard(found, looking.tellings(connection, here))
    return MapPoints(points=tuple(MapPoint(**point) for point in points(found, inside)))


def _present(connection: Connection, event_id: str) -> str:
    here = None if "\x00" in event_id else present_id(connection, event_id)
    if here is None:
        raise UnknownId("there is no such event", "See which there are: /api/events")
    return here
