"""What the first stage reads of a report is kept, window by window, whatever other names stand in it."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

from tokenizers import Tokenizer

from sijill.language.model import DATA
from sijill.language.pieces import Pieces
from training.batches import IGNORE, WindowMaker
from training.event_data import LabelledReport, WordSyntax, report_windows
from training.labels import Labels

# word, lemma, upos
_SENTENCES = (
    (("Two", "two", "NUM"), ("soldiers", "soldier", "NOUN"), ("died", "die", "VERB"), (".", ".", "PUNCT")),
    (("Kirkuk", "Kirkuk", "PROPN"), ("mourns", "mourn", "VERB")),
)


def _labels() -> Labels:
    from sijill.language.lemmas import invent_rule

    cells = [cell for sentence in _SENTENCES for cell in sentence]
    rules = {invent_rule(word, lemma) for word, lemma, _ in cells}
    upos = tuple(sorted({cell[2] for cell in cells}))
    return Labels(upos=upos, xpos=("X",), lemma=tuple(sorted(rules)), feats=("_",), deprel=())


def _report() -> LabelledReport:
    syntax: list[WordSyntax] = []
    for sentence in _SENTENCES:
        begin = len(syntax)
        for n, (word, lemma, upos) in enumerate(sentence):
            syntax.append(WordSyntax(word, lemma, upos, "X", "_", begin, n == 0))
    words = [w.word for w in syntax]
    paragraphs = [i == 0 for i in range(len(words))]
    return LabelledReport("r1", words, [True] * len(words), paragraphs, [0] * len(words), [], syntax=syntax)


@pytest.fixture(scope="module")
def maker() -> WindowMaker:
    return WindowMaker(Pieces(Tokenizer.from_file(str(DATA / "tokenizer.json"))), _labels())


def test_a_window_has_tags_and_sentence_starts(maker: WindowMaker) -> None:
    labels = _labels()
    (window,) = report_windows(_report(), maker, 100)
    assert [labels.upos[i] for i in window.upos] == ["NUM", "NOUN", "VERB", "PUNCT", "PROPN", "VERB"]
    # Trees come from the treebanks alone.
    assert set(window.heads) == {IGNORE}
    assert window.first == [IGNORE, 0, 0, 0, 1, 0]
    assert window.sentence == [0, 0, 0, 0, 1, 1]
    assert IGNORE not in window.lemma


def test_a_cut_sentence_keeps_its_tags(maker: WindowMaker) -> None:
    windows = report_windows(_report(), maker, 2)
    assert IGNORE not in [label for window in windows for label in window.upos]
    assert len(windows) > 1


def test_without_syntax_nothing_is_taught(maker: WindowMaker) -> None:
    report = _report()
    report.syntax = []
    (window,) = report_windows(report, maker, 100)
    assert set(window.upos + window.heads + window.first) == {IGNORE}


@pytest.mark.parametrize(
    ("word", "lemma", "instead", "its"),
    [
        ("Monday", "Monday", "Friday", "Friday"),
        ("Two", "two", "Nine", "nine"),
        ("killed", "kill", "killed", "kill"),
    ],
)
def test_other_names_and_numbers_are_their_own_lemmas(word: str, lemma: str, instead: str, its: str) -> None:
    assert WordSyntax(word, lemma, "X", "X", "_", 0, False).lemma_of(instead) == its
