"""`sijill check`, `backup` and `restore`: what they say, and how they end."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sijill.cli.backup import backup
from sijill.cli.check import check
from sijill.cli.restore import restore
from sijill.register import Register
from tests.cli.registered import fill

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one of the commands."""
    monkeypatch.delenv("SIJILL_REGISTER", raising=False)
    app = typer.Typer()
    for command in (check, backup, restore):
        app.command()(command)
    return lambda *args: CliRunner().invoke(app, [str(each) for each in args])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register of three reports."""
    made = tmp_path / "r.sqlite"
    fill(made)
    return made


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute(statement)


def test_all_is_well(run: Run, path: Path) -> None:
    for args in ((path,), ("--register", path)):
        result = run("check", *args)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"{path}: 3 reports, 3 accounts, 2 events, 0 decisions; all is well.\n"


def test_faults_are_told_with_what_to_do(run: Run, path: Path) -> None:
    change(path, "UPDATE events SET killed_best = 99")
    result = run("check", path)
    assert result.exit_code == 1
    first, second, last = result.stdout.splitlines()
    assert first.startswith("fault: event e")
    assert first.endswith("killed_best is 99, they make 2. Derive it again: sijill check --mend.") or "make 9" in first
    assert second.startswith("fault: event e")
    assert last == f"{path}: 3 reports, 3 accounts, 2 events, 0 decisions; 2 faults."
    result = run("check", path, "--mend")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith("; 2 mended.")
    assert "Mended." in result.stdout
    assert run("check", path).exit_code == 0


def test_what_can_not_be_mended_stays_a_fault(run: Run, path: Path) -> None:
    change(path, "UPDATE versions SET text = replace(text, 'camera', 'cinema')")
    result = run("check", path, "--mend")
    assert result.exit_code == 1
    assert "fault: report alpha-1, version 1: its text is not the one that came in" in result.stdout
    assert "sijill restore FILE REGISTER" in result.stdout


def test_notes_are_no_faults(run: Run, path: Path) -> None:
    change(path, "UPDATE event_log SET at = '2099-01-01 00:00:00.000000' WHERE id = 2")
    result = run("check", path)
    assert result.exit_code == 0
    assert result.stdout.startswith("note: the history: 1 of a time to come")
    assert result.stdout.endswith("all is well, 1 note.\n")


def test_a_damaged_file(run: Run, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40_000])
    result = run("check", path)
    assert result.exit_code == 1
    assert "is damaged" in result.stderr
    assert "sijill restore FILE REGISTER" in result.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["check", "none.sqlite"], "there is no register at"),
        (["check", "mysql://a/b"], "can't lie in mysql"),
        (["backup", "none.sqlite", "b.sqlite"], "there is no register at"),
        (["restore", "none.sqlite", "b.sqlite"], "there is no backup none.sqlite"),
        (["check", "."], "is a folder"),
    ],
    ids=" ".join,
)
def test_what_is_asked_wrongly(
    run: Run, args: list[str], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_newer_register(run: Run, path: Path, tmp_path: Path) -> None:
    change(path, "UPDATE sijill_version SET version_num = '9999'")
    result = run("check", path)
    assert result.exit_code == 2
    assert "pip install --upgrade sijill" in result.stderr


def test_a_backup_and_back(run: Run, path: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "b.sqlite", tmp_path / "other.sqlite"
    result = run("backup", path, file)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{file} holds 3 reports, 2 events, 0 decisions; 0.")
    assert result.stdout.endswith(" MB.\n")
    result = run("restore", file, other)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{other} holds 3 reports, 2 events, 0 decisions.\n"
    assert run("check", other).exit_code == 0


def test_nothing_is_overwritten_without_force(run: Run, path: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    run("backup", path, file)
    with Register.open(path) as register:
        register.decide("accept", next(iter(register.events())).id, by="Rana")
    for args in (["backup", path, file], ["restore", file, path]):
        result = run(*args)
        assert result.exit_code == 2
        assert "say --force to overwrite it" in result.stderr
    result = run("restore", file, path, "--force")
    assert result.exit_code == 0
    assert f"What it held before is kept in {tmp_path / 'r.before-restore.sqlite'}." in result.stdout
    with Register.open(tmp_path / "r.before-restore.sqlite") as before, Register.open(path) as now:
        assert (before.counts().decisions, now.counts().decisions) == (1, 0)
    assert run("backup", path, file, "--force").exit_code == 0


def test_a_backup_with_faults(run: Run, path: Path, tmp_path: Path) -> None:
    change(path, "UPDATE versions SET text = replace(text, 'camera', 'cinema')")
    run("backup", path, tmp_path / "b.sqlite")
    result = run("restore", tmp_path / "b.sqlite", tmp_path / "other.sqlite")
    assert result.exit_code == 1
    assert "fault: report alpha-1, version 1" in result.stdout
    assert "nothing was restored" in result.stderr
    assert not (tmp_path / "other.sqlite").exists()
