"""Annotated reports with other names, numbers and days in them, so that the event heads learn what stands around them.

A word is changed into one of its kind everywhere in a report, so that "Mosul" stays one place through the report.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from sijill.codebook import country_of
from sijill.codebook.tables import rows
from training.event_data import LabelledReport

_SHARE_OF_REPORTS, _SHARE_OF_WORDS = 0.6, 0.7
_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen eighteen twenty"
_NUMBERS = _NUMBER_WORDS.split()
_CAPITAL_NUMBERS = [n.capitalize() for n in _NUMBERS]
_DAYS = list(calendar.day_name)
_MONTHS = [m for m in calendar.month_name if m and m != "May"]
_TABLES = ("iraq.tsv", "syria.tsv", "elsewhere.tsv")


@dataclass(frozen=True)
class Names:
    """Words to take instead, of places and of persons; `common`: words that are no names, in lower case."""

    places: tuple[str, ...]
    persons: tuple[str, ...]
    common: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reports: Sequence[LabelledReport]) -> Self:
        """The names of these reports' mentions, places of the gazetteer beside them."""
        common = frozenset(word for report in reports for word in report.words if word.islower())
        found: dict[str, set[str]] = {"place": set(), "person": set()}
        for report in reports:
            for layer, word in _named(report, common):
                found[layer].add(word)
        known = {row["name"] for table in _TABLES for row in rows("sijill.gazetteer", table)}
        places = found["place"] | {name for name in known if _is_name(name, common)}
        return cls(tuple(sorted(places)), tuple(sorted(found["person"])), common)


def _is_name(word: str, common: frozenset[str]) -> bool:
    shaped = len(word) > 3 and word.isalpha() and word[0].isupper() and word[1:].islower()
    return shaped and word.lower() not in common and not country_of(word)


def _named(report: LabelledReport, common: frozenset[str]) -> list[tuple[str, str]]:
    """(layer, word) of the name words in mentions of places and persons, which are no names of countries or days."""
    spans = [m for m in report.mentions if m.layer in ("place", "person")]
    words = [(m.layer, w) for m in spans for w in report.words[m.start : m.end]]
    return [(layer, w) for layer, w in words if _is_name(w, common) and w not in _DAYS and w not in _MONTHS]


def _other(word: str, rng: random.Random) -> str | None:
    """A number, day or month instead of another; None for other words."""
    for kind in (_NUMBERS, _CAPITAL_NUMBERS, _DAYS, _MONTHS):
        if word in kind:
            return rng.choice(kind)
    if word.isdecimal() and len(word) <= 2 and int(word) > 1:
        return str(rng.randrange(2, 10) if len(word) == 1 else rng.randrange(10, 100))
    return None


def renamed(report: LabelledReport, rng: random.Random, names: Names) -> LabelledReport:
    """The report with some of its names, numbers and days changed, or as it is."""
    if rng.random() >= _SHARE_OF_REPORTS:
        return report
    pools = {"place": names.places, "person": names.persons}
    instead: dict[str, str] = {}
    for layer, word in _named(report, names.common):
        if word not in instead:
            instead[word] = rng.choice(pools[layer]) if rng.random() < _SHARE_OF_WORDS else word
    for word in report.words:
        other = _other(word, rng) if word not in instead else None
        if other is not None:
            instead[word] = other if rng.random() < _SHARE_OF_WORDS else word
    return replace(report, words=[instead.get(word, word) for word in report.words])
