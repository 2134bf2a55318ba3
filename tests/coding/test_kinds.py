"""Plain words tell the kind of an event."""

from __future__ import annotations

import pytest

from sijill.coding.kinds import kind_of


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
