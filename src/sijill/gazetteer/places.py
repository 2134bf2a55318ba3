"""The gazetteer: names -> entries, and all names of one report together -> places."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from math import hypot

from sijill.codebook.countries import countries, countries_in, country_of
from sijill.codebook.tables import rows
from sijill.gazetteer.entry import Entry, kilometres, middle, moved
from sijill.gazetteer.names import exact_key, folded
from sijill.gazetteer.phrases import Reading
from sijill.gazetteer.resolve import Report, Resolver, generic, trapped
from sijill.gazetteer.store import Store
from sijill.gazetteer.words import words
from sijill.model import Place

Point = tuple[float, float]


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


class Gazetteer:
    """Finds places by name. Offline and deterministic; the data load on first use."""

    def __init__(self) -> None:
        self._store = Store()
        self._resolver = Resolver(self._store)

    def find(self, name: str, country: str | None = None) -> list[Entry]:
        """The entries that a name may stand for, likeliest first; `country` (ISO alpha-2) speaks for its own places.

        Words around the name count: "Diyala province", "the town of Hit", "Mount Sinjar".
        """
        report = Report()
        if country:
            report.votes[country] = 1.0
        reading = self._resolver.reading(name)
        if reading.parts:
            return []
        return [entry for _, entry in self._resolver.ranked(reading, report)]

    def is_place(self, name: str, country: str | None = None) -> float:
        """How surely a name is a place's: 1.0 a country, division or hand-made entry, 0.0 none that is known.

        Above 0.5 it may overrule a tagger that took the name for a person. `country`: where the report is set.
        """
        entries = [e for e in self._store.lookup(name) if not (e.loose and e.country != country)]
        if generic(name):
            return 0.0
        if not entries:
            return 0.0
        best = max(_sureness(entry, country) for entry in entries)
        return min(best, 0.2) if trapped(name) else best

    def resolve(
        self, names: Sequence[str], country_hint: str | None = None, context: Sequence[str] = ()
    ) -> list[Place | None]:
        """One place for each name, or None; the names of one report speak for one another.

        `context`: more place names of the report that need no place of their own. `country_hint`: ISO alpha-2 of
        the country that the report is set in, where something else tells it (its actors, its publisher).
        """
        report = self._settled((*names, *context), country_hint)
        said = _Said((*names, *context))
        return [self._place(name, report, said) for name in names]

    def locate(
        self, name: str, near: Sequence[str], country_hint: str | None = None, context: Sequence[str] = ()
    ) -> Place | None:
        """The place of a name that its report puts near others, the nearest first.

        A name that the gazetteer does not know gets the point of the first of `near` that it knows (a country only
        where nothing smaller is known), with that place's tolerance: "Sherk village" near ("Khanaqin",). None where
        none of them is known.
        """
        everything = (name, *near, *context)
        report = self._settled(everything, country_hint)
        said = _Said(everything)
        place = self._place(name, report, said)
        if place and place.latitude is not None:
            return place
        around = [p for other in near if (p := self._place(other, report, said)) and p.latitude is not None]
        # A whole country, or a place in another than the report's, tells less than what is named a little further off.
        telling = [p for p in around if p.place_id != p.country and report.share(p.country or "") >= 0.5]
        return _at(name, (telling or around)[0]) if around else place

    def _settled(self, phrases: Sequence[str], country_hint: str | None) -> Report:
        """Votes for countries, then the entries chosen by them: what the second choice leans on."""
        report = self._resolver.report(phrases, country_hint)
        chosen = []
        for phrase in dict.fromkeys(phrases):
            reading = self._resolver.reading(phrase)
            for part in reading.parts or (phrase,):
                inner = self._resolver.reading(part)
                chosen += [item[1] for item in self._resolver.ranked(inner, report)[:1]]
                for holder in inner.containers:
                    chosen += [item[1] for item in self._resolver.ranked(self._resolver.reading(holder), report)[:1]]
        report.chosen = chosen
        return report

    def _place(self, phrase: str, report: Report, said: _Said) -> Place | None:
        reading = self._resolver.reading(phrase)
        if reading.parts:
            return self._stretch(phrase, reading, report, said)
        found = self._resolver.ranked(reading, report)
        if not found:
            return self._unknown(phrase, reading, report, said)
        return self._known(phrase, reading, found[0][1], report, said)

    def _known(self, phrase: str, reading: Reading, entry: Entry, report: Report, said: _Said) -> Place:
        point, km = self._shifted(reading, entry)
        division = None if entry.kind in ("country", "region") and not entry.admin1 else entry.admin1
        if division is None and entry.kind not in ("country", "region"):
            division = self._division_said(reading, entry.country)
        return _place(phrase, division, entry.country, point, km, entry.place_id, said)

    def _division_said(self, reading: Reading, country: str) -> str | None:
        """The division that the phrase itself names, for a place that lies in several."""
        for phrase in reading.containers:
            for entry in self._store.lookup(self._resolver.reading(phrase).name):
                if entry.kind == "admin1" and entry.country == country:
                    return entry.admin1
        return None

    def _unknown(self, phrase: str, reading: Reading, report: Report, said: _Said) -> Place | None:
        """A name without an entry: the point of what the phrase says it lies in."""
        nation = country_of(reading.name)
        if nation and not reading.containers:
            return self._place(countries()[nation].plain_name, report, said)
        for holder in reading.containers:
            around = self._place(holder, report, said)
            # "Russian embassy": an adjective tells whose it is, and where only in its own country's report.
            land = folded(reading.name) in words()["phrases"]["lands"]
            foreign = country_of(holder) and not land and report.share(country_of(holder) or "") < 1.0
            if around and around.country and not foreign:
                return _at(phrase, around)
        return None

    def _stretch(self, phrase: str, reading: Reading, report: Report, said: _Said) -> Place | None:
        """Between two places, or several at once: the middle, sure to half the way."""
        places = [place for part in reading.parts if (place := self._place(part, report, said))]
        points = [(p.latitude, p.longitude) for p in places if p.latitude is not None and p.longitude is not None]
        if not points:
            return None
        divisions = {p.admin1 for p in places}
        nations = {p.country for p in places}
        point = middle(points)
        half = max(kilometres(point, other) for other in points)
        km = max(half, *(p.tolerance_km or 0.0 for p in places)) if len(points) > 1 else places[0].tolerance_km
        division = divisions.pop() if len(divisions) == 1 else None
        nation = nations.pop() if len(nations) == 1 else places[0].country
        return _place(phrase, division, nation, point, km, None, said)

    def _shifted(self, reading: Reading, entry: Entry) -> tuple[Point, float]:
        """An entry's point and tolerance, moved as the direction words say."""
        steps, km = words()["steps"], float(words()["kinds"][entry.kind]["km"])
        if reading.bearing is None:
            if reading.km is not None:
                return entry.point, max(km, reading.km)
            return entry.point, max(km, steps["near_km"]) if reading.near else km
        if reading.km is not None:
            return moved(entry.point, reading.bearing, reading.km), max(10.0, reading.km / 2)
        if entry.kind in ("country", "admin1"):
            part = steps["country_part" if entry.kind == "country" else "division_part"]
            reach = self._reach(entry, reading.bearing)
            return moved(entry.point, reading.bearing, reach * (1.2 if reading.outside else part)), max(
                steps["shifted_km"], reach
            )
        step = steps["outside_km"] if reading.outside else min(steps["inside_km"], km)
        return moved(entry.point, reading.bearing, step), max(km, steps["near_km"])

    def _reach(self, entry: Entry, bearing: Point) -> float:
        """About how far a country or division stretches from its middle in a direction, in kilometres."""
        points = divisions().get(entry.country, [])
        if entry.kind == "admin1":
            gaps = sorted(kilometres(entry.point, other) for other in points if other != entry.point)
            return min(150.0, gaps[0] / 2) if gaps else 50.0
        length = hypot(*bearing)
        along = [
            kilometres(entry.point, p)
            for p in points
            if ((p[0] - entry.latitude) * bearing[0] + (p[1] - entry.longitude) * bearing[1]) / length
            > 0.7 * hypot(p[0] - entry.latitude, p[1] - entry.longitude)
        ]
        return max(along, default=100.0)


