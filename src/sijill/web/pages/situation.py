"""The situation report: a period and an area in words, numbers, a chart and a map; to print, and as Word."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from sijill.register.deriving import rule_of
from sijill.web.filters import FiltersDep
from sijill.web.links import outside
from sijill.web.people import reader
from sijill.web.profile_pages import drawn_page
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])


@router.get("/situation", response_class=HTMLResponse, include_in_schema=False)
def situation_report(request: Request, asked: FiltersDep, connection: Reading) -> HTMLResponse:
    """The report as a page that prints on A4."""
    from sijill.web.situation.facts import situation
    from sijill.web.situation.words import period_text, sections, title_of

    facts = situation(connection, asked.filters)
    chosen = {"since": facts.period.since, "until": facts.period.until} if facts.period else {}
    return drawn_page(
        request, "situation.html", facts=facts, sections=sections(facts, rule_of(connection)), title=title_of(facts),
        period=period_text(facts), asked=asked, address=asked.address(**chosen), outside=outside,
    )  # fmt: skip


@router.get("/situation.docx", include_in_schema=False)
def situation_document(request: Request, asked: FiltersDep, connection: Reading) -> Response:
    """The report as a Word document."""
    from sijill.web.situation.document import MEDIA_TYPE, document_of
    from sijill.web.situation.facts import situation
    from sijill.web.situation.words import sections

    facts = situation(connection, asked.filters)
    made = document_of(facts, sections(facts, rule_of(connection)), str(request.base_url))
    days = f"-{facts.period.since}-{facts.period.until}" if facts.period else ""
    name = f'attachment; filename="situation{days}.docx"'
    return Response(made, media_type=MEDIA_TYPE, headers={"Content-Disposition": name})
