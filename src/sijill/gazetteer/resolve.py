"""Chooses among the places that a report's names may stand for, all names together.

Each name's candidates are scored by their own standing, by the words around the name (kind of place, what it lies in)
and by the report: the countries that its other names speak for, divisions named or shared, nearness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log10

from sijill.codebook.countries import countries, countries_in, country_of
from sijill.gazetteer.entry import Entry, bearings, kilometres
from sijill.gazetteer.names import exact_key, folded
from sijill.gazetteer.phrases import Reading, read
from sijill.gazetteer.store import Store
from sijill.gazetteer.wide import wide
from sijill.gazetteer.words import words

Why = tuple[tuple[str, float], ...]
"""What spoke for or against a candidate, in points that add up to its score."""

_SETTLEMENTS = frozenset(("city", "town", "village", "district", "neighbourhood"))
_VAST = frozenset(("country", "region", "continent", "sea"))
_WIDE = frozenset(("country", "region", "admin1", "continent", "sea"))
# A settlement smaller than this yields to what the text says of its whereabouts.
_SMALL = 100_000
# And one smaller than this to the nearness of what else the text names.
_HAMLET = 20_000
# How far from what it is said to lie in a place may still be meant, borders and points being what they are.
_STRAY_KM = 100.0
# Kinds whose names come again from town to town: they need their country's support.
_LOCAL = frozenset(("neighbourhood", "site", "village", "camp", "airport", "town", "area", "crossing", "road"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name may stand for, its score, and why."""

    entry: Entry
    score: float
    why: Why


