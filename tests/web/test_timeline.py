"""The time line: its steps, and events whose days are not known so exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.register.summaries import Days
from sijill.web.timeline import STEPS, Step, end_of, start_of, timeline

MONDAY = date(2024, 5, 13)


def days(first: date | None, last: date | None, events: int = 1) -> Days:
    """Events with the same days, two killed in each."""
    return Days(first, last, events, 2 * events)


@pytest.mark.parametrize(
    ("step", "first", "last"),
    [
        ("day", date(2024, 5, 16), date(2024, 5, 16)),
        ("week", MONDAY, date(2024, 5, 19)),
        ("month", date(2024, 5, 1), date(2024, 5, 31)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_an_event_counts_in_the_step_of_its_day(step: Step, first: date, last: date) -> None:
    (bar,) = timeline([days(date(2024, 5, 16), date(2024, 5, 16), 3)], step).bars
    assert (bar.first, bar.last, bar.events, bar.killed) == (first, last, 3, 6)


@pytest.mark.parametrize(
    ("first", "last", "placed"),
    [
        (date(2024, 5, 1), date(2024, 5, 31), {"month", "year"}),
        (MONDAY, date(2024, 5, 14), {"week", "month", "year"}),
        (MONDAY, None, {"day", "week", "month", "year"}),
        (None, MONDAY, {"day", "week", "month", "year"}),
        (date(2023, 12, 31), date(2024, 1, 1), set()),
        (None, None, set()),
    ],
)
def test_what_is_not_dated_to_one_step_is_told_apart(first: date | None, last: date | None, placed: set[str]) -> None:
    lines = {step: timeline([days(first, last)], step) for step in STEPS}
    assert {step for step, line in lines.items() if line.bars} == placed
    assert all(line.unplaced == (0 if line.bars else 1) for line in lines.values())


@pytest.mark.parametrize(
    ("length", "step"), [(0, "day"), (100, "day"), (200, "week"), (1000, "month"), (5000, "year"), (300_000, "year")]
)
def test_the_step_fits_the_length(length: int, step: Step) -> None:
    far = date(1200, 1, 1) + timedelta(length)
    assert timeline([days(date(1200, 1, 1), date(1200, 1, 1)), days(far, far)]).step == step


def test_nothing_makes_an_empty_line() -> None:
    line = timeline([])
    assert (line.bars, line.first, line.last, line.unplaced) == ((), None, None, 0)


@given(st.dates(), st.sampled_from(STEPS))
def test_steps_meet_and_hold_their_days(day: date, step: Step) -> None:
    start, end = start_of(day, step), end_of(start_of(day, step), step)
    assert start <= day <= end
    assert start_of(end, step) == start
    if end < date.max:
        assert start_of(end + timedelta(1), step) == end + timedelta(1)
