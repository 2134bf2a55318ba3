"""`sijill export`: files and standard output, what it says, what it refuses."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sijill.cli.export import Name, export
from sijill.exports import FORMATS
from sijill.register import Register
from tests.cli.registered import fill

app = typer.Typer()
app.command()(export)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of two events; the first has two reports."""
    path = tmp_path_factory.mktemp("kept") / "register.sqlite"
    fill(path)
    return path


def run(register: Path, *args: object) -> Result:
    """Run `sijill export ARGS... --register REGISTER`."""
    return CliRunner().invoke(app, [*map(str, args), "--register", str(register)])


def said(result: Result) -> str:
    """What it said on standard error, on one line."""
    return " ".join(result.stderr.split())


def test_the_formats_are_those_of_the_exports() -> None:
    assert [name.value for name in Name] == [*FORMATS]


@pytest.mark.parametrize("name", ["acled", "ucdp-ged", "csv", "hxl", "jsonl", "geojson"])
def test_text_to_standard_output(register: Path, name: str) -> None:
    result = run(register, name)
    assert result.exit_code == 0, result.stderr
    assert "Daquq" in result.stdout
    assert "note: 2 events written" in result.stderr


def test_csv_is_csv(register: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(register, "csv").stdout)))
    assert [row["place"] for row in rows] == ["Mosul", "Daquq"]


@pytest.mark.parametrize("name", [*FORMATS])
def test_into_a_file(register: Path, name: str, tmp_path: Path) -> None:
    out, evidence = tmp_path / "out", tmp_path / "evidence"
    result = run(register, name, out, "--evidence", evidence)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.stat().st_size
    assert evidence.stat().st_size
    assert {path.name for path in tmp_path.iterdir()} == {"out", "evidence"}
    assert "rows of evidence" in said(result)


@pytest.mark.parametrize("name", ["parquet", "xlsx"])
def test_what_is_no_text_needs_a_file(register: Path, name: str) -> None:
    result = run(register, name)
    assert result.exit_code == 2
    assert said(result) == f"error: {name} is no text. Name a file: sijill export {name} events.{name}."
    # Who asks for it in so many words gets it, but not on a terminal.
    assert run(register, name, "-").stdout_bytes


def test_filters(register: Path) -> None:
    assert "note: 1 event written" in run(register, "csv", "--killed", "9").stderr
    assert "note: 1 event written" in run(register, "csv", "--since", "2024-05-01").stderr
    nothing = run(register, "csv", "--actor", "PKK")
    assert nothing.exit_code == 0
    assert "none of the 2 events of the register is so. Leave a filter out." in said(nothing)
    wrong = run(register, "csv", "--country", "Atlantis")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "there is no country 'Atlantis'" in said(wrong)


def test_what_is_left_out_is_told(register: Path, tmp_path: Path) -> None:
    mine = tmp_path / "register.sqlite"
    fill(mine)
    with Register.open(mine) as kept:
        first = json.loads(run(register, "jsonl").stdout.split("\n")[0])["id"]
        kept.decide("reject", first, by="Rana")
    assert "note: 1 left out: rejected by a reviewer" in run(mine, "csv").stderr
    assert "note: 2 events written" in run(mine, "csv", "--rejected").stderr
    assert "note: 1 event written" in run(mine, "csv", "--review", "rejected").stderr


def test_kinds_of_actor_as_numbers(register: Path) -> None:
    names = next(csv.DictReader(io.StringIO(run(register, "acled").stdout)))
    numbers = next(csv.DictReader(io.StringIO(run(register, "acled", "--inter-numbers").stdout)))
    assert names["inter1"].isalpha() or " " in names["inter1"]
    assert numbers["inter1"].isdigit()


def test_coarse_places(register: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(register, "csv", "--generalise", "admin1").stdout)))
    assert [row["place"] for row in rows] == ["Nineveh", "Kirkuk"]


def test_a_package(register: Path, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    result = run(
        register, "acled", "--package", folder, "--title", "Clashes", "--licence", "CC0-1.0", "--creator", "Rana",
        "--evidence", "evidence.csv",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    found = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert (found["title"], found["licenses"][0]["name"]) == ("Clashes", "CC0-1.0")
    assert {path.name for path in folder.iterdir()} == {"datapackage.json", "README.md", "events.csv", "evidence.csv"}
    assert "no licence" not in result.stderr
    assert "no licence" in run(register, "acled", "--package", folder).stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("csv", "missing/events.csv"), "there is no folder missing. Make it first: mkdir -p missing."),
        (("csv", "."), ". is a folder. Name a file in it."),
        (("csv", "--evidence", "."), "--evidence . is a folder. Name a file in it."),
        (("csv", "same.csv", "--evidence", "same.csv"), "events and evidence would both go into same.csv."),
        (("csv", "out.csv", "--package", "folder"), "both out.csv and --package were given. Leave one out"),
        (("csv", "--package", "folder", "--evidence", "../x.csv"), "Name a file in the folder: evidence.csv."),
    ],
)
def test_what_is_refused(
    register: Path, args: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(register, *args)
    assert result.exit_code == 2
    assert message in said(result)
    assert not [path for path in Path().iterdir() if path.is_file()]


def test_a_wrong_format_names_the_right_ones(register: Path) -> None:
    result = run(register, "gtd")
    assert result.exit_code == 2
    assert all(name in result.stderr for name in FORMATS)


def test_a_register_that_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path / "none.sqlite", "csv", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(register: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "no permission to write it" in said(run(register, "csv", tmp_path / "out.csv"))


def test_what_was_there_stays_where_it_fails(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    out.write_text("mine")
    assert run(register, "csv", out, "--country", "Atlantis").exit_code == 2
    assert out.read_text() == "mine"
    assert run(register, "csv", out).exit_code == 0
    assert out.read_text().startswith("id,")
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
