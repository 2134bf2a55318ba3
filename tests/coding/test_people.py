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


PARTS: list[tuple[str, Fate | None, list[str]]] = [
    ("Karim Hadi said that two men were shot.", "killed", []),
    ("Karim Hadi was shot.", "killed", ["Karim Hadi"]),
    ("Karim Hadi came to the village.", None, []),
]


@pytest.mark.parametrize(("text", "fate", "expected"), PARTS)
def test_who_has_a_part(setting_of: SettingMaker, text: str, fate: Fate | None, expected: list[str]) -> None:
    span = Chars(0, len("Karim Hadi"))
    setting = setting_of(text)
    found = persons_of(Frame(Chars(0, 1), "Attack", roles=(Role("person", span),)), setting,
                       Reading((), {}, {span: (fate, 0.9)}, ()))  # fmt: skip
    assert [setting.words(s) for s, _ in found] == expected


def test_a_named_party_has_a_part_whatever_became_of_him(setting_of: SettingMaker) -> None:
    span = Chars(0, len("Karim Hadi"))
    frame = Frame(Chars(11, 14), "Other", roles=(Role("person", span), Role("initiator", span)))
    found = persons_of(frame, setting_of("Karim Hadi led the raid."), Reading((), {}, {}, ()))
    assert found == [(span, None)]
