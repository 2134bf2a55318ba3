"""The whole application: every route by every role. A new route is in these tests as soon as it is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from starlette.testclient import TestClient

from sijill.register import RegisterError
from sijill.web import Settings, create_app
from sijill.web.people import route_roles
from sijill.web.people.csrf import SAFE, token_for
from sijill.web.people.people import new_secret
from tests.cli.registered import fill
from tests.web.access import built, decided
from tests.web.roles import ACCESS, Browsers, filled

# Signing out comes last.
_METHODS: Final = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "POST")
# These tell the roles apart otherwise: whoever isn't signed in may see the form, whoever is goes on.
_SIGNING: Final = ("/login", "/logout")


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    path = tmp_path_factory.mktemp("routes") / "r.sqlite"
    fill(path)
    with Browsers(path) as made:
        yield made


def register_of(browsers: Browsers) -> str:
    """All that the register holds, without the notes of who was there when."""
    name = browsers.app.state.site.register.name
    with closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as connection:
        return "\n".join(line for line in connection.iterdump() if '"sessions"' not in line)


def test_each_route_is_for_those_for_whom_it_was_decided(browsers: Browsers) -> None:
    # Fails for a new route, too: decide, then `python -m tests.web.access`.
    there, meant = built(browsers.app), decided()
    assert {route: sorted(may) for route, may in there.items()} == {route: sorted(may) for route, may in meant.items()}


def test_each_route_lets_in_those_it_is_for_and_nobody_else(browsers: Browsers) -> None:
    wrong: list[str] = []
    for (method, path), may in decided().items():
        if method == "*" or path in _SIGNING:
            continue
        for role in ACCESS:
            here, token = browsers.of(role)
            headers = {} if method in SAFE else {"X-CSRF-Token": token}
            answer = here.request(method, filled(path), headers=headers)
            led_away = answer.headers.get("location", "").startswith("/login")
            let_in = answer.status_code not in (401, 403) and not led_away
            if let_in is not (role in may):
                wrong.append(f"{method} {path}: {role} gets {answer.status_code}")
            if answer.status_code >= 500:
                wrong.append(f"{method} {path}: {role} gets {answer.status_code}")
    assert wrong == []


def test_methods_that_a_route_does_not_have_do_nothing(browsers: Browsers) -> None:
    table = decided()
    for path in {path for _, path in table if not path.startswith("/static")}:
        here, token = browsers.of("admin")
        for method in _METHODS:
            answer = here.request(method, filled(path), headers={"X-CSRF-Token": token})
            # Another route may fit the same path: /review/{event_id} and /review/agreement.
            if answer.status_code < 400 and method not in SAFE:
                assert any(one == method for one, _ in table), (method, path)
            if method in ("PUT", "PATCH", "DELETE", "TRACE"):
                assert answer.status_code == 405, (method, path)


FORGED: Final[dict[str, dict[str, str]]] = {
    "no token": {},
    "a token of another session": {"X-CSRF-Token": token_for(new_secret())},
    "from another site": {"origin": "https://evil.example"},
    "from a frame without origin": {"origin": "null"},
    "by another site, as the browser says": {"sec-fetch-site": "cross-site"},
    "by a neighbour of the domain": {"sec-fetch-site": "same-site", "origin": "http://other.register.example"},
}


@pytest.mark.parametrize("how", FORGED)
def test_no_route_is_reached_by_a_forged_request(browsers: Browsers, how: str) -> None:
    before = register_of(browsers)
    unsafe = [(method, path) for method, path in decided() if method not in SAFE and method != "*"]
    assert len(unsafe) >= 15
    for method, path in unsafe:
        here, token = browsers.of("admin")
        headers = FORGED[how]
        # But for where it comes from, nothing is wrong with the request.
        right = {} if "token" in how else {"X-CSRF-Token": token}
        answer = here.request(method, filled(path), data={"kind": "accept"}, headers=right | headers)
        assert answer.status_code == 403, (method, path)
    assert register_of(browsers) == before


def test_a_token_in_the_address_counts_for_nothing(browsers: Browsers) -> None:
    here, token = browsers.of("admin")
    for method, path in decided():
        if method not in SAFE and method != "*":
            assert here.request(method, filled(path), params={"csrf_token": token}).status_code == 403, path


def test_asking_changes_nothing(browsers: Browsers) -> None:
    before = register_of(browsers)
    here, _ = browsers.of("admin")
    for method, path, _ in route_roles(browsers.app):
        if method in SAFE:
            # What a form would send does nothing in an address.
            here.request(method, filled(path), params={"kind": "reject", "name": "x", "role": "admin", "back": "1"})
    assert register_of(browsers) == before


def test_reading_is_for_readers_and_deciding_for_coders() -> None:
    for (method, path), may in decided().items():
        if method not in SAFE and method != "*" and not path.startswith(("/login", "/logout", "/account")):
            assert "reader" not in may, f"{method} {path}"
        assert ("anyone" in may) is (path in ("/login", "/static")), path


def test_where_accounts_are_missing_the_application_does_not_start(tmp_path: Path) -> None:
    fill(tmp_path / "r.sqlite")
    with pytest.raises(RegisterError, match="has no accounts"):
        create_app(Settings(register=str(tmp_path / "r.sqlite"), host="192.0.2.1"))


def test_the_answer_of_any_route_keeps_to_the_policy(browsers: Browsers) -> None:
    wanted = {
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        ),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    for role in ("anyone", "reader", "admin"):
        here, token = browsers.of(role)
        for (method, path), headers in (
            (route, given) for route in decided() for given in ({}, {"X-CSRF-Token": token})
        ):
            method, path = ("GET", "/static/base.css") if method == "*" else (method, path)
            answer = here.request(method, filled(path), headers=headers)
            found = {name: answer.headers.get(name) for name in wanted}
            assert found == wanted, (role, method, path, answer.status_code)
            assert "access-control-allow-origin" not in answer.headers
            kept = answer.headers["cache-control"]
            assert kept == ("no-cache" if path.startswith("/static") else "no-store"), (method, path)


def test_no_route_takes_html_for_something_else(browsers: Browsers) -> None:
    here, _ = browsers.of("admin")
    for method, path, _ in route_roles(browsers.app):
        if method != "GET":
            continue
        answer = here.get(filled(path))
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if path.startswith("/api/") and path != "/api/docs":
            assert kind == "application/json", path
        elif answer.status_code == 200 and path.startswith(("/download", "/situation.docx")):
            assert answer.headers["content-disposition"].startswith("attachment; filename="), path
        elif answer.status_code < 300:
            assert kind == "text/html", path


def test_someone_else_s_cookie_of_a_browser_that_left_is_worth_nothing(browsers: Browsers) -> None:
    here, token = browsers.of("coder")
    secret = here.cookies["sijill"]
    assert here.post("/logout", headers={"X-CSRF-Token": token}).status_code == 303
    thief = TestClient(browsers.app, base_url="http://register.example", follow_redirects=False)
    thief.cookies.set("sijill", secret, domain="register.example", path="/")
    assert thief.get("/").status_code == 303
