"""Requests that another site sends in the viewer's name, and names that lead to this computer from elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.web.people.csrf import fits, token_for
from sijill.web.people.gate import is_local_host
from sijill.web.people.people import new_secret
from tests.web.people.conftest import Make, Place, token_in, token_of


def test_a_token_fits_its_secret_only() -> None:
    one, other = new_secret(), new_secret()
    tokens = {token_for(one) for _ in range(20)}
    assert len(tokens) == 20
    assert all(fits(one, token) for token in tokens)
    assert not any(fits(other, token) for token in tokens)


@given(st.text(max_size=120) | st.binary(max_size=90).map(lambda raw: raw.hex()))
def test_nothing_else_is_a_token(token: str) -> None:
    assert not fits("A" * 43, token)


METHODS = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("local", [False, True])
def test_whatever_changes_something_needs_the_token(make: Make, method: str, local: bool) -> None:
    place = make(local=local)
    browser = place.browser() if local else place.signed_in("cem")
    token = token_of(browser)
    assert browser.request(method, "/decide").status_code == 403
    assert browser.request(method, "/decide", headers={"X-CSRF-Token": token}).json()["by"] in ("cem", "Uma")
    assert browser.request(method, "/decide", headers={"X-CSRF-Token": token[:-2] + "AA"}).status_code == 403
    stranger = token_of(place.browser() if local else place.signed_in("cem"))
    assert browser.request(method, "/decide", headers={"X-CSRF-Token": stranger}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"x": "1"}},
        {"files": {"f": ("a.txt", b"words")}},
        {"content": b"x=1&csrf_token={}", "headers": {"content-type": "text/plain"}},
        {"json": {"csrf_token": "{}"}},
        {"content": b"--x\r\nbroken", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"csrf_token=%ff%fe", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"files": {"csrf_token": ("a.txt", b"words")}},
    ],
    ids=["form", "multipart", "text", "json", "broken", "no utf-8", "a file"],
)
def test_a_body_without_the_token(local: Place, body: dict[str, Any]) -> None:
    browser = local.browser()
    token_of(browser)
    answer = browser.post("/api/decide", **body)
    assert answer.status_code == 403
    assert answer.json()["error"] == "the page's token is missing" or "too old" in answer.json()["error"]


def test_the_token_in_a_form_and_the_body_reaches_the_route_whole(local: Place) -> None:
    browser = local.browser()
    token = token_of(browser)
    for sent in ({"data": {"csrf_token": token, "x": "ا" * 9}}, {"files": {"x": b"1"}, "data": {"csrf_token": token}}):
        answer = browser.post("/decide", **sent)
        assert answer.status_code == 200
        assert answer.json()["got"] == int(answer.request.headers["content-length"])


def test_an_answer_that_streams_is_not_cut_off(local: Place) -> None:
    # Once a body is read, nothing must say that the client has gone.
    browser = local.browser()
    answer = browser.post("/stream", headers={"X-CSRF-Token": token_of(browser)})
    assert answer.content == b"words " * 20


def test_a_cookie_that_no_page_gave_out_is_no_session(place: Place) -> None:
    browser = place.browser()
    for value in ("x", "A" * 43, "A" * 42 + "/", "../../etc", "A" * 5000):
        browser.cookies.set("sijill", value)
        assert browser.get("/").status_code == 303


OTHERS = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9000"},
    {"origin": "http://127.0.0.1:8000.evil.example"},
    {"origin": "http://[broken"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", OTHERS, ids=str)
def test_pages_of_other_sites_get_nothing_done_even_with_the_token(local: Place, headers: dict[str, str]) -> None:
    browser = local.browser()
    answer = browser.post("/decide", headers={"X-CSRF-Token": token_of(browser)} | headers)
    assert answer.status_code == 403
    assert "this came from a page of another site" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:8000"},
        {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8000"},
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
def test_our_own_pages_may(local: Place, headers: dict[str, str]) -> None:
    browser = local.browser()
    assert browser.post("/decide", headers={"X-CSRF-Token": token_of(browser)} | headers).status_code == 200


def test_with_https_a_page_without_it_is_another_site(make: Make) -> None:
    browser = make(https=True).signed_in("cem")
    headers = {"X-CSRF-Token": token_of(browser)}
    assert browser.post("/decide", headers=headers | {"origin": "http://register.example"}).status_code == 403
    assert browser.post("/decide", headers=headers | {"origin": "https://register.example"}).status_code == 200


def test_signing_in_needs_the_token_too(place: Place) -> None:
    # Else another site could sign its visitor in to an account of its own, to see what is decided there.
    answer = place.browser().post("/login", data={"name": "Rana", "password": "violet harbour ladder"})
    assert answer.status_code == 403
    assert "sijill=" not in answer.headers.get("set-cookie", "")


def test_a_token_of_the_form_is_worth_nothing_after_sign_in(place: Place) -> None:
    browser = place.browser()
    token = token_in(browser.get("/login").text)
    data = {"name": "cem", "password": "kettle orchard saddle", "csrf_token": token}
    assert browser.post("/login", data=data).status_code == 303
    assert browser.post("/decide", data={"csrf_token": token}).status_code == 403


def test_the_cookie_is_given_once(local: Place) -> None:
    browser = local.browser()
    assert "sijill=" in browser.get("/api/token").headers["set-cookie"]
    assert "set-cookie" not in browser.get("/api/token").headers
    assert "set-cookie" not in local.browser().get("/").headers


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8000", True),
        ("127.9.9.9:1", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("[::1]:8000", True),
        ("[::1]", True),
        ("", False),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example:8000", False),
        ("127.0.0.1@evil.example", False),
        ("127.0.0.1:8000:9", False),
        ("127.0.0.1:80a", False),
        ("192.168.1.5:8000", False),
        ("0.0.0.0:8000", False),
        ("[::]", False),
        ("[fe80::1]", False),
        ("::1", False),
        ("127.1", False),
        ("127.0.0.1\n", False),
    ],
)
def test_names_of_this_computer(host: str, local: bool) -> None:
    assert is_local_host(host) is local


@pytest.mark.parametrize("path", ["/", "/api/token", "/static/base.css", "/login", "/nowhere"])
def test_another_name_that_leads_to_this_computer_shows_nothing(local: Place, path: str) -> None:
    answer = local.browser().get(path, headers={"host": "rebound.evil.example:8000"})
    assert answer.status_code == 421
    assert "Uma" not in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"])
def test_a_proxy_before_the_loopback_address_is_no_way_around_sign_in(local: Place, header: str) -> None:
    answer = local.browser().get("/", headers={header: "203.0.113.9"})
    assert answer.status_code == 403
    assert "sijill serve --login" in answer.text


def test_a_server_for_others_may_stand_behind_a_proxy(place: Place) -> None:
    browser = place.browser(**{"X-Forwarded-For": "203.0.113.9"})
    assert browser.get("/login").status_code == 200
