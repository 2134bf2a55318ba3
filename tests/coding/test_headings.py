"""The words right beside a count say what happened to the people counted."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars
from sijill.coding.headings import heading, without_heading


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A blast killed four and wounded 120.", "four", "killed"),
        ("A blast killed four and wounded 120.", "120", "wounded"),
        ("A blast killed four and wounded 120.", "wounded 120", "wounded"),
        ("At least ten injured, police say.", "At least ten injured", "wounded"),
        ("Four villagers were seriously wounded.", "Four villagers", "wounded"),
        ("Ten people were killed.", "Ten people", "killed"),
        ("Ten people were killed or wounded.", "Ten people", "killed_or_wounded"),
        ("Gunmen abducted two teachers.", "two teachers", "abducted"),
        ("Killing at least nine men, they left.", "nine men", "killed"),
        ("Mortars struck a bakery killing 3 people injuring 9 more.", "3 people", "killed"),
        ("The blast killed 12 people injured 40 by the river.", "12 people", "killed"),
        ("6 villagers killed 21 more injured by the river.", "6 villagers", "killed"),
        ("6 villagers killed 21 more injured by the river.", "21 more", "wounded"),
        ("Two men walked home.", "Two men", None),
    ],
)
def test_heading(text: str, words: str, expected: str | None) -> None:
    start = text.index(words)
    assert heading(text, Chars(start, start + len(words))) == expected


@pytest.mark.parametrize(
    ("phrase", "plain"),
    [("eight others wounded", "eight others"), ("injured 40", "40"), ("two dead men", "two dead men")],
)
def test_a_phrase_without_its_heading(phrase: str, plain: str) -> None:
    assert without_heading(phrase) == plain
