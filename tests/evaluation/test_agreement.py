"""Krippendorff's alpha: published examples, and what holds of any data."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.evaluation.agreement import Level, agreement, alpha, masi


def units(*coders: str) -> list[list[Any]]:
    """A row of signs for each coder, "." for a missing value, to the values of each unit; digits as numbers."""
    return [
        [int(sign) if sign.isdigit() else sign for sign in unit if sign != "."] for unit in zip(*coders, strict=True)
    ]


MEG_AND_OWEN = units("0100000010", "1110010000")
BEN_AND_GERRY = units("aabbdcccedda", "babbbccceddd")
FOUR = units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


@pytest.mark.parametrize(
    ("coded", "level", "published"),
    [
        # Krippendorff (2011), examples A, B and C with its four metrics.
        (MEG_AND_OWEN, "nominal", 0.095),
        (BEN_AND_GERRY, "nominal", 0.692),
        (FOUR, "nominal", 0.743),
        (FOUR, "ordinal", 0.815),
        (FOUR, "interval", 0.849),
        (FOUR, "ratio", 0.797),
    ],
)
def test_published_examples(coded: Sequence[Sequence[Any]], level: Level, published: float) -> None:
    assert alpha(coded, level) == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize(
    ("coded", "found"),
    [
        ([], None),
        ([["a"], ["b"]], None),
        ([["a", "a"], ["a", "a"]], None),
        ([["a", "a"], ["b", "b"]], 1.0),
        ([["a", "b"], ["b", "a"]], -0.5),
    ],
)
def test_where_it_can_and_cannot_be_told(coded: list[list[str]], found: float | None) -> None:
    assert alpha(coded) == found


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("ab", "ab", 0.0),
        ("", "", 0.0),
        ("ab", "cd", 1.0),
        ("a", "", 1.0),
        # One holds the other: two thirds of the share in common.
        ("ab", "abcd", 1 - 2 / 3 * 2 / 4),
        # They overlap: one third of it.
        ("abc", "bcd", 1 - 1 / 3 * 2 / 4),
    ],
)
def test_masi(left: str, right: str, distance: float) -> None:
    assert masi(frozenset(left), frozenset(right)) == pytest.approx(distance)
    assert masi(frozenset(right), frozenset(left)) == pytest.approx(distance)


def test_the_interval_holds_alpha_and_narrows_with_more_units() -> None:
    few, many = agreement(FOUR, "interval", seed=3), agreement(FOUR * 12, "interval", seed=3)
    for found in (few, many):
        assert found.low is not None
        assert found.high is not None
        assert found.alpha is not None
        assert found.low <= found.alpha <= found.high
    assert (few.units, few.values) == (11, 40)
    assert float(many.high or 0) - float(many.low or 0) < float(few.high or 0) - float(few.low or 0)
    assert agreement(FOUR, "interval", seed=3) == few != agreement(FOUR, "interval", seed=4)


def test_the_share_of_equal_pairs() -> None:
    assert agreement(units("aab", "abb")).share == pytest.approx(2 / 3)


coded_units = st.lists(st.lists(st.integers(0, 4), max_size=4), max_size=12)


@settings(max_examples=60, deadline=None)
@given(coded_units, st.sampled_from(["nominal", "ordinal", "interval", "ratio"]), st.randoms(use_true_random=False))
def test_the_order_of_units_and_coders_does_not_matter(
    coded: list[list[int]], level: Level, shuffle: random.Random
) -> None:
    other = [shuffle.sample(unit, len(unit)) for unit in shuffle.sample(coded, len(coded))]
    before, after = alpha(coded, level), alpha(other, level)
    assert before == after if before is None or after is None else before == pytest.approx(after)
    assert before is None or before <= 1


@settings(max_examples=40, deadline=None)
@given(coded_units)
def test_names_do_not_matter_where_values_are_names(coded: list[list[int]]) -> None:
    named = alpha([[f"value {-number}" for number in unit] for unit in coded])
    plain = alpha(coded)
    assert named == plain if named is None or plain is None else named == pytest.approx(plain)
