"""Plain words tell the kind of an event."""

from __future__ import annotations

import pytest

from sijill.coding.kinds import is_said, kind_of
from sijill.model import SubEventType


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("an air strike", "Air/drone strike"),
        ("the airstrikes", "Air/drone strike"),
        ("a suicide bombing", "Suicide bomb"),
        ("a roadside bomb", "Remote explosive/landmine/IED"),
        ("mortar fire", "Shelling/artillery/missile attack"),
        ("fierce clashes", "Armed clash"),
        ("a chlorine attack", "Chemical weapon"),
        ("the meeting", None),
        ("shellfish", None),
    ],
)
def test_kind_of(words: str, expected: str | None) -> None:
    assert kind_of(words) == expected


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("Air/drone strike", "Jets hit a depot", True),
        ("Air/drone strike", "Gunmen hit a depot", False),
        ("Government regains territory", "The army recaptured the hill", True),
        ("Non-state actor overtakes territory", "Rebels seized the hill", True),
        ("Government regains territory", "Troops searched the orchards and three fighters died", False),
        ("Armed clash", "The meeting ended", True),
    ],
)
def test_what_has_words_of_its_own_is_said(kind: SubEventType, words: str, said: bool) -> None:
    assert is_said(kind, words) is said