@cache
def divisions() -> dict[str, list[Point]]:
    """The points of each country's first-level divisions."""
    found: dict[str, list[Point]] = {}
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        if not row["parent"]:
            found.setdefault(row["country"], []).append((float(row["lat"]), float(row["lon"])))
    return found


def _sureness(entry: Entry, country: str | None) -> float:
    if entry.layer != "world":
        sure = 1.0 if entry.kind not in ("neighbourhood", "site", "village") else 0.8
    else:
        sure = 0.9 if entry.population >= 100_000 else 0.6 if entry.population >= 15_000 else 0.4
    if country and entry.country != country:
        sure *= 0.6
    if country and entry.country == country and entry.layer == "world":
        sure = max(sure, 0.7)
    return round(sure * (0.7 if entry.loose else 0.8 if entry.alias and entry.layer == "world" else 1.0), 3)


def _at(name: str, around: Place) -> Place:
    """A name without a point of its own, at the place that holds it."""
    return around.model_copy(update={"name": _tidy(name), "place_id": None})


def _tidy(phrase: str) -> str:
    return " ".join(phrase.split()).strip(" ,;:")


def _place(
    phrase: str,
    division: str | None,
    country: str | None,
    point: Point,
    km: float | None,
    place_id: str | None,
    said: _Said,
) -> Place:
    inferred = ["latitude", "longitude"]
    if country and country not in said.countries:
        inferred.insert(0, "country")
    if division and exact_key(division) not in said.folded:
        inferred.insert(0, "admin1")
    return Place(
        name=_tidy(phrase),
        admin1=division,
        country=country,
        latitude=round(point[0], 3),
        longitude=round(point[1], 3),
        tolerance_km=None if km is None else round(km, 1),
        place_id=place_id,
        inferred=tuple(inferred),
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process; its data load once."""
    return Gazetteer()
