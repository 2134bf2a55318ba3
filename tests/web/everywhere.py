"""All that a browser can come to: links followed from the first page on, and what each route can be asked."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from lxml import html  # type: ignore[import-untyped]
from pydantic import BaseModel
from starlette.testclient import TestClient

from sijill.web.people import route_roles
from tests.web.reading import Page

# So many addresses of one route are looked at.
_OF_A_ROUTE: Final = 12
_LINKS: Final = ("href", "src", "data-map", "data-events", "data-chart", "data-ground")


@dataclass
class Seen:
    """What was answered, by address; how many addresses of each route; what forms send, by route."""

    answers: dict[str, Response] = field(default_factory=dict)
    routes: Counter[str] = field(default_factory=Counter)
    fields: dict[str, set[str]] = field(default_factory=dict)


class Routes:
    """The routes of an application, to find the one that an address leads to."""

    def __init__(self, app: FastAPI) -> None:
        self.table = route_roles(app)
        self._patterns = [(method, path, re.compile(_pattern(path))) for method, path, _ in self.table]

    def of(self, address: str, method: str = "GET") -> str | None:
        """The route of an address; None where there is none."""
        path = urlsplit(address).path
        return next((to for how, to, each in self._patterns if how in (method, "*") and each.fullmatch(path)), None)


def _pattern(path: str) -> str:
    if path == "/static":
        return "/static/.*"
    parts = re.split(r"(\{\w+(?::\w+)?\})", path)
    return "".join(
        (".+" if part.endswith(":path}") else "[^/]+") if part.startswith("{") else re.escape(part) for part in parts
    )


def followed(client: TestClient, app: FastAPI, starts: Sequence[str] = ("/",)) -> Seen:
    """Follow all links, and the addresses that scripts ask for, and of each page its JSON."""
    routes, seen = Routes(app), Seen()
    waiting = deque(starts)
    known = set(waiting)
    while waiting:
        address = waiting.popleft()
        route = routes.of(address)
        if route is None or seen.routes[route] >= _OF_A_ROUTE:
            continue
        seen.routes[route] += 1
        answer = seen.answers[address] = client.get(address, follow_redirects=False)
        if answer.is_redirect:
            found = [answer.headers["location"]]
        elif answer.headers.get("content-type", "").startswith("text/html"):
            page = html.fromstring(answer.text)
            found = list(_links(page))
            for action, names in _forms(page, address):
                seen.fields.setdefault(routes.of(action, "POST") or action, set()).update(names)
        else:
            found = []
        for link in (*found, f"/api{address}"):
            whole = urldefrag(urljoin(f"http://here{address}", link))[0]
            if whole.startswith("http://here/") and (asked := whole.removeprefix("http://here")) not in known:
                known.add(asked)
                waiting.append(asked)
    return seen


def _links(page: Page) -> Iterator[str]:
    for element in page.iter():
        for name in _LINKS:
            if value := element.get(name):
                yield value
        if element.tag == "form" and element.get("method", "get").lower() == "get":
            yield element.get("action", "")


def _forms(page: Page, address: str) -> Iterator[tuple[str, set[str]]]:
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "post":
            names = {
                each.get("name") for each in form.iter("input", "select", "textarea", "button") if each.get("name")
            }
            yield urljoin(address, form.get("action") or address), names


def asked_of(app: FastAPI) -> Mapping[tuple[str, str], list[str]]:
    """For each route, by method and path, the names that it takes from the address."""
    found: dict[tuple[str, str], list[str]] = {}
    for context in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(context, "dependant", None)
        for method in context.methods or ():
            found[method, context.path or ""] = sorted(set(_names(dependant))) if dependant else []
    return found


def _names(dependant: Dependant) -> Iterator[str]:
    for param in dependant.query_params:
        kind: Any = param.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield param.alias
    for inner in dependant.dependencies:
        yield from _names(inner)
