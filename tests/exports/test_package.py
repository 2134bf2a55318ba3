"""A data package: valid by Frictionless' own reader, complete, and the same each time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sijill import __version__
from sijill.exports import FORMATS, About, ExportError, Generalise, columns, export_package
from sijill.exports.package import command
from sijill.register import Register
from sijill.register.queries import Filters
from tests.cli.registered import reports
from tests.exports.hostile import fill, hostile_pairs

ABOUT = About("Clashes", "Clashes near Kirkuk.", "CC-BY-4.0", ("Rana Aziz", "Ali Hasan"))


@pytest.fixture(scope="module", params=["plain", "hostile"])
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register of plain events, and one whose texts try all that could break a file."""
    pairs = reports() if request.param == "plain" else hostile_pairs()
    with Register.open(fill(tmp_path_factory.mktemp("kept") / "register.sqlite", pairs)) as opened:
        yield opened


def _read(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["acled", "ucdp-ged", "csv", "hxl", "xlsx"])
def test_frictionless_finds_nothing_wrong(register: Register, name: str, tmp_path: Path) -> None:
    from frictionless import Package, system

    folder = tmp_path / "package"
    form = FORMATS[name]
    export_package(register, name, folder, about=ABOUT, evidence=f"evidence{form.evidence[1]}")
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["fieldName", "rowNumber", "type", "note"]) == []
    rows = [task.stats["rows"] for task in report.tasks]
    assert rows[0] == _read(folder)["sijill"]["events"]


def test_numbers_for_kinds_of_actor(register: Register, tmp_path: Path) -> None:
    from frictionless import Package, system

    export_package(register, "acled", tmp_path / "package", inter_numbers=True)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "package" / "datapackage.json")).validate()
    assert report.flatten(["fieldName", "rowNumber", "type", "note"]) == []


@pytest.mark.parametrize("name", [*FORMATS])
def test_the_descriptor_says_what_is_there(register: Register, name: str, tmp_path: Path) -> None:
    form = FORMATS[name]
    evidence = f"words{form.evidence[1]}"
    done = export_package(register, name, tmp_path, about=ABOUT, evidence=evidence)
    found = _read(tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {"datapackage.json", "README.md", f"events{form.suffix}", evidence}
    for resource in found["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert [person["title"] for person in found["contributors"]] == ["Rana Aziz", "Ali Hasan"]
    settings = found["sijill"]
    assert (settings["version"], settings["format"], settings["events"]) == (__version__, name, done.events)
    assert settings["left_out"] == dict(done.left_out)
    assert settings["rule"] == "most_recent"
    assert found["citation"].startswith("Rana Aziz; Ali Hasan (")


@pytest.mark.parametrize("name", [*FORMATS])
def test_the_codebook_names_every_column(register: Register, name: str, tmp_path: Path) -> None:
    export_package(register, name, tmp_path, about=ABOUT, evidence=f"evidence{FORMATS[name].evidence[1]}")
    text = (tmp_path / "README.md").read_text("utf-8")
    tables = ["evidence"] if name == "jsonl" else [FORMATS[name].table, "evidence"]
    for table in tables:
        assert all(f"| `{column.name}` |" in text for column in columns(table))
    assert "{" not in text.replace("`{", "")
    assert "Creative Commons Attribution 4.0" in text
    assert f"sijill export {name} --package FOLDER" in text
    assert "--title Clashes --licence CC-BY-4.0 --creator 'Rana Aziz' --creator 'Ali Hasan'" in text


def test_the_same_register_gives_the_same_package(register: Register, tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        export_package(register, "xlsx", folder, about=ABOUT, evidence="evidence.xlsx")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_all_that_the_data_follow_from_is_told(register: Register, tmp_path: Path) -> None:
    asked = Filters(since=date(2024, 1, 1), countries=("IQ",), types=("Armed clash",), killed_at_least=1)
    export_package(register, "csv", tmp_path, asked, generalise=Generalise.admin1, evidence="evidence.csv")
    found = _read(tmp_path)
    assert found["sijill"]["filters"] == {
        "since": "2024-01-01",
        "countries": ["IQ"],
        "types": ["Armed clash"],
        "killed_at_least": 1,
    }
    assert command(found["sijill"]) == (
        "sijill export csv --package FOLDER --since 2024-01-01 --country IQ --type 'Armed clash' --killed 1 "
        "--generalise admin1 --evidence evidence.csv"
    )
    text = (tmp_path / "README.md").read_text("utf-8")
    assert "places rounded to `admin1`" in text
    assert "No licence is given" in text
    assert "quoted from reports" not in text


def test_a_package_is_written_anew_but_nothing_else_is(register: Register, tmp_path: Path) -> None:
    export_package(register, "csv", tmp_path / "package")
    export_package(register, "csv", tmp_path / "package", about=ABOUT)
    assert _read(tmp_path / "package")["title"] == "Clashes"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(ExportError, match="holds other things"):
        export_package(register, "csv", tmp_path / "mine")
    with pytest.raises(ExportError, match="is a file"):
        export_package(register, "csv", tmp_path / "mine" / "thesis.txt")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("evidence", ["../evidence.csv", "events.csv", "README.md", "datapackage.json", "a/b.csv"])
def test_evidence_goes_into_a_file_of_its_own_in_the_folder(register: Register, evidence: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Name a file in the folder"):
        export_package(register, "csv", tmp_path / "package", evidence=evidence)
