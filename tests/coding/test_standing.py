"""How surely a frame stands."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.standing import features, standing, weights
from tests.coding.conftest import SettingMaker

TEXT = "They attacked the village of Haija on Monday. Later a raid on the village of Haija began."


def frame(text: str, trigger: str, *roles: tuple[RoleName, str], score: float = 0.6) -> Frame:
    def at(words: str) -> Chars:
        return Chars(text.index(words), text.index(words) + len(words))

    made = tuple(Role(name, at(words), 0.8, "heads") for name, words in roles)
    return Frame(at(trigger), "Armed clash", score=score, roles=made)


BARE = frame(TEXT, "attacked")
FULL = frame(TEXT, "attacked", ("initiator", "They"), ("place", "Haija"), ("date", "Monday"), ("target", "the village"))


def test_every_feature_has_a_weight(setting_of: SettingMaker) -> None:
    (row,) = features([FULL], setting_of(TEXT))
    assert set(row) | {"bias"} == set(weights())


def test_who_says_more_stands_more_surely(setting_of: SettingMaker) -> None:
    bare, full = standing([BARE], setting_of(TEXT)) + standing([FULL], setting_of(TEXT))
    assert 0 < bare < full < 1


def test_what_tells_the_same_place_again_stands_less_surely(setting_of: SettingMaker) -> None:
    again = frame(TEXT, "raid", ("place", "Haija"), score=0.5)
    alone, beside = standing([again], setting_of(TEXT))[0], standing([FULL, again], setting_of(TEXT))[1]
    assert beside < alone


def test_what_rules_alone_found_stands_less_surely(setting_of: SettingMaker) -> None:
    ruled = Frame(
        FULL.trigger, FULL.sub_event_type, score=0.6, roles=tuple(Role(r.name, r.span, 0.8, "harm") for r in FULL.roles)
    )
    assert standing([ruled], setting_of(TEXT)) < standing([FULL], setting_of(TEXT))


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("They regularly attacked villages.", "They attacked villages."),
        ("We fear what they attacked.", "We condemn what they attacked."),
    ],
)
def test_the_words_around(setting_of: SettingMaker, less: str, more: str) -> None:
    one, other = (standing([frame(text, "attacked")], setting_of(text)) for text in (less, more))
    assert one < other
