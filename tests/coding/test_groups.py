"""Whose people a count tells of."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.groups import Crowd, crowd_of, whose
from sijill.coding.mentions import Reading
from sijill.model import Group
from tests.coding.conftest import SettingMaker


@pytest.mark.parametrize(
    ("words", "heard", "crowd", "expected"),
    [
        ("two policemen", ("civilians", 0.6), Crowd("civilians", False), "state_forces"),
        ("two men", ("unknown", 0.6), Crowd("civilians", False), "civilians"),
        ("two men", ("unknown", 0.6), Crowd("civilians", True), "unknown"),
        ("two people", ("civilians", 0.9), Crowd(None, True), "unknown"),
        ("two fighters", ("non_state_forces", 0.9), Crowd("state_forces", True), "state_forces"),
        ("a former soldier", ("state_forces", 0.6), Crowd("civilians", False), "civilians"),
        ("two of them", None, Crowd("non_state_forces", True), "non_state_forces"),
        ("two farmers", None, Crowd("state_forces", True), "civilians"),
    ],
)
def test_whose_people_they_are(
    setting_of: SettingMaker, words: str, heard: tuple[Group, float] | None, crowd: Crowd, expected: Group
) -> None:
    text = f"The blast killed {words}."
    span = Chars(text.index(words), text.index(words) + len(words))
    reading = Reading((), {span: heard} if heard else {}, {}, ())
    assert whose(words, span, crowd, setting_of(text), reading) == expected


def test_who_may_come_to_harm(setting_of: SettingMaker) -> None:
    text = "Gunmen attacked soldiers near a market."
    target = Role("target", Chars(text.index("soldiers"), text.index(" near")))
    fight = Frame(Chars(7, 15), "Armed clash", roles=(target,))
    assert crowd_of(fight, setting_of(text)) == Crowd("state_forces", True)
    assert crowd_of(Frame(Chars(7, 15), "Attack"), setting_of(text)) == Crowd("civilians", False)
