"""The first page: what the register holds, by the filters of the address; and its downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from sijill.codebook import countries
from sijill.model import EVENT_TYPES, REVIEWS
from sijill.register import RegisterError
from sijill.register.queries import STATUSES
from sijill.register.summaries import Line, Summary, extent, leading_actors, listed, suggestions, summary
from sijill.web.filters import LONGEST, ORDER_WORDS, Asked, FiltersDep, Paging, PagingDep
from sijill.web.maps import View, fitting
from sijill.web.people import reader
from sijill.web.render import page
from sijill.web.site import Reading, SiteDep
from sijill.web.timeline import STEPS, Step, Timeline, timeline

if TYPE_CHECKING:
    from sijill.exports import Format

router = APIRouter(dependencies=[Depends(reader)])

# Rows of a table that are seen at once; the rest is folded away.
_SHOWN = 8
# More lines than these are no overview; the pages of places and actors have all of them.
_MOST = 60
# Size of the drawn time line, in its own units.
_LINE = (880, 130)


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def overview(
    request: Request,
    site: SiteDep,
    asked: FiltersDep,
    paging: PagingDep,
    connection: Reading,
    step: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """What the events of a filter come to: map, time line, sums, and the events themselves."""
    form: dict[str, Any] = {
        "asked": asked, "paging": paging, "known": suggestions(connection), "event_types": EVENT_TYPES,
        "statuses": STATUSES, "reviews": REVIEWS, "orders": ORDER_WORDS, "steps": STEPS, "step": step,
        "formats": formats(), "tags": asked.tags(), "register_name": site.register.name,
        "longest": LONGEST,
    }  # fmt: skip
    try:
        found = _found(connection, asked, paging, _step(step))
    except RegisterError as error:
        return page(request, "overview.html", 400, **form, wrong=error, found=None)
    return page(request, "overview.html", **form, **found, wrong=None)


def _step(asked: str) -> Step | None:
    return next((step for step in STEPS if step == asked), None)


def _found(connection: Connection, asked: Asked, paging: Paging, step: Step | None) -> dict[str, Any]:
    found = summary(connection, asked.filters)
    line = timeline(found.days, step)
    every, actors = leading_actors(connection, asked.filters)
    view = fitting(extent(connection, asked.filters))
    return {
        "found": found, "line": line, "drawn": drawn(line), "view": view, "actors": actors, "actors_in_all": every,
        "events": listed(connection, asked.filters, asked.order, paging.size, paging.offset) if found.events else [],
        "tables": tables(found, asked), "held": found.events or (asked.tags() and summary(connection).events),
        "shown": _SHOWN, "view_text": _view_text(view),
    }  # fmt: skip


def _view_text(view: View) -> str:
    return f"{view.zoom}/{view.latitude}/{view.longitude}"


def formats() -> tuple[Format, ...]:
    """The formats of downloads, in the order in which they are listed."""
    from sijill.exports import FORMATS

    return tuple(FORMATS.values())


def tables(found: Summary, asked: Asked) -> list[dict[str, Any]]:
    """The tables of the overview: each line with its name, the address of its events, and its sums."""
    names = countries()

    def country(code: str | None) -> str:
        return names[code].plain_name if code in names else code or "Country not known"

    types = [_row(line.value or "", asked.address(type=line.value), line) for line in found.types]
    divisions = [
        _row(
            f"{line.value}, {country(line.of)}" if line.value else f"{country(line.of)}, no governorate known",
            asked.address(admin1=line.value, country=line.of) if line.value else None,
            line,
        )
        for line in found.divisions
    ]
    where = [_row(country(line.value), asked.address(country=line.value) if line.value else None, line)
             for line in found.countries]  # fmt: skip
    reviews = [
        _row((line.value or "").replace("_", " "), asked.address(review=line.value), line) for line in found.reviews
    ]
    statuses = [_row(line.value or "", asked.address(status=line.value), line) for line in found.statuses]
    return [
        _table("types", "By type", "Type", types),
        _table("divisions", "By governorate", "Governorate, province or state", divisions, "/places"),
        _table("countries", "By country", "Country", where, "/places"),
        _table("statuses", "By status", "Status", statuses),
        _table("reviews", "By review", "Review", reviews),
    ]


def _table(name: str, title: str, head: str, lines: list[dict[str, Any]], page: str | None = None) -> dict[str, Any]:
    """A table; `more`: the page that has the lines beyond `_MOST`, and how many these are."""
    more = (page, len(lines) - _MOST) if page and len(lines) > _MOST else None
    return {"id": name, "title": title, "head": head, "rows": lines[:_MOST], "more": more}


def _row(name: str, address: str | None, line: Line) -> dict[str, Any]:
    # What is too long to be asked for has no address.
    address = address if len(line.value or "") <= LONGEST else None
    return {"name": name, "address": address, "events": line.events, "killed": line.killed, "wounded": line.wounded}


def drawn(line: Timeline) -> list[dict[str, Any]]:
    """The bars of the time line as they are drawn without script: two rows, events above and killed beneath."""
    if not line.bars or line.first is None or line.last is None:
        return []
    width, height = _LINE
    days = max((line.last - line.first).days + 1, 1)
    tallest = {name: max(1, *(getattr(bar, name) for bar in line.bars)) for name in ("events", "killed")}
    return [
        {
            "bar": bar,
            "x": round((bar.first - line.first).days / days * width, 2),
            "width": round(max(1.0, ((bar.last - bar.first).days + 1) / days * width * 0.92), 2),
            **{name: round(getattr(bar, name) / tallest[name] * (height / 2 - 14), 2) for name in tallest},
        }
        for bar in line.bars
    ]
