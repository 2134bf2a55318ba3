"""The ground of maps without tiles: the gazetteer's countries, provinces and towns, as many as a view has room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import floor
from typing import Final, Literal

from sijill.codebook import countries
from sijill.codebook.tables import rows
from sijill.gazetteer import Entry
from sijill.gazetteer.shipped import tabled, world_lines
from sijill.web.maps import Box, inside, project

Kind = Literal["country", "province", "town"]

# Smaller settlements stand on no map.
_LEAST: Final = 15_000
# From which zoom on a kind is shown, and up to which.
_COUNTRIES: Final = (0, 5)
_PROVINCES: Final = (5, 10)
# The smallest settlement that is shown at each zoom, from 0 on.
_SIZES: Final = (10**9, 10**9, 10**9, 5_000_000, 2_000_000, 800_000, 300_000, 100_000, 40_000, _LEAST, 0)
_MOST: Final = 140
# Room that a name takes, in pixels.
_LETTER, _CAPITAL, _LINE, _GAP, _FINE = 6.4, 8.6, 14.0, 3.0, 5.0
# How large settlements of our own tables count, by kind: they have no population there.
_SQUARES: Final = 33
# A district stands where its town is.
_OWN: Final = {"city": 150_000, "district": 60_000, "town": 20_000, "village": 500, "neighbourhood": 400}


@dataclass(frozen=True, slots=True)
class Ground:
    """A place of the ground; `size`: its population, or what stands for it."""

    name: str
    kind: Kind
    latitude: float
    longitude: float
    size: int


def ground(box: Box, zoom: int) -> list[Ground]:
    """The places of a view that have room beside one another, the largest first."""
    kinds: set[Kind] = {"town"}
    kinds |= {"country"} if _COUNTRIES[0] <= zoom <= _COUNTRIES[1] else set()
    kinds |= {"province"} if _PROVINCES[0] <= zoom <= _PROVINCES[1] else set()
    least = _SIZES[min(zoom, len(_SIZES) - 1)]
    shown: list[Ground] = []
    taken: set[tuple[int, int]] = set()
    for place in _places():
        if place.kind not in kinds or (place.kind == "town" and place.size < least):
            continue
        if inside(place.latitude, place.longitude, box) and _fits(place, zoom, taken):
            shown.append(place)
            if len(shown) == _MOST:
                break
    return shown


def _fits(place: Ground, zoom: int, taken: set[tuple[int, int]]) -> bool:
    """Whether a name has room; if so, the room is taken. `taken`: small squares of the world."""
    x, y = project(place.latitude, place.longitude, zoom)
    half = len(place.name) * (_LETTER if place.kind == "town" else _CAPITAL) / 2 + _GAP
    left, right = (x - half, x + half) if place.kind != "town" else (x - _GAP, x + 2 * half)
    columns = range(floor(left / _FINE), floor(right / _FINE) + 1)
    lines = range(floor((y - _LINE / 2) / _FINE), floor((y + _LINE / 2) / _FINE) + 1)
    squares = {(column, line) for column in columns for line in lines}
    if squares & taken:
        return False
    taken |= squares
    return True


@cache
def _places() -> tuple[Ground, ...]:
    """All places that may be shown: countries, provinces, then settlements, the largest first."""
    order: dict[Kind, int] = {"country": 0, "province": 1, "town": 2}
    return tuple(sorted(_all(), key=lambda place: (order[place.kind], -place.size, place.name)))


def _all() -> Iterator[Ground]:
    people = Counter[str]()
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        if not row["parent"]:
            yield Ground(row["name"], "province", float(row["lat"]), float(row["lon"]), 0)
    own: dict[tuple[str, tuple[int, int]], Ground] = {}
    for entry, _ in tabled():
        for place in _ours(entry):
            own.setdefault((place.name, _spot(place.latitude, place.longitude)), place)
    by_spot = {spot: (name, spot) for (name, spot), place in own.items() if place.size >= _LEAST}
    for line in world_lines():
        _, country, _, north, east, living, name, _ = line.split("\t", 7)
        people[country] += int(living)
        if int(living) >= _LEAST:
            latitude, longitude = float(north), float(east)
            # Our own tables spell it as reports do.
            ours = next((by_spot[spot] for spot in _around(latitude, longitude) if spot in by_spot), None)
            if ours:
                own.pop(ours, None)
            yield Ground(ours[0] if ours else name, "town", latitude, longitude, int(living))
    yield from own.values()
    for known in countries().values():
        yield Ground(known.plain_name, "country", known.latitude, known.longitude, people[known.code])


def _ours(entry: Entry) -> Iterator[Ground]:
    if entry.layer == "hand" and entry.kind in _OWN:
        yield Ground(entry.name, "town", entry.latitude, entry.longitude, _OWN[entry.kind])


def _spot(latitude: float, longitude: float) -> tuple[int, int]:
    """The square of some three kilometres in which a point lies."""
    return floor(latitude * _SQUARES), floor(longitude * _SQUARES)


def _around(latitude: float, longitude: float) -> Iterator[tuple[int, int]]:
    """The square of a point, then those beside it."""
    y, x = _spot(latitude, longitude)
    yield from sorted(((y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)), key=lambda at: at != (y, x))
