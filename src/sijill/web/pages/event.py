"""An event: what happened, the words of each value, its accounts side by side, its history."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from sijill.model import Decision
from sijill.register import Entry, UnknownId, looking
from sijill.register.queries import reports_of
from sijill.register.rulings import present_id
from sijill.register.told import added_at, second_look_reasons
from sijill.web import event_view
from sijill.web.links import event_path
from sijill.web.people import reader
from sijill.web.profile_paths import source_path
from sijill.web.render import page
from sijill.web.rulings import told
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])

# Of so many quotes for a value, the rest can be opened.
_QUOTES = 4


@router.get("/events/{event_id}", response_class=HTMLResponse, include_in_schema=False)
def one_event(request: Request, event_id: str, connection: Reading) -> Response:
    """An event by its id. A former id leads to the present one."""
    here = None if "\x00" in event_id else present_id(connection, event_id)
    if here is None:
        return _ended(request, event_id, connection)
    if here != event_id:
        # An event that is split off again gets its id back: nobody may keep this for good.
        return RedirectResponse(event_path(here), 308, {"Cache-Control": "no-store"})
    event = looking.event(connection, event_id)
    tellings, out = event_view.heard(event, looking.tellings(connection, event_id))
    history = looking.history(connection, event_id)
    decisions = [entry.decision for entry in history if entry.decision]
    return page(
        request,
        "event.html",
        event=event,
        rows=event_view.rows(event, tellings, decisions),
        tellings=tellings,
        thrown_out=out,
        cells=event_view.cells(event, tellings),
        quotes=event_view.quotes(tellings),
        differing=event_view.differing(event, tellings),
        came=event_view.in_time(tellings, added_at(connection, [t.report.id for t in tellings])),
        history=_history(connection, history),
        source_path=source_path,
        quotes_shown=_QUOTES,
    )


def _ended(request: Request, event_id: str, connection: Connection) -> Response:
    """An event that no account tells any more still has its history. Raises `UnknownId` for one that never was."""
    if "\x00" in event_id:
        raise UnknownId("there is no such event", "See which there are, on the overview")
    history = _history(connection, looking.history(connection, event_id))
    return page(request, "event_ended.html", 410, event_id=event_id, history=history)


def _history(connection: Connection, entries: list[Entry]) -> list[dict[str, object]]:
    decisions: list[Decision] = [entry.decision for entry in entries if entry.decision]
    keys = [key for e in entries for key in (*e.accounts, *(e.decision.others if e.decision else ()))]
    waiting = second_look_reasons(connection, [decision.id for decision in decisions])
    return told(entries, reports_of(connection, keys), waiting)
