"""Every page, whatever stands in the register, and whatever the address or a form brings: words stay words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from httpx2 import Response
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from sijill.model import Assertion, CodedReport, Decision, Event, Report
from sijill.register import Register
from sijill.web import Settings, create_app
from sijill.web.people.csrf import SAFE, token_for
from sijill.web.people.roles import route_roles
from tests.web.conftest import copied
from tests.web.everywhere import Routes, Seen, asked_of, followed
from tests.web.poisoned import ADDRESS, POISON, TAG, pairs, poison, secret_of, texts_of
from tests.web.reading import harmless_markup

# Pages that nothing links to, or only scripts ask for.
STARTS: Final = (
    "/", "/api/docs", "/api/openapi.json", "/users", "/review/agreement", "/review/samples/closed",
    "/review/samples/open/1", "/search?q=post", "/actors", "/places", "/sources?kind=quoted", "/sources", "/assertions",
    "/situation", "/situation?names=true&since=2024-01-01", "/situation.docx", "/review", "/account", "/login",
    "/api/map/ground?zoom=3&west=40&east=50&south=30&north=40", "/api/suggest/places?q=Daq", "/api/suggest/actors?q=Is",
    "/api/map/events?west=-180&east=180&south=-90&north=90", "/api/me", "/api/review/samples", "/api/timeline",
    "/api/reports", "/api/search?q=post", "/api/map", "/api/events", "/static/base.css", "/places/IQ",
)  # fmt: skip
_SENT: Final = {"seen", "how", "account", "kind", "field", "verdict", "other", "decision", "name", "password", "role"}
# A file is saved under a name of our own making, and never opened as a page.
_SAVED: Final = re.compile(r'attachment; filename="[A-Za-z0-9._-]{1,60}"')
_WORDS: Final = {
    "markup": POISON, "an address": ADDRESS, "control signs": "\x00\x1b[31m", "line ends": "a\r\nSet-Cookie: a=b",
    "half a sign": "\udcff", "far too long": "9" * 400,
}  # fmt: skip


@pytest.fixture(scope="module")
def register_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # Its name stands on the first page.
    path = tmp_path_factory.mktemp("poisoned") / "<script>alert('sijill')<!-- \" ' & {{ 7919 * 7907 }}.sqlite"
    path = path.with_name(path.name.replace("/", "-"))
    poison(path)
    return path


@pytest.fixture(scope="module")
def app(register_path: Path) -> FastAPI:
    return create_app(Settings(register=str(register_path), host="0.0.0.0", tiles=None))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://register.example") as made:
        made.cookies.set("sijill", secret_of("admin"), domain="register.example", path="/")
        yield made


@pytest.fixture(scope="module")
def seen(client: TestClient, app: FastAPI) -> Seen:
    with Register.open(app.state.site.register.name) as register:
        events = [f"/events/{event.id}" for event in register.events(limit=3)]
        reports = [f"/reports/{quote(name, safe='')}" for name in register.report_ids()[:3]]
    every = [*STARTS, *events, *reports, *(f"{one}?plain=1" for one in reports)]
    every += [f"/review/{path.removeprefix('/events/')}{end}" for path in events for end in ("", "/join")]
    every += [f"/actors/by-name?name={quote(POISON, safe='')}", f"/sources/quoted?name={quote(POISON, safe='')}"]
    every += [f"/download/{name}?names=true" for name in ("csv", "jsonl", "xlsx")]
    return followed(client, app, every)


def harmless(address: str, answer: Response) -> None:
    """Nothing of what was put in became part of a page; nothing that is no page can be taken for one."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "\r" not in answer.headers.get("location", "")
    if kind == "text/html":
        page = html.fromstring(answer.text)
        assert not list(page.iter(TAG)), address
        harmless_markup(page)
        assert "62615533" not in answer.text, address
        assert f"<{TAG}" not in answer.text, address
    elif kind == "application/json" and answer.request.method != "HEAD":
        json.loads(answer.text)
    elif answer.status_code == 200 and address.startswith(("/download", "/situation.docx")):
        assert _SAVED.fullmatch(answer.headers["content-disposition"]), address
    elif answer.content:
        assert kind in ("text/plain", "text/css", "text/javascript", "image/svg+xml"), (address, kind)


