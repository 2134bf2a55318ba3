"""Lemma rules: how to get from a word to its lemma, as a short string a classifier can predict.

A rule is ``MODE|CUT|ADD``: bring the word into the casing MODE (``L`` lower, ``T`` title, ``K`` keep),
cut CUT characters off its end and append ADD. ``A||LEMMA`` gives the lemma outright (irregular forms).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

_MODES = ("L", "K", "T")
_CACHE_LIMIT = 100_000
_SHORT = 4
_ENDINGS = ("ed", "ing")
_SINGLE = re.compile(r"(?:[^aeiou]+|qu)[aeiou][^aeiouwxy]")
_DOUBLE = re.compile(r"(?:[^aeiou]*|qu)[aeiou]([bdgmnprt])\1")
# Short stems that end so by themselves.
_KEPT_DOUBLE = frozenset({"add", "egg", "err", "butt", "putt", "purr"})
_INFLECTED = frozenset({"VBD", "VBN", "VBG"})


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


class Lemmatizer:
    """Lemmas of words by rule, put right by a list of irregular forms and by what words there are."""

    def __init__(self, known: Callable[[str], bool], irregular: Path) -> None:
        """`known` tells whether a lower-case string is a word; `irregular` is a table of tag, form and lemma.

        Tags in the table are the first two letters of Penn tags (VB, NN).
        """
        rows = (line.split("\t") for line in irregular.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
        self._irregular = {(tag, form): lemma for tag, form, lemma in rows}
        self._known = known
        self._cache: dict[tuple[str, str, str], str] = {}

    def lemma(self, word: str, rule: str, tag: str) -> str:
        """Return the lemma of `word`, of Penn tag `tag`, for which the network chose `rule`."""
        key = (word, rule, tag)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > _CACHE_LIMIT:
                self._cache.clear()
            found = self._cache[key] = self._find(word, rule, tag)
        return found

    def _find(self, word: str, rule: str, tag: str) -> str:
        lemma = apply_rule(word, rule)
        if not (tag.startswith("VB") or tag == "NNS"):
            return lemma
        lower = word.lower()
        listed = self._irregular.get((tag[:2], lower)) or (_by_its_stem(lower) if tag in _INFLECTED else None)
        if listed is not None:
            return listed
        if tag == "NNS" and lemma in (lower[:-1], lower[:-2]) and lower.endswith("s") and not lower.endswith("es"):
            return lower[:-1]  # A "villager" is no "village", though only that is a word known.
        # "carrie" is a word, a name, but what is carried is "carry"; "died" and "tied" are as they look.
        in_y = lower[:-3] + "y"
        if (
            lemma in (lower[:-1], lower[:-2])
            and lower.endswith(("ied", "ies"))
            and len(lower) > _SHORT
            and self._known(in_y)
        ):
            return in_y
        # An inflected form is not its own lemma: "killed" is an adjective, and its lemma then, but no verb.
        if self._known(lemma) and not (lemma == lower and lower.endswith(("ed", "ing")) and tag in _INFLECTED):
            return lemma
        # The network knows rules, not words: "kille" is no word, but "kill" is.
        return next((c for c in _regular_lemmas(lower, tag) if self._known(c)), _undoubled(lower) or lemma)


def _by_its_stem(word: str) -> str | None:
    """Return the lemma that spelling alone gives: a short stem doubles its consonant before an ending, unless in -e.

    "Fired" is of "fire" ("fir" would give "firred"), "robbed" of "rob". None for words of other shapes.
    """
    ending = next((ending for ending in _ENDINGS if word.endswith(ending)), None)
    stem = word[: -len(ending)] if ending else ""
    if _SINGLE.fullmatch(stem) or stem.endswith(("is", "iz")):
        return stem + "e"
    return stem[:-1] if _DOUBLE.fullmatch(stem) and stem not in _KEPT_DOUBLE else None


def _undoubled(word: str) -> str:
    """Return the stem of "expelled", whose consonant is double only before the ending; "" of other words.

    Of longer verbs, those in -pel double it ("compel", "repel", "propel"), while few keep it ("install").
    """
    ending = next((ending for ending in _ENDINGS if word.endswith(f"pell{ending}")), "")
    return word[: -len(ending) - 1] if ending and len(word) - len(ending) > len("spell") else ""


def _regular_lemmas(word: str, tag: str) -> Iterator[str]:
    """Give what the lemma of a regular form may be, likeliest first."""
    for ending, tags in (("ed", ("VBD", "VBN")), ("ing", ("VBG",))):
        if tag in tags and word.endswith(ending):
            stem = word[: -len(ending)]
            if stem.endswith("i") and len(word) > _SHORT:
                yield stem[:-1] + "y"
            yield stem
            yield stem + "e"
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1]
    if tag in ("VBZ", "NNS") and word.endswith("s"):
        yield word[:-1]
        yield word[:-2]
        if word.endswith("ies"):
            yield word[:-3] + "y"
