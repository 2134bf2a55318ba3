"""What the API answers with: the records of `sijill.model`, and lists of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from sijill.model import CodedReport, Decision, Event, EventType, Report, ReportHead, Telling


class Answer(BaseModel):
    """Base of what the API says."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Answer):
    """What is wrong with a request, and what to do about it."""

    error: str
    mend: str | None = None


class Listed(Answer):
    """A part of a long list. `total`: how many there are in all; `next`: the address of the next part, if any."""

    total: int = Field(ge=0)
    page: int = Field(ge=1)
    size: int = Field(ge=1)
    next: str | None = None


class EventList(Listed):
    """Events of a filter."""

    items: tuple[Event, ...]


class HistoryEntry(Answer):
    """Something that happened to an event. `event`: the other event, where there is one. `decision`: where `what` is
    `decided`."""

    at: datetime
    what: Literal["made", "joined", "left", "merged", "merged_into", "ended", "decided"]
    accounts: tuple[str, ...] = ()
    event: str | None = None
    decision: Decision | None = None


class EventDetail(Answer):
    """An event with all that stands behind it.

    `summary`: the event in a sentence. `accounts`: what each report says of it, in the order of publication, then
    those that people threw out (their keys are not among the event's). `decisions`: also those that were taken back.
    """

    event: Event
    summary: str
    accounts: tuple[Telling, ...]
    history: tuple[HistoryEntry, ...]
    decisions: tuple[Decision, ...]


class MapPoint(Answer):
    """A point for a map: that of the event (`main`), or one that an account gives instead. Degrees, WGS 84."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    tolerance_km: float | None = None
    label: str
    href: str
    event_type: EventType
    killed: int | None = None
    main: bool = False


class MapPoints(Answer):
    """Where an event was, by the event and by its accounts."""

    points: tuple[MapPoint, ...]


class ReportEntry(Answer):
    """A report of the register, without its text."""

    report: ReportHead
    version: int = Field(ge=1)
    added: datetime


class ReportList(Listed):
    """Reports, the last added first."""

    items: tuple[ReportEntry, ...]


class VersionEntry(Answer):
    """A version of a report. `coders`: the codings that it has had, oldest first."""

    number: int = Field(ge=1)
    current: bool
    head: ReportHead
    added: datetime
    voice: str
    coders: tuple[str, ...]


class ReportDetail(Answer):
    """A version of a report with its text and what was read out of it.

    `keys`: those of the coded events as accounts, in their order. `events`: the events that these are in now, in the
    same order; null for one that counts no more.
    """

    report: Report
    version: int = Field(ge=1)
    versions: tuple[VersionEntry, ...]
    coded: CodedReport
    keys: tuple[str, ...]
    events: tuple[str | None, ...]


class SnippetPart(Answer):
    """Some words of a report; `found`: they were looked for."""

    words: str
    found: bool


class SearchHit(Answer):
    """A report that holds what was looked for, and the events that it tells."""

    report: ReportHead
    snippet: tuple[SnippetPart, ...]
    events: tuple[Event, ...]


class SearchList(Listed):
    """Reports that hold some words, the best first."""

    items: tuple[SearchHit, ...]


PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": Problem, "description": "The register can't do what was asked for"},
    401: {"model": Problem, "description": "Nobody is signed in"},
    403: {"model": Problem, "description": "Not allowed to who is signed in"},
    404: {"model": Problem, "description": "There is no such thing"},
    422: {"model": Problem, "description": "A value of the request is not of its kind"},
}
"""The errors of every operation, for `APIRouter(responses=PROBLEMS)`: all have one form."""