def test_every_field_of_text_is_poisoned() -> None:
    told = repr(pairs())
    for record in (Report, CodedReport, Assertion):
        for kind, name in texts_of(record):
            fields = [f"{name}='", f'{name}="', f"{name}=(", f"{name}='{ADDRESS[:10]}", f"{name}={{"]
            assert any(each in told for each in fields), (kind, name)
            assert f"{name}={{}}" not in told, (kind, name)
    # What is decided has its texts from these, from who decides, and from why.
    assert {name for _, name in texts_of(Decision)} == {
        "id",
        "event",
        "accounts",
        "others",
        "field",
        "by",
        "why",
        "undoes",
    }
    assert {name for kind, name in texts_of(Event) if kind is Event} == {
        "id",
        "weapons",
        "sources",
        "accounts",
        "confidences",
        "corrected",
    }


def test_every_route_that_shows_something_was_seen(seen: Seen, app: FastAPI) -> None:
    shown = {path for method, path, _ in route_roles(app) if method in ("GET", "*")}
    assert shown - set(seen.routes) == set()
    assert not [(address, answer.status_code) for address, answer in seen.answers.items() if answer.status_code >= 500]
    # A page that is only an error shows nothing of the register.
    well = {Routes(app).of(address) for address, answer in seen.answers.items() if answer.status_code < 400}
    assert shown - well == set()


def test_nothing_of_the_register_becomes_part_of_a_page(seen: Seen) -> None:
    poisoned = 0
    for address, answer in seen.answers.items():
        harmless(address, answer)
        poisoned += TAG in answer.text
    # Else nothing was tried.
    assert poisoned > 60


@pytest.mark.parametrize("kind", _WORDS)
def test_nothing_of_an_address_becomes_part_of_a_page(client: TestClient, app: FastAPI, kind: str) -> None:
    word = quote(_WORDS[kind], safe="", errors="surrogateescape")
    for (method, path), names in asked_of(app).items():
        if method not in SAFE:
            continue
        into = re.sub(r"\{\w+(:\w+)?\}", word, path)
        plain = re.sub(r"\{\w+(:\w+)?\}", "x", path)
        for address in dict.fromkeys((into, *(f"{plain}?{name}={word}" for name in names))):
            answer = client.request(method, address, follow_redirects=False)
            assert answer.status_code < 500, (method, address)
            assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
            harmless(path, answer)


def test_nothing_of_a_form_becomes_part_of_a_page(seen: Seen, register_path: Path, tmp_path: Path) -> None:
    own = copied(register_path, tmp_path / "own.sqlite")
    app = create_app(Settings(register=str(own), host="0.0.0.0", tiles=None))
    token = {"X-CSRF-Token": token_for(secret_of("admin"))}
    event = next(address for address in seen.answers if address.startswith("/events/")).removeprefix("/events/")
    with TestClient(app, base_url="http://register.example", follow_redirects=False) as client:
        for method, path, _ in route_roles(app):
            if method in SAFE or method == "*" or path == "/logout":
                continue
            client.cookies.set("sijill", secret_of("admin"), domain="register.example", path="/")
            place = path.replace("{event_id}", event).replace("{name}", "open").replace("{position}", "1")
            place = re.sub(r"\{\w+\}", "1", place)
            for names in (
                seen.fields.get(path, set()),
                {"seen", "how", "account", "kind", "field", "verdict", "other"},
            ):
                form = dict.fromkeys(names - {"csrf_token"}, POISON)
                for sent in ({"data": form}, {"json": form}, {"data": form | {"seen": f"{event}:{POISON}"}}):
                    answer = client.request(method, place, headers=token, **sent)  # type: ignore[arg-type]
                    assert answer.status_code < 500, (method, path, answer.status_code)
                    harmless(path, answer)
