"""`sijill users`: accounts made, changed and removed from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sijill.cli.users import users
from sijill.register import Register
from sijill.web.people import People
from tests.cli.registered import fill

ADA = "thunder pencil meadow"


def call(*args: object, password: str | None = None) -> Result:
    """Run `sijill users ARGS...`; the password comes in by a pipe."""
    return CliRunner().invoke(users, [str(arg) for arg in args], input=password)


@pytest.fixture
def on(tmp_path: Path) -> Any:
    """The same on a register that has reports already."""
    path = tmp_path / "r.sqlite"
    fill(path)
    return lambda *args, password=None: call(*args, "--register", path, password=password)


def signs_in(tmp_path: Path, name: str, password: str) -> str:
    with Register.open(tmp_path / "r.sqlite") as register:
        return People(register.engine).sign_in(name, password, "192.0.2.1").user.role


def test_an_account_from_beginning_to_end(on: Any, tmp_path: Path) -> None:
    assert "No accounts. Make one: sijill users add NAME --role admin" in on("list").stderr
    assert on("add", "Ada", "--role", "admin", password=f"{ADA}\n").stdout == "Ada may sign in, as admin.\n"
    assert signs_in(tmp_path, "ada", ADA) == "admin"
    assert on("add", "Noor Hadi", password="violet harbour ladder\r\n").exit_code == 0
    assert on("role", "noor hadi", "coder").stdout == "Noor Hadi is coder now.\n"
    assert "signed out everywhere" in on("password", "Noor Hadi", password="saddle pillow kettle").stdout
    assert signs_in(tmp_path, "Noor Hadi", "saddle pillow kettle") == "coder"
    lines = on("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["Name", "Ada", "Noor"]
    assert lines[1].split()[1] == "admin"
    assert lines[2].split()[-2:] == ["1", "–"]
    assert on("sign-out", "noor hadi").stdout == "Noor Hadi is signed out everywhere.\n"
    assert "What was decided under this name stays" in on("remove", "noor hadi").stdout
    assert len(on("list").stdout.splitlines()) == 2


def test_a_token_is_shown_once_and_alone_on_standard_output(on: Any, tmp_path: Path) -> None:
    on("add", "Ada", "--role", "admin", password=ADA)
    result = on("token", "ada", "--label", "figures", "--days", "3")
    token = result.stdout.strip()
    assert len(token) == 43
    assert token not in result.stderr
    with Register.open(tmp_path / "r.sqlite") as register:
        found = People(register.engine).session(token)
    assert found
    assert found.label == "figures"


@pytest.mark.parametrize(
    ("args", "password", "said"),
    [
        (["add", "ADA"], "violet harbour ladder", "there is an account 'ADA' already"),
        (["add", "a/b"], "violet harbour ladder", "can't be the name of an account"),
        (["add", "Noor"], "short", "the password has 5 characters, and 12 are the least"),
        (["add", "Noor"], "password1234", "guessed first"),
        (["add", "Noor"], "", "there is no password on standard input"),
        (["add", "Noor", "--role", "owner"], "violet harbour ladder", "'owner' is not one of"),
        (["password", "Nobody"], "violet harbour ladder", "there is no account 'Nobody'"),
        (["role", "Nobody", "admin"], None, "there is no account 'Nobody'"),
        (["remove", "Nobody"], None, "there is no account 'Nobody'"),
        (["sign-out", "Nobody"], None, "there is no account 'Nobody'"),
        (["token", "Nobody", "--label", "x"], None, "there is no account 'Nobody'"),
        (["token", "Ada", "--label", " "], None, "a token needs a label"),
        (["token", "Ada", "--label", "x", "--days", "9999"], None, "can't hold for 9999 days"),
        (["add", "Noor", "--password", "x"], None, "No such option"),
    ],
)
def test_wrong_use(on: Any, args: list[str], password: str | None, said: str) -> None:
    on("add", "Ada", "--role", "admin", password=ADA)
    result = on(*args, password=password)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert not result.stdout
    if password:
        assert password not in result.stderr


def test_the_only_admin_stays_while_there_are_others(on: Any) -> None:
    on("add", "Ada", "--role", "admin", password=ADA)
    on("add", "Noor", password=ADA)
    assert "Ada is the only admin" in on("remove", "Ada").stderr
    assert on("role", "Noor", "admin").exit_code == 0
    assert on("remove", "Ada").exit_code == 0


def test_a_password_is_asked_for_twice_without_being_shown(on: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def prompt(text: str, **how: Any) -> str:
        asked.update(how)
        return ADA

    monkeypatch.setattr("sijill.cli.users._at_a_keyboard", lambda: True)
    monkeypatch.setattr("typer.prompt", prompt)
    assert on("add", "Ada").exit_code == 0
    assert asked["hide_input"]
    assert asked["confirmation_prompt"]


def test_a_register_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    assert "there is no register at" in call("list", "--register", path).stderr
    assert call("add", "Ada", "--role", "admin", "--register", path, password=ADA).exit_code == 0
