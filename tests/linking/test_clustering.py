"""Which accounts become one event. The near misses come first: what looks like one event and is two."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.linking import blocks, clusters
from sijill.linking.clustering import grouped
from sijill.linking.pairs import Pair
from sijill.model import ActorRef, DateRange, Place, Telling
from tests.linking.tellings import person, told

# Two villages seven kilometres apart, the town of their district, their province, and what lies elsewhere.
SHEKHAN = Place(
    name="Tell Shekhan", admin1="Diyala", country="IQ", latitude=34.10, longitude=45.00, tolerance_km=10, place_id="v1"
)
ZARKA = Place(
    name="Zarka", admin1="Diyala", country="IQ", latitude=34.15, longitude=45.05, tolerance_km=10, place_id="v2"
)
TOWN = Place(
    name="Qara Tepe", admin1="Diyala", country="IQ", latitude=34.12, longitude=45.02, tolerance_km=25, place_id="t1"
)
DIYALA = Place(name="Diyala", admin1="Diyala", country="IQ", latitude=33.9, longitude=44.9, tolerance_km=120)
MOSUL = Place(
    name="Mosul", admin1="Nineveh", country="IQ", latitude=36.34, longitude=43.13, tolerance_km=25, place_id="t2"
)
IRAQ = Place(name="Iraq", country="IQ", latitude=33.2, longitude=43.7, tolerance_km=500)
SYRIA = Place(name="Syria", country="SY", latitude=35.0, longitude=38.5, tolerance_km=500)

ISIS = (ActorRef(name="Islamic State", mention="ISIS", actor_id="isis"),)
ARMY = (ActorRef(name="Military Forces of Iraq", mention="soldiers", actor_id="iq_military"),)
POLICE = (ActorRef(name="Iraqi Federal Police", mention="police", actor_id="fedpol"),)
PEOPLE = (ActorRef(name="Civilians", mention="villagers"),)
GUNMEN = (ActorRef(name="Unidentified armed group", mention="gunmen"),)

RAID: dict[str, Any] = {"initiators": ISIS, "targets": ARMY, "place": SHEKHAN, "days": "2021-05-04"}
MURDER: dict[str, Any] = {"kind": "Attack", "initiators": GUNMEN, "targets": PEOPLE, "days": "2021-05-04"}


def joined(*tellings: Telling) -> bool:
    """True where all become one event."""
    return len(clusters(tellings)) == 1


def pair(first: dict[str, Any], second: dict[str, Any]) -> tuple[Telling, Telling]:
    return told("a", **first), told("b", **second)


NEAR_MISSES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "neighbouring villages, one day": (RAID | {"killed": 2}, RAID | {"place": ZARKA, "killed": 4}),
    "towns far apart, one day, as many killed": (
        RAID | {"killed": {"state_forces": 5}, "quote": "Five soldiers were killed when militants stormed a post"},
        RAID | {"place": MOSUL, "killed": {"state_forces": 5}, "quote": "A night attack left five of the army dead"},
    ),
    "neighbouring villages, nothing counted": (RAID, RAID | {"place": ZARKA}),
    "neighbouring villages, one killed in each": (
        MURDER | {"place": SHEKHAN, "killed": 1},
        MURDER | {"place": ZARKA, "killed": 1},
    ),
    "the same village a week later": (RAID | {"killed": 3}, RAID | {"days": "2021-05-11", "killed": 3}),
    "the same village in another year": (RAID | {"killed": 3}, RAID | {"days": "2020-05-04", "killed": 3}),
    "one town, one day, a murder and an arrest": (
        MURDER | {"place": TOWN, "killed": 1},
        {"kind": "Arrests", "initiators": POLICE, "targets": ISIS, "place": TOWN, "days": "2021-05-04", "arrested": 4},
    ),
    "one city, one day, two murders": (
        MURDER | {"place": MOSUL, "killed": 1, "persons": (person("Salim Haddad", fate="killed"),)},
        MURDER | {"place": MOSUL, "killed": 3, "persons": (person("Layla Qasim", fate="killed"),)},
    ),
    "the same day and actors, other ends of the country": (RAID | {"killed": 2}, RAID | {"place": MOSUL, "killed": 2}),
    "roadside bombs of one day in a province": (
        {"kind": "Remote explosive/landmine/IED", "place": TOWN, "days": "2021-05-04", "killed": 2},
        {"kind": "Remote explosive/landmine/IED", "place": DIYALA, "days": "2021-05-04", "killed": 5},
    ),
    "two landmarks of the same enemy": (
        {"kind": "Government regains territory", "targets": ISIS, "place": IRAQ, "days": "2017-01-01/2017-12-31"},
        {"kind": "Government regains territory", "targets": ISIS, "place": SYRIA, "days": "2019-01-01/2019-12-31"},
    ),
    "nothing known but the type": ({"kind": "Armed clash"}, {"kind": "Armed clash"}),
    "one day and country, nothing more": (RAID | {"place": IRAQ}, RAID | {"place": TOWN, "targets": PEOPLE}),
}


@pytest.mark.parametrize(("first", "second"), NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_near_misses_stay_two(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert not joined(*pair(first, second))


ONE_EVENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "the same village and day": (RAID | {"killed": 3}, RAID | {"killed": 3}),
    "a toll that rose": (RAID | {"killed": 9, "wounded": 12}, RAID | {"killed": 12, "wounded": (20, None)}),
    "another spelling, no place id": (
        RAID | {"killed": 3},
        RAID | {"killed": 3, "place": SHEKHAN.model_copy(update={"name": "Tal Shaikhan", "place_id": None})},
    ),
    "the village, and its district's town": (RAID | {"killed": 4}, RAID | {"killed": 4, "place": TOWN}),
    "the village, and the province": (RAID | {"killed": 11}, RAID | {"killed": 11, "place": DIYALA}),
    "the night between two days": (RAID | {"killed": 4}, RAID | {"killed": 4, "days": "2021-05-04/2021-05-05"}),
    "a bomber, and a bomb": (
        {"kind": "Suicide bomb", "targets": PEOPLE, "place": MOSUL, "days": "2021-05-04", "killed": 21},
        {
            "kind": "Remote explosive/landmine/IED",
            "targets": PEOPLE,
            "place": MOSUL,
            "days": "2021-05-04",
            "killed": 21,
        },
    ),
    "the force, and what it belongs to": (RAID | {"killed": 5, "targets": POLICE}, RAID | {"killed": 5}),
    "recalled by its month": (
        RAID | {"killed": 11},
        RAID | {"killed": 11, "place": DIYALA, "days": "2021-05-01/2021-05-31", "context": "background"},
    ),
    "a landmark recalled twice": (
        {
            "kind": "Non-state actor overtakes territory",
            "initiators": ISIS,
            "place": IRAQ,
            "days": "2014-01-01/2014-12-31",
        },
        {
            "kind": "Non-state actor overtakes territory",
            "initiators": ISIS,
            "place": IRAQ,
            "days": "2014-01-01/2014-12-31",
        },
    ),
    "a dead leader's name": (
        RAID | {"place": DIYALA, "persons": (person("Jasim al-Mazrui", fate="killed"),)},
        RAID | {"place": None, "persons": (person("Abu Ahmad Jassim al-Mazroui", fate="killed"),)},
    ),
}


@pytest.mark.parametrize(("first", "second"), ONE_EVENT.values(), ids=ONE_EVENT)
def test_one_event(first: dict[str, Any], second: dict[str, Any]) -> None:
    left, right = pair(first, second)
    assert blocks(left) & blocks(right)
    assert joined(left, right)


def test_two_accounts_of_one_report_stay_two() -> None:
    twins = told("a", report="r", **RAID, killed=3), told("b", report="r", **RAID, killed=3)
    assert clusters(twins) == [frozenset("a"), frozenset("b")]
    assert clusters(twins, same=[("b", "a")]) == [frozenset("ab")]


def test_a_third_report_joins_only_one_of_two_accounts() -> None:
    twins = told("a", report="r", **RAID, killed=3), told("b", report="r", **RAID, killed=7)
    third = told("c", **RAID, killed=7)
    assert clusters([*twins, third]) == [frozenset("a"), frozenset("bc")]


def test_no_chain_from_village_to_village() -> None:
    """A vague account may belong to either of two attacks; it must not make them one."""
    first = [told(f"a{n}", **RAID, killed=2) for n in range(3)]
    second = [told(f"b{n}", **RAID | {"place": ZARKA}, killed=6) for n in range(3)]
    vague = told("v", **RAID | {"place": DIYALA})
    found = clusters([*first, *second, vague])
    assert not any({"a0", "b0"} <= group for group in found)
    assert any({"a0", "a1", "a2"} <= group for group in found)


def test_people_decide() -> None:
    one, two = pair(*NEAR_MISSES["neighbouring villages, one day"])
    assert clusters([one, two], same=[("a", "b")]) == [frozenset("ab")]
    alike = pair(*ONE_EVENT["the same village and day"])
    assert clusters(alike, other=[("b", "a")]) == [frozenset("a"), frozenset("b")]


def test_what_people_part_stays_parted_through_others() -> None:
    three = [told(key, **RAID, killed=11) for key in "abc"]
    assert clusters(three) == [frozenset("abc")]
    found = clusters(three, other=[("a", "c")])
    assert not any({"a", "c"} <= group for group in found)
    assert len(found) == 2


def test_where_rulings_contradict_apart_holds() -> None:
    three = [told(key, **RAID, killed=11) for key in "abc"]
    found = clusters(three, same=[("a", "b"), ("b", "c")], other=[("c", "a")])
    assert found == [frozenset("ab"), frozenset("c")]


def test_rulings_on_keys_that_are_not_there() -> None:
    assert clusters([told("a", **RAID)], same=[("a", "x")], other=[("y", "a")]) == [frozenset("a")]


def test_nothing_to_link() -> None:
    assert clusters([]) == []


def test_a_key_twice() -> None:
    with pytest.raises(ValueError, match="two tellings have the key 'a'"):
        clusters([told("a", **RAID), told("a", **RAID)])


def test_order_does_not_matter() -> None:
    rows = [row for case in (*NEAR_MISSES.values(), *ONE_EVENT.values()) for row in case]
    tellings = [told(f"t{n:02}", **row) for n, row in enumerate(rows)]
    expected = clusters(tellings)
    for seed in range(3):
        random.Random(seed).shuffle(tellings)
        assert clusters(tellings) == expected


KEYS = [f"k{n}" for n in range(8)]
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=6)
WEIGHTS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda p: p[0] < p[1]),
    st.floats(-9, 20),
    max_size=28,
)


@settings(max_examples=200, deadline=None)
@given(weights=WEIGHTS, same=PAIRS, other=PAIRS, reports=st.lists(st.integers(0, 5), min_size=8, max_size=8))
def test_a_parting_of_the_keys(
    weights: dict[tuple[str, str], float],
    same: list[tuple[str, str]],
    other: list[tuple[str, str]],
    reports: list[int],
) -> None:
    of = dict(zip(KEYS, map(str, reports), strict=True))
    pairs = [Pair(left, right, weight) for (left, right), weight in weights.items()]
    found = grouped(of, pairs, same, other)
    assert sorted(key for group in found for key in group) == KEYS
    assert not any(left != right and {left, right} <= group for group in found for left, right in other)
    assert grouped(of, pairs[::-1], same[::-1], other[::-1]) == found
    if not same:
        assert all(len({of[key] for key in group}) == len(group) for group in found)


def test_an_open_date_is_not_a_conflict() -> None:
    dated = told(
        "a", **RAID | {"days": None}, date=DateRange(latest=date(2021, 5, 4)), killed=11, published="2021-05-04"
    )
    assert joined(dated, told("b", **RAID, killed=11))
