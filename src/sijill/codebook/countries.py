"""Countries: codes, names, adjectives and inhabitants, read from `data/countries.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from sijill.codebook.tables import listed, rows


@dataclass(frozen=True, slots=True)
class Country:
    """One country. `name` is as it stands after "of" ("the United States"); `latitude`, `longitude` near its middle."""

    code: str
    name: str
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    aliases: tuple[str, ...]
    latitude: float
    longitude: float
    capital: str

    @property
    def plain_name(self) -> str:
        """The name without its article: "United States"."""
        return self.name.removeprefix("the ")


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO 3166-1 alpha-2 code."""
    return {
        row["iso"]: Country(
            row["iso"],
            row["name"],
            listed(row["adjectives"]),
            listed(row["people"]),
            listed(row["aliases"]),
            float(row["lat"]),
            float(row["lon"]),
            row["capital"],
        )
        for row in rows("sijill.codebook", "countries.tsv")
    }


@cache
def _by_word() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in countries().values():
        names = (country.name, country.plain_name, *country.aliases, *country.adjectives, *country.people)
        for word in names:
            found.setdefault(word if word in ("US", "CAR") else word.lower(), country.code)
    return found


# Adjectives shared by two countries count for the larger of them, which news names more often.
_SHARED = {"congolese": "CD", "dominican": "DO", "dominicans": "DO"}


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_by_word(), key=lambda word: (-len(word), word))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w])", re.IGNORECASE)


def country_of(word: str) -> str | None:
    """The code that a country's name, adjective or people stands for: "Iraqi", "Iraq", "Iraqis" -> "IQ"."""
    word = word.strip().removesuffix("'s").removesuffix("’s")
    if word in ("US", "CAR"):
        return _by_word()[word]
    if word.islower() and word in ("us", "car"):
        return None
    return _SHARED.get(word.lower()) or _by_word().get(word.lower()) or _by_word().get(f"{word.lower()}.")


def countries_in(text: str) -> list[str]:
    """The codes of all countries named in a text, by name, adjective or people, in order and with repeats."""
    found = (country_of(match.group()) for match in _pattern().finditer(text))
    return [code for code in found if code]
