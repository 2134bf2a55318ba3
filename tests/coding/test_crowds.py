"""Crowds, those who put them down, and who is no authority."""

from __future__ import annotations

import pytest

from sijill.coding.crowds import by_outlaws, put_down, with_crowd
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.model import SubEventType
from tests.coding.conftest import SettingMaker


def _span(text: str, words: str) -> Chars:
    return Chars(text.index(words), text.index(words) + len(words))


def _frame(text: str, trigger: str, kind: SubEventType, **roles: str) -> Frame:
    names: dict[str, RoleName] = {"by": "initiator", "on": "target", "killed": "killed", "taken": "arrested"}
    return Frame(_span(text, trigger), kind, roles=tuple(Role(names[n], _span(text, w)) for n, w in roles.items()))


CROWDS: list[tuple[str, str, SubEventType, list[str], list[str]]] = [
    ("Students clashed with police at the gate.", "clashed", "Violent demonstration", ["Students"], []),
    ("The army fired on protesters at the gate.", "fired", "Protest with intervention", ["The army"], ["protesters"]),
    ("Bakers shelled peas at the gate.", "shelled", "Attack", [], []),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "doers", "hit"), CROWDS)
def test_who_took_part(
    setting_of: SettingMaker, text: str, trigger: str, kind: SubEventType, doers: list[str], hit: list[str]
) -> None:
    setting = setting_of(text)
    frame = with_crowd(_frame(text, trigger, kind), setting.doc, setting)
    assert [setting.words(s) for s in frame.spans("initiator")] == doers
    assert [setting.words(s) for s in frame.spans("target")] == hit


def test_force_against_protesters(setting_of: SettingMaker) -> None:
    text = "The army used live rounds against protesters, killing one."
    frame = put_down(_frame(text, "killing", "Attack", by="The army"), setting_of(text).doc, setting_of(text))
    assert frame.sub_event_type == "Excessive force against protesters"
    assert [text[s.start : s.end] for s in frame.spans("target")] == ["protesters"]
    peaceful = _frame(text, "used", "Protest with intervention", by="The army", killed="one")
    assert put_down(peaceful, setting_of(text).doc, setting_of(text)).sub_event_type == frame.sub_event_type


@pytest.mark.parametrize(
    ("text", "doer", "expected"),
    [
        ("Gunmen seized six fishermen.", "Gunmen", "Abduction/forced disappearance"),
        ("The police seized six fishermen.", "The police", "Arrests"),
    ],
)
def test_who_is_no_authority_arrests_nobody(setting_of: SettingMaker, text: str, doer: str, expected: str) -> None:
    frame = by_outlaws(_frame(text, "seized", "Arrests", by=doer, taken="six fishermen"), setting_of(text))
    assert frame.sub_event_type == expected
    assert bool(frame.spans("abducted")) is (expected != "Arrests")
