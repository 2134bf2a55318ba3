"""Statements that condemn or welcome a deed tell of it."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame
from sijill.coding.reactions import with_reactions
from tests.coding.conftest import SettingMaker

CASES = [
    ("The envoy strongly condemns the terrorist attack on a clinic in Mosul.", [("Attack", ["Mosul"])]),
    ("We deplore today's car bombings in Mosul.", [("Remote explosive/landmine/IED", ["Mosul"])]),
    ("The minister welcomes the liberation of Sinjar.", [("Government regains territory", ["Sinjar"])]),
    ("The envoy condemned the abduction of two nurses.", [("Abduction/forced disappearance", [])]),
    ("The envoy condemns all attacks on clinics.", []),
    ("The envoy condemns attacks on clinics.", []),
    ("The envoy condemned the budget.", []),
    ("The envoy spoke of the attack on a clinic in Mosul.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_condemned_or_welcomed_has_happened(
    setting_of: SettingMaker, text: str, expected: list[tuple[str, list[str]]]
) -> None:
    setting = setting_of(text)
    found = [(f.sub_event_type, [setting.words(s) for s in f.spans("place")]) for f in with_reactions([], setting)]
    assert found == expected


def test_the_heads_frame_of_it_is_surer(setting_of: SettingMaker) -> None:
    text = "Minister Karim Hadi condemns the attack on a clinic in Mosul."
    setting = setting_of(text)
    at = text.index("attack")
    (frame,) = with_reactions([Frame(Chars(at, at + 6), "Attack", score=0.1)], setting)
    assert frame.score > 0.5
    assert [setting.words(s) for s in frame.spans("place")] == ["Mosul"]
    assert [setting.words(s) for s in frame.spans("source")] == ["Minister Karim Hadi"]


def test_later_sentences_react_in_passing(setting_of: SettingMaker) -> None:
    text = "Two men died in Balad. It was dark. The envoy condemned the attack on Mosul."
    assert with_reactions([], setting_of(text)) == []
