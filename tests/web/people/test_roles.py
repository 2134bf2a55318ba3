"""Whom routes are for: what each role gets, and that no route can leave it unsaid."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from sijill.web.people import Admin, Coder, Reader, Viewer, admin, anyone, check_roles, reader, route_roles
from tests.web.people.conftest import PASSWORDS, Place, token_of


@pytest.mark.parametrize(
    ("name", "method", "path", "status"),
    [
        (None, "GET", "/", 303),
        (None, "GET", "/api/token", 401),
        (None, "GET", "/nowhere", 303),
        (None, "GET", "/api/nowhere", 401),
        (None, "POST", "/decide", 303),
        (None, "POST", "/api/decide", 401),
        (None, "GET", "/login", 200),
        (None, "GET", "/users", 303),
        (None, "GET", "/loginx", 303),
        (None, "GET", "/login/", 303),
        (None, "GET", "/static/../", 303),
        (None, "GET", "/staticx", 303),
        ("Rana", "GET", "/", 200),
        ("Rana", "GET", "/nowhere", 404),
        ("Rana", "GET", "/api/nowhere", 404),
        ("Rana", "POST", "/decide", 403),
        ("Rana", "POST", "/api/decide", 403),
        ("Rana", "GET", "/manage", 403),
        ("Rana", "GET", "/users", 403),
        ("cem", "POST", "/decide", 200),
        ("cem", "GET", "/manage", 403),
        ("cem", "POST", "/users/1/role", 403),
        ("Ada", "GET", "/", 200),
        ("Ada", "POST", "/decide", 200),
        ("Ada", "GET", "/manage", 200),
        ("Ada", "GET", "/users", 200),
    ],
)
def test_what_each_role_gets(place: Place, name: str | None, method: str, path: str, status: int) -> None:
    browser = place.signed_in(name) if name else place.browser()
    headers = {"X-CSRF-Token": token_of(browser)} if name and method != "GET" else {}
    assert browser.request(method, path, headers=headers).status_code == status


@pytest.mark.parametrize(
    "host",
    ["register.example/static/x?", "register.example/login?", "a/static/#", "register.example\\@x", "", "a b", "[x"],
)
def test_a_host_that_reads_like_an_open_page_opens_nothing(place: Place, host: str) -> None:
    for path in ("/", "/users", "/api/token"):
        answer = place.browser().get(path, headers={"host": host})
        assert answer.status_code == 400
        assert "the request names no host" in answer.text


def test_one_is_led_back_to_odd_paths_too(place: Place) -> None:
    answer = place.browser().get("/events/%D8%B3%20%25?q=%D8%B3+%26")
    assert answer.headers["location"] == "/login?next=%2Fevents%2F%25D8%25B3%2520%2525%3Fq%3D%25D8%25B3%2B%2526"


def test_refusals_are_json_under_the_api_and_pages_elsewhere(place: Place) -> None:
    answer = place.browser().get("/api/token")
    assert answer.json()["error"] == "you are not signed in"
    assert answer.headers["www-authenticate"] == "Bearer"
    reader_of = place.signed_in("Rana")
    assert "<h1>" in reader_of.get("/manage").text
    assert "This is for the role admin, and Rana is reader" in reader_of.get("/manage").text


def test_on_the_loopback_address_everyone_is_the_local_admin(local: Place) -> None:
    browser = local.browser()
    assert browser.get("/").json() == {"name": "Uma", "role": "admin", "local": True}
    assert browser.get("/manage").json() == "Uma"
    assert browser.get("/login").headers["location"] == "/"


def test_a_token_is_for_the_api_only(place: Place) -> None:
    token = place.people.make_token("cem", "script", 30)
    program = place.browser(authorization=f"Bearer {token}")
    assert program.post("/api/decide").json()["by"] == "cem"
    assert program.get("/").status_code == 303
    assert program.post("/decide").status_code == 303
    browser = place.browser()
    browser.cookies.set("sijill", token)
    assert browser.get("/api/token").status_code == 401
    place.clock.turn(days=29, hours=23)
    assert program.post("/api/decide").status_code == 200
    place.clock.turn(hours=1)
    assert program.post("/api/decide").status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Basic QWRhOng=", "bearer \x7f", "Bearer " + "A" * 43]
)
def test_what_is_no_token(place: Place, header: str) -> None:
    assert place.browser(authorization=header).get("/api/token").status_code == 401


def test_the_secret_of_a_session_is_no_token(place: Place) -> None:
    secret = place.signed_in("Ada").cookies["sijill"]
    assert place.browser(authorization=f"Bearer {secret}").get("/api/token").status_code == 401


def test_a_wrong_token_is_not_made_up_for_by_a_cookie(place: Place) -> None:
    browser = place.signed_in("Ada")
    browser.headers["authorization"] = "Bearer " + "A" * 43
    assert browser.get("/api/token").status_code == 401


def test_who_asks_is_told_with_the_token_for_changes(place: Place) -> None:
    browser = place.signed_in("cem")
    me = browser.get("/api/me").json()
    assert {**me, "csrf_token": ""} == {"name": "cem", "role": "coder", "local": False, "csrf_token": ""}
    assert browser.post("/api/decide", headers={"X-CSRF-Token": me["csrf_token"]}).status_code == 200
    assert place.browser().get("/api/me").status_code == 401


def _app(*routers: APIRouter) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for router in routers:
        app.include_router(router)
    return app


def test_a_route_that_does_not_say_whom_it_is_for_is_found() -> None:
    router = APIRouter()

    @router.get("/leak")
    def leak() -> str:
        return "all of it"

    outer = APIRouter(prefix="/inner")
    outer.include_router(router)
    with pytest.raises(TypeError, match="the route /inner/leak doesn't say whom it is for"):
        check_roles(_app(outer))
    app = FastAPI(openapi_url="/schema.json")
    with pytest.raises(TypeError, match="schema"):
        check_roles(app)
    plain = _app()
    plain.add_route("/plain", lambda request: PlainTextResponse("x"))
    with pytest.raises(TypeError, match="plain"):
        check_roles(plain)


def test_a_route_that_is_open_without_being_meant_to_is_found() -> None:
    router = APIRouter()

    @router.get("/leak", dependencies=[Depends(anyone)])
    def leak() -> str:
        return "all of it"

    with pytest.raises(TypeError, match="open to anyone, but not meant to be: /leak"):
        check_roles(_app(router))


def test_what_a_router_and_a_route_ask_for_hold_both() -> None:
    router = APIRouter(dependencies=[Depends(reader)])

    @router.get("/a")
    def a() -> None: ...

    @router.post("/b")
    def b(viewer: Coder) -> None: ...

    def inner(viewer: Admin) -> Viewer:
        return viewer

    @router.get("/c")
    def c(viewer: Reader, other: Viewer = Depends(inner)) -> None: ...  # noqa: B008 - so are they declared

    inside = APIRouter()

    @inside.get("/d")
    def d(viewer: Reader) -> None: ...

    around = APIRouter(prefix="/x", dependencies=[Depends(admin)])
    around.include_router(inside)
    found = [row for row in route_roles(_app(router, around)) if row[0] != "HEAD"]
    assert found == [
        ("GET", "/a", "reader"),
        ("POST", "/b", "coder"),
        ("GET", "/c", "admin"),
        ("GET", "/x/d", "admin"),
    ]


def test_without_the_gate_nobody_gets_in() -> None:
    router = APIRouter()

    @router.get("/a")
    def a(viewer: Reader) -> str:
        return viewer.name

    assert TestClient(_app(router)).get("/a").status_code == 401


def test_all_routes_of_accounts_say_whom_they_are_for(place: Place) -> None:
    check_roles(place.app)
    table = {(method, path): access for method, path, access in route_roles(place.app)}
    assert {path for (_, path), access in table.items() if access == "anyone"} == {"/login"}
    assert {access for (_, path), access in table.items() if path.startswith("/users")} == {"admin"}
    assert {access for (_, path), access in table.items() if path.startswith(("/account", "/logout"))} == {"reader"}
    assert PASSWORDS.keys() == {user.name for user in place.people.all()}
