"""Many reports in one file: JSON Lines and tables as a stream, JSON as a whole."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sijill.intake.decode import LineDecoder, decode, lines, marked, utf8_chunks
from sijill.intake.faults import Fault, IntakeError, Spot, megabytes
from sijill.intake.fields import parts_of, report, wrappers
from sijill.intake.settings import Limits
from sijill.intake.unread import Unread
from sijill.model import Report

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"
_ONE_OBJECT = 'Each line holds one object: {"id", "url", "title", "publisher", "published", "text"}'


def json_lines(head: bytes, rest: Iterable[bytes], source: str, limits: Limits) -> Iterator[Unread | Fault]:
    """A report for each line of JSON Lines; a broken line is a fault, and the next one is read."""
    decoder, empty = LineDecoder(), True
    for number, raw in lines(utf8_chunks(head, rest), limits.line_bytes):
        at = Spot(source, number)
        if raw is None:
            empty = False
            yield _too_long(limits).fault(at)
            continue
        line, remarks = decoder.decode(raw)
        yield from (remark.note(at) for remark in remarks)
        if line.strip():
            empty = False
            yield Unread(_from_line, (line, at, limits), at, len(line))
    if empty:
        raise nothing()


def _from_line(line: str, at: Spot, limits: Limits) -> Iterator[Report | Fault]:
    try:
        _check_values(line, limits)
        record = json.loads(line)
    except IntakeError as error:
        yield error.fault(at)
        return
    except (ValueError, RecursionError) as error:
        yield _broken(error, "Mend this line, or leave it out: the other lines are read").fault(at)
        return
    yield from record_report(record, at, limits)


def record_report(record: object, at: Spot, limits: Limits) -> Iterator[Report | Fault]:
    """The report in one JSON value, which has to be an object."""
    if not isinstance(record, dict):
        yield IntakeError("this is not an object in braces", _ONE_OBJECT).fault(at)
        return
    yield from report(parts_of(record), at, limits)


def nothing() -> IntakeError:
    """The error for an input with nothing in it."""
    return IntakeError("it is empty", "Give a file with at least one report in it")


def _too_long(limits: Limits) -> IntakeError:
    return IntakeError(
        f"the line is longer than {megabytes(limits.line_bytes)}", "Put each report on a line of its own"
    )


def _check_values(text: str, limits: Limits) -> None:
    """Raises `IntakeError` for JSON of so many values that they would fill a memory."""
    if sum(map(text.count, ",[{")) > limits.json_values:
        raise IntakeError(
            f"this JSON holds more than {limits.json_values:,} values, and no reports need so many",
            "Give what is needed: JSON Lines, a report a line, with its text, title and date",
        )


def _broken(error: Exception, mend: str) -> IntakeError:
    if isinstance(error, json.JSONDecodeError):
        said = (error.msg[0].lower() + error.msg[1:]).removesuffix(" at")
        return IntakeError(f"this is no valid JSON: {said} at character {error.pos + 1}", mend)
    if isinstance(error, RecursionError):
        return IntakeError("this JSON is nested too deeply", mend)
    return IntakeError("this JSON holds a number that is too long", mend)


def json_document(data: bytes, source: str, limits: Limits) -> Iterator[Report | Fault]:
    """The reports of a JSON file: an object, an array of objects, or an object with such an array in it."""
    text, remarks = decode(data)
    yield from (remark.note(Spot(source)) for remark in remarks)
    start = _skip(text, 0)
    if start == len(text):
        raise nothing()
    _check_values(text, limits)
    if text[start] == "[":
        yield from _array(text, start, source, limits)
        return
    value, end = _value(text, start, source)
    if isinstance(value, Fault):
        yield value
        return
    if _skip(text, end) < len(text):
        line = text.count("\n", 0, _skip(text, end)) + 1
        mend = "If it holds one object to a line, name it .jsonl"
        yield IntakeError("more follows after the JSON has ended", mend).fault(Spot(source, line))
    inner = _wrapped(value)
    for record in [value] if inner is None else inner:
        yield from record_report(record, Spot(source), limits)


def _wrapped(value: object) -> list[Any] | None:
    """The list of reports in an object that has no text of its own."""
    if not isinstance(value, dict) or "text" in parts_of(value):
        return None
    lists = (value.get(name) for name in wrappers())
    return next((found for found in lists if isinstance(found, list)), None)


def _array(text: str, start: int, source: str, limits: Limits) -> Iterator[Report | Fault]:
    """The reports of an array, one at a time: what stands before a break is kept."""
    line, counted = 1, 0
    here, first = _skip(text, start + 1), True
    while here < len(text) and text[here] != "]":
        if not first and text[here] == ",":
            here = _skip(text, here + 1)
        line, counted = line + text.count("\n", counted, here), here
        value, end = _value(text, here, source)
        if isinstance(value, Fault):
            yield value
            return
        yield from record_report(value, Spot(source, line), limits)
        here, first = _skip(text, end), False
        if here < len(text) and text[here] not in ",]":
            break
    if here >= len(text) or text[here] != "]":
        line += text.count("\n", counted, here)
        mend = "Mend the array there: what stands before is read, what follows is not"
        yield IntakeError("the array breaks off here, a comma or a closing bracket is missing", mend).fault(
            Spot(source, line)
        )
    elif first:
        raise IntakeError("the array is empty", "Give a file with at least one report in it")


def _value(text: str, start: int, source: str) -> tuple[Any, int]:
    """The JSON value at `start` and where it ends; a fault in its place where it is broken."""
    try:
        value: tuple[Any, int] = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        at = error.pos if isinstance(error, json.JSONDecodeError) else start
        line = text.count("\n", 0, at) + 1
        mend = "Mend the file there: what stands before is read, what follows is not"
        return _broken(error, mend).fault(Spot(source, line)), start
    return value


def _skip(text: str, start: int) -> int:
    while start < len(text) and text[start] in _SPACE:
        start += 1
    return start


def rows(head: bytes, rest: Iterable[bytes], source: str, limits: Limits, delimiter: str) -> Iterator[Unread | Fault]:
    """A report for each row of a table with a header; a row that can't be read is a fault, and the next one is read."""
    notes: list[Fault] = []
    delimiter = delimiter_of(first_line(head)) or delimiter
    # The limit is the csv module's own and global; a field can't be longer than a report may be.
    csv.field_size_limit(max(limits.line_bytes, csv.field_size_limit()))
    given = _RowLines(_decoded(head, rest, source, limits, notes), limits)
    reader = csv.reader(given, delimiter=delimiter, strict=True)
    header = _header(reader)
    yield from _drained(notes)
    read_any = False
    while True:
        at = Spot(source, reader.line_num + 1)
        try:
            given.begin()
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            read_any = True
            mend = "Mend the row's quotes, or leave it out: the other rows are read"
            yield IntakeError(f"the row can't be read ({error})", mend).fault(at)
            continue
        yield from _drained(notes)
        if any(cell.strip() for cell in row):
            read_any = True
            yield from _row(header, row, at, limits)
    yield from _drained(notes)
    if not read_any:
        raise IntakeError("the table has a header and no rows", "Give a file with at least one report in it")


