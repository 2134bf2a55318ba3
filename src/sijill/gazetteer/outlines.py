"""The middle of a GeoJSON geometry."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

Point = tuple[float, float]


def centre(geometry: object) -> Point | None:
    """Latitude and longitude of a geometry's middle: an area's centroid, else its points' mean; None without any.

    Holes count as filled; of several areas the centroid is that of all together.
    """
    if not isinstance(geometry, dict):
        return None
    kind, shape = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        return _centroid([shape])
    if kind == "MultiPolygon" and isinstance(shape, list):
        return _centroid(shape)
    if kind == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        found = [point for part in geometry["geometries"] if (point := centre(part))]
        return _mean(found)
    return _mean(list(_points(shape)))


def _points(shape: object) -> Iterator[Point]:
    """All points of nested coordinates, as (latitude, longitude)."""
    if not isinstance(shape, list) or not shape:
        return
    if isinstance(shape[0], int | float):
        if len(shape) >= 2 and all(isinstance(number, int | float) and isfinite(number) for number in shape[:2]):
            yield float(shape[1]), float(shape[0])
        return
    for part in shape:
        yield from _points(part)


def _mean(points: list[Point]) -> Point | None:
    if not points:
        return None
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _centroid(areas: list[object]) -> Point | None:
    """The centroid of areas by their outer rings, each weighted by its size (in square degrees)."""
    rings = [list(_points(area[0])) for area in areas if isinstance(area, list) and area]
    total = north = east = 0.0
    for ring in rings:
        size, at = _ring(ring)
        total, north, east = total + size, north + size * at[0], east + size * at[1]
    return (north / total, east / total) if total else _mean([point for ring in rings for point in ring])


def _ring(points: list[Point]) -> tuple[float, Point]:
    """A ring's size and centroid, by the shoelace formula; measured from its first point, for precision."""
    if not points:
        return 0.0, (0.0, 0.0)
    first = points[0]
    local = [(p[0] - first[0], p[1] - first[1]) for p in points]
    twice = north = east = 0.0
    for (la, lo), (lb, lob) in zip(local, [*local[1:], local[0]], strict=True):
        cross = lo * lb - lob * la
        twice += cross
        north += (la + lb) * cross
        east += (lo + lob) * cross
    if not twice:
        return 0.0, first
    return abs(twice) / 2, (first[0] + north / (3 * twice), first[1] + east / (3 * twice))
