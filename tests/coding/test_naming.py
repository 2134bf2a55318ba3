"""The whole of a group's name for words of it."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.naming import with_whole_names
from tests.coding.conftest import SettingMaker

TEXT = "The Group to Support Islam and Muslims attacked a post of the army in Mali."


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("initiator", "Support", "Group to Support Islam and Muslims"),
        ("source", "Islam and Muslims", "Group to Support Islam and Muslims"),
        ("target", "a post", "a post"),
        ("place", "Support", "Support"),
    ],
)
def test_the_whole_name(setting_of: SettingMaker, name: RoleName, words: str, expected: str) -> None:
    setting = setting_of(TEXT)
    at = TEXT.index(words)
    frame = Frame(Chars(39, 47), "Armed clash", roles=(Role(name, Chars(at, at + len(words))),))
    (got,) = with_whole_names([frame], setting)
    assert [setting.words(s) for s in got.spans(name)] == [expected]
