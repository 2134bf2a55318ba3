"""Reports in Parquet files: the same reports as in JSON Lines, and faults by group and row."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.intake import Fault, Unread, default_limits, pieces, read
from sijill.model import Report

TEXT = "Two soldiers were killed in an attack near the bridge on Sunday, officials said."
ROWS = [
    {"id": f"n{i}", "url": f"https://news.example/{i}", "title": "Attack", "published": "2024-05-14", "text": TEXT}
    for i in range(100)
]


def write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema | None = None, **options: Any) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, **options)
    return path


def reports(path: Path) -> list[Report]:
    items = list(read(path))
    assert [item for item in items if isinstance(item, Fault)] == []
    return [item for item in items if isinstance(item, Report)]


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("group", [7, 1_000])
def test_the_same_reports_as_in_json_lines(tmp_path: Path, compression: str, group: int) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    path = write(tmp_path / "a.parquet", ROWS, row_group_size=group, compression=compression)
    assert reports(path) == reports(lines)


@pytest.mark.parametrize("name", ["a.parquet.gz", "a.parquet", "a"])
def test_packed_or_by_another_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, ROWS)
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(path.read_bytes()))
    assert [report.id for report in reports(path)] == [row["id"] for row in ROWS]


def test_standard_input_is_kept_aside_to_be_read(tmp_path: Path) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    data = write(tmp_path / "a.parquet", ROWS).read_bytes()
    assert len([item for item in read("-", stdin=Pipe(data)) if isinstance(item, Report)]) == 100


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("published", pa.array([date(2024, 5, 14)]), {"published": date(2024, 5, 14)}),
        ("Date", pa.array([datetime(2024, 5, 14, 23, 5)], pa.timestamp("ms")), {"published": date(2024, 5, 14)}),
        ("date", pa.array([datetime(2024, 5, 14, tzinfo=UTC)]), {"published": date(2024, 5, 14)}),
        ("published", pa.array(["14 May 2024"]), {"published": date(2024, 5, 14)}),
        ("published", pa.array([None], pa.date32()), {"published": None}),
        ("id", pa.array([17], pa.int64()), {"id": "17"}),
        ("headline", pa.array(["Attack"]).dictionary_encode(), {"title": "Attack"}),
        ("title", pa.array([b"Attack"]), {"title": "Attack"}),
        ("title", pa.array([None], pa.string()), {"title": None}),
        ("source", pa.array([{"id": "vp", "name": "Valley Post"}]), {"publisher": "Valley Post"}),
        ("embedding", pa.array([[0.5, 0.25]]), {}),
    ],
)
def test_columns_of_any_type(tmp_path: Path, column: str, values: pa.Array, expected: dict[str, Any]) -> None:
    pq.write_table(pa.table({"text": [TEXT], column: values}), tmp_path / "a.parquet")
    [report] = reports(tmp_path / "a.parquet")
    assert report.text == TEXT
    assert {name: getattr(report, name) for name in expected} == expected


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary()])
def test_texts_of_any_type(tmp_path: Path, kind: pa.DataType) -> None:
    texts = pa.array(["Zwölf Verletzte — سجل"]).cast(kind)
    pq.write_table(pa.table({"body": texts}), tmp_path / "a.parquet")
    assert [report.text for report in reports(tmp_path / "a.parquet")] == ["Zwölf Verletzte — سجل"]


def test_a_row_that_can_not_be_read_is_told_by_group_and_row(tmp_path: Path) -> None:
    rows = [dict(row) for row in ROWS[:10]]
    rows[6]["text"] = None  # type: ignore[assignment]
    path = write(tmp_path / "a.parquet", rows, row_group_size=4)
    items = list(read(path))
    assert [item.id for item in items if isinstance(item, Report)] == [f"n{i}" for i in range(10) if i != 6]
    [fault] = [item for item in items if isinstance(item, Fault)]
    assert str(fault).startswith(f"{path}, row group 2, row 3: it has no text. Give")


def test_bytes_that_are_no_utf8_cost_their_row_only(tmp_path: Path) -> None:
    values = [b"A clash.", b"caf\xe9", b"Another clash."]
    broken = pa.StringArray.from_buffers(3, *pa.array(values).buffers()[1:])
    pq.write_table(pa.table({"text": broken}), tmp_path / "a.parquet", use_dictionary=False)
    items = list(read(tmp_path / "a.parquet"))
    assert [item.text for item in items if isinstance(item, Report)] == ["A clash.", "Another clash."]
    [fault] = [item for item in items if isinstance(item, Fault)]
    assert "row group 1, row 2: the row can't be read" in str(fault)


def test_a_damaged_group_costs_itself_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", ROWS, row_group_size=40, compression="zstd", use_dictionary=False)
    at = pq.ParquetFile(path).metadata.row_group(1)
    start, size = at.column(0).data_page_offset, sum(at.column(n).total_compressed_size for n in range(at.num_columns))
    data = bytearray(path.read_bytes())
    data[start : start + size] = b"\xff" * size
    path.write_bytes(data)
    items = list(read(path))
    found = [item.id for item in items if isinstance(item, Report)]
    assert found == [f"n{i}" for i in range(100) if not 40 <= i < 80]
    [fault] = [item for item in items if isinstance(item, Fault)]
    assert "row group 2: it can't be read from row 1 on" in str(fault)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_torn_file_says_that_its_end_is_missing(tmp_path: Path, share: float) -> None:
    path = write(tmp_path / "a.parquet", ROWS)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    [fault] = list(read(path))
    assert "this Parquet file is cut off or damaged" in str(fault)
    assert "its directory stands at its end" in str(fault)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"name": "a", "year": 2}], "no column holds texts (name, year)"),
        ([], "the table has no rows"),
    ],
)
def test_what_is_no_table_of_reports_is_told(tmp_path: Path, rows: list[dict[str, Any]], said: str) -> None:
    path = write(tmp_path / "a.parquet", rows, schema=None if rows else pa.schema({"text": pa.string()}))
    [fault] = list(read(path))
    assert said in str(fault)


def test_another_file_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_text("A clash near Tarra.")
    [fault] = list(read(tmp_path / "a.parquet"))
    assert "it does not begin as a Parquet file (PAR1) does" in str(fault)


def test_a_column_whose_description_is_damaged_ends_nothing() -> None:
    # Found by fuzzing: asked about such a column, the library ends the process.
    [fault] = list(read(Path(__file__).parents[1] / "fuzz" / "corpus" / "parquet" / "histogram"))
    assert "row group 1: it can't be read from row 1 on" in str(fault)


def test_a_bomb_is_put_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [{"text": "x" * 20_000_000}], compression="zstd")
    [fault] = list(read(path, limits=replace(default_limits(), packed_free_bytes=1_000_000)))
    assert "row group 1: it unpacks to more than 250 times its size" in str(fault)


def test_a_bomb_in_many_groups_is_put_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", [{"text": "x" * 1_000_000}] * 4, row_group_size=1, use_dictionary=False)
    most = 2_500_000 // path.stat().st_size
    found = list(read(path, limits=replace(default_limits(), packed_free_bytes=0, packed_ratio=most)))
    assert [isinstance(item, Fault) for item in found] == [False, False, True, True]
    assert "row group 3: it unpacks to more than" in str(found[2])


def test_memory_does_not_grow_with_a_group(tmp_path: Path) -> None:
    texts = (f"{i} " + TEXT * 60 for i in range(6_000))
    path = write(tmp_path / "a.parquet", [{"text": text} for text in texts], use_dictionary=False, compression="none")
    tracemalloc.start()
    before = pa.total_allocated_bytes()
    most = count = 0
    for piece in pieces([path]):
        count += isinstance(piece, Unread)
        most = max(most, pa.total_allocated_bytes() - before)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 6_000
    assert path.stat().st_size > 25_000_000
    assert most < 8_000_000
    assert peak < 6_000_000


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_no_bytes_make_it_raise(tmp_path: Path, data: st.DataObject) -> None:
    path = write(tmp_path / "a.parquet", ROWS[:5], compression="none")
    content = bytearray(path.read_bytes())
    for at in data.draw(st.lists(st.integers(4, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    for item in read(path):
        assert isinstance(item, Report | Fault)
