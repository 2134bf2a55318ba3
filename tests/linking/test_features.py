"""What tellings say of when, where, who and how many, in forms that meet across reports."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from sijill.linking import features
from sijill.linking.settings import settings
from sijill.model import ActorRef, Count, DateRange, Place, SubEventType
from tests.linking.tellings import person, told


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("earliest", "latest", "published", "context", "first", "last", "said"),
    [
        ("2021-05-04", "2021-05-05", "2021-05-06", "current", "2021-05-04", "2021-05-05", True),
        (None, None, "2021-05-08", "current", "2021-05-01", "2021-05-08", False),
        (None, "2021-05-08", None, "current", "2021-05-01", "2021-05-08", False),
        (None, "2021-05-08", None, "background", "2020-05-08", "2021-05-08", False),
        ("2021-05-04", None, "2021-05-06", "current", "2021-05-04", "2021-05-06", True),
        ("2021-05-04", None, "2021-05-01", "current", "2021-05-04", "2022-05-04", True),
        (None, None, None, "current", None, None, False),
    ],
    ids=["told", "news", "no first day", "recalled", "no last day", "after publication", "unknown"],
)
def test_days(
    earliest: str | None,
    latest: str | None,
    published: str | None,
    context: str,
    first: str | None,
    last: str | None,
    said: bool,
) -> None:
    telling = told(
        "a",
        published=published,
        context=context,
        date=DateRange.model_validate({"earliest": earliest, "latest": latest}),
    )
    expected = (first and day(first), last and day(last), said)
    span = features.days(telling)
    assert (span.first, span.last, span.said) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (None, None),
        (Place(name="the market"), None),
        (Place(name="Hit", country="IQ", latitude=33.6, longitude=42.8, tolerance_km=25), "local"),
        (Place(name="Hit", country="IQ", latitude=33.6, longitude=42.8), "local"),
        (Place(name="Hamrin", country="IQ", latitude=34.7, longitude=44.3, tolerance_km=60), "local"),
        (Place(name="Anbar", admin1="Al Anbar", country="IQ", latitude=33, longitude=42, tolerance_km=120), "division"),
        (Place(name="Anbar", admin1="Al Anbar", country="IQ"), "division"),
        (Place(name="northern Iraq", country="IQ", latitude=36, longitude=43, tolerance_km=200), "country"),
        (Place(name="Iraq", country="IQ"), "country"),
    ],
    ids=["none", "no country", "town", "no reach", "range", "division", "no point", "region", "country"],
)
def test_scale(place: Place | None, expected: str | None) -> None:
    assert features.scale(place) == expected


def test_a_borrowed_point_reaches_farther() -> None:
    """A village that the gazetteer doesn't know has the point of what it lies in."""
    village = Place(
        name="Tell Nowhere", country="IQ", latitude=35.4, longitude=44.4, tolerance_km=25, inferred=("latitude",)
    )
    assert features.reach(village) > 25
    assert features.reach(village.model_copy(update={"place_id": "IQ/x"})) == 25


@pytest.mark.parametrize(
    ("left", "right", "meet"),
    [
        ("al-Rashad", "Rashad village", True),
        ("the Hamrin Mountains", "Hamrin mountain range", True),
        ("Khan Sheikhoun", "Khan Shaykhun, in Idlib province", True),
        ("southern Kirkuk", "Kirkuk", False),
        ("southern Kirkuk", "the south of Kirkuk", True),
        ("Rashad", "Riyadh", False),
        ("Hawija", "Hit", False),
    ],
)
def test_names_of_places(left: str, right: str, meet: bool) -> None:
    first, second = (set(features.spots(Place(name=name))) for name in (left, right))
    assert bool(first & second) is meet


@pytest.mark.parametrize(
    ("left", "right"), [("Diyala", "Diyala Governorate"), ("Nineveh", "Ninawa province"), ("Homs", "homs")]
)
def test_divisions_meet(left: str, right: str) -> None:
    first, second = (features.division(Place(name="x", admin1=name, country="IQ")) for name in (left, right))
    assert first == second


def test_actors() -> None:
    party = features.party(
        (
            ActorRef(name="Iraqi Federal Police", mention="federal police", actor_id="fedpol"),
            ActorRef(name="Unidentified armed group", mention="gunmen"),
            ActorRef(name="Civilians", mention="villagers"),
            ActorRef(name="Tamim tribe", mention="the Tamim tribe"),
        ),
        "IQ",
    )
    assert party.named == ["iraqi federal police", "tamim tribe"]
    assert "state of IQ" in party.kin
    assert {"civilians", "state_forces"} <= set(party.groups)


@pytest.mark.parametrize(
    ("counts", "low", "high", "marks"),
    [
        (None, None, None, []),
        ((Count(group="civilians", low=3, high=3),), 3, 3, [3]),
        ((Count(group="civilians", low=3, high=3), Count(group="state_forces", low=2, high=2)), 5, 5, [2, 3, 5]),
        ((Count(group="unknown", low=20, high=None),), 20, 30, [20]),
        ((Count(group="unknown", low=2, high=None),), 2, 4, [2]),
        ((Count(group="unknown", low=0, high=7),), 0, 7, [7]),
    ],
    ids=["unknown", "one group", "two groups", "open", "few and open", "up to"],
)
def test_tally(counts: tuple[Count, ...] | None, low: int | None, high: int | None, marks: list[int]) -> None:
    tally = features.tally(counts)
    assert (tally.low, tally.high, tally.marks) == (low, high, marks)


def test_words_leave_out_what_is_told_elsewhere() -> None:
    telling = told(
        "a",
        quote="Islamic State gunmen killed three people at a bakery in Tell Arra, burning the ovens",
        initiators=(ActorRef(name="Islamic State", mention="Islamic State gunmen"),),
        place=Place(name="Tell Arra"),
    )
    assert features.words(telling.account) == ["bakery", "burn", "oven"]


def test_weapons_and_persons() -> None:
    telling = told(
        "a",
        weapons=("roadside bombs", "explosive device", "assault rifles", "catapult"),
        persons=(person("Jasim al-Mazrui"), person("General Abu Ali")),
    )
    other = told("b", persons=(person("Abu Ahmad Jassim Al Mazroui"),))
    assert features.weapons(telling.account) == ["bomb", "catapult", "gun"]
    assert set(features.persons(telling.account)) & set(features.persons(other.account))


def test_every_type_has_families_and_kin_goes_both_ways() -> None:
    for sub in get_args(SubEventType):
        assert settings().families(sub)
        assert set(settings().kin(sub)) <= set(get_args(SubEventType)) - {sub}
        assert all(sub in settings().kin(other) for other in get_args(SubEventType) if other in settings().kin(sub))
