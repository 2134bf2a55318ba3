"""Spellings: the keys by which names meet.

`exact_key` forgives accents, case and articles; `loose_key` forgives transliteration.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_SPECIAL: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "ə": "a"})
_QUOTES: Final = re.compile(r"[’‘'`´ʿʾʻʼ′\"“”]")
_ARTICLES: Final = frozenset(
    [
        "al",
        "el",
        "ad",
        "an",
        "ar",
        "as",
        "ash",
        "at",
        "ath",
        "az",
        "adh",
        "ed",
        "en",
        "er",
        "es",
        "esh",
        "et",
        "ez",
        "ul",
    ]
)
# "Ezzor", "Essalam": an article grown together with its noun.
_GROWN: Final = re.compile(r"^[ae]([dnrstz])\1")
_CONSONANTS: Final = (
    (re.compile(r"kh|x"), "X"),
    (re.compile(r"gh"), "G"),
    (re.compile(r"sh|ch"), "S"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"dj"), "j"),
    (re.compile(r"[qc]"), "k"),
    (re.compile(r"p"), "b"),
    (re.compile(r"v"), "w"),
)
_VOWELS: Final = re.compile(r"[aeiouyw]+")


@lru_cache(maxsize=16384)
def folded(name: str) -> str:
    """Lower-case ASCII words with single spaces; accents, quotes, hyphens and points gone."""
    text = name.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_SPECIAL))
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = _QUOTES.sub("", text)
    return " ".join(re.findall(r"[^\W_]+", text))


@lru_cache(maxsize=16384)
def exact_key(name: str) -> str:
    """The key of a name, a leading Arabic or Spanish article aside: "Al-Karma", "al Karma" and "Karma" meet."""
    words = folded(name).split()
    if len(words) > 1 and words[0] in _ARTICLES and len("".join(words[1:])) > 2:
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=16384)
def loose_key(name: str) -> str | None:
    """The sound of a transliterated name: "Khanaqin" and "Khanaqeen", "Deir ez-Zor" and "Deir Ezzor" meet.

    None where too little would be left to tell names apart (fewer than three consonants).
    """
    words = [w for w in folded(name).split() if w not in _ARTICLES]
    words = [_GROWN.sub(r"\1", w) for w in words]
    text = "".join(w[:-1] if len(w) > 3 and w[-1] == "h" and w[-2] in "aeiouy" else w for w in words)
    if not text.isascii():
        return None
    for pattern, letter in _CONSONANTS:
        text = pattern.sub(letter, text)
    text = _VOWELS.sub(lambda run: "u" if set(run.group()) & set("ouw") else "a", text)
    text = re.sub(r"(.)\1+", r"\1", text)
    return text if len(re.sub(r"[au]", "", text)) >= 3 else None
