"""`sijill actors`: what a newcomer sees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sijill.cli.actors import actors as commands
from sijill.codebook import registry

Ask = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_actors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own."""
    monkeypatch.setenv("SIJILL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "140")
    registry.cache_clear()
    yield
    registry.cache_clear()


@pytest.fixture
def ask() -> Ask:
    """Run `sijill actors ARGS...` as a process of its own would."""
    app = typer.Typer()
    app.add_typer(commands)
    app.command()(lambda: None)

    def run(*args: object) -> Result:
        registry.cache_clear()
        return CliRunner().invoke(app, ["actors", *map(str, args)])

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "bands.csv"
    path.write_text("id,name,kind,countries,aliases\ntarra,Tarra Band,3,IQ,Band of Tarra|TB\n", encoding="utf-8")
    return path


def test_find_shows_who_is_meant_first_and_why(ask: Ask) -> None:
    done = ask("find", "al-Nusra", "--country", "SY", "--date", "2018-03-01")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Hayat Tahrir al-Sham  hts"
    assert "took the place of Jabhat al-Nusra" in lines[1]
    assert "Jabhat al-Nusra (al-Nusra Front)  nusra" in lines
    assert "no more since 2016-07-28" in done.stdout


def test_find_shows_names_by_period_parents_and_aliases(ask: Ask) -> None:
    said = ask("find", "Counter Terrorism Service", "--country", "Iraq", "--limit", 1).stdout
    assert "~Military Forces of Iraq (2014-2018) Counter-Terrorism Service  from 2014-09-08 to 2018-10-25" in said
    assert "part of    Military Forces of Iraq < Iraqi security forces < Government of Iraq" in said
    assert "ICTS" in said


def test_a_day_leaves_the_name_of_that_day(ask: Ask) -> None:
    said = ask("find", "Taliban", "--date", "2019-01-01", "--limit", 1).stdout
    assert "ACLED      Taliban " in said
    assert "Military Forces of Afghanistan" not in said


def test_find_for_machines(ask: Ask) -> None:
    (meant, *others) = json.loads(ask("find", "Asayish", "--country", "SY", "--format", "json").stdout)
    assert (meant["id"], meant["meant"], meant["kind"]) == ("asayish_syria", True, 2)
    assert meant["part_of"] == ["aanes"]
    assert "asayish_krg" in [other["id"] for other in others]
    assert not any(other["meant"] for other in others)


def test_people_without_a_name(ask: Ask) -> None:
    said = ask("find", "gunmen", "--country", "IQ", "--limit", 1).stdout
    assert said.startswith("Unidentified armed group")
    assert "of no group by name" in said
    assert "Unidentified Armed Group (Iraq)" in said


def test_nearly_the_same_spelling(ask: Ask) -> None:
    assert "aah" in ask("find", "Asayb Ahl al-Haq").stdout


def test_nobody_of_that_name(ask: Ask) -> None:
    done = ask("find", "Qwrtzp")
    assert done.exit_code == 1
    assert "nobody of that name" in done.stderr


@pytest.mark.parametrize(
    ("args", "mend"),
    [
        (("find", "PKK", "--country", "Atlantis"), "two letters"),
        (("find", "PKK", "--date", "2018"), "2018-03-01"),
        (("add", "no-such-file.csv"), "no such file"),
        (("remove", "nothing"), "There are none"),
    ],
)
def test_wrong_use_is_told_with_its_mend(ask: Ask, args: tuple[str, ...], mend: str) -> None:
    done = ask(*args)
    assert done.exit_code == 2
    assert mend in done.stderr


def test_a_user_s_actors_come_and_go(ask: Ask, table: Path) -> None:
    assert "No actors of your own yet" in ask("list").stdout
    assert ask("add", table).stdout.startswith("bands: 1 actor added. Kept in ")
    assert "in the place of those of before" in ask("add", table).stdout
    assert "bands  1  " in ask("list").stdout
    said = ask("find", "Band of Tarra", "--country", "IQ").stdout
    assert said.startswith("Tarra Band  tarra")
    assert "from       your layer bands" in said
    assert "You may mean bands" in ask("remove", "band").stderr
    assert ask("remove", "bands").stdout == "bands: removed\n"
    assert ask("find", "Band of Tarra", "--country", "IQ").exit_code == 1


def test_a_file_with_faults_is_not_added(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "bands.tsv"
    path.write_text("id\tname\tkind\na\tTarra Band\tx\nb\t\t3\n", encoding="utf-8")
    done = ask("add", path)
    assert done.exit_code == 2
    assert "bands.tsv:2: kind 'x'" in done.stderr
    assert "bands.tsv:3: no name" in done.stderr
    assert "nothing was added" in done.stderr
    assert "No actors of your own yet" in ask("list").stdout
