"""A report: its text as it came in with the words of every value marked, and what was read out of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from sijill.register import UnknownId
from sijill.register.looking import coded, report, report_versions
from sijill.register.told import account_keys, homes
from sijill.web.links import outside, report_path
from sijill.web.people import reader
from sijill.web.profile_paths import source_path
from sijill.web.render import page
from sijill.web.report_view import view
from sijill.web.site import Reading

router = APIRouter(dependencies=[Depends(reader)])

Version = Annotated[int | None, Query(ge=1, le=10**6)]


@router.get("/reports/{report_id:path}", response_class=HTMLResponse, include_in_schema=False)
def one_report(
    request: Request,
    report_id: str,
    connection: Reading,
    version: Version = None,
    at: Annotated[int, Query(ge=0, le=10**9)] = 0,
    plain: bool = False,
) -> Response:
    """A report in its current version or that of a number. `at`: an offset into a long text, whose part is shown."""
    if "\x00" in report_id:
        raise UnknownId("there is no such report", "Look for its words instead")
    shown = report(connection, report_id, version)
    if plain:
        return PlainTextResponse(shown.text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8")
    versions = report_versions(connection, report_id)
    chosen = next(row for row in versions if (row.current if version is None else row.number == version))
    keys = account_keys(connection, report_id, chosen.number)
    return page(
        request,
        "report.html",
        report=shown,
        link=outside(shown.url),
        path=report_path(report_id),
        source_path=source_path,
        voice_path=report_path(chosen.voice),
        versions=versions,
        chosen=chosen,
        shown=view(shown, coded(connection, report_id, chosen.number), keys, homes(connection, keys), at),
    )
