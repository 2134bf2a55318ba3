"""Paragraphs, clutter and how paragraphs are packed."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from sijill.language.windows import layout, pack, soft_breaks

NLP = spacy.blank("en")


@pytest.mark.parametrize(
    ("text", "clutter", "paragraphs", "furniture"),
    [
        ("One two.\n\nThree.", (), [["One", "two", "."], ["Three", "."]], []),
        ("One two.\r\nThree.", (), [["One", "two", "."], ["Three", "."]], []),
        ("One  two", (), [["One", "two"]], []),
        ("One\u2028two", (), [["One"], ["two"]], []),
        ("Top story. SHARE Next.", ((11, 16),), [["Top", "story", "."], ["Next", "."]], [["SHARE"]]),
        ("SHARE THIS", ((0, 10),), [], [["SHARE", "THIS"]]),
        ("Read me", ((3, 3), (50, 60)), [["Read", "me"]], []),
        ("Overlap here", ((2, 4),), [["here"]], [["Overlap"]]),
        (" \n ", (), [], []),
    ],
)
def test_layout(
    text: str, clutter: tuple[tuple[int, int], ...], paragraphs: list[list[str]], furniture: list[list[str]]
) -> None:
    doc = NLP(text)
    found = layout(doc, clutter)
    assert [[doc[i].text for i in p] for p in found.paragraphs] == paragraphs
    assert [[doc[i].text for i in run] for run in found.clutter] == furniture


@given(st.lists(st.integers(1, 400), max_size=40))
def test_pack_keeps_every_paragraph_once_and_within_the_limit(sizes: list[int]) -> None:
    ranges = pack(sizes, 256)
    assert [i for begin, end in ranges for i in range(begin, end)] == list(range(len(sizes)))
    for begin, end in ranges:
        assert sum(sizes[begin:end]) <= 256 or end == begin + 1


WRAPPED = (
    "Gunmen on motorcycles opened fire on a checkpoint near the\n"
    "market of a small town on Sunday, killing two guards and\n"
    "wounding a driver, the mayor of the town said. A third man\n"
    "was taken to a hospital in the capital.\n\nThe road was closed."
)


def test_wrapped_lines_make_no_paragraphs() -> None:
    assert len(soft_breaks(WRAPPED)) == 3
    doc = spacy.blank("en")(WRAPPED)
    assert len(layout(doc).paragraphs) == 2


@pytest.mark.parametrize(
    "text",
    [
        "A headline of some words\nThe text begins here.\nAnother line.",
        "One\ntwo\nthree\nfour",
        "",
        "\n\n\n",
        "x" * 300 + "\ny",
    ],
)
def test_lines_of_other_texts_stay_paragraphs(text: str) -> None:
    assert soft_breaks(text) == frozenset()


def test_a_line_that_breaks_off_goes_on() -> None:
    text = "Gunmen attacked a post near the town on Monday, killing two\nsoldiers and a guard.\nThe road was closed."
    assert soft_breaks(text) == {text.index("\n")}