@dataclass(slots=True)
class Report:
    """What a report's names say together: votes for countries, and the entries chosen so far by name.

    `divisions`: the first-level divisions, as (country, name), that the report names as such.
    """

    votes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    voters: dict[str, dict[str, float]] = field(default_factory=dict)
    chosen: dict[str, Entry] = field(default_factory=dict)
    divisions: frozenset[tuple[str, str]] = frozenset()

    def share(self, country: str) -> float:
        """How strongly the report speaks for a country, against the one it speaks for most: 0 to 1."""
        top = max(self.votes.values(), default=0.0)
        return self.votes.get(country, 0.0) / top if top else 0.0

    def without(self, name: str) -> Report:
        """The report as its other names tell it."""
        own = self.voters.get(name)
        if not own and name not in self.chosen:
            return self
        votes = {c: left for c, weight in self.votes.items() if (left := weight - (own or {}).get(c, 0.0)) > 1e-6}
        chosen = {other: entry for other, entry in self.chosen.items() if other != name}
        return Report(votes, {}, chosen, self.divisions)

    def settle(self, chosen: dict[str, Entry]) -> None:
        """Take these entries as what the names stand for: what the next choice leans on."""
        self.chosen = chosen
        named = (e for e in chosen.values() if e.kind == "admin1" and e.admin1)
        self.divisions = frozenset((e.country, str(e.admin1)) for e in named)

    def home(self) -> str | None:
        """The country that the report speaks for most."""
        return max(sorted(self.votes), key=lambda code: self.votes[code], default=None)

    def capital(self) -> tuple[str, str] | None:
        """That country and its capital's name."""
        country = countries().get(self.home() or "")
        return (country.code, country.capital) if country and country.capital else None


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
        self.reading = lru_cache(maxsize=16384)(self._reading)
        self._entries = lru_cache(maxsize=16384)(self._entries_of)

    def _reading(self, phrase: str) -> Reading:
        """How a phrase by itself is read."""
        return read(phrase, self.known)

    def known(self, name: str) -> bool:
        """True where a name has entries; words that only tell a kind of place ("the city", "southeast") have none."""
        return bool(self._entries(name))

    def _entries_of(self, name: str) -> tuple[Entry, ...]:
        found = self._store.lookup(name)
        over = wide(name)
        if over:
            return (over, *(e for e in found if over.kind != "sea" or e.kind not in ("area", "region")))
        if generic(name):
            return tuple(e for e in found if e.layer in ("hand", "admin1") and " " in e.name)
        # "German", "Syrian": whose it is; the villages that sound so are not meant.
        return tuple(e for e in found if e.layer != "world" and not e.loose) if country_of(name) else found

    def report(self, readings: Iterable[Reading], said: Iterable[str], country_hint: str | None) -> Report:
        """The votes for countries that the names of one report cast; `said`: the phrases as they stand."""
        report = Report()
        if country_hint:
            report.votes[country_hint] += self._scores["hint"]
        for phrase in dict.fromkeys(said):
            for code in countries_in(phrase):
                report.votes[code] += 1.0
        for reading in readings:
            nation = country_of(reading.name)
            if nation and not countries_in(reading.name):
                report.votes[nation] += 1.0
            for name in self.names(reading):
                if name in report.voters:
                    continue
                report.voters[name] = self._leanings(name)
                for country, weight in report.voters[name].items():
                    report.votes[country] += weight
        return report

    def names(self, reading: Reading) -> list[str]:
        """All names that a reading holds: its own, or its parts', and those of what it lies in."""
        names = [] if reading.parts else [reading.name]
        for phrase in (*reading.parts, *reading.containers, *reading.beside):
            inner = self.reading(phrase)
            names += [self.reading(part).name for part in inner.parts] if inner.parts else [inner.name]
        return names

    def _leanings(self, name: str) -> dict[str, float]:
        """The countries that one name speaks for; the weights add up to at most 1."""
        entries = [
            e for e in self._entries(name) if e.kind != "country" and e.country and not (e.loose and e.layer == "world")
        ]
        if not entries or trapped(name):
            return {}
        weights: dict[str, float] = {}
        for entry in entries:
            weight = 3.0 ** (standing(entry) - (1.0 if entry.alias or entry.loose else 0.0))
            weights[entry.country] = max(weight, weights.get(entry.country, 0.0))
        total = sum(weights.values())
        return {country: weight / total for country, weight in weights.items()}

    def ranked(self, reading: Reading, report: Report) -> list[Candidate]:
        """The candidates of a reading that stand up, best first."""
        report = report.without(reading.name)
        holders = [e for phrase in reading.containers for e in self._holders(phrase)]
        by_phrase = [self._holders(phrase) for phrase in reading.beside]
        beside = [e for found in by_phrase for e in found]
        firmly = [max(found, key=standing) for found in by_phrase if found]
        named = [code for phrase in reading.containers for code in countries_in(phrase)]
        owners = [code for phrase in reading.beside for code in countries_in(phrase)]
        near = _Near(report, self._scores)
        found: list[Candidate] = []
        for entry in self._candidates(reading, report):
            held = any(_holds(h, entry) for h in (*holders, *beside)) or entry.country in (*named, *owners)
            if not self._grounded(entry, reading, report, held) or (not held and _elsewhere(entry, holders, firmly)):
                continue
            if not held and near.strays(entry):
                continue
            why = self._own(entry, reading, report)
            why += self._containment(entry, (holders, named), (beside, owners))
            why += near.why(entry)
            score = sum(points for _, points in why)
            if score >= self._scores["least"]:
                found.append(Candidate(entry, score, tuple(why)))
        found = self._beside_first(found, [e for e in firmly if e.kind == "admin1"])
        found.sort(key=lambda c: (-c.score, c.entry.place_id))
        return _city_before_division(found, reading)

    def far(self, entry: Entry | None, report: Report) -> bool:
        """True for a place short of a city that lies far from all that the report names in its country."""
        return entry is not None and entry.population < _SMALL and _Near(report, self._scores).far(entry)

    def _beside_first(self, found: list[Candidate], divisions: Sequence[Entry]) -> list[Candidate]:
        """Where a candidate lies in the division beside the name, the others count for less: "London, Ky."."""
        held = [any(_holds(d, c.entry) for d in divisions) for c in found]
        if not any(held):
            return found
        less = ("stands beside another", self._scores["beside_another"])
        return [
            c if ours or c.entry.kind in _WIDE else Candidate(c.entry, c.score + less[1], (*c.why, less))
            for c, ours in zip(found, held, strict=True)
        ]

    def _candidates(self, reading: Reading, report: Report) -> Sequence[Entry]:
        """The entries of a name; of "the capital" the seat of the country that the report is about."""
        name = reading.name
        said = folded(name).split() if generic(name) else []
        seat = report.capital() if "capital" in said and not {"provincial", "regional"} & set(said) else None
        if seat:
            return [e for e in self._store.lookup(seat[1]) if e.country == seat[0]]
        found = self._entries(name)
        if reading.strict:
            return [e for e in found if e.kind in reading.kinds]
        return found

    def _holders(self, phrase: str) -> list[Entry]:
        """What the words by a place say that it lies in: division or larger, district or town."""
        reading = self.reading(phrase)
        return [e for e in self._entries(reading.name) if e.kind != "country" and not e.loose]

    def _grounded(self, entry: Entry, reading: Reading, report: Report, held: bool) -> bool:
        """False where nothing but the name speaks for a candidate, and the name alone does not suffice."""
        s, share = self._scores, report.share(entry.country)
        if held or entry.layer == "wide":
            return True
        if generic(reading.name) and entry.layer == "admin1":
            return share >= 0.5
        # A kind word names a kind ("city of Nice"), a generic one ("Mobile area") does not.
        if trapped(reading.name) and entry.kind != "country":
            told = bool(reading.kinds) and (share >= 0.5 or not report.votes)
            return told or (share >= 0.5 and (entry.population >= s["large"] or entry.kind == "admin1"))
        if entry.loose and report.votes and share < 0.5:
            return False
        if entry.layer == "admin1" and (entry.alias or entry.loose) and report.votes and share < s["least_share"]:
            return False
        if entry.layer != "world":
            sure = max(report.votes.values(), default=0.0) >= s["sure_votes"]
            if entry.alias and sure and share < s["least_share"] and entry.kind in _SETTLEMENTS:
                return False  # "Medina" in a report on Somalia is no district of Basra.
            known = entry.kind not in _LOCAL or entry.population >= s["large"]
            return known or not report.votes or share >= s["least_share"]
        if report.votes and share < s["least_share"]:
            return entry.population >= s["large"] and not entry.alias
        return not (entry.loose and share < 0.5)

    def _own(self, entry: Entry, reading: Reading, report: Report) -> list[tuple[str, float]]:
        """What the entry itself, its spelling, its country and the words for its kind say."""
        s = self._scores
        share = s["wide_share"] if entry.layer == "wide" else report.share(entry.country)
        why = [("standing", standing(entry)), ("country", s["votes"] * share)]
        if _seat(entry):
            why.append(("capital", s["capital"]))
        if entry.place_id in words()["meant"]["places"]:
            why.append(("meant in the news", s["meant"]))
        elif entry.alias:
            why.append(("another name", s["alias"]))
        if entry.loose:
            why.append(("by its sound", s["loose"]))
        if entry.layer in ("hand", "user"):
            why.append(("made by hand", s["hand"]))
        if reading.kinds and entry.kind not in ("country", "continent"):
            fits = entry.kind in reading.kinds
            why.append(("kind", s["kind"] - 0.2 * reading.kinds.index(entry.kind) if fits else s["wrong_kind"]))
        return why

    def _containment(
        self, entry: Entry, inside: tuple[list[Entry], list[str]], beside: tuple[list[Entry], list[str]]
    ) -> list[tuple[str, float]]:
        """What the phrase itself says that it lies in counts both ways, what stands beside it only for."""
        s = self._scores
        why = []
        holders, named = inside
        if holders:
            held = any(_holds(h, entry) for h in holders)
            why.append(("lies in" if held else "lies elsewhere", s["container"] if held else s["outside_container"]))
        if named:
            held = entry.country in named
            why.append(("country said" if held else "other country", s["container" if held else "outside_container"]))
        holders, named = beside
        if any(_holds(h, entry) for h in holders if h.place_id != entry.place_id):
            why.append(("stands beside", s["beside"]))
        elif entry.country in named:
            why.append(("country beside", s["country_beside"]))
        return why


