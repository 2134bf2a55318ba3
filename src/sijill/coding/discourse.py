"""What sets the tellings of a text apart: the places that its sentences name, and words that start afresh."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from sijill.coding.text import sentence_starts, sentence_texts


@cache
def _openings() -> re.Pattern[str]:
    raw = files("sijill.coding").joinpath("data/openings.toml").read_text(encoding="utf-8")
    return re.compile(rf"(?:{'|'.join(tomllib.loads(raw)['apart'])})\b", re.IGNORECASE)


def places_named(doc: Doc) -> dict[int, frozenset[str]]:
    """The words of place names in each sentence, by its number."""
    starts = sentence_starts(doc)
    named: dict[int, frozenset[str]] = {}
    for name in doc.ents:
        words = frozenset(t.lower_ for t in name if t.pos_ == "PROPN")
        if name.label_ == "LOC" and words:
            number = bisect_right(starts, name.start) - 1
            named[number] = named.get(number, frozenset()) | words
    return named


def fresh_starts(doc: Doc) -> frozenset[int]:
    """Numbers of sentences whose first words set them apart from what was told before."""
    openings = _openings()
    return frozenset(n for n, (_, s) in enumerate(sentence_texts(doc)) if openings.match(s.lstrip(' \n\t"“')))


def sentence_numbers(doc: Doc, tokens: list[Token]) -> list[int]:
    """The number of the sentence of each token."""
    starts = sentence_starts(doc)
    return [bisect_right(starts, t.i) - 1 for t in tokens]


@cache
def _timed(name: str) -> re.Pattern[str]:
    raw = files("sijill.coding").joinpath("data/openings.toml").read_text(encoding="utf-8")
    return re.compile(tomllib.loads(raw)["timed"][name], re.IGNORECASE)


def timed_from(doc: Doc, token: Token) -> bool:
    """True for what the time of something else is counted from: what stands after "came two days after", or in the
    clause of "a day after it, gunmen stormed ...".
    """
    first = token.i
    # `Doc.text` and `Token.sent` go through the whole text each time.
    while first > 0 and not doc[first].is_sent_start:
        first -= 1
    before = doc[first : token.i].text_with_ws
    if _timed("after").search(before):
        return True
    opening = _timed("opening").match(before)
    return opening is not None and "," not in before[opening.end() :]
