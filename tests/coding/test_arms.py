"""What an event was done with."""

from __future__ import annotations

import pytest

from sijill.coding.arms import are_arms, weapon_name, weapons
from sijill.coding.frames import Chars, Frame, Role
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker

NAMES = [
    ("Machine guns", "machine gun"),
    ("a car bomb attack", "car bomb"),
    ("two grenades", "grenade"),
    ("explosives strapped", "explosive"),
    ("toxic gases", "toxic gas"),
    ("small arms", "small arms"),
    ("an airstrike", ""),
]


@pytest.mark.parametrize(("words", "name"), NAMES)
def test_the_name_of_a_weapon(words: str, name: str) -> None:
    assert weapon_name(words) == name


MENTIONS: list[tuple[str, list[str], list[str]]] = [
    ("A surface-to-surface missile hit the mill.", ["surface", "missile"], ["surface-to-surface missile"]),
    ("A barrel bomb fell; the bomb killed two.", ["barrel bomb", "bomb"], ["barrel bomb"]),
    ("They used rifles and grenades.", ["rifles", "grenades"], ["rifle", "grenade"]),
    ("An airstrike and a rocket hit the mill.", ["airstrike", "rocket"], ["rocket"]),
    ("The raid destroyed two mortars and a rocket launcher.", ["mortars", "rocket launcher"], []),
    ("A rocket destroyed the mill.", ["rocket"], ["rocket"]),
    (
        "A suicide bomber with a rifle came; weapons and bullets.",
        ["suicide bomber", "rifle", "weapons", "bullets"],
        ["rifle"],
    ),
]


@pytest.mark.parametrize(("text", "found", "expected"), MENTIONS)
def test_weapons_whole_and_once(setting_of: SettingMaker, text: str, found: list[str], expected: list[str]) -> None:
    setting = setting_of(text)
    roles = []
    for words in found:
        start = text.rindex(words)
        roles.append(Role("weapon", Chars(start, start + len(words))))
    frame = Frame(Chars(0, 1), "Attack", roles=tuple(roles))
    assert [name for _, name in weapons(frame, setting)] == expected


TOLD: list[tuple[str, str, SubEventType, list[str]]] = [
    ("A roadside bomb killed two farmers.", "killed", "Remote explosive/landmine/IED", ["roadside bomb"]),
    ("Two farmers died when a bomb exploded.", "exploded", "Remote explosive/landmine/IED", ["bomb"]),
    ("The car bombing killed two farmers.", "bombing", "Remote explosive/landmine/IED", []),
    ("An explosive device went off at noon.", "went off", "Remote explosive/landmine/IED", ["explosive device"]),
    ("A medical device broke at noon.", "broke", "Attack", []),
    ("A tank museum was opened at noon.", "opened", "Other", []),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "expected"), TOLD)
def test_weapons_beside_a_trigger(
    setting_of: SettingMaker, text: str, trigger: str, kind: SubEventType, expected: list[str]
) -> None:
    setting = setting_of(text)
    start = text.index(trigger)
    found = weapons(Frame(Chars(start, start + len(trigger)), kind), setting)
    assert [name for _, name in found] == expected
    assert all(setting.words(span).lower().endswith(name) for span, name in found)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("four rifles", True),
        ("two drones", True),
        ("several armoured vehicles", True),
        ("a tracker dog", True),
        ("two snipers", False),
        ("four farmers", False),
    ],
)
def test_arms_are_nobody(setting_of: SettingMaker, words: str, expected: bool) -> None:
    text = f"The raid cost the gang {words} in Balad."
    at = text.index(words)
    assert are_arms(Chars(at, at + len(words)), setting_of(text)) is expected
