"""`sijill add`: what it keeps, says and returns, with a stub coder and a real SQLite register."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from sijill.cli.add import add, in_portions
from sijill.cli.code import code
from sijill.register import Register
from tests.register.making import DAY, clash

app = typer.Typer()
app.command()(add)
app.command()(code)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Run `sijill ARGS...` with the stub coder, in an empty folder with reports in it."""
    from tests.cli.conftest import StubCoder

    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "1.txt").write_text("---\ntitle: First\npublished: 2024-05-14\n---\nA clash near Tarra.\n", "utf-8")
    (folder / "2.txt").write_text("Nothing happened in Kirkuk.\n", "utf-8")
    (folder / "3.txt").write_text("---\ntitle: Dritte — سجل\n---\nAnother clash.\n", "utf-8")

    def invoke(*args: object, stdin: str | None = None, coder: Any = StubCoder) -> Any:
        env = {"SIJILL_REGISTER": str(tmp_path / "r.sqlite")}
        return CliRunner().invoke(app, [str(arg) for arg in args], obj=coder, input=stdin, env=env)

    return invoke


def test_reports_are_added_once(run: Any, tmp_path: Path) -> None:
    first = run("add", tmp_path / "reports")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.splitlines()[0].startswith("3 reports added; ")
    assert first.stdout.splitlines()[1] == f"{tmp_path / 'r.sqlite'} holds 3 reports and 2 events."

    class Untouched:
        def code(self, report: object) -> None:
            raise AssertionError("a known report is not coded again")

    again = run("add", tmp_path / "reports", coder=Untouched)
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout.splitlines()[0] == "0 reports added, 3 known before; 0 events made."


def test_a_line_for_each_report_that_is_kept(run: Any, tmp_path: Path) -> None:
    lines = run("add", tmp_path / "reports", "--verbose").stdout.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["new"] * 3
    assert "First  -> e" in lines[0]
    assert "->" not in lines[1]


def test_what_fails_is_told_and_the_rest_goes_on(run: Any, tmp_path: Path) -> None:
    (tmp_path / "reports" / "1.txt").write_text("this will trip the coder", "utf-8")
    (tmp_path / "reports" / "2.txt").write_bytes(b"%PDF-1.7 ...")
    result = run("add", tmp_path / "reports")
    assert result.exit_code == 1
    assert "1 report added, 2 set aside" in result.stdout
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["error", "error"]


def test_codings_are_taken_from_a_file(run: Any, tmp_path: Path) -> None:
    reports, codings = tmp_path / "reports", tmp_path / "coded.jsonl"
    assert run("code", reports / "1.txt", reports / "2.txt", "--output", codings).exit_code == 0
    result = run("add", reports, "--coded", codings, coder=None)
    assert result.exit_code == 1
    assert "2 reports added, 1 set aside; 1 event made" in result.stdout
    assert f"{codings} has no coding of this report" in result.stderr


def test_a_report_that_trips_the_register_is_set_aside(run: Any, tmp_path: Path, monkeypatch: Any) -> None:
    kept = Register.add_many

    def tripping(self: Register, pairs: Any, **options: Any) -> Any:
        pairs = list(pairs)
        if any("Another" in report.text for report, _ in pairs):
            raise ZeroDivisionError("stub")
        return kept(self, pairs, **options)

    monkeypatch.setattr(Register, "add_many", tripping)
    result = run("add", tmp_path / "reports")
    assert result.exit_code == 1
    assert "2 reports added, 1 set aside" in result.stdout
    assert "Dritte — سجل: this report could not be kept (ZeroDivisionError: stub)" in result.stderr


