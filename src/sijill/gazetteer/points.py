"""Where a place's point comes to lie, how sure it is, and the codes that say so.

A point is the entry's own, or moved by distance and direction words, or lies between places or along a border.
`where` is UCDP's where_prec (1 to 7), `geo` ACLED's geo_precision (1 to 3); what they mean stands in `data/words.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import Final

from sijill.codebook.countries import countries
from sijill.codebook.tables import rows
from sijill.gazetteer.entry import Entry, kilometres, middle, moved
from sijill.gazetteer.names import folded
from sijill.gazetteer.phrases import Reading
from sijill.gazetteer.words import words

Point = tuple[float, float]
Codes = tuple[int, int]

# Neighbours among two countries' divisions: pairs up to so many times as far apart as the nearest pair.
_NEIGHBOURS: Final = 4.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in degrees, its tolerance in kilometres, and its precision codes (`where`, `geo`)."""

    point: Point
    km: float
    codes: Codes


def codes(name: str) -> Codes:
    """The codes of a kind of place, or of a way in which a point is not the place's own."""
    table = words()
    found = table["kinds"].get(name) or table["precision"][name]
    return found["where"], found["geo"]


def coarser(*several: Codes) -> Codes:
    """The least sure of several codes, each for itself."""
    return max(c[0] for c in several), max(c[1] for c in several)


def spot(reading: Reading, entry: Entry) -> Spot:
    """An entry's point, moved as the direction words of its reading say."""
    steps, km = words()["steps"], float(words()["kinds"][entry.kind]["km"])
    own = _own_codes(reading, entry)
    if reading.bearing is None:
        around = reading.near or reading.km is not None
        near_km = reading.km if reading.km is not None else steps["near_km"] if reading.near else 0.0
        return Spot(entry.point, max(km, near_km), coarser(own, _distance_codes(near_km)) if around else own)
    if reading.km is not None:
        at = moved(entry.point, reading.bearing, reading.km)
        return Spot(at, max(steps["told_km"], reading.km / 2), coarser(own, _distance_codes(reading.km)))
    if entry.kind in ("country", "admin1"):
        part = steps["country_part" if entry.kind == "country" else "division_part"]
        reach = _reach(entry, reading.bearing)
        at = moved(entry.point, reading.bearing, reach * (steps["beyond"] if reading.outside else part))
        return Spot(at, max(steps["shifted_km"], reach), _part_codes(entry.kind, reading.outside))
    step = steps["outside_km"] if reading.outside else min(steps["inside_km"], km)
    away = coarser(own, codes("near")) if reading.outside else own
    return Spot(moved(entry.point, reading.bearing, step), max(km, steps["near_km"]), away)


def _own_codes(reading: Reading, entry: Entry) -> Codes:
    """A district's bare name means its seat, unless a word says that the district is meant; a road is a line."""
    if folded(reading.name).rsplit(" ", 1)[-1] in words()["phrases"]["roads"]:
        return codes("between")
    if entry.kind == "district" and not (reading.kinds and reading.kinds[0] == "district"):
        return codes("town")
    return codes(entry.kind)


def _distance_codes(km: float) -> Codes:
    return codes("near" if km <= words()["steps"]["near_km"] else "off")


def _part_codes(kind: str, outside: bool) -> Codes:
    if outside:
        return codes("off")
    where, geo = codes("part")
    return (codes("region")[0], geo) if kind == "country" else (where, geo)


def _reach(entry: Entry, bearing: Point) -> float:
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


def between(spots: Sequence[Spot], shape: str) -> Spot:
    """The middle of a stretch between two places, or of several named at once, sure to the furthest of them."""
    if len(spots) == 1:
        return spots[0]
    point = middle([s.point for s in spots])
    half = max(kilometres(point, s.point) for s in spots)
    return Spot(point, max(half, *(s.km for s in spots)), coarser(codes(shape), *(s.codes for s in spots)))


@cache
def border(first: str, second: str) -> Spot | None:
    """The middle of two countries' common border: of the pairs of their divisions that are each other's nearest across.

    No boundaries are at hand; None where the nearest divisions are too far apart for neighbours.
    """
    ours, theirs = divisions().get(first), divisions().get(second)
    if first == second or not ours or not theirs:
        return None
    across = {a: min(theirs, key=lambda b: kilometres(a, b)) for a in ours}
    back = {b: min(ours, key=lambda a: kilometres(a, b)) for b in theirs}
    pairs = sorted((kilometres(a, b), a, b) for a, b in across.items() if back[b] == a)
    steps = words()["steps"]
    if pairs[0][0] > steps["neighbour_km"]:
        return None
    ends = [middle([a, b]) for gap, a, b in pairs if gap <= _NEIGHBOURS * pairs[0][0]]
    point = middle(ends)
    reach = max(kilometres(point, end) for end in ends)
    return Spot(point, max(steps["between_km"], reach + pairs[0][0] / 2), codes("border"))


@cache
def divisions() -> dict[str, list[Point]]:
    """The points of each country's first-level divisions."""
    found: dict[str, list[Point]] = {code: [] for code in countries()}
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        if not row["parent"]:
            found.setdefault(row["country"], []).append((float(row["lat"]), float(row["lon"])))
    return found
