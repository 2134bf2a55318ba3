"""The columns of each table, and what their codes mean, read from `data/`: what the writers and the codebook go by."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast, get_args

from sijill.codebook.tables import TableError, rows

Kind = Literal["text", "list", "integer", "number", "date", "boolean"]
"""What a column holds. A `list` is text joined by `; ` where the format knows no lists."""

Cell = str | int | float | bool | tuple[str, ...] | None
"""A value of a row; days are text, `YYYY-MM-DD`. None: not known."""

_DTYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "list": "string",
    "integer": "Int64",
    "number": "Float64",
    "date": "datetime64[s]",
    "boolean": "boolean",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `codes` names its list of codes in `data/codes.toml`, "" where it has none; `tag` its HXL hashtag."""

    name: str
    kind: Kind
    codes: str
    about: str
    tag: str = ""

    @property
    def dtype(self) -> str:
        """The type to read it with in pandas, from text."""
        return _DTYPES[self.kind]


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table in their order: `acled`, `ucdp-ged`, `events`, `hxl`, `evidence`."""
    name = f"columns-{table}.tsv"
    found = []
    for row in rows("sijill.exports", name):
        if row["type"] not in get_args(Kind):
            raise TableError(f"{name}: {row['name']}: type {row['type']!r}; use one of {', '.join(get_args(Kind))}")
        if row["codes"] and row["codes"] not in code_lists():
            raise TableError(f"{name}: {row['name']}: there is no list {row['codes']!r} in codes.toml; add it there")
        found.append(Column(row["name"], cast(Kind, row["type"]), row["codes"], row["about"], row.get("tag", "")))
    return tuple(found)


def dtypes(table: str) -> dict[str, str]:
    """pandas' types of a table's columns, for `read_csv(dtype=...)`; days are left to `parse_dates`."""
    return {column.name: column.dtype for column in columns(table) if column.kind != "date"}


def days(table: str) -> list[str]:
    """The columns that hold days, for `read_csv(parse_dates=...)`."""
    return [column.name for column in columns(table) if column.kind == "date"]


@cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """Lists of codes by name: code -> what it means."""
    return cast(
        Mapping[str, Mapping[str, str]],
        tomllib.loads((files("sijill.exports") / "data" / "codes.toml").read_text("utf-8")),
    )
