"""Harm told by idiom."""

from __future__ import annotations

import pytest

from sijill.coding.idioms import idiom
from sijill.language import parse

CASES: list[tuple[str, tuple[str, str] | None]] = [
    ("The driver lost a leg.", ("wounded", "driver")),
    ("The driver lost his keys.", None),
    ("A corporal was hit in the thigh.", ("wounded", "corporal")),
    ("Gunmen shot a guard in the arm.", ("wounded", "guard")),
    ("Two nurses were cut by splinters.", ("wounded", "nurses")),
    ("A boy was hit in the chest and died at dawn.", None),
    ("Nine men sustained injuries.", ("wounded", "men")),
    ("A baker received fatal wounds.", ("killed", "baker")),
    ("A porter was declared dead at the clinic.", ("killed", "porter")),
    ("Seven soldiers fell in the fight.", ("killed", "soldiers")),
    ("The prices fell in May.", None),
    ("Six women were hospitalised.", ("wounded", "women")),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_an_idiom_says_and_of_whom(text: str, expected: tuple[str, str] | None) -> None:
    found = [said for token in parse(text) if (said := idiom(token)) is not None]
    assert [(role, victim.text) for role, victim in found] == ([expected] if expected else [])
