"""When two names are one."""

from __future__ import annotations

import pytest

from sijill.evaluation.names import pair_up, same_admin1, same_name


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Islamic State", "the Islamic State group", True),
        ("Iraqi Army", "Iraqi army soldiers", True),
        ("Mohamed al-Sudani", "Mohammed Al Sudani", True),
        ("Toribío", "Toribio", True),
        ("forces", "the forces", True),
        ("Peshmerga", "Asayish", False),
        ("", "Peshmerga", False),
        ("سجل", "Sijill", False),
    ],
)
def test_same_name(left: str, right: str, same: bool) -> None:
    assert same_name(left, right) is same
    assert same_name(right, left) is same


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [("Nineveh Governorate", "Ninawa", True), ("Salah al-Din", "Saladin", True), ("Diyala", "Kirkuk", False)],
)
def test_same_admin1(left: str, right: str, same: bool) -> None:
    assert same_admin1(left, right) is same


def test_pairs_are_one_to_one() -> None:
    assert pair_up(["a", "a", "b"], ["b", "a"], lambda x, y: x == y) == 2
