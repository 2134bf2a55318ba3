"""Lemma rules: invented from a pair, applied to the word, they give the lemma back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.language.lemmas import Lemmatizer, apply_rule, invent_rule
from sijill.language.model import DATA


@pytest.mark.parametrize(
    ("word", "lemma", "rule"),
    [
        ("killed", "kill", "L|2|"),
        ("Killed", "kill", "L|2|"),
        ("bodies", "body", "L|3|y"),
        ("was", "be", "A||be"),
        ("Mosul", "Mosul", "K|0|"),
        ("MOSUL", "Mosul", "T|0|"),
        ("n't", "not", "L|2|ot"),
    ],
)
def test_rule_of_pair(word: str, lemma: str, rule: str) -> None:
    assert invent_rule(word, lemma) == rule
    assert apply_rule(word, rule) == lemma


@given(st.text(min_size=1), st.text(min_size=1).filter(lambda lemma: "|" not in lemma))
def test_invented_rule_gives_the_lemma(word: str, lemma: str) -> None:
    assert apply_rule(word, invent_rule(word, lemma)) == lemma


def test_rule_that_does_not_fit_leaves_the_lowered_word() -> None:
    assert apply_rule("Go", "L|5|e") == "go"
    assert apply_rule("ed", "L|2|") == "ed"


@pytest.mark.parametrize(
    ("word", "rule", "tag", "lemma"),
    [
        ("KILLED", "L|1|", "VBN", "kill"),
        ("exploded", "L|2|", "VBD", "explode"),
        ("killed", "L|0|", "VBN", "kill"),
        ("killed", "L|0|", "JJ", "killed"),
        ("shot", "L|0|", "VBD", "shoot"),
        ("shot", "L|0|", "NN", "shot"),
        ("bodies", "L|2|", "NNS", "body"),
        ("villagers", "L|1|", "NNS", "villager"),
        ("Rescuers", "L|2|", "NNS", "rescuer"),
        ("clashes", "L|2|", "NNS", "clash"),
        ("stabbing", "L|3|", "VBG", "stab"),
        ("gunmen", "L|1|", "NNS", "gunman"),
        ("blorked", "L|2|", "VBD", "blork"),
        ("Homs", "K|0|", "NNP", "Homs"),
        ("carried", "L|1|", "VBD", "carry"),
        ("carried", "L|2|", "VBN", "carry"),
        ("died", "L|1|", "VBD", "die"),
        ("repelled", "L|2|", "VBD", "repel"),
        ("dispelling", "L|3|e", "VBG", "dispel"),
        ("installed", "L|2|", "VBD", "install"),
        ("spelled", "L|2|", "VBD", "spell"),
        ("fired", "L|2|", "VBD", "fire"),
        ("mining", "L|3|", "VBG", "mine"),
        ("robbed", "L|2|", "VBN", "rob"),
        ("added", "L|2|", "VBD", "add"),
        ("hospitalised", "L|2|", "VBN", "hospitalise"),
        ("hit", "L|1|", "VBN", "hit"),
        ("tried", "L|2|", "VBD", "try"),
        ("maimed", "L|1|", "VBN", "maim"),
    ],
)
def test_lemmas_are_words(word: str, rule: str, tag: str, lemma: str) -> None:
    words = {
        "kill",
        "killed",
        "explode",
        "stab",
        "body",
        "carry",
        "carrie",
        "die",
        "dy",
        "fir",
        "min",
        "tri",
        "try",
        "add",
    }
    assert Lemmatizer(words.__contains__, DATA / "irregular.tsv").lemma(word, rule, tag) == lemma
