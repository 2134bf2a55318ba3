"""`sijill compare`: what it prints for people and writes for programs, and what it says of files that are wrong."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sijill.cli.compare import compare
from sijill.register import Register
from tests.comparing.files import UCDP, acled, ucdp, write
from tests.register.making import clash

_APP = typer.Typer()
_APP.command()(compare)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Daquq, told twice with 5 and 7 killed; Mosul."""
    path = tmp_path_factory.mktemp("compare") / "register.sqlite"
    with Register.open(path) as opened:
        opened.add_many([clash("Daquq", 5), clash("Daquq", 7, outlet="Beta Wire"), clash("Mosul", 2, date(2024, 6, 1))])
    return path


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Daquq with 6 killed, a row that begins like a formula, and Mosul."""
    odd = acled(2, "Rutba", "2024-05-20", 1, location="=Rutba [bold]\x1b[2J", event_id_cnty="=IRQ2")
    return write(tmp_path / "acled.csv", [acled(1, fatalities=6), odd, acled(3, "Mosul", "2024-06-01", 2)])


def run(*args: object) -> Result:
    return CliRunner().invoke(_APP, [str(arg) for arg in args], env={"COLUMNS": "120"})


def test_the_table_says_what_a_data_team_asks_first(register: Path, rows: Path) -> None:
    said = run(rows, "--register", register)
    assert said.exit_code == 0, said.output
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert lines[0] == f"{rows}: 3 rows of ACLED, beside 2 events of {register}"
    assert "2 in both" in lines
    assert "1 only there, in ACLED" in lines
    assert "Killed in the events of both: 9 (7–9) here, 8 there." in lines
    assert "The same in 1; more here in 1, more there in 0." in lines
    assert "In 1 of these the figure there lies within the range here." in lines
    assert "Kirkuk, IQ 1 0 0 7 6" in lines
    assert "Armed clash 2 0 1 9 8" in lines
    assert any(line.startswith("2024-05-13 Daquq 7 (5–7) 6 ") and line.endswith(" IRQ1") for line in lines)
    assert "\x1b[2J" not in said.stdout


def test_json_holds_all_of_it(register: Path, rows: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    said = run(rows, "-r", register, "-f", "json", "-o", out)
    assert (said.exit_code, said.stdout) == (0, "")
    found = json.loads(out.read_text("utf-8"))
    assert (found["dataset"], found["both"], found["only_here"], found["only_there"]) == ("acled", 2, 0, 1)
    assert found["killed"]["best_here"] == 9
    assert [record["where"] for record in found["records"]] == ["both", "both", "only_there"]
    assert found["by_type"]["Armed clash"]["only_there"] == 1


def test_csv_has_a_row_an_event_and_runs_nothing(register: Path, rows: Path) -> None:
    said = run(rows, "-r", register, "-f", "csv")
    table = list(csv.DictReader(io.StringIO(said.stdout)))
    assert [line["where"] for line in table] == ["both", "both", "only_there"]
    first, _, odd = table
    assert (first["row"], first["line"], first["here_killed_best"], first["there_killed_best"]) == (
        "IRQ1",
        "2",
        "7",
        "6",
    )
    assert first["killed_difference"] == "1"
    assert odd["row"] == "'=IRQ2"
    assert odd["there_place"].startswith("'=Rutba")


def test_csv_of_nothing_has_its_header(tmp_path: Path) -> None:
    empty = tmp_path / "register.sqlite"
    with Register.open(empty):
        pass
    path = write(tmp_path / "a.csv", [acled(1, fatalities="x")])
    said = run(path, "-r", empty, "-f", "csv")
    assert said.stdout.startswith("where,event,row,line,chance,")
    assert said.exit_code == 1


def test_bad_rows_are_told_and_the_rest_is_compared(register: Path, tmp_path: Path) -> None:
    bad = [acled(10 + number, fatalities="x") for number in range(12)]
    path = write(tmp_path / "a.csv", [*bad, acled(1), acled(1)])
    said = run(path, "-r", register)
    assert said.exit_code == 1
    assert said.stderr.count('fatalities "x" is no number of people. Write it in digits') == 10
    assert f"error: {path}:2: fatalities" in said.stderr
    assert "2 more rows could not be read" in said.stderr
    assert f"note: {path}:15: the event IRQ1 stands on line 14 already" in said.stderr
    assert "1  in both" in said.stdout


def test_filters_and_what_lies_outside_them(register: Path, rows: Path) -> None:
    said = run(rows, "-r", register, "--since", "2024-06-01")
    assert "Not counted above: 2 rows of other days or countries than the register's events." in said.stdout


def test_ucdp(register: Path, tmp_path: Path) -> None:
    said = run(write(tmp_path / "ged.csv", [ucdp(1)], UCDP), "-r", register)
    assert said.exit_code == 0
    assert "State-based" in said.stdout


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("none.csv", None, "no such file or folder"),
        ("other.csv", "a,b\n1,2\n", "is neither of ACLED nor of UCDP GED"),
    ],
)
def test_wrong_use(register: Path, tmp_path: Path, name: str, text: str | None, error: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    said = run(tmp_path / name, "-r", register)
    assert said.exit_code == 2
    assert error in said.stderr
    assert "Traceback" not in said.output


def test_a_filter_that_means_nothing_is_wrong_use(register: Path, rows: Path) -> None:
    said = run(rows, "-r", register, "--country", "Atlantis")
    assert said.exit_code == 2
    assert "there is no country 'Atlantis'" in said.stderr


def test_without_a_register_it_says_how_to_make_one(tmp_path: Path, rows: Path) -> None:
    assert run(rows, "-r", tmp_path / "none.sqlite").exit_code == 2
