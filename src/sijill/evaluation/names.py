"""When two names would be taken for one by a reader: spelling, stop words and order aside."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeVar

T = TypeVar("T")

Names = tuple[str, ...]
"""The names under which one actor, person, weapon or source goes."""

_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class _Lexicon:
    stop: frozenset[str]
    admin1_stop: frozenset[str]
    admin1: Mapping[str, str]


@cache
def _lexicon() -> _Lexicon:
    with (files("sijill.evaluation") / "data" / "names.toml").open("rb") as file:
        table = tomllib.load(file)
    return _Lexicon(frozenset(table["stop"]), frozenset(table["admin1_stop"]), table["admin1"])


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in plain lower-case letters and digits, accents dropped."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return tuple(re.findall(r"[a-z0-9]+", plain))


@lru_cache(maxsize=65536)
def same_name(left: str, right: str) -> bool:
    """True where one name's words hold the other's, or the two are spelt alike."""
    stop = _lexicon().stop
    a = tuple(w for w in words(left) if w not in stop)
    b = tuple(w for w in words(right) if w not in stop)
    if not a or not b:
        a, b = words(left), words(right)
    if not a or not b:
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    return SequenceMatcher(None, " ".join(a), " ".join(b)).ratio() >= _ALIKE


def same_item(left: Names, right: Names) -> bool:
    """True where any name of one is any name of the other."""
    return any(same_name(a, b) for a in left for b in right)


def same_admin1(left: str, right: str) -> bool:
    """True where two names of first-level divisions are one, by any romanisation."""
    return same_name(_plain_admin1(left), _plain_admin1(right))


def _plain_admin1(name: str) -> str:
    plain = " ".join(w for w in words(name) if w not in _lexicon().admin1_stop)
    return _lexicon().admin1.get(plain, plain)


def pair_up(gold: Iterable[T], predicted: Sequence[T], same: Callable[[T, T], bool]) -> int:
    """How many of two lists can be paired one to one, greedily in the order of `gold`."""
    left = list(predicted)
    hits = 0
    for wanted in gold:
        found = next((i for i, item in enumerate(left) if same(wanted, item)), None)
        if found is not None:
            del left[found]
            hits += 1
    return hits
