"""Countries: codes, names, adjectives and inhabitants, read from `data/countries.tsv`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

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


class _Step(dict[str, "_Step"]):
    """A step of the tree of names, by the letter that follows; `ends`: a name may end here."""

    ends = False


@cache
def _pattern() -> re.Pattern[str]:
    """All names in lower case, as a tree: a flat alternation of hundreds is tried in full at every word."""
    tree = _Step()
    for word in _by_word():
        before = step = tree
        for letter in word.lower():
            before, step = step, step.setdefault(letter, _Step())
        step.ends = True
        before.ends |= word.endswith(".")  # "U.S" where the last dot ended the sentence, or was lost
    return re.compile(rf"(?<![\w-]){_branches(tree)}(?![\w])")


def _branches(step: _Step) -> str:
    """The pattern of what may follow a step, the longest name first."""
    if not step:
        return ""
    options = "|".join(re.escape(letter) + _branches(after) for letter, after in sorted(step.items()))
    return f"(?:{options})" + ("?" if step.ends else "")


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
    return list(_remembered(text) if len(text) <= _PHRASE else _named(text))


# Phrases of up to this many characters come again and again within a report; whole texts don't.
_PHRASE = 200


@lru_cache(maxsize=8192)
def _remembered(phrase: str) -> tuple[str, ...]:
    return _named(phrase)


def _named(text: str) -> tuple[str, ...]:
    low = text.lower()
    if len(low) != len(text):  # a letter whose lower case is two: its place in both texts has to stay the same
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found = (country_of(text[match.start() : match.end()]) for match in _pattern().finditer(low))
    return tuple(code for code in found if code)
