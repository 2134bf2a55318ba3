"""Maps of events: what lies where at which zoom, gathered into cells so that any number of events can be looked at.

The projection is that of web maps (Mercator on a sphere): at zoom z the world is 256 * 2**z pixels wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import asinh, atan, ceil, cos, degrees, floor, log2, pi, radians, sin, sinh, sqrt, tan
from typing import Final

from sijill.model import EVENT_TYPES, EventType
from sijill.register.summaries import Point

TILE: Final = 256
MOST_ZOOM: Final = 16
# A cell's side in pixels: wide enough for the largest marker.
CELL: Final = 56
# Beyond it Mercator has no end.
_NORTHMOST: Final = 85.0511
_EDGE: Final = 40
# No map of a few events begins nearer than this.
_NEAREST: Final = 9
_SMALLEST, _LARGEST, _GROWTH = 8.0, 27.0, 1.7

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def project(latitude: float, longitude: float, zoom: int) -> tuple[float, float]:
    """A point in pixels of the whole world at a zoom: x from 180° west eastward, y from the north southward."""
    side = TILE * 2**zoom
    latitude = max(-_NORTHMOST, min(_NORTHMOST, latitude))
    y = 0.5 - asinh(tan(radians(latitude))) / (2 * pi)
    return (longitude + 180) / 360 * side, y * side


def unproject(x: float, y: float, zoom: int) -> tuple[float, float]:
    """Latitude and longitude of a pixel."""
    side = TILE * 2**zoom
    return degrees(atan(sinh(pi * (1 - 2 * y / side)))), x / side * 360 - 180


def radius(killed: int) -> float:
    """A marker's radius in pixels: its area grows with the killed, up to a limit."""
    return round(min(_LARGEST, _SMALLEST + _GROWTH * sqrt(killed)), 1)


@dataclass(frozen=True, slots=True)
class View:
    """What a map shows: its middle in degrees, its zoom, and its size in pixels."""

    latitude: float
    longitude: float
    zoom: int
    width: int
    height: int

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left corner in pixels of the world."""
        x, y = project(self.latitude, self.longitude, self.zoom)
        return x - self.width / 2, y - self.height / 2

    def pixel(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point lies on the map."""
        x, y = project(latitude, longitude, self.zoom)
        left, top = self.corner
        return round(x - left, 1), round(y - top, 1)

    @property
    def box(self) -> Box:
        """Its edges."""
        left, top = self.corner
        north, west = unproject(left, top, self.zoom)
        south, east = unproject(left + self.width, top + self.height, self.zoom)
        return west, south, east, north


@dataclass(slots=True)
class Cell:
    """Events that lie near one another. The point is their middle; `box` holds all of their points.

    `event`: the id of the only one there is; None where there are several.
    """

    latitude: float
    longitude: float
    events: int
    killed: int
    types: dict[EventType, int]
    places: int
    place: str | None
    event: str | None
    box: Box

    @property
    def radius(self) -> float:
        """Of its marker, in pixels."""
        return radius(self.killed)

    @property
    def main_type(self) -> EventType:
        """The most frequent type."""
        return max(self.types, key=lambda name: (self.types[name], name))

    @property
    def label(self) -> str:
        """What it is in words, for those who don't see it."""
        types = ", ".join(f"{number:,} {name}" for name, number in self.types.items())
        beside = f" and {self.places - 1} more places" if self.places > 2 else " and another place"
        where = f"{self.place or 'a point'}{beside if self.places > 1 else ''}"
        events = f"{self.events:,} event{'' if self.events == 1 else 's'}"
        return f"{where}: {events}, {self.killed:,} killed. {types}"


