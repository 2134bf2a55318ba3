"""What is logged says who did what from where, and holds no secret: at any level, by any logger, also where we fail."""

from __future__ import annotations

import logging
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.users import add_user, open_session, user_named
from sijill.web import Settings, create_app
from sijill.web.logs import set_up
from sijill.web.people import People
from tests.cli.registered import fill
from tests.web.people.conftest import PASSWORDS, ROLES, cheap, sign_in, token_in

NEW = "lantern basket mirror"
GUESS = "orange umbrella window"
SESSION = "hash-of-a-session"


@pytest.fixture
def app(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> FastAPI:
    # The tests' own browser is left out.
    for name in ("httpx2", "httpcore2", "httpx", "httpcore"):
        caplog.set_level(logging.WARNING, name)
    # Before the register is opened: loggers are asked once what they are to say.
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "r.sqlite"
    fill(path)
    with Register.open(path) as register:
        people = People(register.engine, passwords=cheap())
        for name, password in PASSWORDS.items():
            people.add(name, ROLES[name], password)
    made = create_app(Settings(register=str(path), host="0.0.0.0", tiles=None))
    made.state.people.passwords = cheap()
    return made


def secrets_in(path: str) -> list[str]:
    """What the register keeps of secrets: their hashes."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT password FROM users UNION SELECT id FROM sessions").fetchall()
    return [row[0] for row in rows]


def test_a_day_of_work_leaves_no_secret_in_the_log(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = [*PASSWORDS.values(), NEW, GUESS]
    with TestClient(app, base_url="http://register.example", follow_redirects=False) as browser:
        sign_in(browser, "Rana", GUESS)
        sign_in(browser, GUESS, "x")
        assert sign_in(browser, "Rana").status_code == 303
        form = {"old": PASSWORDS["Rana"], "new": NEW, "again": NEW}
        told.append(token_in(browser.get("/account").text))
        told.append(browser.cookies["sijill"])
        assert browser.post("/account/password", data=form | {"csrf_token": told[-2]}).status_code == 303
        told += [browser.cookies["sijill"], browser.cookies["sijill-known"]]
        browser.cookies.clear()
        assert sign_in(browser, "Ada").status_code == 303
        csrf = token_in(browser.get("/users").text)
        sent = {"name": "Noor", "role": "reader", "password": NEW, "csrf_token": csrf}
        assert browser.post("/users", data=sent).status_code == 303
        told += [csrf, browser.cookies["sijill"], app.state.people.make_token("Ada", "script", 3)]
        browser.get("/api/me", headers={"Authorization": f"Bearer {told[-1]}"})
        browser.get(f"/events/e1?token={told[-1]}")
        browser.post("/logout", data={"csrf_token": csrf})
    said = caplog.text
    assert "Rana signed in" in said
    assert "password of Rana set" in said
    assert "account Noor made" in said
    hashes = secrets_in(app.state.site.register.name)
    assert len(hashes) > 5
    # An address may be logged by a proxy: what must not be logged never stands in one.
    assert [secret for secret in (*told, *hashes) if secret in said] == []


def test_a_fault_of_the_database_tells_no_values(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    # An error of the database comes with the statement that failed, and that with its values.
    @app.get("/fails", dependencies=[])
    def fails() -> None:
        people: People = app.state.people
        with writing(people.engine) as connection:
            user = user_named(connection, "Rana")
            at = people.clock()
            for _ in range(2):
                open_session(connection, SESSION, user, at, at + timedelta(days=1))

    with TestClient(app, base_url="http://register.example", follow_redirects=False) as browser:
        sign_in(browser, "Rana")
        caplog.clear()
        answer = browser.get("/fails")
    assert answer.status_code == 500
    assert "GET /fails failed" in caplog.text
    assert "IntegrityError" in caplog.text
    for text in (caplog.text, answer.text):
        assert SESSION not in text


def test_names_can_not_write_lines_of_their_own_into_the_log(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(app, base_url="http://register.example", follow_redirects=False) as browser:
        sign_in(browser, "Rana\nINFO Ada signed in from 192.0.2.1", "x")
        browser.get("/%0aERROR%20all%20is%20well")
        with writing(app.state.people.engine) as connection:
            add_user(connection, "Omar", "reader", "no hash", app.state.people.clock())
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("sijill")]
    assert lines
    assert not [line for line in lines if "\n" in line or "\r" in line]


def test_what_was_refused_is_told(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(app, base_url="http://register.example", follow_redirects=False) as browser:
        sign_in(browser, "Rana")
        caplog.clear()
        browser.get("/users?secret=in-the-address")
        browser.post("/account/password", data={"old": "x", "password": GUESS})
        browser.post("/logout", headers={"origin": "https://evil.example"})
    said = [record.getMessage() for record in caplog.records if record.name == "sijill.people"]
    assert said == [
        "Rana, who is reader, may not GET /users",
        "POST /account/password from testclient refused: the page's token is missing",
        "POST /logout from testclient refused: this came from a page of another site",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rana\nINFO all is well", "Rana\\nINFO all is well"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("\u202egnp\x85", "\\u202egnp\\x85"),
        ("سارة é", "سارة é"),
    ],
)
def test_a_line_of_the_log_is_one_line(name: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(signing_in=True)
    set_up(signing_in=True)
    try:
        logging.getLogger("sijill.people").info("%s signed in", name)
        line = capsys.readouterr().err
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO sijill.people: (.*) signed in\n", line)
        assert shown in line
        assert line.count("\n") == 1
    finally:
        logging.getLogger("sijill").handlers.clear()
        logging.getLogger("sijill").setLevel(logging.NOTSET)


def test_where_nobody_signs_in_only_what_fails_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(signing_in=False)
    try:
        logging.getLogger("sijill.people").info("all is well")
        logging.getLogger("sijill.web").warning("something is wrong")
        assert capsys.readouterr().err.endswith("WARNING sijill.web: something is wrong\n")
    finally:
        logging.getLogger("sijill").handlers.clear()
        logging.getLogger("sijill").setLevel(logging.NOTSET)
