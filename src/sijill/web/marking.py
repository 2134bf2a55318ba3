"""A text cut at the edges of its spans: spans may nest, overlap and repeat, segments follow one another without a gap.

All offsets are code points, and all is done here, on the server: a browser's own string indices count otherwise.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sijill.model import Clutter

# How far from where it should end a part of a long text looks for the end of a line, then for a space.
_LOOK = 2_000


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch with the same spans throughout.

    `spans`: the numbers of the spans that hold it, the widest first. `opens`: those of them of which it is the first
    segment. `clutter`: what kind of page furniture it is, if any. No segment goes beyond the end of a line.
    """

    start: int
    end: int
    text: str
    spans: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    clutter: str | None = None


def segments(
    text: str, spans: Sequence[Span], clutter: Sequence[Clutter] = (), start: int = 0, end: int | None = None
) -> list[Segment]:
    """The segments of `text[start:end]`, in order; their texts put together are that text.

    `spans`: of the whole text, in any order; what lies outside the stretch is left out. `clutter`: sorted, disjoint.
    """
    last = len(text) if end is None else min(end, len(text))
    start = min(max(start, 0), last)
    inside = [
        (number, max(span.start, start), min(span.end, last))
        for number, span in enumerate(spans)
        if max(span.start, start) < min(span.end, last)
    ]
    furniture = [piece for piece in clutter if max(piece.start, start) < min(piece.end, last)]
    edges = {start, last, *_line_ends(text, start, last)}
    for _, first, after in inside:
        edges |= {first, after}
    for piece in furniture:
        edges |= {max(piece.start, start), min(piece.end, last)}
    cuts = sorted(edges)
    return list(_between(text, cuts, inside, furniture))


def _between(
    text: str, cuts: Sequence[int], inside: Sequence[tuple[int, int, int]], furniture: Sequence[Clutter]
) -> Iterable[Segment]:
    opening: dict[int, list[tuple[int, int, int]]] = {}
    for item in inside:
        opening.setdefault(item[1], []).append(item)
    held: list[tuple[int, int, int]] = []
    next_piece = 0
    for first, after in itertools.pairwise(cuts):
        held = [item for item in held if item[2] > first]
        new = opening.get(first)
        if new:
            held = sorted([*held, *new], key=lambda item: (item[1] - item[2], item[1], item[0]))
        while next_piece < len(furniture) and furniture[next_piece].end <= first:
            next_piece += 1
        piece = furniture[next_piece] if next_piece < len(furniture) else None
        yield Segment(
            start=first,
            end=after,
            text=text[first:after],
            spans=tuple(number for number, _, _ in held),
            opens=tuple(number for number, _, _ in sorted(new)) if new else (),
            clutter=piece.kind if piece and piece.start <= first else None,
        )


def _line_ends(text: str, start: int, end: int) -> Iterable[int]:
    found = text.find("\n", start, end)
    while found >= 0:
        yield found + 1
        found = text.find("\n", found + 1, end)


def lines(found: Iterable[Segment]) -> list[list[Segment]]:
    """The segments of each line, its end included."""
    out: list[list[Segment]] = [[]]
    for segment in found:
        out[-1].append(segment)
        if segment.text.endswith("\n"):
            out.append([])
    return out if out[-1] else out[:-1]


def parts(text: str, size: int) -> list[Span]:
    """A long text in parts of about `size` code points, cut at the end of a line where one is near, else at a space.

    At least one part; together they are the text.
    """
    ends: list[int] = []
    begin = 0
    while len(text) - begin > size + _LOOK:
        begin = _cut(text, begin + size)
        ends.append(begin)
    return [Span(first, after) for first, after in zip([0, *ends], [*ends, len(text)], strict=True)]


def part_at(found: Sequence[Span], offset: int) -> int:
    """The number of the part, from 0, that holds an offset; the last one for an offset beyond all."""
    return min(bisect_right([part.end for part in found], offset), len(found) - 1)


def _cut(text: str, wanted: int) -> int:
    for mark in ("\n", " "):
        found = text.find(mark, wanted, wanted + _LOOK)
        if found >= 0:
            return found + 1
    return wanted
