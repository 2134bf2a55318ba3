"""The names of one report on their way to places: chosen together, then each with its point, country and division."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sijill.codebook.countries import countries, countries_in, country_of
from sijill.gazetteer import points
from sijill.gazetteer.entry import Entry, bearings, kilometres
from sijill.gazetteer.names import exact_key, folded
from sijill.gazetteer.phrases import COMPASS, Reading, compass
from sijill.gazetteer.points import Spot
from sijill.gazetteer.resolve import Resolver, generic
from sijill.gazetteer.words import words
from sijill.model import Place

# How many places near an unknown one are asked for its whereabouts.
_NEAREST = 6
_WAY = re.compile(rf"(?:the\s+)?(?P<way>{COMPASS})(?:ern\s+(?:part|region|area)s?)?(?:\s+of\s+the\s+country)?", re.I)
_SETTLED = frozenset(("city", "town", "village", "district", "neighbourhood", "admin1"))


@dataclass(frozen=True, slots=True)
class _Found:
    """A place before it is told: `division`, `country` None where it lies in none or several; `entry` None where its
    point is another's or lies between."""

    spot: Spot
    division: str | None
    country: str | None
    entry: Entry | None = None
    wide: bool = False


class _Said:
    """All names of a report, for what they say out loud."""

    def __init__(self, names: Sequence[str]) -> None:
        self._text = " ; ".join(names)

    @cached_property
    def countries(self) -> frozenset[str]:
        """The codes of the countries that are named."""
        return frozenset(countries_in(self._text))

    @cached_property
    def folded(self) -> str:
        """The names as keys are."""
        return folded(self._text)


