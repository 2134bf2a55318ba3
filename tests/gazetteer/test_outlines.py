"""The middle of a geometry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.gazetteer.outlines import centre

_SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
_ELL = [[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4], [0, 0]]


@pytest.mark.parametrize(
    ("kind", "coordinates", "wanted"),
    [
        ("Point", [45.0, 33.0], (33.0, 45.0)),
        ("Point", [45.0, 33.0, 120.0], (33.0, 45.0)),
        ("MultiPoint", [[0, 0], [2, 4]], (2.0, 1.0)),
        ("LineString", [[0, 0], [1, 0], [2, 3]], (1.0, 1.0)),
        ("Polygon", [_SQUARE], (1.0, 1.0)),
        ("Polygon", [_SQUARE[::-1]], (1.0, 1.0)),
        ("Polygon", [_ELL], (19 / 14, 19 / 14)),
        # The larger area counts for more.
        ("MultiPolygon", [[_SQUARE], [[[10, 0], [16, 0], [16, 6], [10, 6], [10, 0]]]], (2.8, 11.8)),
        # An area without any extent: the mean of its points.
        ("Polygon", [[[1, 1], [3, 3], [1, 1]]], (5 / 3, 5 / 3)),
    ],
)
def test_middle(kind: str, coordinates: object, wanted: tuple[float, float]) -> None:
    assert centre({"type": kind, "coordinates": coordinates}) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        "Point",
        {"type": "Point"},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["45", "33"]},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
    ],
)
def test_no_middle(geometry: object) -> None:
    assert centre(geometry) is None


def test_a_collection_is_the_mean_of_its_parts() -> None:
    parts = [{"type": "Point", "coordinates": [0, 0]}, {"type": "Polygon", "coordinates": [_SQUARE]}]
    assert centre({"type": "GeometryCollection", "geometries": parts}) == (0.5, 0.5)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=12))
def test_the_mean_lies_within_the_points(points: list[tuple[float, float]]) -> None:
    found = centre({"type": "LineString", "coordinates": [list(point) for point in points]})
    assert found is not None
    assert min(p[1] for p in points) - 1e-6 <= found[0] <= max(p[1] for p in points) + 1e-6
    assert min(p[0] for p in points) - 1e-6 <= found[1] <= max(p[0] for p in points) + 1e-6
