"""Points off a place, and the codes that say how sure a point is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.gazetteer.entry import Entry, bearings, kilometres, moved
from sijill.gazetteer.phrases import Reading
from sijill.gazetteer.points import Spot, between, border, coarser, codes, spot
from sijill.gazetteer.words import words

_TOWN = Entry("Tikrit", "town", "IQ", "Salah al-Din", 34.61, 43.68, 0, "x", "hand")
_KINDS = sorted(words()["kinds"])
_ANYWHERE = st.tuples(st.floats(-60, 60), st.floats(-170, 170))


def _of(kind: str, reading: Reading) -> Spot:
    admin1 = None if kind == "country" else "Salah al-Din"
    return spot(reading, Entry("Tikrit", kind, "IQ", admin1, 34.61, 43.68, 0, "x", "hand"))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("village", (1, 1)),
        ("city", (1, 1)),
        ("base", (1, 1)),
        ("lake", (2, 2)),
        ("area", (3, 2)),
        ("admin1", (4, 3)),
        ("mountain", (5, 3)),
        ("river", (5, 3)),
        ("region", (5, 3)),
        ("country", (6, 3)),
        ("sea", (7, 3)),
    ],
)
def test_codes_follow_the_kind(kind: str, expected: tuple[int, int]) -> None:
    assert _of(kind, Reading("Tikrit")).codes == expected == codes(kind)


def test_a_districts_bare_name_means_its_seat() -> None:
    assert _of("district", Reading("Tikrit")).codes == (1, 1)
    assert _of("district", Reading("Tikrit", kinds=("district", "town"))).codes == (3, 2)


NORTH = bearings()["north"]


@pytest.mark.parametrize(
    ("kind", "reading", "expected"),
    [
        ("town", Reading("Tikrit", near=True), (2, 2)),
        ("town", Reading("Tikrit", km=3.0, outside=True, near=True), (2, 2)),
        ("town", Reading("Tikrit", bearing=NORTH, km=20.0, outside=True, near=True), (2, 2)),
        ("town", Reading("Tikrit", bearing=NORTH, km=60.0, outside=True, near=True), (5, 3)),
        ("town", Reading("Tikrit", bearing=NORTH, outside=True, near=True), (2, 2)),
        ("town", Reading("Tikrit", bearing=NORTH), (1, 1)),
        ("admin1", Reading("Tikrit", bearing=NORTH), (4, 2)),
        ("admin1", Reading("Tikrit", bearing=NORTH, outside=True), (5, 3)),
        ("country", Reading("Iraq", bearing=NORTH), (5, 2)),
        ("site", Reading("Baiji-Haditha road"), (5, 3)),
    ],
)
def test_codes_of_points_off_a_place(kind: str, reading: Reading, expected: tuple[int, int]) -> None:
    assert _of(kind, reading).codes == expected


@pytest.mark.parametrize("km", [5.0, 20.0, 60.0])
@pytest.mark.parametrize("way", sorted(bearings()))
def test_a_told_distance_is_kept(way: str, km: float) -> None:
    found = spot(Reading("Tikrit", bearing=bearings()[way], km=km, outside=True, near=True), _TOWN)
    assert kilometres(found.point, _TOWN.point) == pytest.approx(km, rel=0.03)
    assert found.km == max(10.0, km / 2)


def test_a_part_lies_towards_its_side_and_within() -> None:
    whole = _of("country", Reading("Iraq"))
    north = _of("country", Reading("Iraq", bearing=NORTH))
    beyond = _of("country", Reading("Iraq", bearing=NORTH, outside=True))
    assert whole.point[0] < north.point[0] < beyond.point[0]
    assert whole.point[1] == north.point[1] == beyond.point[1]


def test_between_is_sure_to_the_further_end() -> None:
    ends = [Spot((34.0, 43.0), 10.0, (1, 1)), Spot((35.0, 43.0), 25.0, (1, 1))]
    found = between(ends, "between")
    assert found.point == (34.5, 43.0)
    assert found.km == pytest.approx(55.6, rel=0.01)
    assert found.codes == (5, 3)
    assert between(ends[:1], "between") == ends[0]


@pytest.mark.parametrize(
    ("first", "second", "near", "km"),
    [
        ("IQ", "SY", (35.0, 41.2), 150),
        ("SY", "TR", (36.7, 38.5), 220),
        ("IQ", "IR", (34.5, 45.8), 150),
        ("PK", "AF", (32.5, 69.3), 200),
        ("CO", "VE", (7.5, -72.0), 250),
    ],
)
def test_a_border_lies_between_its_countries(first: str, second: str, near: tuple[float, float], km: float) -> None:
    found = border(first, second)
    assert found is not None
    assert kilometres(found.point, near) < km
    assert found.codes == (5, 3)
    assert border(second, first) == found


@pytest.mark.parametrize(("first", "second"), [("IQ", "IQ"), ("IQ", "CO"), ("IQ", "XX")])
def test_no_border_where_none_is(first: str, second: str) -> None:
    assert border(first, second) is None


@given(_ANYWHERE, st.sampled_from(sorted(bearings())), st.floats(1, 300))
def test_moving_goes_that_far(point: tuple[float, float], way: str, km: float) -> None:
    assert kilometres(point, moved(point, bearings()[way], km)) == pytest.approx(km, rel=0.12)


@given(st.sampled_from(_KINDS), st.sampled_from(sorted(bearings())), st.one_of(st.none(), st.floats(1, 100)))
def test_no_point_off_a_place_is_surer_than_the_place(kind: str, way: str, km: float | None) -> None:
    own = _of(kind, Reading("Tikrit"))
    off = _of(kind, Reading("Tikrit", bearing=bearings()[way], km=km, outside=True, near=True))
    assert coarser(own.codes, off.codes)[0] == off.codes[0] or kind == "country"
    assert 1 <= off.codes[0] <= 7
    assert 1 <= off.codes[1] <= 3
