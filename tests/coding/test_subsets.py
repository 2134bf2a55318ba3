"""Of a number of people, those of whom more is told."""

from __future__ import annotations

import pytest

from sijill.codebook import registry
from sijill.coding.casualties import Told
from sijill.coding.frames import Chars
from sijill.coding.numbers import Interval
from sijill.coding.subsets import subsets

CASES: list[tuple[str, str, list[tuple[str, str, int]]]] = [
    (
        "Sixteen people, including ten militants and two policemen, died.",
        "Sixteen people",
        [("ten militants", "non_state_forces", 10), ("two policemen", "state_forces", 2)],
    ),
    ("Five people died, three of them attackers.", "Five people", [("three of them attackers", "non_state_forces", 3)]),
    ("Five people died, three of them women.", "Five people", []),
    ("Five people died, including a child.", "Five people", []),
    ("Five people died and nine were hurt, including two soldiers.", "Five people", []),
    ("Five people died. Nine were hurt, including two soldiers.", "Five people", []),
]


@pytest.mark.parametrize(("text", "whole", "expected"), CASES)
def test_armed_people_among_others(text: str, whole: str, expected: list[tuple[str, str, int]]) -> None:
    span = Chars(text.index(whole), text.index(whole) + len(whole))
    told = Told(span, Interval(5, 5), "unknown", 0, span)
    end = text.index(".") + 1
    found = subsets(text, told, end, lambda words, _: registry().group_of(words))
    assert [(text[t.span.start : t.span.end], t.group, t.interval.low) for t in found] == expected
