"""The whole application: every route by every role. A new route is in this test as soon as it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.users import ROLES, add_user, open_session, user_named
from sijill.web.app import create_app
from sijill.web.people import People, route_roles
from sijill.web.people.csrf import SAFE, token_for
from sijill.web.people.people import hashed, new_secret, now
from sijill.web.settings import Settings
from tests.cli.registered import fill

ACCESS = ("anyone", *ROLES)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    path = tmp_path_factory.mktemp("routes") / "r.sqlite"
    fill(path)
    with Register.open(path) as register, writing(register.engine) as connection:
        for role in ROLES:
            add_user(connection, role, role, "no hash: nobody signs in by it", now())
    made = create_app(Settings(register=str(path), host="0.0.0.0"))
    with TestClient(made, base_url="http://register.example"):
        yield made


def browser(app: FastAPI, role: str) -> tuple[TestClient, str]:
    """A browser in which somebody of a role is signed in, and the token for what it changes."""
    made = TestClient(app, base_url="http://register.example", follow_redirects=False)
    secret = new_secret()
    if role != "anyone":
        people: People = app.state.people
        at = people.clock()
        with writing(people.engine) as connection:
            user = user_named(connection, role)
            open_session(connection, hashed(secret), user, at, at + timedelta(hours=1))
        made.cookies.set("sijill", secret, domain="register.example", path="/")
    return made, token_for(secret)


def filled(path: str) -> str:
    """A path with something in the place of its parameters."""
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: "999" if "id" in found[1] else "x", path)


def test_each_route_lets_in_those_it_is_for_and_nobody_else(app: FastAPI) -> None:
    wrong: list[str] = []
    for method, path, access in route_roles(app):
        if method == "*":
            continue
        for role in ACCESS:
            here, token = browser(app, role)
            headers = {} if method in SAFE else {"X-CSRF-Token": token}
            answer = here.request(method, filled(path), headers=headers)
            led_away = answer.headers.get("location", "").startswith("/login")
            let_in = answer.status_code not in (401, 403) and not led_away
            due = ACCESS.index(role) >= ACCESS.index(access)
            if let_in is not due and path not in ("/login", "/logout"):
                wrong.append(f"{method} {path} for {access}: {role} gets {answer.status_code}")
            if answer.status_code >= 500:
                wrong.append(f"{method} {path}: {role} gets {answer.status_code}")
    assert wrong == []


def test_no_route_changes_anything_without_the_token(app: FastAPI) -> None:
    unsafe = [(method, path) for method, path, _ in route_roles(app) if method not in SAFE and method != "*"]
    assert unsafe
    for method, path in unsafe:
        here, _ = browser(app, "admin")
        assert here.request(method, filled(path), data={"kind": "accept"}).status_code == 403, path


def test_reading_is_for_readers_and_deciding_for_coders(app: FastAPI) -> None:
    for method, path, access in route_roles(app):
        if method not in SAFE and method != "*" and not path.startswith(("/login", "/logout", "/account")):
            assert access in ("coder", "admin"), f"{method} {path} is for {access}"
        if path not in ("/login", "/static"):
            assert access != "anyone", path


def test_where_accounts_are_missing_the_application_does_not_start(tmp_path: Path) -> None:
    from sijill.register import RegisterError

    fill(tmp_path / "r.sqlite")
    with pytest.raises(RegisterError, match="has no accounts"):
        create_app(Settings(register=str(tmp_path / "r.sqlite"), host="192.0.2.1"))
