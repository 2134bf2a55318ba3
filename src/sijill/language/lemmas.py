"""Lemma rules: how to get from a word to its lemma, as a short string a classifier can predict.

A rule is ``MODE|CUT|ADD``: bring the word into the casing MODE (``L`` lower, ``T`` title, ``K`` keep),
cut CUT characters off its end and append ADD. ``A||LEMMA`` gives the lemma outright (irregular forms).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_MODES = ("L", "K", "T")


def _cased(word: str, mode: str) -> str:
    if mode == "L":
        return word.lower()
    if mode == "T":
        return word[:1].upper() + word[1:].lower()
    return word


def invent_rule(word: str, lemma: str) -> str:
    """Return the simplest rule that turns `word` into `lemma`."""
    best: tuple[int, int, str] | None = None
    for rank, mode in enumerate(_MODES):
        form = _cased(word, mode)
        common = 0
        for a, b in zip(form, lemma, strict=False):
            if a != b:
                break
            common += 1
        if common == 0:
            continue
        cost = (len(form) - common) + (len(lemma) - common)
        rule = f"{mode}|{len(form) - common}|{lemma[common:]}"
        if best is None or (cost, rank) < best[:2]:
            best = (cost, rank, rule)
    if best is None or best[0] > max(4, len(lemma)):
        return f"A||{lemma}"
    return best[2]


@lru_cache(maxsize=65536)
def apply_rule(word: str, rule: str) -> str:
    """Return the lemma of `word` under `rule`; the lower-cased word where the rule does not fit it."""
    mode, cut, add = rule.split("|", 2)
    if mode == "A":
        return add
    form = _cased(word, mode)
    keep = len(form) - int(cut)
    if keep < 0 or (keep == 0 and not add):
        return form
    return form[:keep] + add


@lru_cache(maxsize=1)
def irregular() -> dict[tuple[str, str], str]:
    """Return lemmas by the first two letters of the Penn tag (VB, NN) and the lower-case form.

    The classifier knows rules, not words: rare irregular forms need a list.
    """
    path = Path(__file__).parent / "data" / "irregular.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {(tag, form): lemma for tag, form, lemma in rows}


def lemma_of(word: str, rule: str, tag: str) -> str:
    """Return the lemma of `word`, of Penn tag `tag`: from the list if it is there, else by `rule`."""
    if tag.startswith("VB") or tag == "NNS":
        listed = irregular().get((tag[:2], word.lower()))
        if listed is not None:
            return listed
    return apply_rule(word, rule)
