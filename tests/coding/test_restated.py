"""Counts that tell others again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.coding.casualties import Told
from sijill.coding.frames import Chars
from sijill.coding.numbers import Interval
from sijill.coding.restated import restated
from sijill.model import Group

# Group, number, sentence; "unknown" ones are plain people.
Row = tuple[Group, int, int]


def told(rows: list[Row]) -> list[Told]:
    return [
        Told(span, Interval(number, number), group, sentence, span)
        for n, (group, number, sentence) in enumerate(rows)
        for span in [Chars(10 * n, 10 * n + 5)]
    ]


def plain(part: Told) -> bool:
    return part.group == "unknown"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # "10 civilians ... also reported 10 deaths"
        ([("civilians", 10, 0), ("unknown", 10, 1)], [("civilians", 10), ("civilians", 10)]),
        # "Eight people: four fighters and four nurses"
        (
            [("unknown", 8, 0), ("non_state_forces", 4, 0), ("civilians", 4, 0)],
            [("non_state_forces", 4), ("civilians", 4)],
        ),
        # Parts that are not all of them, parts of another sentence, other numbers.
        ([("unknown", 9, 0), ("state_forces", 4, 0), ("civilians", 4, 0)], None),
        ([("unknown", 8, 0), ("state_forces", 4, 1), ("civilians", 4, 1)], None),
        ([("civilians", 10, 0), ("unknown", 11, 1)], None),
        # One and one are seldom the same.
        ([("civilians", 1, 0), ("unknown", 1, 1)], None),
        # Two of one sentence are two.
        ([("civilians", 3, 0), ("unknown", 3, 0)], None),
    ],
)
def test_what_is_told_again(rows: list[Row], expected: list[tuple[Group, int]] | None) -> None:
    found = [(part.group, part.interval.low) for part in restated(told(rows), plain)]
    assert found == (expected if expected is not None else [(group, number) for group, number, _ in rows])


GROUPS = st.sampled_from(["unknown", "civilians", "state_forces"])


@given(st.lists(st.tuples(GROUPS, st.integers(0, 6), st.integers(0, 3)), max_size=6))
def test_who_is_told_apart_stays(rows: list[Row]) -> None:
    rows = sorted(rows, key=lambda row: row[2])
    kept = restated(told(rows), plain)
    firm = [part for part in told(rows) if not plain(part)]
    assert [part for part in kept if part in firm] == firm
