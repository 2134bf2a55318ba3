"""The pages of the application, from its own routes, with what to ask them for over a furnished register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fastapi.routing import APIRoute
from playwright.sync_api import Page

from sijill.web import api, pages
from sijill.web.people.pages import router as people
from tests.web.browser.furnished import CLOSED_SAMPLE, OPEN_SAMPLE

# Answered with files, not with pages.
_FILES: Final = ("/download/", "/situation.docx")
# {event} is the event that most reports tell, {report} one of them, {rejected} an event that somebody rejected. Of a
# route's addresses the first shows most.
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "/": (
        "/?size=15",
        "/?country=IQ&type=Battles&killed=1&step=month&status=occurred",
        "/?actor=nobody",
        "/?text=%22",
        "/?killed=100000",
    ),
    "/events/{event_id}": ("/events/{event}", "/events/{rejected}", "/events/e00000000000"),
    "/reports/{report_id:path}": ("/reports/{report}", "/reports/none"),
    "/search": ("/search", "/search?q=checkpoint", "/search?q=%22", "/search?q=zzzz"),
    "/actors/by-name": ("/actors/by-name?name=Civilians",),
    "/actors/{actor_id:path}": ("/actors/{actor}",),
    "/places/{country}": ("/places/IQ", "/places/IQ?division=Kirkuk"),
    "/sources/{kind}": ("/sources/publisher?name={publisher}",),
    "/situation": ("/situation", "/situation?country=IQ&since=2023-01-01&until=2023-12-31"),
    # Where nobody signs in this leads to the overview: it is looked at where people do.
    "/login": (),
    "/review/{event_id}": ("/review/{event}", "/review/{rejected}"),
    "/review/{event_id}/join": ("/review/{event}/join", "/review/{event}/join?other={rejected}"),
    "/review/samples/{name}": (f"/review/samples/{OPEN_SAMPLE}", f"/review/samples/{CLOSED_SAMPLE}"),
    "/review/samples/{name}/{position}": (f"/review/samples/{OPEN_SAMPLE}/1",),
}


def page_routes() -> list[str]:
    """The paths of all pages, as the routes have them, in the order in which they are matched."""
    return list(dict.fromkeys(_paths()))


def _paths() -> Iterator[str]:
    for router in (*pages.ROUTERS, *api.ROUTERS, people):
        for route in router.routes:
            if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()) or route.include_in_schema:
                continue
            if not route.path.startswith(_FILES):
                yield route.path


def addresses(route: str, page: Page) -> list[str]:
    """The addresses at which to see a route; `page`: open on the furnished register."""
    asked = ASKED.get(route, (route,))
    assert "{" not in route or route in ASKED, f"say in ASKED at which addresses {route} is to be seen"
    if not any("{" in address for address in asked):
        return list(asked)
    known = _known(page)
    return [address.format(**known) for address in asked]


def _known(page: Page) -> dict[str, str]:
    def items(path: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = page.request.get(path).json()["items"]
        return found

    event = items("/api/events?order=reports&size=1")[0]["id"]
    told: str = page.request.get(f"/api/events/{event}").json()["accounts"][0]["report"]["id"]
    return {
        "event": event,
        "report": told,
        "rejected": items("/api/events?review=rejected&size=1")[0]["id"],
        "actor": next(row["actor_id"] for row in items("/api/actors") if row["actor_id"]),
        "publisher": items("/api/sources")[0]["name"],
    }
