"""Losses of which two tellers give different numbers: a range, "14" by one and "eight" by the other is 8 to 14.

A toll that rises is no dispute, nor are numbers without a teller of their own, as a headline's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars
from sijill.coding.setting import Setting
from sijill.coding.sources import sources_in
from sijill.model import Count

Voice = Callable[[int], AbstractSet[str]]
Row = tuple[Count, list[Chars]]

_WORD = re.compile(r"[^\W_]{3,}")
_COUNTING = frozenset(["put", "give", "count", "record", "acknowledge", "admit", "estimate", "place"])
_ANYBODY = frozenset(
    ["person", "people", "civilian", "dead", "death", "fatality", "body", "victim", "life", "casualty"]
)
_EMPTY = frozenset(
    [
        "the",
        "and",
        "who",
        "his",
        "her",
        "their",
        "its",
        "for",
        "from",
        "another",
        "other",
        "one",
        "two",
        "local",
        "several",
    ]
)
# Words of numbers that grew, or were mended.
_GROWTH = (
    r"rose|risen|rises?|rising|climbed|rais\w+|updat\w+|revis\w+|increas\w+|earlier|brought|bringing|mounted|grown"
)
_MENDED = re.compile(rf"\b(?:{_GROWTH})\b", re.IGNORECASE)
# The same, and words of some among those counted.
_GREW = re.compile(
    rf"\b(?:{_GROWTH}|at first|initial\w*|previous\w*|so far|later|since died|succumbed|"
    r"(?:his|its|our|their) (?:own|men|fighters|troops|soldiers|forces)|of (?:his|its|our|their)|"
    r"including|among|of (?:them|whom))\b",
    re.IGNORECASE,
)


def voices(setting: Setting) -> Voice:
    """A reader of the words for those who tell what a sentence says, by the sentence's number."""
    known = setting.heard

    def voice(sentence: int) -> frozenset[str]:
        if sentence not in known:
            span = setting.sentences.spans[sentence]
            words = " ".join(setting.words(s) for s in [*sources_in(setting, span), *_counting(setting, span)])
            known[sentence] = frozenset(w.lower() for w in _WORD.findall(words)) - _EMPTY
        return known[sentence]

    return voice


def _counting(setting: Setting, sentence: Chars) -> Iterator[Chars]:
    """Who reckons: "a doctor put the number at 14", "state media gave a toll of 44"."""
    inside = setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
    for verb in inside or ():
        if verb.lemma_ in _COUNTING and verb.pos_ == "VERB":
            yield from (noun_span(c) for c in verb.children if c.dep_ == "nsubj" and c.pos_ in ("NOUN", "PROPN"))


def differ(setting: Setting, one: int, other: int, voice: Voice) -> bool:
    """True for sentences of two tellers, neither of which says that the number grew."""
    if not voice(one) or not voice(other) or voice(one) & voice(other):
        return False
    return not any(grew(setting, n) for n in (one, other))


def grew(setting: Setting, sentence: int) -> bool:
    """True for a sentence that says that numbers grew, or tells of some among those counted."""
    return _GREW.search(setting.words(setting.sentences.spans[sentence])) is not None


def mended(setting: Setting, sentence: int) -> bool:
    """True for a sentence that tells a number in the place of an earlier one."""
    return _MENDED.search(setting.words(setting.sentences.spans[sentence])) is not None


def told_otherwise(span: Chars, have: Sequence[Chars], setting: Setting) -> bool:
    """True for losses of people in general, or of those had, that another teller counts than the one of those had."""
    roots = [_root(s, setting) for s in (span, *have)]
    if roots[0] not in _ANYBODY and roots[0] not in roots[1:]:
        return False
    here, voice = setting.sentences.index(span.start), voices(setting)
    return any(differ(setting, here, setting.sentences.index(s.start), voice) for s in have)


def _root(span: Chars, setting: Setting) -> str:
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    return inside.root.lemma_.lower() if inside is not None and inside.root.pos_ != "NUM" else "person"


def with_disputes(
    best: Sequence[Row], told: Mapping[int, Sequence[Row]], apart: Callable[[int, int], bool]
) -> list[Row]:
    """The rows, each with the least number that another teller gives of the same people. `told`: rows by sentence."""
    return [_disputed(row, told, apart) for row in best]


def _disputed(row: Row, told: Mapping[int, Sequence[Row]], apart: Callable[[int, int], bool]) -> Row:
    count, spans = row
    homes = [n for n, rows in told.items() if row in rows]
    for sentence, rows in told.items():
        for other, where in rows:
            alike = other.group in (count.group, "unknown") and len(rows) == 1
            # "At least six" does not gainsay ten, one is mostly somebody named, and a small part is of one place.
            less = other.low > 1 and other.high is not None and count.low / 2 <= other.high < count.low
            if alike and less and any(apart(home, sentence) for home in homes):
                count, spans = count.model_copy(update={"low": other.low}), [*spans, *where]
    return count, spans
