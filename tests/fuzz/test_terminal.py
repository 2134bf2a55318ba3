"""Nothing that a report says of itself commands the terminal that shows it: no command prints it as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sijill.cli.main import app
from tests.cli.conftest import StubCoder

# A window's title, a cleared screen, a bell, a line written over, words turned around, the same in one byte.
HOSTILE = "\x1b]0;owned\x07 \x1b[2J \x07 \rall clear \u202edellik \x9b2J \x08\x08"
RECORD = {
    "id": f"r{HOSTILE}",
    "title": f"A clash {HOSTILE}",
    "publisher": f"Post {HOSTILE}",
    "url": f"https://a.example/{HOSTILE}",
    "text": f"A clash {HOSTILE} near Tarra. Two soldiers were killed.",
}
TRIPPED = {**RECORD, "text": "It will trip."}
BROKEN = {"id": HOSTILE, "title": 5, "published": HOSTILE}
FORBIDDEN = set("\x00\x07\x08\r\x9b\u202e")


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args], obj=StubCoder)


def check(done: Result, *said: str) -> None:
    for stream in (done.stdout, done.stderr):
        assert not FORBIDDEN & set(stream)
        assert "\x1b]" not in stream
        assert "\x1b[2J" not in stream
    for words in said:
        assert words in done.stdout + done.stderr


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / f"{HOSTILE.replace(chr(0), '')}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in (RECORD, TRIPPED, BROKEN)), "utf-8")
    return path


def test_coding_as_a_table(reports: Path) -> None:
    check(run("code", reports, "--format", "table"), "Post", "clash", "stub tripped", "it has no text")


def test_adding_and_showing(reports: Path, tmp_path: Path) -> None:
    register = tmp_path / "r.sqlite"
    check(run("add", reports, "--verbose", "--register", register), "new", "A clash", "stub tripped")
    listed = run("events", "--register", register, "--format", "jsonl")
    name = json.loads(listed.stdout.splitlines()[0])["id"]
    for command in (("events",), ("show", name), ("show", RECORD["id"]), ("search", "clash"), ("history", name)):
        check(run(*command, "--register", register))


def test_names_of_files_that_are_not_there(tmp_path: Path) -> None:
    check(run("code", tmp_path / HOSTILE), "no such file")
