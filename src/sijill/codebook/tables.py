"""Reads the room's data tables: TSV with a header row, `#` comments, and lists inside a cell split by `|`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable


class TableError(ValueError):
    """A data table is malformed; the message names the file, the line and the mend."""


def rows(package: str, name: str) -> Iterator[Mapping[str, str]]:
    """The rows of `package/data/name` as column -> cell. The header is the first line, or a `#` line before the rows.

    Raises `TableError` where a row has another number of cells than the header.
    """
    return _rows(files(package) / "data" / name, name)


def _rows(source: Traversable, name: str) -> Iterator[Mapping[str, str]]:
    header: list[str] = []
    for number, line in enumerate(source.read_text("utf-8").splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            if "\t" in line:
                header = [cell.strip("# ") for cell in line.split("\t")]
            continue
        cells = line.split("\t")
        if not header:
            header = cells
            continue
        if len(cells) != len(header):
            raise TableError(
                f"{name}:{number}: {len(cells)} cells, the header has {len(header)} ({', '.join(header)}); "
                "put a tab between cells and leave an unknown cell empty"
            )
        yield dict(zip(header, cells, strict=True))


def listed(cell: str) -> tuple[str, ...]:
    """The items of a cell that holds a list: `"a|b"` -> `("a", "b")`."""
    return tuple(item for item in cell.split("|") if item)


def day(cell: str) -> date | None:
    """The day of a cell, None where it is empty. Raises `ValueError` where it is no `YYYY-MM-DD`."""
    return date.fromisoformat(cell) if cell else None
