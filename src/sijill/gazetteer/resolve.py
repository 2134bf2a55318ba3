"""Chooses among the places that a report's names may stand for, all names together.

Each name's candidates are scored by their own standing, by the words around the name (kind of place, what it lies in)
and by the report: the countries that its other names speak for, shared first-level divisions, nearness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log10

from sijill.codebook.countries import countries, countries_in, country_of
from sijill.gazetteer.entry import Entry, bearings, kilometres
from sijill.gazetteer.names import exact_key, folded
from sijill.gazetteer.phrases import Reading, read
from sijill.gazetteer.store import Store
from sijill.gazetteer.words import words

_SETTLEMENTS = frozenset(("city", "town", "village", "district", "neighbourhood"))
_WIDE = frozenset(("country", "region", "admin1"))
# Kinds whose names come again from town to town: they need their country's support.
_LOCAL = frozenset(("neighbourhood", "site", "village", "camp", "airport"))


@dataclass(slots=True)
class Report:
    """What a report's names say together: votes for countries, and the entries chosen so far."""

    votes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    voters: dict[str, dict[str, float]] = field(default_factory=dict)
    chosen: list[Entry] = field(default_factory=list)

    def share(self, country: str) -> float:
        """How strongly the report speaks for a country, against the one it speaks for most: 0 to 1."""
        top = max(self.votes.values(), default=0.0)
        return self.votes.get(country, 0.0) / top if top else 0.0

    def without(self, name: str) -> Report:
        """The report as its other names tell it."""
        own = self.voters.get(name)
        if not own:
            return self
        votes = {country: weight - own.get(country, 0.0) for country, weight in self.votes.items()}
        return Report({country: weight for country, weight in votes.items() if weight > 1e-6}, {}, self.chosen)

    def capital(self) -> tuple[str, str] | None:
        """The country that the report speaks for most, and its capital's name."""
        if not self.votes:
            return None
        code = max(sorted(self.votes), key=lambda c: self.votes[c])
        country = countries().get(code)
        return (code, country.capital) if country and country.capital else None


def standing(entry: Entry) -> float:
    """How likely a name means this entry, all else unknown; on the scale of log10 of a population."""
    own: float = words()["kinds"][entry.kind]["standing"] if entry.layer != "world" else 0.0
    if entry.kind in ("neighbourhood", "site"):
        return own
    s: dict[str, float] = words()["scores"]
    size = log10(entry.population + 1) + (s["metropolis"] if entry.population >= 1_000_000 and not entry.alias else 0.0)
    return max(own, size, s["settlement"])


def trapped(name: str) -> bool:
    """True for an English word or a person's name that is somewhere's name too."""
    return folded(name) in _traps() or exact_key(name) in _traps()


def generic(name: str) -> bool:
    """True for words that tell a kind of place or a direction and no name: "the capital", "nearby villages"."""
    return all(word in _generic_words() for word in folded(name).split())


@cache
def _generic_words() -> frozenset[str]:
    table = words()
    compass = {way + end for way in bearings() for end in ("", "ern")}
    plain = {*table["kind_words"], *table["phrases"]["leading"], *table["phrases"]["generic"], *compass}
    return frozenset(part for word in plain for part in folded(word).split())


@cache
def _traps() -> frozenset[str]:
    return frozenset(words()["traps"]["words"])


