"""A writer of Excel workbooks (ISO/IEC 29500): sheets of text, numbers and days, streamed as the rows come.

Our own, since XlsxWriter took more than half of an export's time (four times this one), writes to temporary files
first, and in constant memory takes text that looks like its own XML for XML, so that a report could put formulas into a
sheet.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date
from functools import cache
from importlib.resources import files
from types import TracebackType
from typing import IO, BinaryIO, Final, Self
from xml.sax.saxutils import escape, quoteattr

from sijill.exports.columns import Cell, columns
from sijill.exports.text import flat

# Excel's limits: rows of a sheet, and units of UTF-16 in a cell. A sheet's file stays below what old archives can hold.
_ROWS: Final = 1_048_576
_UNITS: Final = 32_767
_BYTES: Final = 1 << 30
_CUT: Final = "…"
# A moment that is the same in every file, so that the same events make the same bytes.
_MADE: Final = (2000, 1, 1, 0, 0, 0)
# Excel counts days from here, and takes 1900 for a leap year, so that days before March 1900 are off.
_ZERO: Final = date(1899, 12, 30).toordinal()
_EARLIEST: Final = "1900-03-01"
_WIDTHS: Final = {"date": 11, "integer": 8, "number": 10, "boolean": 8, "text": 20, "list": 24}
# Styles, by their place in `data/workbook/styles.xml`.
_BOLD, _DAY = 1, 2
# Excel reads `_x0041_` as the character of that number; an escaped underline keeps it as it is.
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# So many bytes are gathered before they are packed.
_ROOM: Final = 1 << 16

# What comes last: the part, the file it is made from, and that of what each sheet adds to it.
_PARTS: Final = (
    ("xl/workbook.xml", "workbook.xml", "workbook_sheet.xml"),
    ("xl/_rels/workbook.xml.rels", "workbook_rels.xml", "workbook_rels_sheet.xml"),
    ("xl/styles.xml", "styles.xml", ""),
    ("[Content_Types].xml", "content_types.xml", "content_types_sheet.xml"),
)
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class WorkbookWriter:
    """A sheet with a row of names, then a row each; another sheet where one is full.

    Text is written as text, never as a formula, with an apostrophe before what would begin one; days as days.
    """

    def __init__(self, out: BinaryIO, table: str) -> None:
        self._columns = columns(table)
        self._letters = [_letters(number) for number in range(1, len(self._columns) + 1)]
        self._table = table
        # Without seeking, so that a file and a pipe get the same bytes.
        self._zip = zipfile.ZipFile(_Stream(out), "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self._names: list[str] = []
        self._sheet: IO[bytes] | None = None
        self._text: list[str] = []
        self._gathered = self._bytes = self._row = 0

    def __enter__(self) -> Self:
        self._part("_rels/.rels", _template("rels.xml"))
        self._begin()
        return self

    def _part(self, name: str, text: str) -> None:
        self._zip.writestr(_entry(name), _DECLARATION + text)

    def _begin(self) -> None:
        """Open the next sheet and write its row of names."""
        self._end()
        number = len(self._names) + 1
        self._names.append(self._table if number == 1 else f"{self._table} {number}")
        self._sheet = self._zip.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w")
        self._bytes = 0
        widths = "".join(
            f'<col min="{at}" max="{at}" width="{_WIDTHS[column.kind]}" customWidth="1"/>'
            for at, column in enumerate(self._columns, 1)
        )
        self._put(_DECLARATION + _template("sheet.xml").format(columns=widths))
        names = (
            _text_cell(f"{at}1", column.name, _BOLD) for at, column in zip(self._letters, self._columns, strict=True)
        )
        self._put(f'<row r="1">{"".join(names)}</row>')
        self._row = 1

    def write(self, row: tuple[Cell, ...]) -> None:
        """Write a row."""
        if self._row == _ROWS or self._bytes > _BYTES:
            self._begin()
        self._row += 1
        number = self._row
        cells = [f'<row r="{number}">']
        for letters, column, cell in zip(self._letters, self._columns, row, strict=True):
            if cell is None or cell == ():
                continue
            at = f"{letters}{number}"
            if isinstance(cell, bool):
                cells.append(f'<c r="{at}" t="b"><v>{cell:d}</v></c>')
            elif isinstance(cell, int | float):
                cells.append(f'<c r="{at}"><v>{cell!r}</v></c>')
            elif column.kind == "date" and isinstance(cell, str) and cell >= _EARLIEST:
                cells.append(f'<c r="{at}" s="{_DAY}"><v>{date.fromisoformat(cell).toordinal() - _ZERO}</v></c>')
            else:
                cells.append(_text_cell(at, str(flat(cell))))
        if row[-1] is None or row[-1] == ():
            # Readers take a row to end with its last cell, and miss the others.
            cells.append(f'<c r="{self._letters[-1]}{number}"/>')
        cells.append("</row>")
        self._put("".join(cells))

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._gathered += len(text)
        if self._gathered >= _ROOM:
            self._send()

    def _send(self) -> None:
        if self._sheet is not None:
            data = "".join(self._text).encode()
            self._sheet.write(data)
            self._bytes += len(data)
        self._text.clear()
        self._gathered = 0

    def _end(self) -> None:
        """Close the sheet that is open."""
        if self._sheet is not None:
            self._put("</sheetData></worksheet>")
            self._send()
            self._sheet.close()
            self._sheet = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        sheets = [
            {"number": number, "name": quoteattr(name), "relation": f"rId{number}"}
            for number, name in enumerate(self._names, 1)
        ]
        for part, name, line in _PARTS:
            filled = "".join(_template(line).format(**sheet) for sheet in sheets) if line else ""
            self._part(part, _template(name).format(sheets=filled))
        self._zip.close()


class _Stream:
    """A stream to write to only, which stays open."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        """Whoever opened the stream closes it."""


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MADE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _letters(number: int) -> str:
    """The letters of a column, from 1: A, ..., Z, AA, ..."""
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _text_cell(at: str, text: str, style: int = 0) -> str:
    styled = f' s="{style}"' if style else ""
    return f'<c r="{at}"{styled} t="inlineStr"><is><t xml:space="preserve">{_fitting(text)}</t></is></c>'


def _fitting(text: str) -> str:
    """As much of a text as a cell holds, its lines ended as Excel does, as XML."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > _UNITS // 2:
        units = text.encode("utf-16-le")
        if len(units) > 2 * _UNITS:
            text = units[: 2 * (_UNITS - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    return escape(text)


@cache
def _template(name: str) -> str:
    """A part of a workbook, or what each sheet adds to it, with places to fill."""
    return (files("sijill.exports") / "data" / "workbook" / name).read_text("utf-8").strip()
