"""Numbers that another teller gives."""

from __future__ import annotations

import pytest

from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.reckonings import BY, widened, with_reckonings
from sijill.model import Count
from tests.coding.conftest import SettingMaker

FIRST = "Gunmen killed nine people in Taiz, the council said."


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("Residents put the toll at 17.", ["17"]),
        ("Residents spoke of 17 dead.", ["17"]),
        ("The toll was 17, according to residents.", ["17"]),
        ("Residents counted 17 bodies.", ["17"]),
        # The same teller, a toll that grew, a number of nobody, one of those who are no dead.
        ("The council put the toll at 17.", []),
        ("Residents said later that the toll had risen to 17.", []),
        ("Residents put the price of bread at 17.", []),
        ("Residents spoke of 17 wounded.", []),
    ],
)
def test_another_tellers_number(setting_of: SettingMaker, second: str, found: list[str]) -> None:
    text = f"{FIRST} {second}"
    frame = Frame(Chars(7, 13), "Attack", roles=(Role("killed", Chars(14, 25)),))
    (got,) = with_reckonings([frame], setting_of(text))
    assert [text[r.span.start : r.span.end] for r in got.roles if r.by == BY] == found


@pytest.mark.parametrize(
    ("low", "high", "other", "expected"),
    [
        (9, 9, "17", (9, 17)),
        (9, 9, "six", (6, 9)),
        (9, None, "17", (9, 17)),
        # "At least nine" leaves no room for six; 400 are others.
        (9, None, "six", (9, None)),
        (9, 9, "400", (9, 9)),
    ],
)
def test_a_range(
    setting_of: SettingMaker, low: int, high: int | None, other: str, expected: tuple[int, int | None]
) -> None:
    text = f"Gunmen killed many. Residents put the toll at {other}."
    at = text.index(other)
    rows = [(Count(group="civilians", low=low, high=high), [Chars(14, 18)])]
    ((count, _),) = widened(rows, [Chars(at, at + len(other))], setting_of(text))
    assert (count.low, count.high) == expected
