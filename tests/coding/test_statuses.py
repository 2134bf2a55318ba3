"""What was foiled, what is denied, and what was nothing of the kind."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame
from sijill.coding.statuses import with_statuses
from tests.coding.conftest import SettingMaker

CASES: list[tuple[str, str, str | None]] = [
    ("Police foiled an attack on the shrine.", "attack", "foiled"),
    ("The bombing was thwarted by guards.", "bombing", "foiled"),
    ("Police did not prevent the attack.", "attack", "occurred"),
    ("The army denied that it had shelled the camp.", "shelled", "alleged"),
    ("The group denied carrying out the attack.", "attack", "alleged"),
    ("The army shelled the camp.", "shelled", "occurred"),
    ("Two soldiers were killed in a road accident.", "killed", None),
    ("Two soldiers were killed when gunmen fired on them after a road accident.", "killed", "occurred"),
    ("A gas explosion killed three cooks.", "explosion", None),
    ("The army held a drill at the gate.", "held a drill", None),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), CASES)
def test_whether_it_took_place(setting_of: SettingMaker, text: str, trigger: str, expected: str | None) -> None:
    start = text.index(trigger)
    frames = with_statuses([Frame(Chars(start, start + len(trigger)), "Attack")], setting_of(text))
    assert [f.status for f in frames] == ([expected] if expected else [])


def test_foiling_is_told_of_what_was_foiled(setting_of: SettingMaker) -> None:
    text = "Police foiled an attack on the shrine."
    frames = [Frame(Chars(text.index(w), text.index(w) + len(w)), "Attack") for w in ("foiled", "attack")]
    (frame,) = with_statuses(frames, setting_of(text))
    assert text[frame.trigger.start : frame.trigger.end] == "attack"
    assert with_statuses(frames[:1], setting_of(text)) == frames[:1]
