"""What people decide on the review pages: each form says in which state its page showed the events.

Where others decided meanwhile, nothing is done: a page shows what they did, and the form may be sent once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from sijill.model import Decision, Event
from sijill.register import Overtaken, RegisterError, UnknownId
from sijill.register.deciding import decision_by_id, event_keys
from sijill.register.looking import changes_since
from sijill.register.looking import event as event_of
from sijill.register.nearby import compared, near
from sijill.register.queries import reports_of, resolve_event
from sijill.register.queue import beside
from sijill.register.ruling_words import happened_text, ruling_text, value_text
from sijill.register.rulings import present_id
from sijill.register.states import state_of
from sijill.web.filters import Asked, FiltersDep
from sijill.web.pages.review import event_page, review_path
from sijill.web.people import Coder, Viewer, csrf_token
from sijill.web.posted import Posted, PostedDep, first, seen_of
from sijill.web.render import page
from sijill.web.review_view import event_view, label_of
from sijill.web.site import Reading, Site, SiteDep
from sijill.web.suggesting import place_entries
from sijill.web.values import WIDGETS, Row, WrongValue, posted_rows, rows_of, same_value, told, value_of

router = APIRouter()

_LONGEST_WHY: Final = 2000
_MORE_ROWS: Final = 3

Kind = Literal["accept", "reject", "note", "correct", "same_event", "other_event", "undo"]


@router.post("/review/{event_id}/rule", include_in_schema=False)
def rule(
    request: Request, event_id: str, here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep
) -> Response:
    """Accept or reject an event, and go on to the next; or note something."""
    kinds: dict[str, Kind] = {"accept": "accept", "reject": "reject", "note": "note"}
    kind = kinds.get(first(posted, "kind"))
    if kind is None:
        raise RegisterError("the form doesn't say what is decided", "Choose accept, reject or note")
    after = None
    if kind != "note":
        with here.register.reading() as connection:
            found, _ = event_keys(connection, event_id)
            after = beside(connection, found, asked.filters, viewer.name).after
    words = {"accept": "accept the event", "reject": "reject the event", "note": "note something"}[kind]

    def go_on(made: Decision) -> str:
        if kind == "note":
            return review_path(made.event or event_id, asked, said=made.id)
        return review_path(after, asked, said=made.id) if after else f"/review{asked.address(said=made.id)}"

    return _decided(request, here, viewer, posted, words, go_on, kind=kind, event=event_id)


@router.post("/review/{event_id}/correct", include_in_schema=False)
def correct(
    request: Request, event_id: str, here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep
) -> Response:
    """Set a field. `do`: `look_up` asks the gazetteer, `more` gives more rows; nothing is decided by these."""
    name, do = first(posted, "field"), first(posted, "do")
    if name not in WIDGETS:
        raise RegisterError(f"there is no field {name!r} to correct", "Choose one of those on the page")
    with here.register.reading() as connection:
        event = event_of(connection, event_id)
        if do in ("look_up", "more"):
            return _form_again(request, connection, event, asked, posted, name, do)
        try:
            value = value_of(name, posted, told(event, name))
        except WrongValue as error:
            return _form_again(request, connection, event, asked, posted, name, do, str(error))
        # A value that somebody else has set meanwhile is told as such, not as "no change".
        fresh = seen_of(posted).get(event.id) == state_of(connection, event.id)
    if fresh and same_value(name, value, told(event, name).value) and not first(posted, "confirm"):
        return RedirectResponse(review_path(event.id, asked, same=name) + f"#{name}", 303)
    words = f"set {label_of(name).lower()} to {value_text(name, value)}"

    def go_on(made: Decision) -> str:
        return review_path(made.event or event_id, asked, said=made.id) + f"#{name}"

    return _decided(
        request, here, viewer, posted, words, go_on, kind="correct", event=event_id, field=name, value=value
    )


def _form_again(
    request: Request,
    connection: Connection,
    event: Event,
    asked: Asked,
    posted: Posted,
    name: str,
    do: str,
    error: str | None = None,
) -> HTMLResponse:
    """The page with a form as it was sent: with what is wrong in it, more rows, or what the gazetteer knows."""
    view = event_view(connection, event.id)
    field = view.one(name)
    rows = _sent(name, posted, told(event, name).value)
    field.rows, field.open, field.error = rows, True, error
    if do == "more":
        field.blanks += _MORE_ROWS
    if do == "look_up" and rows:
        country = rows[0]["country"] if len(rows[0]["country"]) == 2 else told(event, name).country
        field.look = place_entries(rows[0]["name"], country)
    return event_page(request, connection, view, asked, 422 if error else 200)


def _sent(name: str, posted: Posted, value: Any) -> list[Row]:  # noqa: ANN401 - JSON
    try:
        return posted_rows(name, posted)
    except WrongValue:
        return rows_of(name, value)


@router.post("/review/{event_id}/split", include_in_schema=False)
def split(
    request: Request, event_id: str, here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep
) -> Response:
    """Accounts that leave the event (`other_event`), or tell nothing of worth (`reject`)."""
    keys, how = list(dict.fromkeys(posted.get("account", ()))), first(posted, "how")
    with here.register.reading() as connection:
        found, known = event_keys(connection, event_id)
    strange = [key for key in keys if key not in known]
    if not keys or strange:
        raise RegisterError(
            f"the event has no account {strange[0]}" if strange else "no account was chosen",
            "Choose accounts of the event on its page",
        )
    asks: dict[str, Any] = {"kind": "other_event", "event": found}
    if how == "throw_out":
        asks = {"kind": "reject"}

    def go_on(made: Decision) -> str:
        return review_path(here.register.present_id(event_id), asked, said=made.id)

    words = "throw accounts out" if how == "throw_out" else "take accounts out into an event of their own"
    return _decided(request, here, viewer, posted, words, go_on, accounts=keys, **asks)


@router.post("/review/{event_id}/undo", include_in_schema=False)
def undo(
    request: Request, event_id: str, here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep
) -> Response:
    """Take a decision back, an undo as well."""
    name = first(posted, "decision")
    with here.register.reading() as connection:
        undone = decision_by_id(connection, name)
    words = f"take back {name} ({ruling_text(undone)})"

    def go_on(made: Decision) -> str:
        with here.register.reading() as connection:
            found = present_id(connection, made.event or event_id) or present_id(connection, event_id)
        return review_path(found, asked, said=made.id) if found else f"/review{asked.address(said=made.id)}"

    return _decided(request, here, viewer, posted, words, go_on, kind="undo", undoes=name)


def _other(other: Annotated[str, Query(max_length=200)] = "") -> str:
    return other.replace("\x00", "\ufffd").strip()


OtherDep = Annotated[str, Depends(_other)]


@router.get("/review/{event_id}/join", response_class=HTMLResponse, include_in_schema=False)
def join(
    request: Request, event_id: str, asked: FiltersDep, connection: Reading, viewer: Coder, other: OtherDep
) -> Response:
    """Events near this one, to choose the other half from; with `other` (its id): the two side by side."""
    here, _ = event_keys(connection, event_id)
    event = event_of(connection, here)
    shared: dict[str, Any] = {
        "asked": asked, "event": event, "back": review_path(here, asked), "token": csrf_token(request),
        "address": f"/review/{here}/join", "query": asked.address(),
    }  # fmt: skip
    fault = None
    if other:
        try:
            chosen = resolve_event(connection, other)
        except UnknownId as error:
            fault = f"{error.reason}. {error.mend}."
        else:
            if chosen != here:
                views = event_view(connection, here), event_view(connection, chosen)
                speaks = compared(connection, here, chosen)
                return page(request, "review/compare.html", left=views[0], right=views[1], speaks=speaks, **shared)
            fault = f"{other} is this very event."
    return page(request, "review/join.html", 404 if fault else 200, near=near(connection, event), fault=fault, **shared)


@router.post("/review/{event_id}/join", include_in_schema=False)
def joined(
    request: Request, event_id: str, here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep
) -> Response:
    """Rule that two events are one (`same`), or two."""
    other, same = first(posted, "other"), first(posted, "verdict") == "same"
    if first(posted, "verdict") not in ("same", "other") or not other:
        raise RegisterError("the form doesn't say what is decided", "Choose one event or two")

    def go_on(made: Decision) -> str:
        return review_path(here.register.present_id(event_id), asked, said=made.id)

    words = f"rule that {event_id} and {other} are {'one event' if same else 'two events'}"
    kind: Kind = "same_event" if same else "other_event"
    return _decided(request, here, viewer, posted, words, go_on, kind=kind, event=event_id, other=other)


def _decided(
    request: Request,
    here: Site,
    viewer: Viewer,
    posted: Posted,
    words: str,
    go_on: Callable[[Decision], str],
    **asks: Any,  # noqa: ANN401 - the arguments of Register.decide
) -> Response:
    """Decide, and lead on; or show what others did meanwhile. `words`: what was to be done."""
    why = first(posted, "why")[:_LONGEST_WHY] or None
    seen = seen_of(posted)
    try:
        made = here.register.decide(by=viewer.name, why=why, seen=seen, **asks)
    except Overtaken:
        return _overtaken(request, here, posted, seen, words)
    return RedirectResponse(go_on(made), 303)


def _overtaken(request: Request, here: Site, posted: Posted, seen: dict[str, str], words: str) -> Response:
    """What others did since the form was made; the form once more, made from the present state."""
    changed: list[dict[str, Any]] = []
    states: list[str] = []
    with here.register.reading() as connection:
        for event_id, state in seen.items():
            found = present_id(connection, event_id)
            changed.append(
                {
                    "id": event_id,
                    "now": event_of(connection, found) if found else None,
                    "did": _did(connection, event_id, state),
                }
            )
            if found:
                states.append(f"{event_id}:{state_of(connection, event_id)}")
    kept = [(name, value) for name, values in posted.items() if name != "seen" for value in values]
    return page(
        request, "review/overtaken.html", 409, changed=changed, seen=states, kept=kept, words=words,
        address=f"{request.url.path}?{request.url.query}", back=request.url.path.rsplit("/", 1)[0],
        query=f"?{request.url.query}" if request.url.query else "", token=csrf_token(request),
    )  # fmt: skip


def _did(connection: Connection, event_id: str, state: str) -> Sequence[tuple[Any, str]]:
    entries = changes_since(connection, event_id, state)
    heads = reports_of(connection, [key for entry in entries for key in entry.accounts])
    return [(e.at, ruling_text(e.decision, heads) if e.decision else happened_text(e, heads)) for e in entries]
