"""The tables of columns and codes fit one another and what is written."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sijill.codebook import countries
from sijill.codebook.actor_table import KINDS
from sijill.exports import FORMATS, ExportError, code_lists, columns, dtypes, export
from sijill.exports.codebook import codebook, schema
from sijill.exports.lands import land
from sijill.exports.run import REJECTED
from sijill.model import EVENT_TYPE_OF, REVIEWS
from sijill.register import Register, RegisterError
from sijill.register.queries import Filters
from tests.cli.registered import reports
from tests.exports.hostile import fill
from tests.register.making import DAY, clash

TABLES = ("acled", "ucdp-ged", "events", "hxl", "evidence")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """A register of two events, of which the first has two reports."""
    return Register.open(fill(tmp_path / "register.sqlite", reports()))


def test_the_formats() -> None:
    assert [*FORMATS] == ["acled", "ucdp-ged", "geojson", "parquet", "csv", "jsonl", "xlsx", "hxl"]
    for name, form in FORMATS.items():
        assert form.name == name
        assert form.label
        assert "/" in form.media_type
        assert form.suffix.startswith(".")
        assert form.evidence[1].startswith(".")


@pytest.mark.parametrize("table", TABLES)
def test_columns(table: str) -> None:
    names = [column.name for column in columns(table)]
    assert len({*names}) == len(names)
    assert all(column.about and not column.about.endswith(".") for column in columns(table))
    assert {*dtypes(table)} <= {*names}


def test_every_list_of_codes_is_used() -> None:
    used = {column.codes for table in TABLES for column in columns(table)}
    assert {*code_lists()} == used - {""}


def test_codes_are_those_of_the_records() -> None:
    assert {*code_lists()["review"]} == {*REVIEWS}
    assert dict(code_lists()["sub_event_type"]) == dict(EVENT_TYPE_OF)
    assert {int(code): name for name, code in code_lists()["inter"].items()} == dict(KINDS)
    # All pairs of two kinds, and each kind alone.
    numbers = {int(code) for code in code_lists()["interaction"].values()}
    assert numbers == {10 * a + b for a in range(1, 9) for b in range(a, 9)} | {10 * a for a in range(1, 9)}


def test_every_country_is_called_something() -> None:
    for code in countries():
        found = land(code)
        assert found is not None, code
        assert found.acled_region in code_lists()["acled_region"]
        assert found.ucdp_region is None or found.ucdp_region in code_lists()["ucdp_region"]
    numbers = [found.gw for code in countries() if (found := land(code)) and found.gw]
    assert len({*numbers}) == len(numbers)


@pytest.mark.parametrize(
    ("code", "iso3", "numeric", "gw", "acled", "ucdp", "regions"),
    [
        ("IQ", "IRQ", 368, 645, "Iraq", "Iraq", ("Middle East", "Middle East")),
        ("SY", "SYR", 760, 652, "Syria", "Syria", ("Middle East", "Middle East")),
        ("TR", "TUR", 792, 640, "Turkey", "Turkey", ("Middle East", "Middle East")),
        ("CD", "COD", 180, 490, "Democratic Republic of Congo", "DR Congo (Zaire)", ("Middle Africa", "Africa")),
        ("US", "USA", 840, 2, "United States", "United States of America", ("North America", "Americas")),
        ("RU", "RUS", 643, 365, "Russia", "Russia (Soviet Union)", ("Europe", "Europe")),
        ("PK", "PAK", 586, 770, "Pakistan", "Pakistan", ("South Asia", "Asia")),
        ("EH", "ESH", 732, None, "Western Sahara", "Western Sahara", ("Northern Africa", None)),
    ],
)
def test_countries(
    code: str, iso3: str, numeric: int, gw: int | None, acled: str, ucdp: str, regions: tuple[str, str | None]
) -> None:
    found = land(code)
    assert found is not None
    assert (found.iso3, found.numeric, found.gw, found.acled, found.ucdp) == (iso3, numeric, gw, acled, ucdp)
    assert (found.acled_region, found.ucdp_region) == regions


@pytest.mark.parametrize("table", TABLES)
def test_the_codebook_is_of_the_columns(table: str) -> None:
    written = codebook(table)
    described = schema(table)["fields"]
    for column, field in zip(columns(table), described, strict=True):
        assert f"| `{column.name}` |" in written
        assert (field["name"], field["description"]) == (column.name, column.about)


def test_numbers_for_kinds_of_actor_are_described_as_numbers() -> None:
    fields = {field["name"]: field for field in schema("acled", numbers=True)["fields"]}
    assert fields["inter1"]["type"] == "integer"
    assert fields["inter1"]["constraints"]["enum"] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_an_unknown_format(register: Register) -> None:
    with pytest.raises(ExportError, match="no format 'gtd'"):
        export(register, "gtd", io.BytesIO())


def test_filters_that_mean_nothing(register: Register) -> None:
    with pytest.raises(RegisterError, match="no country 'Atlantis'"):
        export(register, "csv", io.BytesIO(), Filters(countries=("Atlantis",)))


def _ids(register: Register, filters: Filters | None = None) -> tuple[list[str], dict[str, int]]:
    out = io.BytesIO()
    done = export(register, "csv", out, filters)
    lines = out.getvalue().decode().splitlines()[1:]
    assert len(lines) == done.events
    return [line.partition(",")[0] for line in lines], dict(done.left_out)


def test_what_people_rejected_is_left_out_and_counted(register: Register) -> None:
    (first, second), none = _ids(register)
    assert none == {}
    register.decide("reject", first, by="Rana", why="a drill")
    assert _ids(register) == ([second], {REJECTED: 1})
    assert _ids(register, Filters(countries=("IQ",))) == ([second], {REJECTED: 1})
    # Whoever asks for a review gets what he asks for.
    assert _ids(register, Filters(reviews=("rejected",))) == ([first], {})
    assert _ids(register, Filters(reviews=REVIEWS)) == ([first, second], {})


def test_filters_and_order(register: Register) -> None:
    assert [register.event(name).place.name for name in _ids(register)[0]] == ["Mosul", "Daquq"]  # type: ignore[union-attr]
    assert len(_ids(register, Filters(killed_at_least=5))[0]) == 1
    assert _ids(register, Filters(since=(datetime.now(UTC) + timedelta(1)).date())) == ([], {})


@pytest.mark.parametrize("name", [*FORMATS])
def test_an_empty_register(name: str, tmp_path: Path) -> None:
    out, evidence = io.BytesIO(), io.BytesIO()
    with Register.open(tmp_path / "register.sqlite") as register:
        assert export(register, name, out, evidence=evidence).events == 0
    assert bool(out.getvalue()) == (name != "jsonl")


@pytest.mark.parametrize("name", ["csv", "parquet", "xlsx"])
def test_more_events_than_are_read_at_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.exports import arrow, reading, workbook

    monkeypatch.setattr(reading, "_PORTION", 2)
    monkeypatch.setattr(arrow, "_GROUP", 3)
    monkeypatch.setattr(workbook, "_ROWS", 4)
    towns = ("Daquq", "Mosul", "Basra", "Rutba", "Erbil")
    pairs = [clash(town, day=DAY + timedelta(40 * number)) for number, town in enumerate(towns)]
    out = io.BytesIO()
    with Register.open(fill(tmp_path / "register.sqlite", pairs)) as register:
        done = export(register, name, out)
        assert done.events == register.counts().events == 5
    out.seek(0)
    assert _rows(name, out) == 5


def _rows(name: str, out: io.BytesIO) -> int:
    if name == "csv":
        return len(out.getvalue().splitlines()) - 1
    if name == "parquet":
        import pyarrow.parquet as pq

        return int(pq.read_table(out).num_rows)
    from openpyxl import load_workbook

    sheets = load_workbook(out).worksheets
    assert [sheet.title for sheet in sheets] == ["events", "events 2"]
    return sum(sheet.max_row - 1 for sheet in sheets)
