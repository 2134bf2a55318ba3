"""The situation report: a period and an area in words, numbers, a chart and a map; to print, and as Word."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from sijill.register.deriving import rule_of
from sijill.web.filters import FiltersDep
from sijill.web.links import outside
from sijill.web.named import NamedDep
from sijill.web.people import reader
from sijill.web.profile_pages import drawn_page
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])


@router.get("/situation", response_class=HTMLResponse, include_in_schema=False)
def situation_report(request: Request, asked: FiltersDep, connection: Reading, named: NamedDep) -> HTMLResponse:
    """The report as a page that prints on A4."""
    from sijill.web.situation.facts import situation
    from sijill.web.situation.naming import HIDDEN, report
    from sijill.web.situation.words import period_text, title_of

    told = report(connection, situation(connection, asked.filters), rule_of(connection), named=named)
    facts = told.facts
    chosen = {"since": facts.period.since, "until": facts.period.until} if facts.period else {}
    return drawn_page(
        request, "situation.html", facts=facts, sections=told.parts, title=title_of(facts),
        period=period_text(facts), asked=asked, chosen=chosen, outside=outside, named=named, hidden=HIDDEN,
    )  # fmt: skip


@router.get("/situation.docx", include_in_schema=False)
def situation_document(request: Request, asked: FiltersDep, connection: Reading, named: NamedDep) -> Response:
    """The report as a Word document."""
    from sijill.web.situation.document import MEDIA_TYPE, document_of
    from sijill.web.situation.facts import situation
    from sijill.web.situation.naming import report

    told = report(connection, situation(connection, asked.filters), rule_of(connection), named=named)
    facts = told.facts
    made = document_of(facts, told.parts, str(request.base_url))
    days = f"-{facts.period.since}-{facts.period.until}" if facts.period else ""
    name = f'attachment; filename="situation{days}.docx"'
    return Response(made, media_type=MEDIA_TYPE, headers={"Content-Disposition": name})
