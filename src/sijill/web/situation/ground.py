"""A map as SVG, drawn on the server from the gazetteer's own points: no tiles, no network, no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, cos, floor, radians, sqrt
from typing import Final

from markupsafe import Markup

from sijill.codebook.tables import rows
from sijill.register.profiles import Spot
from sijill.web.render import harmless

# The width of a map in its own units; a unit is about a pixel on a screen.
MAP_WIDTH: Final = 720.0
_TALLEST: Final = 470.0
_LOWEST: Final = 300.0
# Never less than this is shown, in degrees of latitude.
_LEAST: Final = 0.8
_MARGIN: Final = 0.12
_KM: Final = 111.2
_RADII: Final = (4.0, 22.0)
_NAMED: Final = 14
_DIVISIONS: Final = 60
_LETTER: Final = 6.2
_STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0)
_SCALES: Final = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a map shows: degrees at its edges, its size, and how degrees become places on it."""

    south: float
    north: float
    west: float
    east: float
    height: float

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point lies, from the upper left."""
        return (
            (longitude - self.west) / (self.east - self.west) * MAP_WIDTH,
            (self.north - latitude) / (self.north - self.south) * self.height,
        )


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return not (
            self.right < other.left or other.right < self.left or self.bottom < other.top or other.bottom < self.top
        )


def frame_of(points: Sequence[tuple[float, float]]) -> Frame:
    """The frame that holds all points (latitude, longitude) with a margin, of a shape that fits a page."""
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    squeeze = max(0.2, cos(radians(middle[0])))
    tall = max(max(lats) - min(lats), _LEAST) * (1 + 2 * _MARGIN)
    wide = max((max(lons) - min(lons)) * squeeze, _LEAST) * (1 + 2 * _MARGIN)
    # The page is wider than high: whichever side is short of its share is given more.
    wide = max(wide, tall * MAP_WIDTH / _TALLEST)
    tall = max(tall, wide * _LOWEST / MAP_WIDTH)
    half = tall / 2, wide / squeeze / 2
    return Frame(
        middle[0] - half[0], middle[0] + half[0], middle[1] - half[1], middle[1] + half[1], MAP_WIDTH * tall / wide
    )


def map_of(spots: Iterable[Spot], label: str) -> Markup:
    """The places of a set of events over the names of divisions, a circle's area by its events. Empty without any."""
    placed = [spot for spot in spots if spot.latitude is not None and spot.longitude is not None]
    if not placed:
        return Markup("")
    frame = frame_of([(spot.latitude or 0.0, spot.longitude or 0.0) for spot in placed])
    most = max(spot.events for spot in placed)
    boxes: list[_Box] = []
    circles, names = [], []
    for number, spot in enumerate(sorted(placed, key=lambda s: -s.events)):
        x, y = frame.at(spot.latitude or 0.0, spot.longitude or 0.0)
        radius = radius_of(spot, most)
        circles.append(_circle(x, y, radius, spot))
        name = spot.place or spot.admin1 or spot.country or ""
        box = _Box(x + radius + 3, y - 7, x + radius + 5 + _LETTER * len(name[:40]), y + 6)
        if number < _NAMED and box.right < MAP_WIDTH and not any(box.meets(other) for other in boxes):
            boxes.append(box)
            names.append(_text("place", box.left, y + 4, name[:40]))
    parts = [*_net(frame), *_divisions_in(frame, boxes), *circles, *names, _scale(frame)]
    return Markup('<svg class="ground" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _n(MAP_WIDTH), _n(frame.height), harmless(label), Markup("").join(parts)
    )


def radius_of(spot: Spot, most: int) -> float:
    """How large the circle of a place is; `most`: the events of the largest."""
    return max(_RADII[0], _RADII[1] * sqrt(spot.events / most))


def _circle(x: float, y: float, radius: float, spot: Spot) -> Markup:
    name = ", ".join(dict.fromkeys(part for part in (spot.place, spot.admin1, spot.country) if part))
    told = f"{name}: {spot.events:,} event{'' if spot.events == 1 else 's'}, {spot.killed:,} killed"
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>').format(
        "spot deadly" if spot.killed else "spot", _n(x), _n(y), _n(radius), harmless(told)
    )


def net_of(frame: Frame) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Lines of latitude (how far down) and of longitude (how far right), each with its degrees."""
    step = next((s for s in _STEPS if (frame.north - frame.south) / s <= 5), _STEPS[-1])
    across = [
        (frame.at(number * step, frame.west)[1], f"{abs(number * step):g}°{'N' if number >= 0 else 'S'}")
        for number in range(ceil(frame.south / step), floor(frame.north / step) + 1)
    ]
    down = [
        (frame.at(frame.south, number * step)[0], f"{abs(number * step):g}°{'E' if number >= 0 else 'W'}")
        for number in range(ceil(frame.west / step), floor(frame.east / step) + 1)
    ]
    return across, down


def _net(frame: Frame) -> Iterable[Markup]:
    """Lines of latitude and longitude with their degrees."""
    across, down = net_of(frame)
    for y, name in across:
        yield Markup('<line class="grid" x1="0" y1="{y}" x2="{}" y2="{y}"/>').format(_n(MAP_WIDTH), y=_n(y))
        yield _text("tick", 3, y - 3, name)
    for x, name in down:
        yield Markup('<line class="grid" x1="{x}" y1="0" x2="{x}" y2="{}"/>').format(_n(frame.height), x=_n(x))
        yield _text("tick", x + 3, frame.height - 4, name)


def _divisions_in(frame: Frame, taken: Sequence[_Box]) -> Iterable[Markup]:
    """The names of first-level divisions where there is room for them."""
    boxes = list(taken)
    inside = [
        (name, frame.at(latitude, longitude))
        for name, latitude, longitude in _divisions()
        if frame.south < latitude < frame.north and frame.west < longitude < frame.east
    ]
    if len(inside) > _DIVISIONS:
        return
    for name, (x, y) in inside:
        half = _LETTER * len(name) / 2
        box = _Box(x - half, y - 8, x + half, y + 5)
        if not any(box.meets(other) for other in boxes):
            boxes.append(box)
            yield _text("division mid", x, y + 3, name)


@cache
def _divisions() -> tuple[tuple[str, float, float], ...]:
    table = rows("sijill.gazetteer", "admin1.tsv")
    return tuple((row["name"], float(row["lat"]), float(row["lon"])) for row in table if not row["parent"])


def scale_of(frame: Frame) -> tuple[float, str]:
    """How long a round number of kilometres is along the middle of the map, and that number."""
    across = (frame.east - frame.west) * _KM * max(0.2, cos(radians((frame.north + frame.south) / 2)))
    km = max((k for k in _SCALES if k <= across / 4), default=_SCALES[0])
    return km / across * MAP_WIDTH, f"{km:,} km"


def _scale(frame: Frame) -> Markup:
    length, name = scale_of(frame)
    y = frame.height - 20
    end = MAP_WIDTH - 12
    return Markup('<path class="scale" d="M{a} {t} V{y} H{b} V{t}"/>').format(
        a=_n(end - length), b=_n(end), t=_n(y - 5), y=_n(y)
    ) + _text("tick end", end, y - 8, name)


def _text(kind: str, x: float, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(kind, _n(x), _n(y), harmless(words))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
