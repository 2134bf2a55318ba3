"""The gazetteer: names -> entries, and all names of one report together -> places."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sijill.gazetteer.entry import Entry
from sijill.gazetteer.names import exact_key
from sijill.gazetteer.phrases import Reading
from sijill.gazetteer.placing import Work
from sijill.gazetteer.resolve import Candidate, Report, Resolver, generic, trapped
from sijill.gazetteer.store import Store
from sijill.gazetteer.surroundings import Span, full_name, read_all
from sijill.model import Place

# How many characters further off a name is for each end of a sentence between.
_SENTENCE = 150
_END = re.compile(r"[.!?][\"”’')\]]*\s+|\n+")


class Gazetteer:
    """Finds places by name. Offline and deterministic; the data load on first use."""

    def __init__(self) -> None:
        self._store = Store()
        self._resolver = Resolver(self._store)

    def find(self, name: str, country: str | None = None) -> list[Entry]:
        """The entries that a name may stand for, likeliest first; `country` (ISO alpha-2) speaks for its own places.

        Words around the name count: "Diyala province", "the town of Hit", "Mount Sinjar".
        """
        return [candidate.entry for candidate in self.candidates(name, country)]

    def candidates(self, name: str, country: str | None = None) -> list[Candidate]:
        """As `find`, with each entry's score and what it is made of."""
        report = Report()
        if country:
            report.votes[country] = 1.0
        reading = self._resolver.reading(full_name(name))
        return [] if reading.parts else self._resolver.ranked(reading, report)

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
        phrases = (*names, *context)
        return Work(self._resolver, phrases, self._readings(phrases), country_hint).places(names)

    def read(self, text: str, spans: Sequence[Span], country_hint: str | None = None) -> list[Place | None]:
        """One place for each span (`text[start:end]`, code points) of a report that names a place.

        The words around a name count: what kind of place it is, what it lies in, how far off which way; what is said
        of a name once holds for it throughout. A name that the gazetteer doesn't know lies where the known place
        named nearest to it lies. A direction before a name belongs to it: `name` is "northern Iraq".
        """
        named = read_all(text, spans, self._resolver.known)
        readings = _agreed([item.reading for item in named])
        phrases = [text[start:end] for start, end in spans]
        work = Work(self._resolver, phrases, readings, country_hint)
        ends = [m.start() for m in _END.finditer(text)]
        placed: list[Place | None] = []
        for n, item in enumerate(named):
            place = work.place(n, item.phrase) or work.meant(n, item.phrase, spans)
            placed.append(place or work.borrowed(item.phrase, readings[n], _by_distance(spans, n, ends)))
        return placed

    def locate(
        self, name: str, near: Sequence[str], country_hint: str | None = None, context: Sequence[str] = ()
    ) -> Place | None:
        """The place of a name that its report puts near others, the nearest first.

        A name that the gazetteer does not know gets the point of the first of `near` that it knows (a country only
        where nothing smaller is known), with that place's tolerance: "Sherk village" near ("Khanaqin",). None where
        none of them is known.
        """
        phrases = (name, *near, *context)
        readings = self._readings(phrases)
        work = Work(self._resolver, phrases, readings, country_hint)
        place = work.place(0, name)
        if place and place.latitude is not None:
            return place
        return work.borrowed(name, readings[0], range(1, 1 + len(near))) or place

    def _readings(self, phrases: Sequence[str]) -> list[Reading]:
        return [self._resolver.reading(full_name(phrase)) for phrase in phrases]


def _by_distance(spans: Sequence[Span], number: int, ends: Sequence[int]) -> list[int]:
    """The numbers of all spans, the nearest to one of them first. What another sentence tells is further off, one that
    follows most; `ends`: where sentences end."""
    at = spans[number][0]

    def gap(other: int) -> int:
        first, last = sorted((at, spans[other][0]))
        between = bisect_left(ends, last) - bisect_left(ends, first)
        return last - first + _SENTENCE * (between + (between > 0 and spans[other][0] > at))

    return sorted(range(len(spans)), key=gap)


def _agreed(readings: Sequence[Reading]) -> list[Reading]:
    """The readings of one text, where what stands beside a name once counts wherever it comes again."""
    beside: dict[str, dict[str, None]] = defaultdict(dict)
    for reading in readings:
        beside[exact_key(reading.name)].update(dict.fromkeys(reading.beside))
    return [replace(r, beside=tuple(beside[exact_key(r.name)])) for r in readings]


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


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process; its data load once."""
    return Gazetteer()
