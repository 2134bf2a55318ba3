"""Words of letters are no marks and, but for a few, no cries."""

from __future__ import annotations

import pytest

from sijill.language import parse

TEXTS = [
    "A roadside bomb killed an officer and four soldiers near the attack site.",
    "Militants attacked; officers, sources and strikes: blast, assault, airstrikes, policemen, security.",
    "Please say yes, officer!",
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_word_is_a_mark(text: str) -> None:
    doc = parse(text)
    assert not [t.text for t in doc if t.is_alpha and len(t) > 2 and t.pos_ in ("SYM", "PUNCT")]
    assert [t.text.lower() for t in doc if t.pos_ == "INTJ" and t.is_alpha] in (
        [],
        ["please", "yes"],
        ["please"],
        ["yes"],
    )
