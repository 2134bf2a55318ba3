"""Samples that several people code apart from one another, and how far they agree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from sijill.gazetteer import Entry
from sijill.model import Telling
from sijill.register import RegisterError, UnknownId
from sijill.register.engine import writing
from sijill.register.looking import event as event_of
from sijill.register.looking import report as report_of
from sijill.register.measures import measured
from sijill.register.rows import tellings_where
from sijill.register.samples import (
    FIELDS,
    IS_EVENT,
    USUAL,
    Drawn,
    Sample,
    Wish,
    all_samples,
    close,
    code,
    codings,
    draw,
    progress,
    sample,
)
from sijill.register.schema import accounts
from sijill.register.users import name_key
from sijill.web.filters import FiltersDep
from sijill.web.links import report_path
from sijill.web.pages.review import viewer_of
from sijill.web.people import Coder, Viewer, csrf_token, reader
from sijill.web.posted import Posted, PostedDep, first
from sijill.web.render import page
from sijill.web.review_view import choices, label_of
from sijill.web.site import Reading, SiteDep
from sijill.web.suggesting import place_entries
from sijill.web.values import WIDGETS, Row, Told, WrongValue, posted_rows, rows_of, value_of

router = APIRouter(dependencies=[Depends(reader)])

Name = Annotated[str, Path(max_length=60)]
Position = Annotated[int, Path(ge=1, le=10**6)]

# So much of a report stands before and after the words that tell the event.
_AROUND: Final = 600
_BLANKS: Final = {"actors": 2, "counts": 2, "words": 2, "persons": 1}


@router.get("/review/agreement", response_class=HTMLResponse, include_in_schema=False)
def agreement_page(request: Request, connection: Reading) -> HTMLResponse:
    """All samples, and how to draw one."""
    rows = [
        {"sample": one, "done": progress(connection, one), "mine": _is_coder(one, viewer_of(request))}
        for one in all_samples(connection)
    ]
    return page(
        request, "review/agreement.html", rows=rows, fields=FIELDS, usual=USUAL, label=_label,
        token=csrf_token(request), may=viewer_of(request).may("coder"),
    )  # fmt: skip


@router.post("/review/samples", include_in_schema=False)
def draw_sample(here: SiteDep, viewer: Coder, asked: FiltersDep, posted: PostedDep) -> Response:
    """Draw a sample of the events of the address' filters."""
    wish = Wish(
        name=first(posted, "name"),
        coders=[name for line in posted.get("coders", ()) for name in line.replace("\n", ",").split(",")],
        size=_number(posted, "size"),
        seed=_number(posted, "seed"),
        fields=tuple(name for name in FIELDS if name in posted.get("field", ())),
        prefilled=bool(first(posted, "prefilled")),
        filters=asked.filters,
    )
    with writing(here.register.engine) as connection:
        made = draw(connection, wish, viewer.name, datetime.now(UTC))
    return RedirectResponse(f"/review/samples/{made.name}", 303)


@router.get("/review/samples/{name}", response_class=HTMLResponse, include_in_schema=False)
def sample_page(request: Request, name: Name, connection: Reading) -> HTMLResponse:
    """A sample: what is done, and, once it is closed, how far its coders agree."""
    of, viewer = sample(connection, name), viewer_of(request)
    mine = codings(connection, of, viewer.name) if _is_coder(of, viewer) else {}
    said = {} if of.open else codings(connection, of)
    return page(
        request, "review/sample.html", sample=of, done=progress(connection, of), mine=_is_coder(of, viewer),
        coded={position for position, _ in mine}, measured=[] if of.open else measured(of, said),
        token=csrf_token(request), may=viewer.may("coder"), label=_label, seed=of.seed,
        filters=json.dumps(of.filters, ensure_ascii=False) if of.filters else "none",
    )  # fmt: skip


@router.post("/review/samples/{name}/close", include_in_schema=False)
def close_sample(name: Name, here: SiteDep, viewer: Coder, posted: PostedDep) -> Response:
    """End the coding, and show its codings. Where some is missing, only with `anyway`."""
    with writing(here.register.engine) as connection:
        of = sample(connection, name)
        left = {who: len(of.events) - done for who, done in progress(connection, of).items() if done < len(of.events)}
        if left and not first(posted, "anyway"):
            told = ", ".join(f"{of.coders[who]} has {number} to code" for who, number in left.items())
            raise RegisterError(f"the sample is not done: {told}", "Wait, or close it all the same")
        close(connection, name)
    return RedirectResponse(f"/review/samples/{name}", 303)


@router.get("/review/samples/{name}/{position}", response_class=HTMLResponse, include_in_schema=False)
def coding_page(request: Request, name: Name, position: Position, connection: Reading, viewer: Coder) -> HTMLResponse:
    """One event of a sample, to be coded from its reports by the viewer alone."""
    of = sample(connection, name)
    drawn = of.at_position(position)
    _must_be_coder(of, viewer)
    said = codings(connection, of, viewer.name).get((position, name_key(viewer.name)))
    values = said or (_prefilled(connection, drawn) if of.prefilled else {})
    rows = {field: rows_of(field, values.get(field)) for field in of.fields if field != IS_EVENT}
    return _coding(request, connection, of, drawn, rows, str(values.get(IS_EVENT, "")), {}, coded=said is not None)


