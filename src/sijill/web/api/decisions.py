"""Decisions as JSON: the review queue, deciding on an event, taking a decision back.

Whoever decides says in which state they saw the events: `seen`, from the queue or from `/api/review/{id}`. Where one
has changed since, nothing is decided and the answer is 409 with what others did.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse, Response
from pydantic import Field, JsonValue

from sijill.model import Decision, Event
from sijill.register import Overtaken, RegisterError, UnknownId
from sijill.register.deciding import decision_by_id, event_keys
from sijill.register.doubts import reasons
from sijill.register.looking import changes_since, decisions_on
from sijill.register.looking import event as event_of
from sijill.register.queries import reports_of
from sijill.register.queue import left, queue
from sijill.register.ruling_words import happened_text, ruling_text
from sijill.register.rulings import present_id, shown_id
from sijill.register.states import state_of
from sijill.web.api.models import PROBLEMS, Answer, Listed, Problem
from sijill.web.filters import FiltersDep, PagingDep
from sijill.web.pages.review import PutOff
from sijill.web.people import Coder, Reader, Viewer, reader
from sijill.web.site import Reading, Site, SiteDep

router = APIRouter(prefix="/api", tags=["review"], dependencies=[Depends(reader)], responses=PROBLEMS)

ANY = "any"
"""As a state: decide whatever others did meanwhile."""

Name = Annotated[str, Path(max_length=200)]


class Waiting(Answer):
    """An event of the queue: why it is there, and its state for `seen`."""

    event: Event
    reasons: list[str]
    state: str


class LeftToDo(Answer):
    """How many events of the filter wait: in all, and by reason."""

    events: int
    second_looks: int
    differing: int
    unsure: int
    deadly: int
    put_off: int
    settled: int


class Queue(Listed):
    """A part of the queue."""

    items: tuple[Waiting, ...]
    left: LeftToDo


class UnderReview(Answer):
    """An event, its state for `seen`, and all decisions on it, oldest first."""

    event: Event
    state: str
    decisions: list[Decision]


class Deciding(Answer):
    """A decision to make; the kinds are those of `sijill decide`.

    `field`, `value`: for `correct`, as JSON in the form of an event's field. `other`: the second event of `same_event`
    and `other_event`. `accounts`: those that leave the event (`other_event`) or are thrown out (`reject`). `seen`: the
    state of each event by id; `any` as a state decides whatever others did meanwhile.
    """

    kind: Literal["accept", "correct", "reject", "same_event", "other_event", "note"]
    field: Annotated[str | None, Field(max_length=40)] = None
    value: JsonValue = None
    other: Annotated[str | None, Field(max_length=200)] = None
    accounts: Annotated[tuple[Annotated[str, Field(max_length=300)], ...], Field(max_length=500)] = ()
    why: Annotated[str | None, Field(max_length=2000)] = None
    seen: dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=80)]]


class Undoing(Answer):
    """Taking a decision back. `seen` as in deciding."""

    why: Annotated[str | None, Field(max_length=2000)] = None
    seen: dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=80)]]


class Decided(Answer):
    """What was decided, and the event as it is now; null where none is left."""

    decision: Decision
    event: Event | None
    state: str | None


class Did(Answer):
    """Something that others did, or that happened to the event."""

    at: datetime
    text: str
    decision: Decision | None = None


class Conflict(Problem):
    """Others were faster: what they did, by event, and the states as they are now."""

    did: dict[str, list[Did]]
    states: dict[str, str]


_ANSWERS: dict[int | str, dict[str, Any]] = {
    409: {"model": Conflict, "description": "An event has changed since it was seen"},
}


@router.get("/review")
def review(asked: FiltersDep, paging: PagingDep, connection: Reading, viewer: Reader, put_off: PutOff) -> Queue:
    """The events that wait for a person, the most doubtful first, without what the viewer put off (`put_off`: that)."""
    rows = queue(connection, asked.filters, viewer.name, paging.size, paging.offset, put_off=put_off)
    found = left(connection, asked.filters, viewer.name)
    items = [Waiting(event=e, reasons=reasons(e), state=state_of(connection, e.id)) for e in rows]
    counts = LeftToDo(**{name: getattr(found, name) for name in LeftToDo.model_fields})
    total = found.put_off if put_off else found.events
    more = asked.address(put_off=put_off or None, page=paging.page + 1, size=paging.size)
    following = f"/api/review{more}" if paging.page * paging.size < total else None
    return Queue(items=tuple(items), left=counts, total=total, page=paging.page, size=paging.size, next=following)


@router.get("/review/{event_id}")
def under_review(event_id: Name, connection: Reading) -> UnderReview:
    """An event, by its id or a former one, with its state and decisions."""
    here, _ = event_keys(connection, event_id)
    return UnderReview(
        event=event_of(connection, here), state=state_of(connection, here), decisions=decisions_on(connection, here)
    )


@router.post("/events/{event_id}/decisions", status_code=201, responses=_ANSWERS, response_model=Decided)
def decide(event_id: Name, asked: Deciding, here: SiteDep, viewer: Coder) -> Decided | Response:
    """Decide on an event."""
    asks: dict[str, Any] = {
        "kind": asked.kind, "event": event_id, "field": asked.field, "value": asked.value, "other": asked.other,
        "accounts": asked.accounts, "why": asked.why,
    }  # fmt: skip
    if asked.kind == "reject" and asked.accounts:
        with here.register.reading() as connection:
            _, keys = event_keys(connection, event_id)
        strange = next((key for key in asked.accounts if key not in keys), None)
        if strange:
            raise UnknownId(f"the event has no account {shown_id(strange)}", "See its accounts: /api/events/ID")
        asks["event"] = None
    missing = {event_id, *([asked.other] if asked.other else [])} - asked.seen.keys()
    if missing:
        raise RegisterError(f"seen has no state of {shown_id(min(missing))}", "Give its state, or any")
    return _decided(here, viewer, event_id, asked.seen, asks)


@router.post("/decisions/{decision_id}/undo", status_code=201, responses=_ANSWERS, response_model=Decided)
def undo(decision_id: Name, asked: Undoing, here: SiteDep, viewer: Coder) -> Decided | Response:
    """Take a decision back, an undo as well."""
    with here.register.reading() as connection:
        event_id = decision_by_id(connection, decision_id).event
    asks = {"kind": "undo", "undoes": decision_id, "why": asked.why}
    return _decided(here, viewer, event_id, asked.seen, asks)


def _decided(
    here: Site, viewer: Viewer, event_id: str | None, seen: dict[str, str], asks: dict[str, Any]
) -> Decided | Response:
    checked = {name: state for name, state in seen.items() if state != ANY}
    try:
        made = here.register.decide(by=viewer.name, seen=checked, **asks)
    except Overtaken as error:
        return _conflict(here, error, checked)
    with here.register.reading() as connection:
        name = made.event or event_id
        now = present_id(connection, name) if name else None
        event, state = (event_of(connection, now), state_of(connection, now)) if now else (None, None)
    return Decided(decision=made, event=event, state=state)


def _conflict(here: Site, error: Overtaken, seen: dict[str, str]) -> Response:
    did: dict[str, list[Did]] = {}
    states: dict[str, str] = {}
    with here.register.reading() as connection:
        for name, state in seen.items():
            entries = changes_since(connection, name, state)
            heads = reports_of(connection, [key for entry in entries for key in entry.accounts])
            did[name] = [
                Did(at=e.at, text=ruling_text(e.decision, heads), decision=e.decision)
                if e.decision
                else Did(at=e.at, text=happened_text(e, heads))
                for e in entries
            ]
            if present_id(connection, name):
                states[name] = state_of(connection, name)
    conflict = Conflict(error=error.reason, mend=error.mend, did=did, states=states)
    return JSONResponse(conflict.model_dump(mode="json"), status_code=409)
