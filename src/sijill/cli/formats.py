"""Writers of coded reports, one for each format of `sijill code`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol, TextIO

from rich.console import Console

from sijill.cli.tables import show_report

if TYPE_CHECKING:
    from sijill.cli.code import Format
    from sijill.model import CodedReport

# Where the width of the paper isn't known (a file, a pipe).
_PLAIN_WIDTH = 100


class Writer(Protocol):
    """Takes coded reports one by one."""

    def write(self, coded: CodedReport) -> None:
        """Write one coded report."""
        ...

    def close(self) -> None:
        """Write what comes after the last."""
        ...


class JsonLines:
    """A line a report, flushed at once, so that whoever reads along sees it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, coded: CodedReport) -> None:
        """Write one line."""
        self._stream.write(coded.model_dump_json() + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing follows the last line."""


class JsonArray:
    """One array of all reports, an element a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._before = "[\n"

    def write(self, coded: CodedReport) -> None:
        """Write one element."""
        self._stream.write(self._before + coded.model_dump_json())
        self._before = ",\n"

    def close(self) -> None:
        """Close the array."""
        self._stream.write("[]\n" if self._before == "[\n" else "\n]\n")


class Tables:
    """Tables for people, a heading for each report and a row for each event."""

    def __init__(self, stream: TextIO) -> None:
        self._console = console_for(stream)

    def write(self, coded: CodedReport) -> None:
        """Print one report."""
        show_report(self._console, coded)

    def close(self) -> None:
        """Nothing follows the last table."""


def console_for(stream: TextIO) -> Console:
    """A console as wide as the terminal (or COLUMNS says), else 100 columns."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _PLAIN_WIDTH
    return Console(file=stream, width=width, highlight=False)


def writer_for(form: Format, stream: TextIO) -> Writer:
    """The writer of a format."""
    writers: dict[str, type[JsonLines] | type[JsonArray] | type[Tables]] = {
        "jsonl": JsonLines,
        "json": JsonArray,
        "table": Tables,
    }
    return writers[form](stream)