class Resolver:
    """Scores candidates against what a report says."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._scores: dict[str, float] = words()["scores"]

    def known(self, name: str) -> bool:
        """True where a name has entries; words that only tell a kind of place ("the city", "southeast") have none."""
        return bool(self._entries(name))

    def _entries(self, name: str) -> Sequence[Entry]:
        found = self._store.lookup(name)
        if generic(name):
            return [e for e in found if e.layer == "hand" and " " in e.name]
        # "German", "Syrian": whose it is; the villages that sound so are not meant.
        return [e for e in found if e.layer != "world" and not e.loose] if country_of(name) else found

    def reading(self, phrase: str) -> Reading:
        """How a phrase is read."""
        return read(phrase, self.known)

    def report(self, phrases: Sequence[str], country_hint: str | None) -> Report:
        """The votes for countries that the phrases of one report cast."""
        report = Report()
        if country_hint:
            report.votes[country_hint] += 2.5
        for phrase in dict.fromkeys(phrases):
            for code in countries_in(phrase):
                report.votes[code] += 1.0
            for name in _names(self.reading(phrase), self):
                if name in report.voters:
                    continue
                report.voters[name] = self._leanings(name)
                for country, weight in report.voters[name].items():
                    report.votes[country] += weight
        return report

    def _leanings(self, name: str) -> dict[str, float]:
        """The countries that one name speaks for; the weights add up to at most 1."""
        entries = [e for e in self._entries(name) if e.kind != "country" and not (e.loose and e.layer == "world")]
        if not entries or trapped(name):
            return {}
        weights: dict[str, float] = {}
        for entry in entries:
            weight = 3.0 ** (standing(entry) - (1.0 if entry.alias or entry.loose else 0.0))
            weights[entry.country] = max(weight, weights.get(entry.country, 0.0))
        total = sum(weights.values())
        return {country: weight / total for country, weight in weights.items()}

    def ranked(self, reading: Reading, report: Report) -> list[tuple[float, Entry]]:
        """The candidates of a reading that stand up, best first, with their scores."""
        report = report.without(reading.name)
        holders = [e for phrase in reading.containers for e in self._holders(phrase)]
        named = [code for phrase in reading.containers for code in countries_in(phrase)]
        found: list[tuple[float, Entry]] = []
        for entry in self._candidates(reading.name, report):
            if self._grounded(entry, reading, report, holders):
                found.append((self._score(entry, reading, report, holders, named), entry))
        found.sort(key=lambda item: (-item[0], item[1].place_id))
        return _city_before_division([item for item in found if item[0] >= self._scores["least"]], reading)

    def _candidates(self, name: str, report: Report) -> Sequence[Entry]:
        """The entries of a name; of "the capital" the seat of the country that the report is about."""
        seat = report.capital() if generic(name) and "capital" in folded(name).split() else None
        if seat:
            return [e for e in self._store.lookup(seat[1]) if e.country == seat[0]]
        return self._entries(name)

    def _holders(self, phrase: str) -> list[Entry]:
        """What the words after a place say that it lies in: division or larger, district or town."""
        return [e for e in self._store.lookup(self.reading(phrase).name) if e.kind != "country" and not e.loose]

    def _grounded(self, entry: Entry, reading: Reading, report: Report, holders: Sequence[Entry]) -> bool:
        """False where nothing but the name speaks for a candidate, and the name alone does not suffice."""
        s, share = self._scores, report.share(entry.country)
        # A kind word names a kind ("city of Nice"), a generic one ("Mobile area") does not.
        if trapped(reading.name) and entry.kind != "country":
            told = bool(reading.kinds or holders) and (share >= 0.5 or not report.votes)
            return told or (share >= 0.5 and (entry.population >= s["large"] or entry.kind == "admin1"))
        if entry.loose and report.votes and share < 0.5:
            return False
        if entry.layer != "world":
            return entry.kind not in _LOCAL or not report.votes or share >= s["least_share"]
        if report.votes and share < s["least_share"]:
            return entry.population >= s["large"] and not entry.alias
        return not (entry.loose and share < 0.5)

    def _score(
        self, entry: Entry, reading: Reading, report: Report, holders: Sequence[Entry], named: Sequence[str]
    ) -> float:
        s = self._scores
        score = standing(entry) + s["votes"] * report.share(entry.country)
        score += s["alias"] * entry.alias + s["loose"] * entry.loose + s["hand"] * (entry.layer == "hand")
        if reading.kinds and entry.kind != "country":
            score += (
                s["kind"] - 0.2 * reading.kinds.index(entry.kind) if entry.kind in reading.kinds else s["wrong_kind"]
            )
        if holders:
            score += s["container"] if any(_holds(h, entry) for h in holders) else s["outside_container"]
        if named:
            score += s["container"] if entry.country in named else s["outside_container"]
        others = [other for other in report.chosen if other.place_id != entry.place_id and other.kind not in _WIDE]
        if entry.admin1 and any(o.admin1 == entry.admin1 and o.country == entry.country for o in report.chosen):
            score += s["same_admin1"]
        if entry.kind not in _WIDE and any(kilometres(entry.point, other.point) < s["near_km"] for other in others):
            score += s["near"]
        return score


def _names(reading: Reading, resolver: Resolver) -> list[str]:
    names = [] if reading.parts else [reading.name]
    for phrase in (*reading.parts, *reading.containers):
        names.append(resolver.reading(phrase).name)
    return names


def _holds(holder: Entry, entry: Entry) -> bool:
    """True where an entry lies in another, as far as division and distance tell."""
    if holder.country != entry.country:
        return False
    if holder.kind == "admin1":
        return entry.admin1 == holder.name or (entry.admin1 is None and kilometres(holder.point, entry.point) < 200)
    reach = 300.0 if holder.kind in ("region", "desert", "mountain") else 60.0
    return kilometres(holder.point, entry.point) < reach


def _city_before_division(found: list[tuple[float, Entry]], reading: Reading) -> list[tuple[float, Entry]]:
    """Of a division and its seat of one name, the bare name means the seat, where that is a town of some size."""
    if not found or reading.kinds or found[0][1].kind != "admin1" or (reading.bearing and not reading.outside):
        return found
    division = found[0][1]
    capital = countries()[division.country].capital
    for item in found[1:]:
        seat = item[1]
        sized = seat.layer == "hand" or seat.population >= 50_000
        if (
            seat.kind in _SETTLEMENTS
            and seat.country == division.country
            and sized
            and (seat.admin1 == division.name or seat.name == capital)
        ):
            return [item, *(other for other in found if other is not item)]
    return found
