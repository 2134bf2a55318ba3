"""Every format read by the tools that people have, and compared cell by cell with the register."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sijill.exports import FORMATS, columns, days, dtypes, export
from sijill.exports.columns import Cell
from sijill.exports.events import event_cells
from sijill.exports.harmless import harmless, whole
from sijill.exports.reading import told_events
from sijill.model import CodedReport, Event, Report
from sijill.register import Register
from sijill.register.queries import Filters
from tests.cli.registered import reports
from tests.exports.hostile import fill, hostile_pairs

Row = Mapping[str, Cell]
MAKERS: dict[str, Callable[[], Any]] = {"plain": reports, "hostile": hostile_pairs}


@pytest.fixture(scope="module", params=[*MAKERS])
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register of plain events, and one whose texts try all that could break a file."""
    pairs: Sequence[tuple[Report, CodedReport]] = list(MAKERS[request.param]())
    with Register.open(fill(tmp_path_factory.mktemp("kept") / "register.sqlite", pairs)) as opened:
        yield opened


@pytest.fixture(scope="module")
def kept(register: Register) -> list[Row]:
    """The events of the register as cells, the oldest first."""
    with register.reading() as connection:
        return [event_cells(told) for told in told_events(connection, Filters())]


def written(register: Register, name: str, evidence: io.BytesIO | None = None) -> io.BytesIO:
    """An export, to be read from its beginning."""
    out = io.BytesIO()
    # The words as they are: what hides names in them is tested by itself (test_names).
    done = export(register, name, out, evidence=evidence, names=True)
    assert done.events or done.left_out
    out.seek(0)
    if evidence:
        evidence.seek(0)
    return out


def _texts(row: Row, joined: bool) -> dict[str, Any]:
    """The cells as a spreadsheet holds them."""
    found: dict[str, Any] = {}
    for name, cell in row.items():
        if isinstance(cell, tuple):
            found[name] = (harmless("; ".join(cell)) or None) if joined else [whole(item) for item in cell]
        elif isinstance(cell, str):
            found[name] = (harmless(cell) if joined else whole(cell)) or None
        else:
            found[name] = cell
    return found


def test_csv_by_pandas(register: Register, kept: list[Row]) -> None:
    import pandas as pd

    frame = pd.read_csv(
        written(register, "csv"),
        dtype=dtypes("events"),
        parse_dates=days("events"),
        keep_default_na=False,
        na_values=[""],
    )
    assert list(frame.columns) == [column.name for column in columns("events")]
    assert {name: str(frame[name].dtype) for name in dtypes("events")} == dtypes("events")
    assert len(frame) == len(kept)
    for row, (_, found) in zip(kept, frame.iterrows(), strict=True):
        for name, cell in _texts(row, joined=True).items():
            value = None if pd.isna(found[name]) else found[name]
            value = value.date().isoformat() if isinstance(value, pd.Timestamp) else value
            # pandas reads a lone carriage return within quotes as it is, like any text.
            assert value == cell, name


def test_xlsx_by_openpyxl(register: Register, kept: list[Row]) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(written(register, "xlsx"))["events"]
    names, *found = sheet.iter_rows()
    assert [cell.value for cell in names] == [column.name for column in columns("events")]
    assert len(found) == len(kept)
    for row, cells in zip(kept, found, strict=True):
        for (name, cell), read in zip(_texts(row, joined=True).items(), _ordered(names, cells, row), strict=True):
            assert read.data_type != "f", name
            value = read.value.date().isoformat() if hasattr(read.value, "date") else read.value
            assert _as_excel(cell) == _as_excel(value), name


def _ordered(names: Any, cells: Any, row: Row) -> list[Any]:
    by_name = {name.value: cell for name, cell in zip(names, cells, strict=True)}
    return [by_name[name] for name in row]


