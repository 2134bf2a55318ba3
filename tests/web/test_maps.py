"""Maps: the projection, cells, views, markers, and the ground."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.register.summaries import Point
from sijill.web.ground import ground
from sijill.web.maps import CELL, cells, fitting, inside, project, radius, slices, unproject, widened

latitudes = st.floats(-84, 84)
longitudes = st.floats(-180, 180)


def point(latitude: float, longitude: float, kind: str = "Battles", events: int = 1, killed: int = 0) -> Point:
    """Events at a point."""
    return Point(latitude, longitude, kind, events, killed, f"e{latitude}", f"at {latitude}")  # type: ignore[arg-type]


@given(latitudes, longitudes, st.integers(0, 16))
def test_a_pixel_leads_back_to_its_point(latitude: float, longitude: float, zoom: int) -> None:
    back = unproject(*project(latitude, longitude, zoom), zoom)
    assert back == pytest.approx((latitude, longitude), abs=1e-6)


@given(st.lists(st.tuples(latitudes, longitudes), max_size=30), st.integers(1, 16))
def test_no_event_is_lost_in_cells(at: list[tuple[float, float]], zoom: int) -> None:
    found = cells([point(*each, killed=2) for each in at], zoom)
    assert sum(cell.events for cell in found) == len(at)
    assert sum(cell.killed for cell in found) == 2 * len(at)
    assert all(inside(cell.latitude, cell.longitude, _grown(cell.box)) for cell in found)


def _grown(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    # The middle is rounded.
    return box[0] - 1e-4, box[1] - 1e-4, box[2] + 1e-4, box[3] + 1e-4


def test_near_events_are_one_marker_until_the_zoom_parts_them() -> None:
    near = [point(35.40, 44.40, killed=7), point(35.41, 44.42, "Riots"), point(33.3, 44.4)]
    far, close = cells(near, 5), cells(near, 14)
    assert [(cell.events, cell.killed, cell.event) for cell in far] == [(2, 7, None), (1, 0, "e33.3")]
    assert [cell.events for cell in close] == [1, 1, 1]
    assert far[0].types == {"Battles": 1, "Riots": 1}
    assert far[0].label == "at 35.4 and another place: 2 events, 7 killed. 1 Battles, 1 Riots"
    assert far[0].box == (44.40, 35.40, 44.42, 35.41)


@given(longitudes, latitudes, st.floats(0.01, 60), st.integers(2, 12))
def test_a_view_cuts_no_cell(west: float, south: float, wide: float, zoom: int) -> None:
    """What a view shows of a place is the same as what a larger one shows of it."""
    box = (west, south, min(180.0, west + wide), min(84.0, south + wide))
    at = [point((box[1] + box[3]) / 2, (box[0] + box[2]) / 2), point(box[1], box[0]), point(box[3], box[2])]
    within = {(cell.latitude, cell.longitude): cell.events for cell in cells(at, zoom, widened(box, zoom))}
    assert within == {(cell.latitude, cell.longitude): cell.events for cell in cells(at, zoom)}


@pytest.mark.parametrize(
    ("longitude", "wanted"), [(179.0, True), (-179.0, True), (0.0, False), (-170.1, False), (170.1, True)]
)
def test_a_box_across_the_180th_meridian(longitude: float, wanted: bool) -> None:
    assert inside(0.0, longitude, (170.0, -10.0, -171.0, 10.0)) is wanted


@given(st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=10))
def test_the_first_view_shows_everything(at: list[tuple[float, float]]) -> None:
    (south, north), (west, east) = ((min(each), max(each)) for each in zip(*at, strict=True))
    view = fitting((west, south, east, north))
    shown = [view.pixel(*each) for each in at]
    # At the farthest zoom the world may be wider than the map.
    assert view.zoom == 1 or all(-1 <= x <= view.width + 1 and -1 <= y <= view.height + 1 for x, y in shown)


def test_a_view_of_one_place_is_not_too_near() -> None:
    assert fitting((44.0, 35.0, 44.0, 35.0)).zoom == 9
    assert fitting(None).zoom == 2


def test_markers_grow_with_the_killed_up_to_a_limit() -> None:
    sizes = [radius(killed) for killed in (0, 1, 10, 100, 10_000)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[1]
    assert 2 * sizes[-1] <= CELL


def test_a_marker_is_parted_by_type() -> None:
    one, mixed = cells([point(1, 1, events=4)], 5)[0], cells([point(1, 1, events=3), point(1, 1, "Riots")], 5)[0]
    assert [name for name, _ in slices(one)] == ["Battles"]
    assert [name for name, _ in slices(mixed)] == ["Battles", "Riots"]
    # Three quarters from the top clockwise end on the left.
    assert slices(mixed)[0][1] == "M0 0L0.0 -8.0A8.0 8.0 0 1 1 -8.0 0.0Z"


@pytest.mark.parametrize(
    ("zoom", "kinds", "named"),
    [
        (3, {"country", "town"}, "Iraq"),
        (6, {"province", "town"}, "Kirkuk"),
        (9, {"province", "town"}, "Hawija"),
        (12, {"town"}, "Hawija"),
    ],
)
def test_the_ground_has_what_a_zoom_has_room_for(zoom: int, kinds: set[str], named: str) -> None:
    around = {3: (30.0, 20.0, 60.0, 45.0), 6: (40.0, 33.0, 47.0, 37.0), 9: (43.4, 35.0, 44.6, 35.6)}
    found = ground(around.get(zoom, (43.7, 35.25, 43.85, 35.38)), zoom)
    assert {place.kind for place in found} <= kinds
    assert named in {place.name for place in found}
    assert len(found) <= 140
