"""What tolls have come to, and which event they count."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.tolls import tolls, with_tolls
from sijill.language import parse
from tests.coding.conftest import SettingMaker

CASES = [
    ("The death toll rose to nine on Friday.", [("killed", "nine")]),
    ("The number of soldiers killed in the raid has risen to 15, the army said.", [("killed", "15")]),
    ("This brings the toll to nine.", [("killed", "nine")]),
    ("The number of wounded stands at 30.", [("wounded", "30")]),
    ("The number of dead has reached 54.", [("killed", "54")]),
    ("The number of tents has risen to 40.", []),
    ("The price of bread rose to nine dinars.", []),
    ("The death toll rose sharply.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_tolls(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(role.name, text[role.span.start : role.span.end]) for role, _, _ in tolls(parse(text))] == expected


def test_whose_toll_it_is(setting_of: SettingMaker) -> None:
    text = "A bomb went off in Balad. The number of soldiers killed has risen to 15."
    (frame,) = with_tolls([Frame(Chars(2, 6), "Remote explosive/landmine/IED")], setting_of(text))
    assert [text[s.start : s.end] for s in frame.spans("target")] == ["soldiers"]


def test_a_toll_counts_the_event_told_before_it(setting_of: SettingMaker) -> None:
    text = "A bomb went off in Balad. Shells hit Mosul. The market was full. The death toll rose to nine."
    setting = setting_of(text)
    frames = [Frame(Chars(2, 6), "Remote explosive/landmine/IED"), Frame(Chars(26, 32), "Attack")]
    bomb, shells = with_tolls(frames, setting)
    assert (bomb.spans("killed"), [setting.words(s) for s in shells.spans("killed")]) == ([], ["nine"])


def test_a_toll_takes_the_place_of_the_number_that_it_holds(setting_of: SettingMaker) -> None:
    text = "A bomb went off and the death toll rose to nine."
    at = text.index("nine")
    frame = Frame(Chars(2, 6), "Attack", roles=(Role("killed", Chars(at, at + 4), 0.3),))
    (got,) = with_tolls([frame], setting_of(text))
    assert [r.by for r in got.roles] == ["toll"]


def test_no_event_no_toll(setting_of: SettingMaker) -> None:
    text = "A bomb went off." + " The day went by." * 4 + " The death toll rose to nine."
    (frame,) = with_tolls([Frame(Chars(2, 6), "Attack")], setting_of(text))
    assert frame.roles == ()
    assert with_tolls([], setting_of(text)) == []
