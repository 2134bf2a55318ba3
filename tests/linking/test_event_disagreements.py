"""On what accounts contradict one another, and who says what."""

from __future__ import annotations

from typing import Any

import pytest

from sijill.linking.events import derive
from sijill.model import DateRange, Telling
from tests.linking.tellings import (
    ARMY,
    CIVILIANS,
    FAR,
    GUNMEN,
    ISGS,
    ISIS,
    PKK,
    POLICE,
    PROVINCE,
    SECURITY,
    TELL,
    span,
    told,
)


def found(*tellings: Telling) -> dict[str, list[str]]:
    return {item.field: [version.value for version in item.versions] for item in derive("ev", tellings).disagreements}


def test_who_says_what_and_when() -> None:
    event = derive(
        "ev",
        [
            told("late", killed=9, published="2024-05-15", sources=("Police sources",)),
            told("first", killed=7, published="2024-05-13", sources=("State media",)),
            told("next", killed=7, published="2024-05-14", sources=("The ministry", "state media", "A nurse")),
        ],
    )
    (item,) = event.disagreements
    assert (item.field, [(version.value, version.accounts) for version in item.versions]) == (
        "killed",
        [
            ("7: State media, the ministry and 1 more", ("first", "next")),
            ("9: Police sources, 2 days later", ("late",)),
        ],
    )


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"publisher": "The Plain", "published": "2024-05-14"}, "9: The Plain, a day later"),
        ({"published": "2024-05-13"}, "9"),
        ({"published": "2025-01-02"}, "9, in 2025-01"),
        ({}, "9"),
    ],
)
def test_without_sources_the_publisher_says_it(head: dict[str, Any], said: str) -> None:
    assert found(told("a", killed=7, published="2024-05-13"), told("b", killed=9, **head))["killed"] == ["7", said]


def test_who_claimed_the_deed_is_no_witness_of_its_toll() -> None:
    claimed = told("a", killed=7, claimed_by=(ISIS,), sources=("IS", "A police source"))
    assert found(claimed, told("b", killed=9))["killed"] == ["7: a police source", "9"]


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        pytest.param({"killed": 7}, {"killed": 9}, {"killed": ["7", "9"]}, id="numbers"),
        pytest.param({"killed": (7, None)}, {"killed": 9}, {}, id="at least 7 allows 9"),
        pytest.param(
            {"killed": (10, None)}, {"killed": 9}, {"killed": ["at least 10", "9"]}, id="at least 10 does not"
        ),
        pytest.param(
            {"killed": {"state_forces": 5}},
            {"killed": {"civilians": 5}},
            {"killed": ["5 state forces", "5 civilians"]},
            id="who they were",
        ),
        pytest.param(
            {"killed": {"state_forces": 5, "civilians": 1}},
            {"killed": {"state_forces": 4, "civilians": 1}},
            {"killed": ["5 state forces, 1 civilian", "4 state forces, 1 civilian"]},
            id="one line of two",
        ),
        pytest.param({"killed": {"civilians": 5}}, {"killed": 5}, {}, id="people may be civilians"),
        pytest.param({"wounded": 3}, {}, {}, id="silence"),
        pytest.param({"days": "2024-05-13"}, {"days": "2024-05-01/2024-05-31"}, {}, id="a day of a month"),
        pytest.param(
            {"days": "2024-05-13"}, {"days": "2024-05-14"}, {"date": ["2024-05-13", "2024-05-14"]}, id="two days"
        ),
        pytest.param(
            {"days": "2024-05-15"},
            {"date": DateRange(latest=span("2024-05-14").latest, inferred=True)},
            {},
            id="inferred days say nothing",
        ),
        pytest.param({"place": TELL}, {"place": PROVINCE}, {}, id="a village of a province"),
        pytest.param(
            {"place": TELL},
            {"place": FAR},
            {"place": ["Tell Arra, Kirkuk, IQ", "Hajj Omar, Nineveh, IQ"]},
            id="two places",
        ),
        pytest.param({"status": "occurred"}, {"status": "alleged"}, {"status": ["occurred", "alleged"]}, id="status"),
        pytest.param({"kind": "Armed clash"}, {"kind": "Attack"}, {}, id="types of one kind"),
        pytest.param(
            {"kind": "Peaceful protest"},
            {"kind": "Suicide bomb"},
            {"event_type": ["Peaceful protest", "Suicide bomb"]},
            id="types that differ",
        ),
        pytest.param({"initiators": (ISIS,)}, {"initiators": (GUNMEN,)}, {}, id="nobody known"),
        pytest.param({"initiators": (ISIS,)}, {"initiators": (ISGS,)}, {}, id="a branch"),
        pytest.param({"initiators": (SECURITY,)}, {"initiators": (POLICE,)}, {}, id="forces of one country"),
        pytest.param({"initiators": (ISIS, PKK)}, {"initiators": (PKK,)}, {}, id="one more"),
        pytest.param(
            {"initiators": (ISIS,)},
            {"initiators": (PKK,)},
            {"initiators": ["Islamic State", "Kurdistan Workers' Party"]},
            id="another",
        ),
        pytest.param({"targets": (ARMY,)}, {"targets": (CIVILIANS,)}, {}, id="bystanders"),
    ],
)
def test_what_contradicts(left: dict[str, Any], right: dict[str, Any], wanted: dict[str, list[str]]) -> None:
    assert found(told("a", published="2024-05-13", **left), told("b", published="2024-05-13", **right)) == wanted


def test_a_version_that_nobody_contradicts_is_not_listed() -> None:
    assert found(told("a", killed=7), told("b", killed=(5, None)), told("c", killed=9)) == {"killed": ["7", "9"]}


def test_spellings_of_one_place_are_one_version() -> None:
    other = TELL.model_copy(update={"name": "al-Tell Arra"})
    known = [place.model_copy(update={"place_id": "tell"}) for place in (TELL, other)]
    versions = found(told("a", place=known[0]), told("b", place=known[1]), told("c", place=FAR))["place"]
    assert versions == ["Tell Arra, Kirkuk, IQ", "Hajj Omar, Nineveh, IQ"]
