"""The two sides of a fight that the syntax names as equals."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame
from sijill.coding.sides import between_two, is_fight, of_two_sides
from sijill.language import parse
from tests.coding.conftest import SettingMaker

FIGHTS: list[tuple[str, str, list[str]]] = [
    ("Clashes between the army and rebels lasted an hour.", "Clashes", ["the army", "rebels"]),
    ("Fighting broke out between soldiers and Al-Shabaab.", "Fighting", ["soldiers", "Al-Shabaab"]),
    ("The police clashed with gunmen at the gate.", "clashed", ["The police", "gunmen"]),
    ("The army and rebels exchanged fire at dawn.", "exchanged", ["The army", "rebels"]),
    ("A feud over grazing between the Hasnawi and Bu Issa clans flared up.", "feud", ["Hasnawi", "Bu Issa"]),
    ("Clashes involved rifles between the Bu Dorraj and Buzon tribes.", "Clashes", ["Bu Dorraj", "Buzon"]),
    (
        "Clashes between rebels and the Lebanese army followed talks between the Hamdan and Haddad families.",
        "Clashes",
        ["rebels", "the Lebanese army"],
    ),
    (
        "After talks between the Hamdan and Haddad families, gunmen fought soldiers at the gate.",
        "fought",
        ["gunmen", "soldiers"],
    ),
    ("Clashes between the mayor and his council lasted an hour.", "Clashes", []),
    ("The army attacked rebels at dawn.", "attacked", []),
    ("The army and the police searched houses.", "searched", []),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), FIGHTS)
def test_who_stands_against_whom(setting_of: SettingMaker, text: str, trigger: str, expected: list[str]) -> None:
    setting = setting_of(text)
    start = text.index(trigger)
    frame = of_two_sides(Frame(Chars(start, start + len(trigger)), "Armed clash"), setting.doc, setting)
    sides = [setting.words(s) for s in (*frame.spans("initiator"), *frame.spans("target"))]
    assert sides == expected
    assert between_two(frame) is bool(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("The men fought at dawn.", True), ("The men traded shots.", True), ("The men traded goods.", False)],
)
def test_what_is_a_fight(text: str, expected: bool) -> None:
    assert is_fight(next(t for t in parse(text) if t.pos_ == "VERB")) is expected
