"""Writers of lines of text: CSV, JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from types import TracebackType
from typing import BinaryIO, Final, Self

from sijill.exports.columns import Cell, columns
from sijill.exports.harmless import harmless, whole
from sijill.model import Record

JOINT: Final = "; "
# So many characters are gathered before they are encoded.
_ROOM: Final = 1 << 16


def flat(cell: Cell) -> str | int | float | None:
    """A cell for a table that knows texts and numbers only, made harmless for spreadsheets."""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return harmless(JOINT.join(cell)) if cell else None
    return cell


class TextWriter:
    """Gathers text and writes it in UTF-8."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._text = io.StringIO(newline="")

    def __enter__(self) -> Self:
        self._first()
        return self

    def _first(self) -> None:
        """What comes before the first row."""

    def _last(self) -> None:
        """What comes after the last row."""

    def _sent(self, least: int = _ROOM) -> None:
        """Send what is gathered on, where there is enough of it."""
        if self._text.tell() >= least:
            self._out.write(self._text.getvalue().encode())
            self._text.seek(0)
            self._text.truncate()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._last()
        self._sent(1)


class _Lines:
    """Takes lines that end with two characters and ends them with one."""

    def __init__(self, text: io.StringIO) -> None:
        self._text = text

    def write(self, line: str) -> None:
        """Take a line."""
        self._text.write(f"{line[:-2]}\n")


class CsvWriter(TextWriter):
    """A row of names, then a row each; `tags`: a row of HXL hashtags beneath the names."""

    def __init__(self, out: BinaryIO, table: str, *, tags: bool = False) -> None:
        super().__init__(out)
        self._columns = columns(table)
        self._tags = tags
        # The writer puts in quotes what holds a character of its line end: by this one also a lone carriage return.
        self._csv = csv.writer(_Lines(self._text), lineterminator="\r\n")

    def _first(self) -> None:
        self._csv.writerow([column.name for column in self._columns])
        if self._tags:
            self._csv.writerow([column.tag for column in self._columns])

    def write(self, row: tuple[Cell, ...]) -> None:
        """Write a row."""
        self._csv.writerow([flat(cell) for cell in row])
        self._sent()


class LineWriter(TextWriter):
    """A JSON object a line, with all columns of the table."""

    def __init__(self, out: BinaryIO, table: str) -> None:
        super().__init__(out)
        self._names = [column.name for column in columns(table)]

    def write(self, row: tuple[Cell, ...]) -> None:
        """Write a row."""
        self._text.write(whole(json.dumps(dict(zip(self._names, row, strict=True)), ensure_ascii=False)) + "\n")
        self._sent()


class RecordWriter(TextWriter):
    """A record a line, in its JSON form."""

    def write(self, row: Record) -> None:
        """Write a record."""
        self._text.write(row.model_dump_json() + "\n")
        self._sent()
