"""Strength, control and totals: stated, and no event."""

from __future__ import annotations

import pytest

from sijill.coding.assertions import assertions
from tests.coding.conftest import SettingMaker

CASES = [
    (
        "There are around 1,200 Turkish troops in northern Iraq.",
        [("strength_estimate", "Military Forces of Turkey", 1200, 1200)],
    ),
    (
        "Officials estimate that between 300 and 500 ISIS fighters remain in the hills of Hamrin.",
        [("strength_estimate", "Islamic State", 300, 500)],
    ),
    (
        "France maintains 1,500 soldiers in Niger and 1,000 in Chad.",
        [
            ("strength_estimate", "Military Forces of France", 1500, 1500),
            ("strength_estimate", "Military Forces of France", 1000, 1000),
        ],
    ),
    (
        "Jalawla was under the control of the Peshmerga from 2014 until 2017.",
        [("territorial_control", "Peshmerga", None, None)],
    ),
    ("The militants killed 20 soldiers.", []),
    ("Twelve fighters were arrested; there are no others.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_assertions(
    setting_of: SettingMaker, text: str, expected: list[tuple[str, str, int | None, int | None]]
) -> None:
    found = list(assertions(setting_of(text, published="2024-05-14"), []))
    assert [(a.kind, a.subject, a.low, a.high) for a in found] == expected


def test_control_says_when(setting_of: SettingMaker) -> None:
    text = "Jalawla was under the control of the Peshmerga from 2014 until October 16, 2017."
    (found,) = assertions(setting_of(text, published="2019-08-27"), [])
    assert found.as_of == "2014/2017-10-16"
    assert found.place == "Jalawla"


def test_a_total_over_time(setting_of: SettingMaker) -> None:
    text = "More than 300 civilians have been killed in Zamfara since January, a monitor said."
    (found,) = assertions(setting_of(text, published="2024-05-14"), [])
    assert (found.kind, found.low, found.high) == ("activity_summary", 301, None)
