"""Words of conflict, of which treebanks have few, are no marks and no cries, and have their lemmas."""

from __future__ import annotations

import pytest

from sijill.language import parse

TEXTS = [
    "A roadside bomb killed an officer and four soldiers near the attack site.",
    "Militants attacked; officers, sources and strikes: blast, assault, airstrikes, policemen, security.",
    "The bomb squad defused three bombs, the officer said.",
    "Two suicide bombers killed eight soldiers, an army officer said.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_is_a_mark_or_a_cry(text: str) -> None:
    assert not [t.text for t in parse(text) if t.is_alpha and t.pos_ in ("SYM", "PUNCT", "INTJ")]


LEMMAS = [
    ("A bomb exploded near the officer and killed two.", "a bomb explode near the officer and kill two"),
    ("Gunmen killed two soldiers and wounded five.", "gunman kill two soldier and wound five"),
]


@pytest.mark.parametrize(("text", "lemmas"), LEMMAS)
def test_words_of_conflict_have_their_lemmas(text: str, lemmas: str) -> None:
    assert " ".join(t.lemma_ for t in parse(text) if t.is_alpha) == lemmas
