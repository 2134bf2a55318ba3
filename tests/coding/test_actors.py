"""Who stands in the roles of a frame: by the event's day and country, and individuals."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.coding.actors import actors
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker


def _frame(text: str, kind: SubEventType, role: RoleName, *words: str) -> Frame:
    spans = [Chars(text.index(w), text.index(w) + len(w)) for w in words]
    return Frame(Chars(0, 1), kind, roles=tuple(Role(role, span, 1.0) for span in spans))


CASES: list[tuple[str, SubEventType, RoleName, tuple[str, ...], list[str]]] = [
    ("Turkey bombed the hills of Zakho.", "Air/drone strike", "initiator", ("Turkey",), ["Military Forces of Turkey"]),
    ("Turkey signed a deal in Baghdad.", "Agreement", "initiator", ("Turkey",), ["Government of Turkey"]),
    ("Residents marched in Baghdad.", "Peaceful protest", "initiator", ("Residents",), ["Protesters"]),
    ("Some hundreds marched in Baghdad.", "Peaceful protest", "initiator", ("Some hundreds",), ["Protesters"]),
    ("A suicide attack hit Kirkuk.", "Suicide bomb", "initiator", ("suicide",), []),
    ("They hit a post near Kirkuk, killing one.", "Attack", "target", ("one",), []),
    ("An oil pipeline near Kirkuk was hit.", "Attack", "target", ("An oil pipeline",), ["oil pipeline"]),
    (
        "Gunmen shot two policemen and two others in Mosul.",
        "Armed clash",
        "target",
        ("two policemen", "two others"),
        ["Police Forces of Iraq"],
    ),
    (
        "US and Iraqi forces raided a den near Rutba.",
        "Armed clash",
        "initiator",
        ("US and Iraqi forces",),
        ["Military Forces of the United States", "Iraqi security forces"],
    ),
    (
        "Mustafa and Iraqi forces raided a den near Rutba.",
        "Armed clash",
        "initiator",
        ("Mustafa and Iraqi forces",),
        ["Iraqi security forces"],
    ),
    ("A blast hurt two others in Mosul.", "Attack", "target", ("two others",), ["Civilians"]),
]


@pytest.mark.parametrize(("text", "kind", "role", "words", "expected"), CASES)
def test_who_is_meant(
    setting_of: SettingMaker,
    text: str,
    kind: SubEventType,
    role: RoleName,
    words: tuple[str, ...],
    expected: list[str],
) -> None:
    setting = setting_of(text)
    found = actors(_frame(text, kind, role, *words), setting, role, None, "IQ")
    assert [match.name for _, match in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed Karim Hassan in Mosul on Monday.", "Civilians"),
        ("Gunmen killed Karim Hassan, a police officer, in Mosul on Monday.", "Police Forces of Iraq"),
        ("Gunmen killed Karim Hassan, a shopkeeper, in Mosul on Monday.", "Civilians"),
    ],
)
def test_an_individual_is_who_the_words_after_the_name_say(setting_of: SettingMaker, text: str, expected: str) -> None:
    setting = setting_of(text)
    found = actors(_frame(text, "Attack", "target", "Karim Hassan"), setting, "target", None, "IQ")
    assert [match.name for _, match in found] == [expected]


@pytest.mark.parametrize(
    ("when", "actor_id"),
    [(date(2024, 12, 1), "sy_military"), (date(2025, 3, 1), "sy_military_2024")],
)
def test_the_event_s_day_decides(setting_of: SettingMaker, when: date, actor_id: str) -> None:
    text = "Government forces entered the town near Latakia."
    setting = setting_of(text, published="2025-03-08")
    found = actors(_frame(text, "Armed clash", "initiator", "Government forces"), setting, "initiator", when, "SY")
    assert [match.actor_id for _, match in found] == [actor_id]


def test_without_a_day_that_of_the_report_counts(setting_of: SettingMaker) -> None:
    text = "Government forces entered the town near Latakia."
    setting = setting_of(text, published="2025-03-08")
    found = actors(_frame(text, "Armed clash", "initiator", "Government forces"), setting, "initiator", None, "SY")
    assert [match.actor_id for _, match in found] == ["sy_military_2024"]


def test_words_are_those_of_the_text_and_nobody_stands_twice(setting_of: SettingMaker) -> None:
    text = "The army and two soldiers were hit near Kirkuk."
    setting = setting_of(text)
    found = actors(_frame(text, "Armed clash", "target", "The army", "two soldiers"), setting, "target", None, "IQ")
    assert [(setting.words(span), match.actor_id) for span, match in found] == [("The army", "iq_military")]
