"""Which tokens of a document the encoder sees, and in what portions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

_WIDEST_LINE, _NARROWEST_LINE = 110, 45
_LINE_BREAK = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class Layout:
    """A document's tokens by part: indices of the words of each paragraph, and runs of clutter."""

    paragraphs: list[list[int]]
    clutter: list[list[int]]


def soft_breaks(text: str) -> frozenset[int]:
    """Offsets of line feeds that only wrap a line, as in mails and plain-text files of a fixed width.

    A line that breaks off within a clause and goes on in lower case is wrapped. Where most lines that another
    follows directly are long but none is very long, and many go on in lower case, all long lines are; short ones
    (headings, addresses) still end a paragraph.
    """
    found, sure, position, lower, long, directly = [], [], 0, 0, 0, 0
    lines = text.split("\n")
    for line, after in pairwise(lines):
        position += len(line) + 1
        if not line.strip() or not after.strip():
            continue
        directly += 1
        goes_on = after.lstrip()[0].islower()
        lower += goes_on
        if len(line) >= _NARROWEST_LINE:
            long += 1
            found.append(position - 1)
            if goes_on and len(line) <= _WIDEST_LINE and (line.rstrip()[-1].isalnum() or line.rstrip()[-1] == ","):
                sure.append(position - 1)
    narrow = max(map(len, lines)) <= _WIDEST_LINE
    wrapped = narrow and directly >= 3 and long >= 0.6 * directly and lower >= 0.3 * directly
    return frozenset(found if wrapped else sure)


def layout(doc: Doc, clutter: Sequence[tuple[int, int]] = ()) -> Layout:
    """Sort a document's tokens into paragraphs and clutter, leaving white space out.

    A line break ends a paragraph (one that only wraps a line does not), and so does a run of clutter. `clutter`
    holds spans in characters; a token that touches one belongs to it.
    """
    paragraphs: list[list[int]] = []
    furniture: list[list[int]] = []
    words, run = list[int](), list[int]()
    spans = sorted((start, end) for start, end in clutter if start < end)
    position = 0
    soft = soft_breaks(doc.text)
    text = doc.text
    columns = doc.to_array(["IDX", "LENGTH", "IS_SPACE"]).astype("int64").tolist()
    for number, (begin, length, space) in enumerate(columns):
        end = begin + length
        while position < len(spans) and spans[position][1] <= begin:
            position += 1
        hidden = position < len(spans) and spans[position][0] < end
        if words and (hidden or (space and _breaks(text[begin:end], begin, soft))):
            paragraphs.append(words)
            words = []
        if space:
            continue
        if run and not hidden:
            furniture.append(run)
            run = []
        (run if hidden else words).append(number)
    paragraphs += [words] if words else []
    furniture += [run] if run else []
    return Layout(paragraphs, furniture)


def _breaks(space: str, begin: int, soft: frozenset[int]) -> bool:
    found = [begin + m.start() for m in _LINE_BREAK.finditer(space)]
    return len(found) > 1 or any(offset not in soft for offset in found)


def pack(sizes: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Group consecutive paragraphs of the given sizes into ranges that sum to at most `limit`.

    A paragraph larger than the limit is a range of its own.
    """
    ranges: list[tuple[int, int]] = []
    begin, total = 0, 0
    for i, size in enumerate(sizes):
        if i > begin and total + size > limit:
            ranges.append((begin, i))
            begin, total = i, 0
        total += size
    if begin < len(sizes):
        ranges.append((begin, len(sizes)))
    return ranges