def _as_excel(cell: Any) -> Any:
    """As a cell holds text: with one kind of line end, no longer than Excel allows, escapes escaped."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("_x005F_", "_")
    units = text.encode("utf-16-le")
    return text if len(units) <= 65_534 else units[:65_532].decode("utf-16-le", "ignore") + "…"


def test_parquet_by_duckdb(register: Register, kept: list[Row], tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "events.parquet"
    path.write_bytes(written(register, "parquet").getvalue())
    wanted = ", ".join(column.name for column in columns("events"))
    with duckdb.connect() as base:
        found = base.execute(f"SELECT {wanted} FROM read_parquet('{path}')").fetchall()
    assert len(found) == len(kept)
    for row, values in zip(kept, found, strict=True):
        read = dict(zip((column.name for column in columns("events")), values, strict=True))
        for name, cell in _texts(row, joined=False).items():
            value = read[name].isoformat() if isinstance(read[name], date) else read[name]
            assert value == cell or (cell is None and value == ""), name


@pytest.mark.parametrize("name", ["geojson", "parquet"])
def test_points_by_geopandas(register: Register, kept: list[Row], name: str, tmp_path: Path) -> None:
    import geopandas as gpd

    path = tmp_path / f"events{FORMATS[name].suffix}"
    path.write_bytes(written(register, name).getvalue())
    frame = gpd.read_parquet(path) if name == "parquet" else gpd.read_file(path)
    assert frame.crs is not None
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ("OGC", "CRS84")
    assert len(frame) == len(kept)
    for row, (_, found) in zip(kept, frame.iterrows(), strict=True):
        assert found["id"] == row["id"]
        point = found.geometry
        if row["longitude"] is None or row["latitude"] is None:
            assert point is None
        else:
            assert (point.x, point.y) == (row["longitude"], row["latitude"])


def test_geojson_holds_the_cells(register: Register, kept: list[Row]) -> None:
    read = json.load(written(register, "geojson"))
    assert read["type"] == "FeatureCollection"
    for row, feature in zip(kept, read["features"], strict=True):
        assert (feature["type"], feature["id"]) == ("Feature", row["id"])
        found = {name: cell or None if isinstance(cell, str) else cell for name, cell in feature["properties"].items()}
        assert found == _texts(row, joined=False)


def test_json_lines_are_the_records(register: Register) -> None:
    lines = written(register, "jsonl").getvalue().decode().split("\n")
    assert lines.pop() == ""
    found = [Event.model_validate_json(line) for line in lines]
    assert {event.id: event for event in found} == {event.id: register.event(event.id) for event in found}
    assert len(found) == register.counts().events


@pytest.mark.parametrize("name", ["acled", "ucdp-ged", "hxl"])
def test_other_tables_by_pandas(register: Register, name: str) -> None:
    import pandas as pd

    table = FORMATS[name].table
    frame = pd.read_csv(
        written(register, name),
        dtype=dtypes(table),
        parse_dates=days(table),
        keep_default_na=False,
        na_values=[""],
        skiprows=[1] if name == "hxl" else None,
    )
    assert list(frame.columns) == [column.name for column in columns(table)]
    assert frame[columns(table)[0].name].is_unique
    for column in columns(table):
        texts = [value for value in frame[column.name] if isinstance(value, str)]
        assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))], column.name


def test_the_row_of_hashtags(register: Register) -> None:
    names, tags, *_ = csv.reader(io.StringIO(written(register, "hxl").getvalue().decode(), newline=""))
    assert names == [column.name for column in columns("hxl")]
    assert all(tag.startswith("#") and " " not in tag for tag in tags)
    assert len({*tags}) == len(tags)


@pytest.mark.parametrize("name", [*FORMATS])
def test_the_same_register_gives_the_same_bytes(register: Register, name: str) -> None:
    words = io.BytesIO(), io.BytesIO()
    first, again = (written(register, name, beside).getvalue() for beside in words)
    assert first == again
    assert words[0].getvalue() == words[1].getvalue()


@pytest.mark.parametrize("name", [*FORMATS])
def test_evidence_carries_the_words(register: Register, name: str, tmp_path: Path) -> None:
    words = io.BytesIO()
    written(register, name, words)
    path = tmp_path / f"evidence{FORMATS[name].evidence[1]}"
    path.write_bytes(words.getvalue())
    rows = _read_evidence(path)
    assert rows
    shown = {told.id for told in _events(register)}
    for row in rows:
        assert row["event_id"] in shown
        text = register.report(row["report_id"]).text
        spoken = text[int(row["start"]) : int(row["end"])]
        joined = path.suffix in (".csv", ".xlsx")
        assert _as_excel(row["words"]) == _as_excel(harmless(spoken) if joined else whole(spoken))


def _events(register: Register) -> list[Event]:
    with register.reading() as connection:
        return [told.event for told in told_events(connection, Filters())]


def _read_evidence(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found
    from openpyxl import load_workbook

    names, *rows = load_workbook(path)["evidence"].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]