class Work:
    """The names of one report on their way to places."""

    def __init__(
        self, resolver: Resolver, phrases: Sequence[str], readings: Sequence[Reading], country_hint: str | None
    ) -> None:
        self._resolver, self._readings = resolver, readings
        self._said = _Said(phrases)
        self._report = resolver.report(readings, phrases, country_hint)
        self._known: dict[Reading, _Found | None] = {}
        for _ in range(2):
            self._settle()

    def _settle(self) -> None:
        """Choose an entry for every name, each leaning on the last choice of the others."""
        chosen: dict[str, Entry] = {}
        for reading in dict.fromkeys(self._readings):
            parts = [self._resolver.reading(part) for part in reading.parts] or [reading]
            holders = [self._resolver.reading(phrase) for part in parts for phrase in part.containers]
            for one in (*parts, *holders):
                if one.name not in chosen and (best := self._resolver.ranked(one, self._report)):
                    chosen[one.name] = best[0].entry
        self._report.settle(chosen)

    def places(self, names: Sequence[str]) -> list[Place | None]:
        """The places of the first names of the report."""
        return [self.place(n, name) for n, name in enumerate(names)]

    def place(self, number: int, phrase: str) -> Place | None:
        """The place of a name by its number in the report, told as `phrase`."""
        found = self._found(self._readings[number])
        return self._told(phrase, found) if found else None

    def meant(self, number: int, phrase: str, spans: Sequence[tuple[int, int]]) -> Place | None:
        """What words without a name mean: "the town" the last one named, "the mosque" one in it, "the south" that part
        of the report's country."""
        if not generic(phrase):
            return None
        if (m := _WAY.fullmatch(phrase)) and (home := self._report.home()):
            whole = self._resolver.reading(countries()[home].plain_name)
            found = self._found(replace(whole, bearing=bearings()[compass(m["way"])]))
            return self._told(phrase, found) if found else None
        said = folded(phrase).split()
        table = words()["kind_words"]
        kinds = {kind for word in said for kind in table.get(word, ())} & _SETTLED or _SETTLED
        seat = "capital" in said
        for other in _pointed(spans, number)[:_NEAREST]:
            found = self._found(self._readings[other])
            if not found or not found.entry:
                continue
            if seat and found.entry.kind == "admin1":
                return self._seat(phrase, found.entry)
            if not seat and found.entry.kind in kinds:
                return self._told(phrase, _within(found, self._readings[number]))
        return None

    def _seat(self, phrase: str, division: Entry) -> Place | None:
        """The town that a division is called after, for "the provincial capital"."""
        reading = replace(self._resolver.reading(division.name), kinds=("city", "town", "district"))
        ranked = self._resolver.ranked(reading, self._report)
        towns = [c.entry for c in ranked if c.entry.admin1 == division.name and c.entry.kind in reading.kinds]
        return self._told(phrase, self._at(reading, towns[0])) if towns else None

    def borrowed(self, phrase: str, reading: Reading, around: Sequence[int]) -> Place | None:
        """An unknown name at the place of the nearest that is known, or in the report's country without a point;
        `around`: numbers of names, the nearest first."""
        if generic(phrase):
            return None
        near = [f for n in around if self._readings[n] != reading and (f := self._found(self._readings[n]))][:_NEAREST]
        # A whole country, or a place in another than the report's, tells less than what is named a little further off.
        vague = float(words()["steps"]["vague_km"])
        inland = [f for f in near if not f.wide and f.spot.km <= vague and self._report.share(f.country or "") >= 0.5]
        best = next((f for f in inland if f.entry), None) or next(iter(inland), None)
        home = self._report.home()
        best = best or next((f for f in near if f.country and f.country == home), None)
        if best:
            return self._told(phrase, _within(best, reading))
        inferred = () if home in self._said.countries else ("country",)
        return Place(name=_tidy(phrase), country=home, inferred=inferred) if home else None

    def _found(self, reading: Reading) -> _Found | None:
        if reading not in self._known:
            self._known[reading] = None  # A name that its own words would place within itself lies nowhere.
            self._known[reading] = self._find(reading)
        return self._known[reading]

    def _find(self, reading: Reading) -> _Found | None:
        if reading.parts:
            return self._stretch(reading)
        ranked = self._resolver.ranked(reading, self._report)
        return self._at(reading, ranked[0].entry) if ranked else self._unknown(reading)

    def _at(self, reading: Reading, entry: Entry) -> _Found:
        broad = entry.kind in ("country", "region", "continent", "sea")
        division = entry.admin1 or (None if broad else self._division_said(reading, entry))
        nation = entry.country or None
        return _Found(points.spot(reading, entry), division, nation, entry, entry.kind == "country" or not nation)

    def _division_said(self, reading: Reading, entry: Entry) -> str | None:
        """The division that the words by the name tell, for a place that lies in several; else the only one that the
        report names near it."""
        for phrase in (*reading.containers, *reading.beside):
            for candidate in self._resolver.ranked(self._resolver.reading(phrase), self._report)[:2]:
                told = candidate.entry
                if told.country == entry.country and told.kind in _SETTLED and told.admin1:
                    return told.admin1
        reach = float(words()["steps"]["division_km"])
        named = {
            e.admin1
            for e in self._report.chosen.values()
            if e.kind == "admin1" and e.country == entry.country and kilometres(e.point, entry.point) < reach
        }
        return named.pop() if len(named) == 1 else None

    def _unknown(self, reading: Reading) -> _Found | None:
        """A name without an entry: the point of what the words by it say that it lies in."""
        nation = country_of(reading.name)
        if nation and not reading.containers:
            return self._found(self._resolver.reading(countries()[nation].plain_name))
        for holder in (*reading.containers, *reading.beside):
            around = self._found(self._resolver.reading(holder))
            if not around or not around.country or self._only_owner(holder, reading.name):
                continue
            abroad = self._report.share(around.country) < 0.3 and bool(self._report.votes)
            if reading.name.startswith(holder) and (abroad or self._resolver.far(around.entry, self._report)):
                continue  # "Lafayette Square" of a report on Washington is in no town of that name.
            # What only stands beside a name says nothing of "the hospital", nor where in a whole country a name lies.
            if holder in reading.containers or not (around.wide or generic(reading.name)):
                return around if _itself(reading.name, around.entry) else _within(around, reading)
        return None

    def _only_owner(self, holder: str, name: str) -> bool:
        """True where a nation's word tells whose a thing is, not where: "Russian embassy", "Turkish drones"."""
        owner = country_of(holder)
        phrases, thing = words()["phrases"], folded(name)
        if owner is None or thing in phrases["lands"]:
            return False
        return self._report.share(owner) < 1.0 or thing.rsplit(" ", 1)[-1] in phrases["abroad"]

    def _stretch(self, reading: Reading) -> _Found | None:
        """Between two places, several at once, or along a border."""
        found = [one for part in reading.parts if (one := self._found(self._resolver.reading(part)))]
        if not found:
            return None
        if reading.shape == "border":
            return self._border(found)
        divisions, nations = {f.division for f in found if f.division}, {f.country for f in found}
        return _Found(
            points.between([f.spot for f in found], reading.shape or "several"),
            divisions.pop() if len(divisions) == 1 else None,
            nations.pop() if len(nations) == 1 else found[0].country,
        )

    def _border(self, found: Sequence[_Found]) -> _Found | None:
        """The border of two countries, on the side of the one that the report is about; the other may go unsaid."""
        lands = [f.country for f in found if f.country]
        votes = self._report.votes
        others = sorted((c for c in votes if c not in lands), key=lambda c: (-votes[c], c))
        pairs = [(lands[0], lands[1])] if len(lands) > 1 else [(other, lands[0]) for other in others[:3]]
        for pair in pairs:
            line = points.border(*pair)
            if line:
                return _Found(line, None, max(pair, key=lambda code: votes.get(code, 0.0)) if lands[1:] else pair[0])
        return found[0]

    def _told(self, phrase: str, found: _Found) -> Place:
        inferred = ["latitude", "longitude"]
        if found.country and found.country not in self._said.countries:
            inferred.insert(0, "country")
        if found.division and exact_key(found.division) not in self._said.folded:
            inferred.insert(0, "admin1")
        where, geo = found.spot.codes
        return Place(
            name=_tidy(phrase),
            admin1=found.division,
            country=found.country,
            latitude=round(found.spot.point[0], 3),
            longitude=round(found.spot.point[1], 3),
            tolerance_km=round(found.spot.km, 1),
            where_prec=where,
            geo_precision=geo,
            place_id=found.entry.place_id if found.entry else None,
            inferred=tuple(inferred),
        )


