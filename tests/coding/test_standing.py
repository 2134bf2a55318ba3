"""How surely a frame stands."""

from __future__ import annotations

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.standing import features, standing, weights

BARE = Frame(Chars(0, 6), "Armed clash", score=0.6)
FULL = Frame(
    Chars(0, 6),
    "Armed clash",
    score=0.6,
    roles=tuple(Role(n, Chars(10, 12)) for n in ("killed", "place", "date", "initiator")),
)


def test_every_feature_has_a_weight() -> None:
    assert set(features(FULL, "They attacked.")) | {"bias"} == set(weights())


def test_who_says_more_stands_more_surely() -> None:
    assert 0 < standing(BARE, "They attacked.") < standing(FULL, "They attacked.") < 1


def test_a_habit_stands_less_surely() -> None:
    assert standing(FULL, "They regularly attacked villages.") < standing(FULL, "They attacked villages.")


def test_what_is_condemned_stands_more_surely() -> None:
    assert standing(BARE, "We condemn the attack on the market.") > standing(BARE, "We fear the attack on the market.")
