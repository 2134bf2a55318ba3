"""The text of one report as coding sees it: sentences, the words around a span, quotes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from spacy.tokens import Doc

from sijill.coding.frames import Chars

QUOTE_WORDS = 20
_WORD = re.compile(r"\S+")
# White space, and bars that part headlines from what a page hangs on them.
_BARS = " \t\r\n\v\f\u00a0|"
_EDGE = " \t\r\n\u00a0\"'“”‘’,;:.()[]-–—"
# Letters with dots between them: the dot after the last is the abbreviation's own, whatever ends there.
_DOTTED = re.compile(r"(?<!\w)(?:[A-Za-z]\.){1,5}[A-Za-z]$", re.ASCII)
_DOTTED_LENGTH = 12


class Sentences:
    """The sentences of a text as spans in order; every offset belongs to one."""

    def __init__(self, spans: Sequence[Chars]) -> None:
        self.spans = list(spans) or [Chars(0, 0)]
        self._starts = [s.start for s in self.spans]

    @classmethod
    def of(cls, doc: Doc) -> Sentences:
        """The sentences that the parse found, white space at their ends left out."""
        spans = []
        for begin, sentence in sentence_texts(doc):
            stripped = sentence.strip(_BARS)
            if stripped:
                start = begin + sentence.index(stripped[0])
                spans.append(Chars(start, start + len(stripped)))
        return cls(spans)

    def index(self, offset: int) -> int:
        """Number of the sentence at an offset."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def at(self, offset: int) -> Chars:
        """The sentence at an offset."""
        return self.spans[self.index(offset)]


def sentence_starts(doc: Doc) -> list[int]:
    """The tokens that the sentences begin with; `Doc.sents` says the same, token by token."""
    marks = doc.to_array("SENT_START").astype("int64").tolist()
    return [i for i, mark in enumerate(marks) if mark == 1 or not i]


def sentence_texts(doc: Doc) -> list[tuple[int, str]]:
    """Where each sentence begins in the text, and its words with the white space after them."""
    text = doc.text
    begins = [doc[i].idx for i in sentence_starts(doc)]
    return [(start, text[start:end]) for start, end in pairwise([*begins, len(text)])]


def trim(text: str, span: Chars) -> Chars:
    """The span without white space and marks at its edges; empty where nothing is left.

    A bracket that closes one within stays, or is drawn in, "Syrian Democratic Forces (SDF)", and so is the last dot of
    "U.S.", which is no country without it.
    """
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    closing = text.startswith(")", end) and text.count("(", start, end) > text.count(")", start, end)
    dotted = text.startswith(".", end) and _DOTTED.search(text[max(start, end - _DOTTED_LENGTH) : end])
    return Chars(start, end + 1 if closing or (dotted and end < span.end) else end)


def quote(text: str, sentence: Chars, inner: Iterable[Chars]) -> Chars:
    """Up to QUOTE_WORDS words of the sentence, word for word, that hold as much as can be of the `inner` spans.

    `inner` comes in order of weight: the first span is always inside.
    """
    words = [
        Chars(sentence.start + m.start(), sentence.start + m.end()) for m in _WORD.finditer(text[slice(*sentence)])
    ]
    if len(words) <= QUOTE_WORDS:
        return sentence
    wanted = [s for s in inner if s.overlaps(sentence)]
    best, best_gain = 0, -1.0
    for first in range(len(words) - QUOTE_WORDS + 1):
        window = Chars(words[first].start, words[first + QUOTE_WORDS - 1].end)
        held = [n for n, s in enumerate(wanted) if window.start <= s.start and s.end <= window.end]
        gain = sum(1.0 + 2.0 * (n == 0) for n in held) - first * 1e-3
        if gain > best_gain:
            best, best_gain = first, gain
    return Chars(words[best].start, words[best + QUOTE_WORDS - 1].end)