@lru_cache(maxsize=4096)
def _seat(entry: Entry) -> bool:
    """True for the capital of a country, by its name and not a village's size."""
    country = countries().get(entry.country)
    named = country is not None and exact_key(country.capital) == exact_key(entry.name)
    return named and entry.kind in _SETTLEMENTS and (entry.population >= _SMALL or entry.layer == "hand")


class _Near:
    """The places chosen so far, for what is near them."""

    def __init__(self, report: Report, scores: dict[str, float]) -> None:
        self._scores, self._divisions = scores, report.divisions
        chosen = [e for e in report.chosen.values() if e.kind not in _WIDE]
        self._points = [(e.place_id, e.point) for e in chosen]
        self._inland = [(e.place_id, e.country, e.point) for e in report.chosen.values() if e.kind not in _VAST]
        self._shared = {(e.country, e.admin1) for e in chosen if e.admin1}

    def strays(self, entry: Entry) -> bool:
        """True for a neighbourhood or small place that lies far from all that the report names in its country: a
        namesake of what is meant."""
        small = entry.kind in ("village", "neighbourhood") if entry.layer != "world" else entry.population < _HAMLET
        return small and entry.kind in _SETTLEMENTS and self.far(entry)

    def far(self, entry: Entry) -> bool:
        """True where the report names other places of an entry's country and none of them near it."""
        if (entry.country, entry.admin1) in self._divisions:
            return False
        others = [point for pid, country, point in self._inland if country == entry.country and pid != entry.place_id]
        reach = self._scores["stray_km"]
        return bool(others) and all(kilometres(entry.point, point) > reach for point in others)

    def why(self, entry: Entry) -> list[tuple[str, float]]:
        """Points for a division that the report names or shares, and for nearness to its other places."""
        s = self._scores
        why: list[tuple[str, float]] = []
        if entry.kind in _WIDE:
            return why
        if (entry.country, entry.admin1) in self._divisions:
            why.append(("division named", s["division_named"]))
        elif entry.admin1 and any(
            pid != entry.place_id and (entry.country, entry.admin1) in self._shared for pid, _ in self._points
        ):
            why.append(("division shared", s["same_admin1"]))
        reach = s["near_km"]
        band = reach / 100.0
        gaps = [
            kilometres(entry.point, point)
            for pid, point in self._points
            if pid != entry.place_id and abs(point[0] - entry.latitude) < band
        ]
        gap = min(gaps, default=reach)
        if gap < reach:
            why.append(("nearness", s["near"] * (1.0 - gap / reach)))
        return why


