"""The scorer: raw text put together from words, and aligned with them again."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from training.corpus import Sentence
from training.evaluate import _text_and_spans, raw_blocks


def sentence(words: str, document: str, *, paragraph: bool) -> Sentence:
    parts = tuple(words.split())
    return Sentence(parts, (*[True] * (len(parts) - 2), False, True), document, paragraph)


SENTENCES = [
    sentence("Two died .", "a", paragraph=True),
    sentence("Police came .", "a", paragraph=False),
    sentence("It rained .", "a", paragraph=True),
    sentence("Nobody saw .", "b", paragraph=True),
]


@pytest.mark.parametrize(
    ("joined", "texts"),
    [
        (False, ["Two died. Police came.\n\nIt rained. ", "Nobody saw. "]),
        (True, ["Two died. Police came. It rained. Nobody saw. "]),
    ],
)
def test_text_and_spans(joined: bool, texts: list[str]) -> None:
    blocks = raw_blocks(SENTENCES, joined=joined)
    for block, expected in zip(blocks, texts, strict=True):
        text, spans = _text_and_spans(block, joined=joined)
        assert text == expected
        for s, words in zip(block, spans, strict=True):
            assert [text[a:b] for a, b in words] == list(s.words)