@router.post("/review/samples/{name}/{position}", include_in_schema=False)
def save_coding(
    request: Request, name: Name, position: Position, here: SiteDep, viewer: Coder, posted: PostedDep
) -> Response:
    """Keep what the viewer says of an event of a sample, and go on to the next that is not coded yet."""
    with here.register.reading() as connection:
        of = sample(connection, name)
        drawn = of.at_position(position)
        _must_be_coder(of, viewer)
        said = codings(connection, of, viewer.name).get((position, name_key(viewer.name)), {})
        if first(posted, "do") == "look_up":
            rows = {field: _sent(field, posted) for field in of.fields if field != IS_EVENT}
            place = rows.get("place") or [{"name": "", "country": ""}]
            look = place_entries(place[0]["name"], _two_letters(place[0]["country"]))
            return _coding(request, connection, of, drawn, rows, first(posted, IS_EVENT), {}, look=look)
        values, errors = _values(of, posted, said)
        if errors:
            rows = {field: _sent(field, posted) for field in of.fields if field != IS_EVENT}
            return _coding(request, connection, of, drawn, rows, first(posted, IS_EVENT), errors)
    with writing(here.register.engine) as connection:
        code(connection, name, position, viewer.name, values, datetime.now(UTC))
        done = {place for place, _ in codings(connection, of, viewer.name)}
    after = next((one.position for one in of.events if one.position not in done), None)
    return RedirectResponse(f"/review/samples/{name}" + (f"/{after}" if after else ""), 303)


def _values(of: Sample, posted: Posted, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says, by field, and what is wrong with it."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if IS_EVENT in of.fields:
        values[IS_EVENT] = first(posted, IS_EVENT)
        if values[IS_EVENT] not in ("yes", "no"):
            errors[IS_EVENT] = "say whether there is such an event"
        if values[IS_EVENT] == "no":
            return values, errors
    country = _two_letters(first(posted, "place.country"))
    for field in of.fields:
        if field == IS_EVENT:
            continue
        try:
            values[field] = value_of(field, posted, Told(said.get(field), country))
        except WrongValue as error:
            errors[field] = str(error)
    return values, errors


def _coding(
    request: Request,
    connection: Connection,
    of: Sample,
    drawn: Drawn,
    rows: Mapping[str, list[Row]],
    is_event: str,
    errors: Mapping[str, str],
    coded: bool = False,
    look: Sequence[Entry] | None = None,
) -> HTMLResponse:
    passages = [_passage(connection, telling) for telling in _tellings(connection, drawn)]
    forms = [
        {
            "name": field, "label": _label(field), "widget": WIDGETS[field], "rows": rows[field],
            "blanks": _BLANKS.get(WIDGETS[field], 0), "error": errors.get(field),
            "look": look if field == "place" else None,
        }
        for field in of.fields
        if field != IS_EVENT
    ]  # fmt: skip
    return page(
        request, "review/code.html", 422 if errors else 200, sample=of, drawn=drawn, forms=forms, is_event=is_event,
        asks_event=IS_EVENT in of.fields, errors=errors, passages=passages, coded=coded, choices=choices(),
        token=csrf_token(request),
    )  # fmt: skip


def _tellings(connection: Connection, drawn: Drawn) -> list[Telling]:
    return list(tellings_where(connection, accounts.c.key.in_(drawn.accounts)))


def _passage(connection: Connection, telling: Telling) -> dict[str, Any]:
    """The words of a report that tell the event, with what stands around them; nothing of what was coded."""
    text = report_of(connection, telling.report.id, None).text
    spans = [(item.start, item.end) for item in telling.account.evidence if item.field == "event"]
    spans = spans or [(item.start, item.end) for item in telling.account.evidence]
    start, end = min((s for s, _ in spans), default=0), max((e for _, e in spans), default=0)
    begin, stop = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return {
        "head": telling.report, "path": f"{report_path(telling.report.id)}?plain=1", "before": text[begin:start],
        "told": text[start:end], "after": text[end:stop], "cut_before": begin > 0, "cut_after": stop < len(text),
    }  # fmt: skip


def _prefilled(connection: Connection, drawn: Drawn) -> dict[str, Any]:
    try:
        return event_of(connection, drawn.event).model_dump(mode="json") | {IS_EVENT: ""}
    except UnknownId:
        return {}


def _sent(field: str, posted: Posted) -> list[Row]:
    try:
        return posted_rows(field, posted)
    except WrongValue:
        return []


def _two_letters(text: str) -> str | None:
    return text.upper() if len(text) == 2 else None


def _is_coder(of: Sample, viewer: Viewer) -> bool:
    return name_key(viewer.name) in of.coders


def _must_be_coder(of: Sample, viewer: Viewer) -> None:
    if not _is_coder(of, viewer):
        names = ", ".join(of.coders.values())
        raise RegisterError(f"{viewer.name} is no coder of sample {of.name}", f"They are {names}")
    if not of.open:
        raise RegisterError(f"sample {of.name} is closed", f"See its figures: /review/samples/{of.name}")


def _label(field: str) -> str:
    return "Is there such an event?" if field == IS_EVENT else label_of(field)


def _number(posted: Posted, name: str) -> int:
    text = first(posted, name)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise RegisterError(f"{name} is no number: {text[:40]!r}", "Write a whole number")
    return int(text)
