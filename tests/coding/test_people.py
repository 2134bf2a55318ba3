"""Individuals with a part in an event."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.mentions import Reading
from sijill.coding.people import persons_of, role_of
from sijill.model import Fate
from tests.coding.conftest import SettingMaker

PERSONS = [
    ("Karim Hadi was shot. Hadi died at once.", ["Karim Hadi", "Hadi"], ["Karim Hadi"]),
    ("Karim Hadi, also known as Abu Salim, was shot.", ["Karim Hadi", "Abu Salim"], ["Karim Hadi"]),
    ("Karim Hadi (nicknamed “the Carpenter”) was shot.", ["Karim Hadi", "the Carpenter"], ["Karim Hadi"]),
    ("Karim Hadi and Nabil Omar were shot.", ["Karim Hadi", "Nabil Omar"], ["Karim Hadi", "Nabil Omar"]),
    ("Karim Hadi was shot in Baghdad.", ["Karim Hadi", "Baghdad"], ["Karim Hadi"]),
    ("Karim Hadi was shot by Boko Haram.", ["Karim Hadi", "Boko Haram"], ["Karim Hadi"]),
]


@pytest.mark.parametrize(("text", "found", "expected"), PERSONS)
def test_each_person_once(setting_of: SettingMaker, text: str, found: list[str], expected: list[str]) -> None:
    setting = setting_of(text)
    roles = tuple(Role("person", Chars(text.rindex(w), text.rindex(w) + len(w))) for w in found)
    fates: dict[Chars, tuple[Fate | None, float]] = {r.span: ("killed", 0.9) for r in roles}
    frame = Frame(Chars(0, 1), "Attack", roles=roles)
    persons = persons_of(frame, setting, Reading((), {}, fates, ()))
    assert [setting.words(span) for span, _ in persons] == expected


ROLES = [
    ("Karim Hadi, the mayor of Plainville, was shot.", "mayor of Plainville"),
    ("Karim Hadi, a teacher who was shot, survived.", "teacher"),
    ("Karim Hadi, also known as Abu Salim, was shot.", None),
    ("Karim Hadi, and two others, were shot.", None),
    ("Karim Hadi was shot.", None),
]


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_who_a_person_is(setting_of: SettingMaker, text: str, role: str | None) -> None:
    assert role_of(Chars(0, len("Karim Hadi")), setting_of(text)) == role
