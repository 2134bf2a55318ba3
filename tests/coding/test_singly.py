"""Who was killed or taken, told by who it was and by no number."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame
from sijill.coding.singly import singly
from sijill.model import Count, SubEventType
from tests.coding.conftest import SettingMaker

NOTHING: dict[str, tuple[Count, ...] | None] = dict.fromkeys(
    ("killed", "wounded", "abducted", "arrested", "killed_or_wounded")
)


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "expected"),
    [
        ("Gunmen kidnapped him on Monday.", "kidnapped", "Abduction/forced disappearance", {"abducted": ["him"]}),
        ("Police arrested its owner on Monday.", "arrested", "Arrests", {"arrested": ["owner"]}),
        ("Police arrested suspects on Monday.", "arrested", "Arrests", {}),
        ("Gunmen attacked him on Monday.", "attacked", "Attack", {}),
    ],
)
def test_the_one_who_was_taken(
    setting_of: SettingMaker, text: str, trigger: str, kind: SubEventType, expected: dict[str, list[str]]
) -> None:
    frame = Frame(Chars(text.index(trigger), text.index(trigger) + len(trigger)), kind)
    told = singly(frame, [], NOTHING, setting_of(text))
    assert {name: [text[s.start : s.end] for s in spans] for name, spans in told.items()} == expected


def test_named_dead_count_where_no_number_does(setting_of: SettingMaker) -> None:
    text = "Gunmen shot Nour Hadi and Sami Karim in Taiz."
    named = [(Chars(12, 21), "killed"), (Chars(26, 36), "wounded")]
    frame = Frame(Chars(7, 11), "Attack")
    assert singly(frame, named, NOTHING, setting_of(text)) == {"killed": [Chars(12, 21)]}  # type: ignore[arg-type]
    counted = {**NOTHING, "killed": (Count(group="civilians", low=2, high=2),)}
    assert singly(frame, named, counted, setting_of(text)) == {}  # type: ignore[arg-type]
