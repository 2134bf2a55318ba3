"""The text of a situation report before it is a page or a document: sections of paragraphs, with links in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Words; with `href`, the address on these pages that they lead to. `strong`: stressed."""

    text: str
    href: str | None = None
    strong: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head; `numbers`: columns of figures, from 0."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Line]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report. `drawing`: where the chart (`line`) or the map (`map`) stands, after the paragraphs."""

    key: str
    title: str
    paragraphs: Sequence[Line] = ()
    items: Sequence[Line] = ()
    tables: Sequence[Table] = ()
    drawing: str | None = None


def line(*parts: str | Piece) -> Line:
    """Words and links one after another."""
    return tuple(Piece(part) if isinstance(part, str) else part for part in parts)


def plain(parts: Iterable[Piece]) -> str:
    """A line without its links."""
    return "".join(part.text for part in parts)


def joined(lines: Sequence[Line], last: str = " and ") -> Line:
    """Lines as one: "a, b and c"."""
    found: list[Piece] = []
    for number, each in enumerate(lines):
        if number:
            found.append(Piece(last if number == len(lines) - 1 else ", "))
        found += each
    return tuple(found)
