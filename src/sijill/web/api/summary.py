"""The overview as JSON: sums, time line, and what a map shows of any number of events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from sijill.linking.event_sentence import sentence
from sijill.linking.event_words import days_text
from sijill.model import EventType, Group, Review, Status, SubEventType
from sijill.register.summaries import Line, People, leading_actors, points, summary, within
from sijill.web.api.models import PROBLEMS
from sijill.web.filters import FiltersDep
from sijill.web.ground import Kind, ground
from sijill.web.links import event_path
from sijill.web.maps import MOST_ZOOM, Box, Cell, cells, radius, slices, widened
from sijill.web.people import reader
from sijill.web.site import Reading
from sijill.web.timeline import STEPS, Step, timeline

router = APIRouter(prefix="/api", tags=["summary"], dependencies=[Depends(reader)], responses=PROBLEMS)

# A map that is wider than this many cells gets those with most killed.
_MOST_CELLS = 800
_LISTED = 12
_TURN = 360

Degrees = Annotated[float, Query(ge=-540, le=540, allow_inf_nan=False)]
Latitude = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)]
Zoom = Annotated[int, Query(ge=0, le=MOST_ZOOM)]


class PeopleSum(BaseModel):
    """People over all events, as far as they are known; `open`: somewhere no upper bound is told."""

    low: int
    best: int
    high: int
    open: bool

    @classmethod
    def of(cls, people: People) -> PeopleSum:
        """From the register's."""
        return cls(**asdict(people))


class Part(BaseModel):
    """A value, and the events that have it; null: not known. `of`: what the value belongs to."""

    value: str | None
    of: str | None = None
    events: int
    killed: int
    wounded: int


class ActorPart(BaseModel):
    """An actor with its events and those killed in them on whatever side. `actor_id` null: known by name only."""

    actor_id: str | None
    name: str
    events: int
    initiated: int
    targeted: int
    killed: int


class SummaryAnswer(BaseModel):
    """What the events of a filter come to. `rejected`: left out, since a person rejected them; ask by `review`."""

    events: int
    placed: int = Field(description="Events with a point on the map")
    rejected: int
    first: date | None
    last: date | None
    killed: PeopleSum
    wounded: PeopleSum
    killed_by_group: dict[Group, PeopleSum]
    wounded_by_group: dict[Group, PeopleSum]
    types: list[Part]
    countries: list[Part]
    divisions: list[Part]
    statuses: list[Part]
    reviews: list[Part]
    actors: list[ActorPart] = Field(description="Those of most events")
    actors_in_all: int


class BarAnswer(BaseModel):
    """The events of a step of the time line, between two days, both included."""

    first: date
    last: date
    events: int
    killed: int


class TimelineAnswer(BaseModel):
    """The time line; steps without events are left out. `unplaced`: events whose days are not known so exactly."""

    step: Step
    unplaced: int
    bars: list[BarAnswer]


class Slice(BaseModel):
    """The events of a type in a marker, and its part of the marker as the path of an SVG around its middle."""

    type: EventType
    events: int
    path: str


class CellAnswer(BaseModel):
    """Events near one another as one marker. `event`: the page of the only one; `box`: west, south, east, north of
    their points; `radius` in pixels."""

    latitude: float
    longitude: float
    events: int
    killed: int
    radius: float
    label: str
    place: str | None
    event: str | None
    box: Box
    slices: list[Slice]


class MapAnswer(BaseModel):
    """The markers of a view, those with most killed first. `left_out`: more of them than a map shows."""

    zoom: int
    events: int
    left_out: int
    cells: list[CellAnswer]


class EventLine(BaseModel):
    """An event in a line, and its page."""

    id: str
    href: str
    sentence: str
    days: str
    event_type: EventType
    sub_event_type: SubEventType
    status: Status
    review: Review


class GroundPlace(BaseModel):
    """A place of the ground."""

    name: str
    kind: Kind
    latitude: float
    longitude: float