@dataclass(slots=True)
class _Gathering:
    north: float = 0.0
    east: float = 0.0
    killed: int = 0
    events: int = 0
    types: dict[EventType, int] = field(default_factory=dict)
    points: dict[tuple[float, float], int] = field(default_factory=dict)
    place: tuple[int, str | None] = (0, None)
    event: str = ""

    def take(self, point: Point) -> None:
        self.north += point.latitude * point.events
        self.east += point.longitude * point.events
        self.killed += point.killed
        self.events += point.events
        self.types[point.event_type] = self.types.get(point.event_type, 0) + point.events
        at = point.latitude, point.longitude
        self.points[at] = self.points.get(at, 0) + point.events
        if self.points[at] > self.place[0]:
            self.place = self.points[at], point.place
        self.event = point.event

    def cell(self) -> Cell:
        latitudes, longitudes = zip(*self.points, strict=True)
        return Cell(
            latitude=round(self.north / self.events, 5), longitude=round(self.east / self.events, 5),
            events=self.events, killed=self.killed,
            types={name: self.types[name] for name in EVENT_TYPES if name in self.types},
            places=len(self.points), place=self.place[1], event=self.event if self.events == 1 else None,
            box=(min(longitudes), min(latitudes), max(longitudes), max(latitudes)),
        )  # fmt: skip


def cells(points: Iterable[Point], zoom: int, box: Box | None = None) -> list[Cell]:
    """Events gathered by a grid of `CELL` pixels, those with most killed first. `box`: only what lies in it, where
    west may be more than east across the 180th meridian."""
    size = CELL / (TILE * 2**zoom)
    gathered: dict[tuple[int, int], _Gathering] = {}
    for point in points:
        if box is not None and not inside(point.latitude, point.longitude, box):
            continue
        x, y = project(point.latitude, point.longitude, 0)
        key = floor(x / TILE / size), floor(y / TILE / size)
        found = gathered.get(key)
        if found is None:
            found = gathered[key] = _Gathering()
        found.take(point)
    made = [gathering.cell() for gathering in gathered.values()]
    return sorted(made, key=lambda cell: (-cell.killed, -cell.events, cell.latitude, cell.longitude))


def inside(latitude: float, longitude: float, box: Box) -> bool:
    """Whether a point lies in a box, edges included."""
    west, south, east, north = box
    across = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return south <= latitude <= north and across


def widened(box: Box, zoom: int) -> Box:
    """A box that ends where cells of its zoom end, so that no cell is cut; longitudes stay within a turn."""
    west, south, east, north = box
    if east - west >= 360:
        west, east = -180.0, 180.0
    left, top = project(north, west, zoom)
    right, bottom = project(south, east, zoom)
    north, west = unproject(floor(left / CELL) * CELL, floor(top / CELL) * CELL, zoom)
    south, east = unproject(ceil(right / CELL) * CELL, ceil(bottom / CELL) * CELL, zoom)
    return west, max(-90.0, south), east, min(90.0, north)


def fitting(box: Box | None, width: int = 880, height: int = 460) -> View:
    """The nearest view that shows a box; the world where there is none."""
    if box is None:
        return View(20.0, 20.0, 2, width, height)
    west, south, east, north = box
    (left, top), (right, bottom) = project(north, west, 0), project(south, east, 0)
    room = (max(width - 2 * _EDGE, 1) / max(right - left, 1e-9), max(height - 2 * _EDGE, 1) / max(bottom - top, 1e-9))
    zoom = max(1, min(_NEAREST, floor(log2(max(min(room), 1e-9)))))
    latitude, longitude = unproject((left + right) / 2, (top + bottom) / 2, 0)
    return View(round(latitude, 4), round(longitude, 4), zoom, width, height)


def slices(cell: Cell) -> list[tuple[EventType, str]]:
    """A marker's parts by type, as paths of an SVG around its middle; one type alone is a whole circle."""
    r = cell.radius
    if len(cell.types) == 1:
        return [(cell.main_type, f"M0 {-r}A{r} {r} 0 1 1 0 {r}A{r} {r} 0 1 1 0 {-r}Z")]
    made: list[tuple[EventType, str]] = []
    start = 0.0
    for name, number in cell.types.items():
        end = start + number / cell.events
        (x1, y1), (x2, y2) = (_on_circle(turn, r) for turn in (start, end))
        made.append((name, f"M0 0L{x1} {y1}A{r} {r} 0 {int(end - start > 0.5)} 1 {x2} {y2}Z"))
        start = end
    return made


def _on_circle(turn: float, r: float) -> tuple[float, float]:
    angle = 2 * pi * turn - pi / 2
    return round(r * cos(angle), 2), round(r * sin(angle), 2)