class _RowLines:
    """The lines of a table, no more of them for one row than a line may have: quotes that nobody closes end no row."""

    def __init__(self, lines: Iterator[str], limits: Limits) -> None:
        self._lines = lines
        self._most = limits.line_bytes
        self._size = 0

    def begin(self) -> None:
        """What comes now belongs to another row."""
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._size += len(line)
        if self._size > self._most:
            raise csv.Error(f"it is longer than {megabytes(self._most)}")
        return line


def first_line(head: bytes) -> str:
    """The first line with words in it of a file that begins with `head`, as well as it can be read."""
    text = head.decode(marked(head) or "utf-8", errors="replace").lstrip("\ufeff \r\n")
    return text.partition("\n")[0]


def delimiter_of(header: str) -> str | None:
    """What parts the columns of a table with this header: comma, semicolon, tab or bar; null where it is no header.

    A header names a column of texts and at least one more that reports are known to have, in few words each.
    """
    for delimiter in ",;\t|":
        try:
            cells = next(csv.reader([header.strip("\r\n")], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        known = parts_of(dict.fromkeys(cells, "x"))
        if "text" in known and len(known) > 1 and all(len(cell.split()) < 4 for cell in cells):
            return delimiter
    return None


def _drained(notes: list[Fault]) -> list[Fault]:
    ready = notes.copy()
    notes.clear()
    return ready


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    except csv.Error as error:
        raise IntakeError(f"the header can't be read ({error})", "Mend the first line") from error
    if header is None:
        raise nothing()
    if "text" not in parts_of(dict.fromkeys(header, "x")):
        shown = ", ".join(cell.strip() for cell in header)[:80]
        raise IntakeError(
            f"the first line names no column of texts ({shown})",
            'Name the columns in the first line: "text" (or "body", "content"), "title", "published", "url", "id"',
        )
    return header


def _row(header: list[str], row: list[str], at: Spot, limits: Limits) -> Iterator[Unread | Fault]:
    if len(row) > len(header):
        mend = "Put cells that hold commas or line breaks in double quotes"
        reason = f"the row has {len(row)} cells, the header {len(header)}"
        yield IntakeError(reason, mend).fault(at)
        return
    parts = parts_of(dict(zip(header, row, strict=False)))
    yield Unread(report, (parts, at, limits), at, sum(map(len, row)))


def _decoded(head: bytes, rest: Iterable[bytes], source: str, limits: Limits, notes: list[Fault]) -> Iterator[str]:
    decoder = LineDecoder()
    for number, raw in lines(utf8_chunks(head, rest), limits.line_bytes):
        if raw is None:
            notes.append(_too_long(limits).fault(Spot(source, number)))
            yield "\n"
            continue
        line, remarks = decoder.decode(raw)
        notes.extend(remark.note(Spot(source, number)) for remark in remarks)
        yield line
