"""`sijill gazetteer`: what a newcomer sees."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from sijill.cli.gazetteer import gazetteer as commands
from sijill.gazetteer import gazetteer

Ask = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder of the test's own."""
    monkeypatch.setenv("SIJILL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    gazetteer.cache_clear()
    yield
    gazetteer.cache_clear()


@pytest.fixture
def ask() -> Ask:
    """Run `sijill gazetteer ARGS...` as a process of its own would."""
    app = typer.Typer()
    app.add_typer(commands)
    app.command()(lambda: None)

    def run(*args: object) -> Result:
        gazetteer.cache_clear()
        return CliRunner().invoke(app, ["gazetteer", *map(str, args)])

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_text(
        "name,lat,lon,country,kind,aliases\nTarra Post,34.5,45.2,IQ,base,The Post\nNo Point,x,45.2,IQ,base,\n",
        encoding="utf-8",
    )
    return path


def test_find_shows_what_a_name_may_stand_for_and_why(ask: Ask) -> None:
    done = ask("find", "Tripoli")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["Score", "Place", "Kind", "Lat,", "lon", "People"]
    assert "Tripoli (LY)" in lines[1]
    assert "standing" in lines[2]
    assert "layer world" in lines[2]
    assert any("(North, LB)" in line for line in lines)
    assert all(len(line) <= 100 for line in lines)


def test_the_country_speaks_for_its_places(ask: Ask) -> None:
    for country in ("LB", "lb", "Lebanon"):
        assert "(North, LB)" in ask("find", "Tripoli", "--country", country).stdout.splitlines()[1]


def test_places_that_only_bear_the_name_come_last_without_a_score(ask: Ask) -> None:
    lines = ask("find", "Tripoli", "--limit", "99").stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if "(Iowa, US)" in line)
    assert lines[at].split()[0] == "–"
    assert "nothing else speaks for it" in lines[at + 1]
    assert lines[at - 2].split()[0] != "–" or at > 4


def test_find_as_json(ask: Ask) -> None:
    found = json.loads(ask("find", "Diyala province", "--format", "json").stdout)
    assert found[0]["code"] == "IQ-DI"
    assert found[0]["score"] == pytest.approx(sum(found[0]["why"].values()), abs=0.1)
    assert found[0].keys() == json.loads(ask("find", "Tripoli", "-f", "json", "--limit", 1).stdout)[0].keys()


def test_the_limit_says_how_many_more(ask: Ask) -> None:
    done = ask("find", "San Jose", "--limit", "2")
    assert done.stdout.splitlines()[-1].startswith("and ")
    assert len(done.stdout.splitlines()) == 1 + 2 * 2 + 1


def test_a_name_that_nobody_knows(ask: Ask) -> None:
    done = ask("find", "Qwertyuiop")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Qwertyuiop: no place of that name is known" in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("find", "Mosul", "--country", "Ruritania"), "no such country"),
        (("add", "missing.csv"), "no such file"),
        (("remove", "IQ"), "no layer IQ. There are none"),
        (("find",), "Missing argument"),
    ],
)
def test_wrong_use(ask: Ask, args: tuple[str, ...], said: str) -> None:
    done = ask(*args)
    assert done.exit_code == 2
    assert said in done.stderr


def test_no_room_for_the_index_says_what_to_do(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sijill.gazetteer.kept.cache_folders", lambda: iter(()))
    done = ask("find", "Mosul")
    assert done.exit_code == 2
    assert "Set SIJILL_CACHE_DIR" in done.stderr


def test_places_of_ones_own_are_added_found_listed_and_removed(ask: Ask, table: Path) -> None:
    assert ask("list").stdout == "No places of your own yet. Add some with: sijill gazetteer add FILE\n"
    done = ask("add", table)
    assert done.exit_code == 1
    assert done.stdout.startswith("posts: 1 place added. Kept in ")
    assert "warning: posts.csv:3: lat 'x' and lon '45.2' are not both numbers" in done.stderr
    found = ask("find", "The Post", "--country", "IQ").stdout
    assert "Tarra Post (Diyala, IQ)" in found
    assert "layer posts" in found
    assert [row["places"] for row in json.loads(ask("list", "-f", "json").stdout)] == [1]
    assert "posts" in ask("list").stdout
    assert "You may mean posts" in ask("remove", "post").stderr
    assert ask("remove", "posts").stdout == "posts: removed\n"
    assert "Tarra Post" not in ask("find", "The Post", "--country", "IQ").stdout


def test_the_same_file_again_takes_the_place_of_its_layer(ask: Ask, table: Path) -> None:
    ask("add", table)
    table.write_text("name,lat,lon,country\nSarra,34.5,45.2,IQ\nUrra,34.6,45.2,IQ\n", encoding="utf-8")
    done = ask("add", table)
    assert done.exit_code == 0
    assert "posts: 2 places added, in the place of the 1 of before" in done.stdout
    assert ask("find", "Tarra Post").exit_code == 1
    assert ask("find", "Urra", "--country", "IQ").exit_code == 0


def test_a_file_without_a_readable_place_changes_nothing(ask: Ask, table: Path) -> None:
    ask("add", table)
    table.write_text("name,lat,lon,country\nSarra,x,45.2,IQ\n", encoding="utf-8")
    done = ask("add", table)
    assert done.exit_code == 1
    assert "nothing was added or changed" in done.stderr
    assert ask("find", "Tarra Post", "--country", "IQ").exit_code == 0


def test_a_layer_can_be_named_and_a_country_given(ask: Ask, table: Path) -> None:
    table.write_text("name,lat,lon\nTarra Post,36.2,37.1\n", encoding="utf-8")
    assert ask("add", table, "--name", "mine", "--country", "Syria").exit_code == 0
    assert [row["name"] for row in json.loads(ask("list", "-f", "json").stdout)] == ["mine"]
    assert json.loads(ask("find", "Tarra Post", "-f", "json").stdout)[0]["admin1"] == "Aleppo"
    assert "one by one" in ask("add", table, table, "--name", "mine").stderr


def test_many_faults_are_counted_and_not_all_told(ask: Ask, table: Path) -> None:
    rows = "\n".join(f"Bad{number},x,1,IQ" for number in range(150))
    table.write_text(f"name,lat,lon,country\nTarra,36.2,37.1,SY\n{rows}\n", encoding="utf-8")
    done = ask("add", table)
    assert done.stderr.count("warning:") == 100
    assert "150 rows could not be read" in done.stderr
    assert done.exit_code == 1