def test_a_coding_of_another_text_is_set_aside(run: Any, tmp_path: Path) -> None:
    lines, codings = tmp_path / "in.jsonl", tmp_path / "coded.jsonl"
    texts = {"a": "A clash.", "b": "One more clash.", "c": "Quiet."}
    lines.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in texts.items()), "utf-8")
    run("code", lines, "--output", codings)
    lines.write_text(lines.read_text("utf-8").replace("One more", "Yet a further"), "utf-8")
    result = run("add", lines, "--coded", codings)
    assert result.exit_code == 1
    assert "2 reports added, 1 set aside" in result.stdout
    assert result.stderr.startswith("error: the coding of b is not of this text")


def test_a_changed_report_becomes_a_new_version(run: Any) -> None:
    run("add", "-", stdin='{"id": "a", "text": "A clash."}\n')
    result = run("add", "-", stdin='{"id": "a", "text": "A clash, and more of it."}\n')
    assert result.stdout.startswith("0 reports added, 1 in a new version; ")


def test_coding_anew(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", tmp_path / "reports")
    assert run("add", "--recode").stdout.startswith("0 reports added, 3 known before")
    monkeypatch.setattr("sijill.__version__", "99.0")

    class Blind:
        def code(self, report: Any) -> Any:
            from sijill.model import CodedReport

            return CodedReport(report=report.head(), relevant=False)

    result = run("add", "--recode", coder=Blind)
    assert result.stdout.splitlines()[0] == "0 reports added, 2 coded anew, 1 known before; 0 events made."
    with Register.open(tmp_path / "r.sqlite") as register:
        assert register.counts().events == 0
        assert register.report_ids(not_coded_by="99.0") == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "nothing to add. Name files"),
        (["--coded", "x.jsonl"], "nothing to add"),
        (["nowhere.txt"], "nowhere.txt: no such file"),
        (["reports", "--coded", "none.jsonl"], "none.jsonl: no such file"),
        (["reports", "--coded", "reports/1.txt"], "reports/1.txt, line 1: "),
        (["reports", "--register", "reports"], "reports is a folder. Name a file in it"),
        (["reports", "--register", "mysql://x/y"], "can't lie in mysql"),
        (["--recode", "--register", "none.sqlite"], "there is no register at none.sqlite. Make one"),
    ],
)
def test_wrong_use(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("add", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_run_that_is_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pairs = [clash(killed=3, day=DAY + timedelta(days=20 * n), id=f"r{n}") for n in range(40)]
    reports, codings = tmp_path / "reports.jsonl", tmp_path / "coded.jsonl"
    parts = {"id", "title", "publisher", "published", "text"}
    reports.write_text("".join(report.model_dump_json(include=parts) + "\n" for report, _ in pairs), "utf-8")
    codings.write_text("".join(coded.model_dump_json() + "\n" for _, coded in pairs), "utf-8")
    command = [sys.executable, "-m", "sijill", "add", str(reports), "--coded", str(codings), "--verbose"]
    environment = os.environ | {"SIJILL_REGISTER": str(tmp_path / "r.sqlite")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        said = [process.stdout.readline()]
        process.kill()
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    assert said[0].startswith("new          r0  ")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    with Register.open(tmp_path / "r.sqlite") as register:
        assert register.counts().reports == register.counts().versions == 40
        assert register.counts().accounts == 40
    added, known = (int(part.split()[0]) for part in done.stdout.splitlines()[-2].split(";")[0].split(", ")[:2])
    assert added + known == 40
    assert known >= len([line for line in said if line.startswith("new ")]) >= 1


def test_portions_end_with_time_or_number(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, *(n * 0.4 for n in range(1, 100))])
    monkeypatch.setattr("sijill.cli.add.time.monotonic", lambda: next(clock))
    pairs: Any = list(range(6))
    assert [len(portion) for portion in in_portions(pairs, 1.0)] == [1, 3, 2]
    monkeypatch.setattr("sijill.cli.add._MOST", 2)
    monkeypatch.setattr("sijill.cli.add.time.monotonic", lambda: 0.0)
    assert [len(portion) for portion in in_portions(pairs, 1.0)] == [1, 2, 2, 1]
