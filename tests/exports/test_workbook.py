"""Workbooks beyond what a reader shows: well-formed parts, no formula anywhere, the same bytes into a pipe."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sijill.exports.columns import Cell, columns
from sijill.exports.workbook import WorkbookWriter, _letters
from tests.exports.hostile import HOSTILE

NAMES = [column.name for column in columns("evidence")]


class Pipe(io.RawIOBase):
    """A stream that can only be written to."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


def row(**cells: Cell) -> tuple[Cell, ...]:
    """A row of evidence, empty but for these cells."""
    return tuple(cells.get(name) for name in NAMES)


def written(*rows: tuple[Cell, ...]) -> io.BytesIO:
    out = io.BytesIO()
    with WorkbookWriter(out, "evidence") as writer:
        for cells in rows:
            writer.write(cells)
    out.seek(0)
    return out


def test_parts_are_well_formed_and_hold_no_formula() -> None:
    book = zipfile.ZipFile(written(*(row(words=text, title=text, start=-1) for text in HOSTILE)))
    assert book.testzip() is None
    assert {*book.namelist()} == {
        "_rels/.rels",
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "[Content_Types].xml",
    }
    for name in book.namelist():
        tree = ET.fromstring(book.read(name))
        assert not [element for element in tree.iter() if element.tag.rpartition("}")[2] in ("f", "r", "hyperlink")]


def test_a_pipe_gets_the_same_bytes() -> None:
    pipe = Pipe()
    with WorkbookWriter(cast(Any, pipe), "evidence") as writer:
        writer.write(row(words="x", start=1, published="2024-05-13"))
    assert pipe.data == written(row(words="x", start=1, published="2024-05-13")).getvalue()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2024-05-13", "2024-05-13 00:00:00"),
        ("1900-03-01", "1900-03-01 00:00:00"),
        # Excel takes 1900 for a leap year: what is earlier stays text.
        ("1900-02-28", "1900-02-28"),
        (None, "None"),
    ],
)
def test_days(cell: str | None, read: str) -> None:
    sheet = load_workbook(written(row(published=cell)))["evidence"]
    assert str(sheet.cell(2, NAMES.index("published") + 1).value) == read


def test_every_row_is_as_wide_as_the_names() -> None:
    sheet = load_workbook(written(row(start=1), row(), row(words="x")), read_only=True)["evidence"]
    assert [len(cells) for cells in sheet.iter_rows(values_only=True)] == [len(NAMES)] * 4


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")]
)
def test_letters_of_columns(number: int, letters: str) -> None:
    assert _letters(number) == letters


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.one_of(st.sampled_from("=<>&\"'_x00\r\n"), st.characters()), max_size=12), min_size=1))
def test_any_text_comes_back(texts: list[str]) -> None:
    from sijill.exports.harmless import harmless

    sheet = load_workbook(written(*(row(words=text) for text in texts)))["evidence"]
    at = NAMES.index("words") + 1
    for number, text in enumerate(texts, 2):
        cell = sheet.cell(number, at)
        assert cell.data_type != "f"
        expected = harmless(text).replace("\r\n", "\n").replace("\r", "\n")
        assert (cell.value or "").replace("_x005F_", "_") == expected.replace("_x005F_", "_")
