"""Sentences by offset, trimmed spans, quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.coding.frames import Chars
from sijill.coding.text import QUOTE_WORDS, Sentences, quote, trim


@pytest.mark.parametrize(("offset", "expected"), [(0, 0), (9, 0), (10, 0), (12, 1), (19, 1), (500, 1)])
def test_every_offset_belongs_to_a_sentence(offset: int, expected: int) -> None:
    assert Sentences([Chars(0, 10), Chars(12, 20)]).index(offset) == expected


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_trim_stays_inside(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    got = trim(text, Chars(start, end))
    assert start <= got.start <= got.end <= end
    assert text[got.start : got.end] in text[start:end]


def test_quote_of_a_long_sentence_holds_the_first_span() -> None:
    words = [f"w{n}" for n in range(60)]
    text = " ".join(words)
    start = text.index("w45")
    got = quote(text, Chars(0, len(text)), [Chars(start, start + 3)])
    assert "w45" in text[got.start : got.end].split()
    assert len(text[got.start : got.end].split()) == QUOTE_WORDS


def test_quote_of_a_short_sentence_is_the_sentence() -> None:
    assert quote("Two men died.", Chars(0, 13), []) == Chars(0, 13)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the U.S.,", "the U.S."),
        ("(U.N.)", "U.N."),
        ("by the U.S.", "by the U.S."),
        ("in Mosul.", "in Mosul"),
        ("plan B.", "plan B"),
        ("Forces (SDF)", "Forces (SDF)"),
    ],
)
def test_trim_keeps_what_belongs_to_the_words(text: str, kept: str) -> None:
    got = trim(text, Chars(0, len(text)))
    assert text[got.start : got.end] == kept
