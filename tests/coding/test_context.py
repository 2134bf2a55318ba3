"""Background or current: the words, the age, the place in the report."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.coding.context import age_odds, context
from sijill.coding.frames import Chars, Frame
from sijill.model import DateRange

TOLD = date(2024, 5, 14)


def day(text: str) -> DateRange:
    return DateRange(earliest=date.fromisoformat(text), latest=date.fromisoformat(text))


@pytest.mark.parametrize(
    ("background", "when", "first", "expected"),
    [
        (0.1, day("2024-05-13"), True, "current"),
        (0.1, day("2024-05-13"), False, "current"),
        (0.5, day("2019-01-01"), False, "background"),
        (0.3, day("2023-01-01"), False, "background"),
        (0.9, None, False, "background"),
        (0.2, None, True, "current"),
    ],
)
def test_context(background: float, when: DateRange | None, first: bool, expected: str) -> None:
    frame = Frame(Chars(0, 6), "Armed clash", background=background)
    assert context(frame, when, TOLD, first=first) == expected


def test_older_events_are_likelier_background() -> None:
    odds = [age_odds(day(d), TOLD) for d in ("2024-05-14", "2024-05-11", "2024-05-08", "2024-04-20", "2020-05-14")]
    assert odds == sorted(odds)
    assert len(set(odds)) == len(odds)


def test_a_dated_event_of_an_undated_report_is_of_the_past() -> None:
    frame = Frame(Chars(0, 6), "Armed clash", background=0.3)
    assert context(frame, day("2022-12-31"), None, first=False) == "background"
    assert context(frame, None, None, first=False) == "current"


def test_a_day_that_only_bounds_tells_no_age() -> None:
    assert age_odds(DateRange(latest=TOLD, inferred=True), TOLD) == age_odds(None, TOLD)
