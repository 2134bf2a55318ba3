"""Writers of coded reports, one for each format of `sijill code`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from rich.console import Console

from sijill.cli.tables import harmless, show_report

if TYPE_CHECKING:
    from sijill.archives.one import Outcome
    from sijill.cli.code import Format

# Where the width of the paper isn't known (a file, a pipe).
_PLAIN_WIDTH = 100


class Writer(Protocol):
    """Takes what came of reports one by one; each has a coding."""

    def write(self, found: Outcome) -> None:
        """Write one coded report."""
        ...

    def close(self) -> None:
        """Write what comes after the last."""
        ...


class JsonLines:
    """A line a report, flushed at once, so that whoever reads along sees it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, found: Outcome) -> None:
        """Write one line."""
        self._stream.write(found.line + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing follows the last line."""


class JsonArray:
    """One array of all reports, an element a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._before = "[\n"

    def write(self, found: Outcome) -> None:
        """Write one element."""
        self._stream.write(self._before + found.line)
        self._before = ",\n"

    def close(self) -> None:
        """Close the array."""
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")


class Tables:
    """Tables for people, a heading for each report and a row for each event."""

    def __init__(self, stream: TextIO) -> None:
        self._console = console_for(harmless(stream))

    def write(self, found: Outcome) -> None:
        """Print one report."""
        show_report(self._console, found.coded())

    def close(self) -> None:
        """Nothing follows the last table."""


class Parquet:
    """One Parquet file; it can be read once it is closed."""

    def __init__(self, stream: TextIO) -> None:
        from sijill.exports.coded import CodedWriter

        self._writer = CodedWriter(stream.buffer)

    def write(self, found: Outcome) -> None:
        """Take one report; groups of them are written together."""
        self._writer.write(found.coded())

    def close(self) -> None:
        """Write the last group and the file's directory."""
        self._writer.close()


def console_for(stream: TextIO) -> Console:
    """A console as wide as the terminal (or COLUMNS says), else 100 columns."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False)


@contextmanager
def written(form: Format, stream: TextIO) -> Iterator[Writer]:
    """The writer of a format. What it wrote is whole in its form, however the writing ends."""
    writers: dict[str, type[JsonLines] | type[JsonArray] | type[Tables] | type[Parquet]] = {
        "jsonl": JsonLines,
        "json": JsonArray,
        "table": Tables,
        "parquet": Parquet,
    }
    writer = writers[form](stream)
    try:
        yield writer
    finally:
        writer.close()