def _pointed(spans: Sequence[tuple[int, int]], number: int) -> list[int]:
    """What words without a name may point to: the names before them, the last first, then those after them."""
    order = sorted(range(len(spans)), key=lambda n: spans[n])
    at = order.index(number)
    return [*reversed(order[:at]), *order[at + 1 :]]


def _tidy(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" ,;:")


def _itself(name: str, entry: Entry | None) -> bool:
    """True where a name only adds its kind to an entry's: "Ain al-Asad base" is the base, not a spot in it."""
    kinds = words()["kind_words"].get(name.rsplit(" ", 1)[-1].lower(), ())
    return entry is not None and entry.kind in kinds and entry.kind not in _SETTLED


def _within(around: _Found, reading: Reading) -> _Found:
    """A name without a point of its own, at the place that holds it or lies nearest, no surer than that."""
    own = around.entry and points.codes(around.entry.kind)
    kind = reading.kinds[0] if reading.kinds else "village"
    told = points.codes(kind) if kind in ("district", "admin1") else points.codes("within")
    codes = points.coarser(points.codes("within"), around.spot.codes, *((own,) if own else ()), told)
    km = max(around.spot.km, float(words()["steps"]["near_km"]))
    return replace(around, spot=replace(around.spot, km=km, codes=codes), entry=None)
