"""The words right beside a count say what happened to the people counted."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars
from sijill.coding.headings import heading


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A blast killed five and wounded 110.", "five", "killed"),
        ("A blast killed five and wounded 110.", "110", "wounded"),
        ("A blast killed five and wounded 110.", "wounded 110", "wounded"),
        ("At least ten injured, police say.", "At least ten injured", "wounded"),
        ("Four villagers were seriously wounded.", "Four villagers", "wounded"),
        ("Ten people were killed.", "Ten people", "killed"),
        ("Gunmen abducted two teachers.", "two teachers", "abducted"),
        ("Killing at least nine men, they left.", "nine men", "killed"),
        ("Shells hit a house killing 2 people injuring 7 others.", "2 people", "killed"),
        ("A bomber killed 30 people injured 90 in the city.", "30 people", "killed"),
        ("8 persons killed 58 others injured in the city.", "8 persons", "killed"),
        ("8 persons killed 58 others injured in the city.", "58 others", "wounded"),
        ("Two men walked home.", "Two men", None),
    ],
)
def test_heading(text: str, words: str, expected: str | None) -> None:
    start = text.index(words)
    assert heading(text, Chars(start, start + len(words))) == expected
