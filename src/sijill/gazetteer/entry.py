"""An entry of the gazetteer, the kinds of place, and how sure a kind's point is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import asin, cos, degrees, radians, sin, sqrt
from typing import Final

EARTH_KM: Final = 6371.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that the gazetteer knows. Coordinates in degrees (WGS 84); `country` ISO 3166-1 alpha-2.

    `kind` is one of the keys of `kinds` in `data/words.toml`; `population` 0 where unknown; `layer` says where the
    entry comes from: `country`, `admin1`, `hand`, `world`, or `user` for a layer that a user added. `alias`: found by
    another name than its own; `loose`: found by its sound only. `parent`: the district or sub-district that it lies
    in, by name, where a table tells it. `code`: ISO 3166 (a country's two letters, a division's `IQ-KI`) where it has
    one. `source`: the user's layer that it comes from. `note`: what should be known about its point.
    """

    name: str
    kind: str
    country: str
    admin1: str | None
    latitude: float
    longitude: float
    population: int
    place_id: str
    layer: str
    alias: bool = False
    loose: bool = False
    parent: str | None = None
    code: str | None = None
    source: str = ""
    note: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.latitude, self.longitude


def kilometres(left: tuple[float, float], right: tuple[float, float]) -> float:
    """The distance between two points (latitude, longitude) along the ground, in kilometres."""
    la, lo, lb, lob = map(radians, (*left, *right))
    h = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin((lob - lo) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def moved(point: tuple[float, float], bearing: tuple[float, float], km: float) -> tuple[float, float]:
    """The point `km` away in a direction given as (northward, eastward) parts of any length."""
    north, east = bearing
    length = sqrt(north * north + east * east)
    if not length:
        return point
    latitude = point[0] + degrees(km / EARTH_KM) * north / length
    stretch = max(0.05, cos(radians(point[0])))
    return latitude, point[1] + degrees(km / EARTH_KM) * east / length / stretch


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The mean of points that lie near one another."""
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


@cache
def bearings() -> dict[str, tuple[float, float]]:
    """Direction words without endings -> (northward, eastward): "north" -> (1, 0), "southeast" -> (-1, 1)."""
    ends = {"north": (1.0, 0.0), "south": (-1.0, 0.0), "east": (0.0, 1.0), "west": (0.0, -1.0)}
    found = dict(ends)
    for first in ("north", "south"):
        for second in ("east", "west"):
            found[first + second] = (ends[first][0], ends[second][1])
    return found
