"""The codebook of a table, written from its columns and lists of codes: for people, and as a Frictionless schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sijill.exports.columns import Column, Kind, code_lists, columns

# Types of the Frictionless Table Schema.
_TYPES: Final[dict[Kind, str]] = {
    "text": "string",
    "list": "string",
    "integer": "integer",
    "number": "number",
    "date": "date",
    "boolean": "boolean",
}
# Lists of which a cell may join several.
_JOINED: Final = frozenset(("source_scale",))
_NUMBERED: Final = frozenset(("inter", "interaction"))


def codebook(table: str) -> str:
    """The columns of a table and its codes, in Markdown."""
    return "\n".join((*_columns(table), *_codes(table)))


def _columns(table: str) -> Iterator[str]:
    yield "| column | type | what it holds |"
    yield "|---|---|---|"
    for column in columns(table):
        see = f" ({_title(column.codes)}, below)" if column.codes and _told(column.codes) else ""
        kind = "list, joined by `; `" if column.kind == "list" else column.kind
        yield f"| `{column.name}` | {kind} | {_cell(column.about)}{see} |"


def _codes(table: str) -> Iterator[str]:
    for name in dict.fromkeys(column.codes for column in columns(table) if column.codes):
        if not _told(name):
            continue
        yield f"\n**{_title(name).capitalize()}**\n"
        yield "| code | meaning |"
        yield "|---|---|"
        for code, meaning in code_lists()[name].items():
            yield f"| {_cell(code)} | {_cell(meaning)} |"


def _told(name: str) -> bool:
    """Whether a list says anything but its codes."""
    return any(code_lists()[name].values())


def _title(name: str) -> str:
    return name.replace("_", " ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def schema(table: str, *, numbers: bool = False) -> dict[str, Any]:
    """The columns of a table as a Frictionless Table Schema. `numbers`: see `inter_numbers` of `export`."""
    return {"fields": [_field(column, numbers) for column in columns(table)], "missingValues": [""]}


def _field(column: Column, numbers: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.about}
    codes = [*code_lists()[column.codes]] if column.codes else []
    if column.codes in _NUMBERED and numbers:
        field["type"] = "integer"
        codes = [*code_lists()[column.codes].values()]
    if codes and column.codes not in _JOINED:
        field["constraints"] = {"enum": [int(code) for code in codes] if field["type"] == "integer" else codes}
    if column.tag:
        field["hxl"] = column.tag
    return field
