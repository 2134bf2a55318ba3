"""Places as a map drawn in SVG: points with how sure they are, on a grid of degrees, among the provinces around.

Nothing is fetched. What lies only in a country has no point on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from math import ceil, cos, floor, radians

from sijill.codebook import countries
from sijill.codebook.tables import rows
from sijill.model import Place
from sijill.python.marking import settings

_DEGREE_KM = 111.2
# Room of a name in pixels: its line's height, and half of what its length may be; names around keep off the edge.
_LINE, _NAME, _EDGE = 13, 90, 24
_STEPS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0)


@dataclass(frozen=True, slots=True)
class _View:
    """From degrees to pixels: the middle of the map, pixels a degree of latitude, how much narrower longitude is."""

    latitude: float
    longitude: float
    scale: float
    narrow: float
    width: float
    height: float

    def x(self, longitude: float) -> float:
        return self.width / 2 + (longitude - self.longitude) * self.scale * self.narrow

    def y(self, latitude: float) -> float:
        return self.height / 2 - (latitude - self.latitude) * self.scale


def drawn(places: Sequence[Place]) -> str:
    """The map of the places that have a point, as an `svg` element; empty where none has."""
    widest = settings()["map"]["widest_km"]
    pointed = [
        (place, place.latitude, place.longitude)
        for place in places
        if place.latitude is not None and place.longitude is not None and (place.tolerance_km or 0) <= widest
    ]
    if not pointed:
        return ""
    view = _view([(latitude, longitude) for _, latitude, longitude in pointed])
    reaches = [
        f'<circle class="reach" cx="{view.x(lon):.1f}" cy="{view.y(lat):.1f}" '
        f'r="{(place.tolerance_km or 0) / _DEGREE_KM * view.scale:.1f}"/>'
        for place, lat, lon in pointed
    ]
    points = [
        f'<circle class="point" cx="{view.x(lon):.1f}" cy="{view.y(lat):.1f}" r="4"><title>{escape(place.name)}</title>'
        "</circle>"
        for place, lat, lon in pointed
    ]
    spots = dict.fromkeys(place.name for place, _, _ in pointed)
    label = f"Map of {', '.join(list(spots)[: settings()['map']['named']])}"
    taken: list[tuple[float, float]] = []
    names = list(_names(view, pointed, taken))
    inside = "".join([*_grid(view), *reaches, *_around(view, taken), *points, *names])
    return f'<svg viewBox="0 0 {view.width:g} {view.height:g}" role="img" aria-label="{escape(label)}">{inside}</svg>'


def _view(points: Sequence[tuple[float, float]]) -> _View:
    table = settings()["map"]
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    narrow = max(0.1, cos(radians((south + north) / 2)))
    around = 1 + 2 * table["around"]
    tall = max((north - south) * around, table["least_degrees"])
    wide = max((east - west) * around * narrow, table["least_degrees"])
    scale = min(table["height"] / tall, table["width"] / wide)
    return _View((south + north) / 2, (west + east) / 2, scale, narrow, table["width"], table["height"])


def _grid(view: _View) -> Iterator[str]:
    """Lines of latitude and longitude with their degrees, some four each way."""
    tall, wide = view.height / view.scale, view.width / view.scale / view.narrow
    step = next((s for s in _STEPS if max(tall, wide) / s <= 6), _STEPS[-1])
    for number in range(ceil((view.latitude - tall / 2) / step), floor((view.latitude + tall / 2) / step) + 1):
        y = view.y(number * step)
        yield f'<line x1="0" x2="{view.width:g}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="shy" x="4" y="{y - 3:.1f}">{_degrees(number * step, "N", "S")}</text>'
    for number in range(ceil((view.longitude - wide / 2) / step), floor((view.longitude + wide / 2) / step) + 1):
        x = view.x(number * step)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{view.height:g}"/>'
        yield f'<text class="shy" x="{x + 3:.1f}" y="{view.height - 4:g}">{_degrees(number * step, "E", "W")}</text>'


def _degrees(value: float, above: str, below: str) -> str:
    return f"{abs(round(value, 2)):g}° {above if value >= 0 else below}"


def _around(view: _View, taken: list[tuple[float, float]]) -> Iterator[str]:
    """The names of provinces, or of countries on a wide map, where there is room."""
    wide = view.height / view.scale > settings()["map"]["countries_degrees"]
    for name, latitude, longitude in _countries() if wide else _provinces():
        x, y = view.x(longitude), view.y(latitude)
        if _EDGE < x < view.width - _EDGE and _EDGE < y < view.height - _EDGE and not _crowded(x, y, taken):
            taken.append((x, y))
            yield f'<text class="shy" text-anchor="middle" x="{x:.1f}" y="{y:.1f}">{escape(name)}</text>'


@cache
def _provinces() -> tuple[tuple[str, float, float], ...]:
    table = rows("sijill.gazetteer", "admin1.tsv")
    return tuple((row["name"], float(row["lat"]), float(row["lon"])) for row in table if not row["parent"])


def _countries() -> Iterator[tuple[str, float, float]]:
    return ((country.plain_name, country.latitude, country.longitude) for country in countries().values())


def _crowded(x: float, y: float, taken: Sequence[tuple[float, float]]) -> bool:
    return any(abs(y - other_y) < _LINE and abs(x - other_x) < _NAME for other_x, other_y in taken)


def _names(
    view: _View, pointed: Sequence[tuple[Place, float, float]], taken: list[tuple[float, float]]
) -> Iterator[str]:
    """The names of the first places, each once, where they don't run over one another; `taken`: where they stand."""
    said: set[str] = set()
    for place, latitude, longitude in pointed:
        x, y = view.x(longitude), view.y(latitude)
        if place.name in said or _crowded(x, y, taken) or len(said) >= settings()["map"]["named"]:
            continue
        said.add(place.name)
        taken.append((x, y))
        left = x > view.width * 0.75
        side = f'text-anchor="end" x="{x - 7:.1f}"' if left else f'x="{x + 7:.1f}"'
        yield f'<text {side} y="{y + 4:.1f}">{escape(place.name)}</text>'