@router.get("/summary", summary="The events of a filter in numbers")
def summary_of(asked: FiltersDep, connection: Reading) -> SummaryAnswer:
    """Sums over the events of a filter, and how they spread over types, places, groups and actors."""
    found = summary(connection, asked.filters)
    every, first = leading_actors(connection, asked.filters)
    by_group = {name: {g: PeopleSum.of(p) for g, p in each.items()} for name, each in found.groups.items()}
    return SummaryAnswer(
        events=found.events, placed=found.placed, rejected=found.rejected, first=found.first, last=found.last,
        killed=PeopleSum.of(found.killed), wounded=PeopleSum.of(found.wounded),
        killed_by_group=by_group["killed"], wounded_by_group=by_group["wounded"],
        types=_parts(found.types), countries=_parts(found.countries), divisions=_parts(found.divisions),
        statuses=_parts(found.statuses), reviews=_parts(found.reviews),
        actors=[ActorPart(**asdict(party)) for party in first], actors_in_all=every,
    )  # fmt: skip


def _parts(lines: Iterable[Line]) -> list[Part]:
    return [Part(**asdict(line)) for line in lines]


@router.get("/timeline", summary="The events of a filter by day, week, month or year")
def timeline_of(asked: FiltersDep, connection: Reading, step: Step | Literal["", "auto"] = "auto") -> TimelineAnswer:
    """The time line; `auto` takes the finest step that a screen has room for."""
    chosen = next((each for each in STEPS if each == step), None)
    line = timeline(summary(connection, asked.filters).days, chosen)
    return TimelineAnswer.model_validate(line, from_attributes=True)


@router.get("/map", summary="What a map shows of the events of a filter")
def map_of(
    asked: FiltersDep, connection: Reading,
    west: Degrees = -180, south: Latitude = -90, east: Degrees = 180, north: Latitude = 90, zoom: Zoom = 2,
) -> MapAnswer:  # fmt: skip
    """The events of a view, those near one another as one marker: cells of a grid that gets finer with the zoom."""
    found = cells(points(connection, asked.filters), zoom, widened(turned(west, south, east, north), zoom))
    return MapAnswer(
        zoom=zoom, events=sum(cell.events for cell in found), left_out=max(0, len(found) - _MOST_CELLS),
        cells=[_cell(cell) for cell in found[:_MOST_CELLS]],
    )  # fmt: skip


@router.get("/map/events", summary="The events within a box")
def events_within(
    asked: FiltersDep, connection: Reading,
    west: Degrees = -180, south: Latitude = -90, east: Degrees = 180, north: Latitude = 90,
    limit: Annotated[int, Query(ge=1, le=100)] = _LISTED,
) -> list[EventLine]:  # fmt: skip
    """Events of a filter whose points lie in a box, those with most killed first."""
    box = turned(west, south, east, north)
    return [
        EventLine(
            id=event.id, href=event_path(event.id), sentence=sentence(event), days=days_text(event.date),
            event_type=event.event_type, sub_event_type=event.sub_event_type, status=event.status, review=event.review,
        )
        for event in within(connection, asked.filters, box, limit)
    ]  # fmt: skip


@router.get("/map/ground", summary="The gazetteer's places as the ground of a map")
def ground_of(
    west: Degrees = -180, south: Latitude = -90, east: Degrees = 180, north: Latitude = 90, zoom: Zoom = 2
) -> list[GroundPlace]:
    """Countries, provinces and towns of a view, as many as there is room for."""
    found = ground(turned(west, south, east, north), zoom)
    return [GroundPlace.model_validate(place, from_attributes=True) for place in found]


def turned(west: float, south: float, east: float, north: float) -> Box:
    """A box with longitudes between -180 and 180; one that goes around the world is all of it."""
    if east - west >= _TURN:
        return (-180.0, south, 180.0, north)
    return (_within_a_turn(west), south, _within_a_turn(east), north)


def _within_a_turn(longitude: float) -> float:
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % _TURN - 180


def _cell(cell: Cell) -> CellAnswer:
    return CellAnswer(
        latitude=cell.latitude, longitude=cell.longitude, events=cell.events, killed=cell.killed,
        radius=radius(cell.killed), label=cell.label, place=cell.place,
        event=event_path(cell.event) if cell.event else None, box=cell.box,
        slices=[Slice(type=name, events=cell.types[name], path=path) for name, path in slices(cell)],
    )  # fmt: skip