def _holds(holder: Entry, entry: Entry) -> bool:
    """True where an entry lies in another, as far as parent, division and distance tell."""
    if holder.place_id == entry.place_id or holder.country != entry.country:
        return False
    if entry.kind in _WIDE and holder.kind not in _WIDE:
        return False
    if entry.parent and exact_key(entry.parent) == exact_key(holder.name):
        return True
    if holder.kind == "admin1":
        return entry.admin1 == holder.name or (entry.admin1 is None and kilometres(holder.point, entry.point) < 200)
    reach = 300.0 if holder.kind in ("region", "desert", "mountain") else 60.0
    return kilometres(holder.point, entry.point) < reach


def _elsewhere(entry: Entry, inside: Sequence[Entry], beside: Sequence[Entry]) -> bool:
    """True for a small namesake outside of what the name is said to lie in, or of the only division that stands beside
    it: the place itself is unknown then ("Holliday, Mo.", where the gazetteer has one in Texas)."""
    if entry.kind not in _SETTLEMENTS or entry.population >= _SMALL:
        return False
    if any(kilometres(holder.point, entry.point) < _STRAY_KM for holder in (*inside, *beside)):
        return False
    return bool(inside) or (bool(beside) and {e.kind for e in beside} == {"admin1"})


def _city_before_division(found: list[Candidate], reading: Reading) -> list[Candidate]:
    """Of a division and its seat of one name, the bare name means the seat, where that is a town of some size."""
    meant = reading.kinds or reading.holding or (reading.bearing and not reading.outside)
    if meant or not found or found[0].entry.kind != "admin1":
        return found
    division = found[0].entry
    capital = countries()[division.country].capital
    for item in found[1:]:
        seat = item.entry
        sized = seat.layer == "hand" or seat.population >= 50_000
        if (
            seat.kind in _SETTLEMENTS
            and seat.country == division.country
            and sized
            and (seat.admin1 == division.name or seat.name == capital)
        ):
            return [item, *(other for other in found if other is not item)]
    return found
