"""Small letters for texts that came all in capitals, as wire services send them, so that names can be told again.

Offsets stay one to one: letter n of the restored text is letter n of the text. What is a name is told by the
shipped encoder, which reads capitals as well, by word forms over the whole text, and by names that the caller knows.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc

from sijill.codebook import country_of
from sijill.language import parse

# Below so many letters a text's capitals may be a headline's or an acronym's.
_FEWEST = 40
# So many letters in a hundred may be small in a text in capitals: a by-line, an address.
_MOST_SMALL = 5
# From here on a word form is a name: its share of occurrences that the encoder takes for one.
_MOSTLY = 0.5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BRACKETED = re.compile(r"(?<=[(\[])[^\W\d_]{2,8}(?=[)\]])")
_SPELLED_OUT = re.compile(r"\b([^\W\d_]{2,8}) [(\[]([^()\[\]]{8,120})[)\]]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_NUMERAL = re.compile(r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})")
_VOWEL = re.compile(r"[AEIOUY]")


@cache
def _words(name: str) -> frozenset[str]:
    raw = tomllib.loads(files("sijill.language").joinpath("data/truecase.toml").read_text(encoding="utf-8"))
    return frozenset(raw[name]["words"])


def in_capitals(text: str) -> bool:
    """True for a text without small letters, a stray few aside; false for one too short to tell."""
    upper = sum(c.isupper() for c in text)
    lower = sum(c.islower() for c in text)
    return upper >= _FEWEST and 100 * lower <= _MOST_SMALL * (upper + lower)


def restored(
    text: str,
    names: Iterable[tuple[int, int]] = (),
    acronyms: Collection[str] = (),
    common: Collection[str] = (),
    *,
    nlp: Language | None = None,
) -> str:
    """The text, as long as it was, with capitals only where English writes them.

    `names`: stretches of the text that are known to be names (of actors, of places); `acronyms`: words that are always
    in capitals; `common`: words, in small letters, that are no names by themselves. Costs one parse of the text.
    """
    reading = _Reading(text, parse(text, nlp=nlp), list(names), acronyms, common)
    out = [c.lower() if len(c.lower()) == 1 else c for c in text]
    for match in _WORD.finditer(text):
        start, end = match.span()
        shape = reading.shape(match[0], start)
        if shape == "upper":
            out[start:end] = match[0]
        elif shape == "title" or start in reading.openings:
            for at in _capitals(match[0]):
                out[start + at] = match[0][at]
    for match in _INITIALS.finditer(text):
        out[match.start() : match.end()] = match[0]
    return "".join(out)


@dataclass(frozen=True)
class _Spot:
    """How the encoder takes one word: whether for a name."""

    form: str
    name: bool


class _Reading:
    """What a text in capitals tells of its words: which are names, by spot and by form, and where sentences open."""

    def __init__(
        self,
        text: str,
        doc: Doc,
        names: Sequence[tuple[int, int]],
        acronyms: Collection[str],
        common: Collection[str],
    ) -> None:
        self.names, self.common = names, common
        self.acronyms = _acronyms(text) | frozenset(acronyms)
        self.spots = {t.idx: _Spot(t.lower_, t.pos_ == "PROPN") for t in doc if t.text[:1].isalpha()}
        seen: dict[str, list[bool]] = defaultdict(list)
        for spot in self.spots.values():
            seen[spot.form].append(spot.name)
        self.share = {form: sum(said) / len(said) for form, said in seen.items()}
        firsts = (next((t.idx for t in s if t.text[:1].isalpha()), None) for s in doc.sents)
        self.openings = frozenset(first for first in firsts if first is not None)

    def shape(self, word: str, start: int) -> str:
        """How a word is written within a sentence: `lower`, `title` or `upper`."""
        low = word.lower()
        if low in _words("lower"):
            return "lower"
        if word in self.acronyms or low in _words("upper") or word == "I":
            return "upper"
        if low in _words("title") or country_of(low) or any(a <= start < b for a, b in self.names):
            return "title"
        if low in self.common or not self._is_name(low, start):
            return "lower"
        short = len(word) > 1 and not _VOWEL.search(word)
        return "upper" if short or word == "US" or _NUMERAL.fullmatch(word) else "title"

    def _is_name(self, low: str, start: int) -> bool:
        spot = self.spots.get(start)
        if spot is None:
            return False
        # A spot holds the first token only of what is cut in two: "DON'T", "CEREZO'S".
        return spot.name if low in _words("either") else self.share[spot.form] > _MOSTLY


def _acronyms(text: str) -> frozenset[str]:
    """Words beside brackets of whose letters at least half begin words on the other side: "SHINING PATH (SP)"."""
    found = set()
    for match in _BRACKETED.finditer(text):
        before = _WORD.findall(text[max(0, match.start() - 150) : match.start()])
        if _initials_of(match[0], before[-len(match[0]) - 4 :]):
            found.add(match[0])
    for match in _SPELLED_OUT.finditer(text):
        if _initials_of(match[1], _WORD.findall(match[2])):
            found.add(match[1])
    return frozenset(found)


def _initials_of(letters: str, words: Sequence[str]) -> bool:
    return 2 * sum((Counter(letters) & Counter(word[0] for word in words)).values()) >= len(letters)


def _capitals(word: str) -> list[int]:
    """Which letters of a name are capitals: the first, and the one after a lone letter's apostrophe ("D'Aubuisson")."""
    return [0, 2] if word[1:2] in ("'", "’") and len(word) > 3 else [0]
