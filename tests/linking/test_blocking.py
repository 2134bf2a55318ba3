"""Block keys: two accounts of one event share one, and few others do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sijill.gazetteer.entry import kilometres
from sijill.linking import blocks
from sijill.model import ActorRef, Place
from tests.linking.tellings import person, told

VILLAGE = Place(name="Tell Arra", admin1="Kirkuk", country="IQ", latitude=35.2, longitude=44.3, tolerance_km=10)
RANGE = Place(name="Hamrin", country="IQ", latitude=34.8, longitude=44.1, tolerance_km=60)
PROVINCE = Place(name="Kirkuk", admin1="Kirkuk", country="IQ", latitude=35.4, longitude=44.3, tolerance_km=120)
IRAQ = Place(name="Iraq", country="IQ")
MOSUL = Place(name="Mosul", admin1="Nineveh", country="IQ", latitude=36.3, longitude=43.1, tolerance_km=25)
ISIS = (ActorRef(name="Islamic State", mention="ISIS", actor_id="isis"),)

Values = dict[str, Any]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": VILLAGE, "days": "2021-05-05"}),
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": PROVINCE, "days": "2021-05-01/2021-05-31"}),
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": RANGE, "days": "2021-05-04"}),
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": IRAQ, "days": "2021-05-04"}),
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": VILLAGE, "days": "2021-01-01/2021-12-31"}),
        ({"place": IRAQ, "days": "2017-12-09"}, {"place": IRAQ, "days": "2017-01-01/2017-12-31"}),
        ({"place": IRAQ, "days": "2021-05-04"}, {"initiators": ISIS, "days": "2021-05-04"}),
        ({"place": VILLAGE, "days": "2021-05-04", "killed": 11}, {"place": PROVINCE, "killed": 11}),
        ({"place": VILLAGE, "days": "2021-05-04", "killed": 5}, {"place": MOSUL, "days": "2021-05-04", "killed": 5}),
        ({"days": "2018-01-01/2018-01-31", "killed": (31, None)}, {"place": MOSUL, "days": "2018-01-15", "killed": 31}),
        ({"persons": (person("Ali Haddad"),)}, {"place": MOSUL, "persons": (person("Hajji Ali Hadad"),)}),
        ({"voice": "one"}, {"voice": "one"}),
        ({"place": VILLAGE, "published": "2021-05-06"}, {"place": VILLAGE, "days": "2021-05-04"}),
    ],
)
def test_they_meet(first: Values, second: Values) -> None:
    assert blocks(told("a", **first)) & blocks(told("b", **second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": VILLAGE, "days": "2021-06-04"}),
        ({"place": VILLAGE, "days": "2021-05-04"}, {"place": MOSUL, "days": "2021-05-04"}),
        ({"place": VILLAGE, "days": "2021-05-04", "killed": 1}, {"place": MOSUL, "days": "2021-05-04", "killed": 1}),
        ({"place": VILLAGE, "killed": 3}, {"place": VILLAGE, "days": "2021-05-04", "killed": 3}),
        ({}, {}),
    ],
)
def test_they_are_not_worth_comparing(first: Values, second: Values) -> None:
    assert not blocks(told("a", **first)) & blocks(told("b", **second))


def test_few_keys_for_a_day_and_a_village() -> None:
    assert len(blocks(told("a", place=VILLAGE, days="2021-05-04", initiators=ISIS, killed=3))) <= 16


@given(
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.integers(-2, 2),
    st.floats(-60, 60),
    st.floats(-180, 179.9),
    st.floats(-0.08, 0.08),
    st.floats(-0.08, 0.08),
)
def test_near_in_time_and_space_always_meet(
    day: date, later: int, latitude: float, longitude: float, north: float, east: float
) -> None:
    moved = longitude + east if -180 <= longitude + east < 180 else longitude
    assume(kilometres((latitude, longitude), (latitude + north, moved)) <= 12)
    first = Place(name="a", country="XX", latitude=latitude, longitude=longitude, tolerance_km=10)
    second = Place(name="b", country="XX", latitude=latitude + north, longitude=moved, tolerance_km=10)
    other = day + timedelta(later)
    assert blocks(told("a", place=first, days=f"{day}")) & blocks(told("b", place=second, days=f"{other}"))
