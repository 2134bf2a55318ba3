"""Events, and what people decide about them: the records that the register adds to those of coding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, get_args

from pydantic import Field, JsonValue

from sijill.model.records import Account, ActorRef, Chance, DateRange, Person, Place, Record, ReportHead
from sijill.model.vocabulary import EventType, Group, Status, SubEventType

Rule = Literal["most_recent", "median", "most_conservative"]
DecisionKind = Literal["accept", "correct", "reject", "same_event", "other_event", "note", "undo"]
Review = Literal["unreviewed", "accepted", "rejected", "second_look"]
RULES: tuple[Rule, ...] = get_args(Rule)
DECISION_KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
REVIEWS: tuple[Review, ...] = get_args(Review)


class Telling(Record):
    """One account as the register keeps it: with its key there, and the report that tells it.

    `voice`: reports that reprint or rewrite one story share it and count as one source. `order`: when it was added,
    as a number that grows.
    """

    key: str = Field(min_length=1)
    account: Account
    report: ReportHead
    voice: str
    order: int = 0


class EventCount(Record):
    """People of one group over all accounts of an event. `best` is null where no account counts them; `high` null
    where an account leaves it open ("at least 7")."""

    group: Group
    low: int = Field(ge=0)
    best: int | None = Field(default=None, ge=0)
    high: int | None = Field(default=None, ge=0)


class Version(Record):
    """One of the values that accounts give a field, as people read it, and the keys of those that do."""

    value: str
    accounts: tuple[str, ...]


class Disagreement(Record):
    """A field on which accounts of one event differ; versions in the order in which they were first published."""

    field: str
    versions: tuple[Version, ...]


class Event(Record):
    """One happening, derived from its accounts and from decisions. Null or empty is unknown.

    `accounts` are keys of tellings; `reports` counts the reports, `independent_sources` their voices. `corrected` names
    the fields whose value a person set. `confidence`, `confidences`: as of accounts; the latter without those fields.
    """

    id: str
    event_type: EventType
    sub_event_type: SubEventType
    status: Status
    date: DateRange | None = None
    place: Place | None = None
    initiators: tuple[ActorRef, ...] = ()
    targets: tuple[ActorRef, ...] = ()
    killed: tuple[EventCount, ...] = ()
    wounded: tuple[EventCount, ...] = ()
    abducted: tuple[EventCount, ...] = ()
    arrested: tuple[EventCount, ...] = ()
    killed_or_wounded: tuple[EventCount, ...] = ()
    weapons: tuple[str, ...] = ()
    claimed_by: tuple[ActorRef, ...] = ()
    sources: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    accounts: tuple[str, ...]
    reports: int = Field(ge=1)
    independent_sources: int = Field(ge=1)
    disagreements: tuple[Disagreement, ...] = ()
    corrected: tuple[str, ...] = ()
    review: Review = "unreviewed"
    confidence: float = Field(ge=0, le=1)
    confidences: Mapping[str, Chance] = Field(default_factory=dict)


class Decision(Record):
    """What a person ruled. Never changed once made; another decision of kind `undo` takes it back (`undoes`).

    `accounts`: keys of the tellings that it is about: those of the event as it then stood, or the two sides of
    `same_event` and `other_event` (`accounts` on one side, `others` on the other).
    `field` and `value` (JSON, in the form of `Event`) belong to `correct`. `at` has a time zone.
    """

    id: str
    kind: DecisionKind
    event: str | None = None
    accounts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    field: str | None = None
    value: JsonValue = None
    by: str = Field(min_length=1)
    at: datetime
    why: str | None = None
    undoes: str | None = None
