"""Sentences that sum up what several events lost."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.sums import without_sums
from tests.coding.conftest import SettingMaker

LEAD = "Five soldiers were killed in two attacks."
FIRST = "At Nawfal, gunmen fired on a post, killing two soldiers."


def frame(text: str, trigger: str, *roles: tuple[RoleName, str]) -> Frame:
    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    return Frame(at(trigger), "Armed clash", roles=tuple(Role(name, at(words)) for name, words in roles))


@pytest.mark.parametrize(
    ("second", "words", "kept"),
    [
        ("At Nada, gunmen ambushed a patrol, killing three men.", "three men", ["two soldiers"]),
        # It isn't their sum.
        ("At Nada, gunmen ambushed a patrol, killing six men.", "six men", ["Five soldiers", "two soldiers"]),
    ],
)
def test_a_sum_of_two_is_nobodys(setting_of: SettingMaker, second: str, words: str, kept: list[str]) -> None:
    text = f"{LEAD} {FIRST} {second}"
    first = frame(text, "fired", ("killed", "Five soldiers"), ("killed", "two soldiers"))
    other = frame(text, "ambushed", ("killed", words))
    ruled = frame(text, "killed", ("killed", "Five soldiers"))
    frames, rules = without_sums([first, other], [ruled], setting_of(text))
    assert [text[s.start : s.end] for s in frames[0].spans("killed")] == kept
    assert frames[1] == other
    assert bool(rules) == ("Five soldiers" in kept)


def test_who_has_nothing_else_keeps_it(setting_of: SettingMaker) -> None:
    text = f"{LEAD} {FIRST} At Nada, gunmen ambushed a patrol, killing three men."
    only = frame(text, "attacks", ("killed", "Five soldiers"))
    first, other = frame(text, "fired", ("killed", "two soldiers")), frame(text, "ambushed", ("killed", "three men"))
    assert without_sums([only, first, other], [], setting_of(text))[0][0] == only
