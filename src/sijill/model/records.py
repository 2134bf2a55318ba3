"""Typed, immutable records with a JSON form (`model_dump(mode="json")`, `model_validate`).

Offsets are code points into `Report.text` as it came in; `text[start:end]` is the evidence, word for word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sijill.model.vocabulary import AssertionKind, Context, EventType, Fate, Group, Status, SubEventType

Chance = Annotated[float, Field(ge=0, le=1)]


class Record(BaseModel):
    """Base of all records: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Clutter(Record):
    """A stretch of a report that is page furniture (caption, advert, comment rule), kept out of the coding."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    kind: str


class ReportHead(Record):
    """What is known of a report besides its text. `published` is null where nothing says it."""

    id: str = Field(min_length=1)
    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    url: str | None = None


class Report(ReportHead):
    """One news item: `text` exactly as it came in. `clutter` marks page furniture; spans are sorted, disjoint."""

    text: str
    clutter: tuple[Clutter, ...] = ()

    def head(self) -> ReportHead:
        """The report without its text."""
        return ReportHead(**{name: getattr(self, name) for name in ReportHead.model_fields})


class Evidence(Record):
    """The words that carry a value.

    `field` names the value within its account or assertion: `"date"`, `"killed.0"` (the first line of
    `killed`), `"initiators.1"`, and `"event"` for the telling of the happening itself.
    """

    field: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"evidence for {self.field}: offsets {self.start}-{self.end} don't fit {self.text!r}")
        return self


class DateRange(Record):
    """When: both days included. Null on a side means that side is open. `inferred`: no words say it."""

    earliest: date | None = None
    latest: date | None = None
    inferred: bool = False


class Place(Record):
    """Where: the report's own spelling, and the gazetteer's entry where one fits.

    `country` is ISO 3166-1 alpha-2; coordinates are degrees (WGS 84) with `tolerance_km` for how sure they are.
    `where_prec` is UCDP's code for how exact the point is, `geo_precision` ACLED's; null where there is no point.
    `inferred` lists the fields that follow from the gazetteer and stand in no words of the report.
    """

    name: str
    admin1: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    tolerance_km: float | None = None
    where_prec: int | None = Field(default=None, ge=1, le=7)
    geo_precision: int | None = Field(default=None, ge=1, le=3)
    place_id: str | None = None
    inferred: tuple[str, ...] = ()


class ActorRef(Record):
    """An actor as the report has it: `mention` its words, `name` the canonical name, `actor_id` the registry's."""

    name: str
    mention: str
    actor_id: str | None = None


class Count(Record):
    """People of one group. `high` null: no upper bound told ("at least 7" is 7 to null)."""

    group: Group
    low: int = Field(ge=0)
    high: int | None = None


class Person(Record):
    """An individual whom the report names as having a part."""

    name: str
    role: str | None = None
    fate: Fate | None = None


class Account(Record):
    """What one report says of one event. Fields and values: docs/fields.md. Null or empty is unknown.

    `confidence`: the chance that it is an event of its own; `confidences`: by field, the chance that the
    value is right.
    """

    id: str
    event_type: EventType
    sub_event_type: SubEventType
    context: Context
    status: Status
    date: DateRange | None = None
    place: Place | None = None
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    killed: tuple[Count, ...] | None = None
    wounded: tuple[Count, ...] | None = None
    abducted: tuple[Count, ...] | None = None
    arrested: tuple[Count, ...] | None = None
    killed_or_wounded: tuple[Count, ...] | None = None
    weapons: tuple[str, ...] = ()
    claimed_by: tuple[ActorRef, ...] = ()
    sources: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    quote: str
    confidence: float = Field(ge=0, le=1)
    confidences: Mapping[str, Chance] = Field(default_factory=dict)
    evidence: tuple[Evidence, ...]


class Assertion(Record):
    """What a report states that is no event. `as_of`: a date, month, year, or interval `2014/2017-10-16`."""

    id: str
    kind: AssertionKind
    subject: str
    low: int | None = None
    high: int | None = None
    unit: str | None = None
    place: str | None = None
    as_of: str | None = None
    source: str | None = None
    quote: str
    evidence: tuple[Evidence, ...]


class CodedReport(Record):
    """All that the coder read out of one report. `relevant` is false where both lists are empty."""

    report: ReportHead
    relevant: bool
    events: tuple[Account, ...] = ()
    assertions: tuple[Assertion, ...] = ()


def report_id(text: str, url: str | None = None) -> str:
    """A stable id from a report's content: the same text from the same address always gets the same id."""
    digest = hashlib.sha256(f"{url or ''}\n{text}".encode("utf-8", "surrogatepass"))
    return "r" + digest.hexdigest()[:16]
