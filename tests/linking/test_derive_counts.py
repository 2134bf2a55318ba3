"""How many: low, best and high by group over all accounts."""

from __future__ import annotations

from typing import Any

import pytest

from sijill.linking.events import derive
from sijill.model import RULES, Rule, Telling
from tests.linking.tellings import told

STATE, FIGHTERS, CIVILIANS, UNKNOWN = "state_forces", "non_state_forces", "civilians", "unknown"


def killed(tellings: list[Telling], rule: Rule = "most_recent") -> list[tuple[str, int, int | None, int | None]]:
    found = derive("ev", tellings, rule=rule)
    return [(line.group, line.low, line.best, line.high) for line in found.killed]


def series(*values: Any, **same: Any) -> list[Telling]:
    """An account a day, each by another voice, from 13 May 2024 on."""
    return [
        told(f"k{number}", published=f"2024-05-{13 + number}", killed=value, **same)
        for number, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (7, (7, 7, 7)),
        (0, (0, 0, 0)),
        ((7, None), (7, 7, None)),
        ((5, 10), (5, 5, 10)),
        ((0, 7), (0, None, 7)),
        ((0, None), (0, None, None)),
    ],
)
def test_one_account(value: Any, wanted: tuple[int, int | None, int | None]) -> None:
    assert killed(series(value)) == [(UNKNOWN, *wanted)]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        pytest.param([7, 9], (7, 9, 9), id="the last is the best"),
        pytest.param([9, 7], (7, 7, 9), id="also where it falls"),
        pytest.param([(7, None), 9], (9, 9, 9), id="at least 7 bears out 9"),
        pytest.param([(2, None), 5, 6], (5, 6, 6), id="several says less than 5"),
        pytest.param([9, (11, None)], (9, 11, None), id="open above the highest"),
        pytest.param([(21, None), (35, None)], (35, 35, None), id="the tighter of two open ones"),
        pytest.param([(20, 25), 23], (23, 23, 23), id="a number within an interval"),
        pytest.param([(0, 7), 5], (5, 5, 5), id="up to 7 bears out 5"),
        pytest.param([(3, 8), (5, None)], (3, 5, 8), id="neither holds the other"),
        pytest.param([(0, 7), 9], (0, 9, 9), id="up to 7 and 9 don't meet"),
    ],
)
def test_several_voices(values: list[Any], wanted: tuple[int, int | None, int | None]) -> None:
    assert killed(series(*values)) == [(UNKNOWN, *wanted)]


@pytest.mark.parametrize(("rule", "best"), [("most_recent", 12), ("median", 9), ("most_conservative", 7)])
def test_rules(rule: Rule, best: int) -> None:
    assert killed(series(7, 10, 9, 12), rule) == [(UNKNOWN, 7, best, 12)]


def test_of_one_day_the_higher_is_the_last() -> None:
    same_day = [told("a", published="2024-05-13", killed=9), told("b", published="2024-05-13", killed=7, order=5)]
    assert killed(same_day) == [(UNKNOWN, 7, 9, 9)]


def test_an_undated_report_never_is_the_most_recent() -> None:
    assert killed([*series(7), told("b", killed=9, order=9)]) == [(UNKNOWN, 7, 7, 9)]


def test_a_voice_counts_once_with_its_last_word() -> None:
    assert killed(series(5, 7, voice="wire")) == [(UNKNOWN, 7, 7, 7)]
    reprints = [told(str(n), published="2024-05-13", killed=5, voice="wire") for n in range(3)]
    others = [told("x", published="2024-05-13", killed=7), told("y", published="2024-05-13", killed=8)]
    assert killed([*reprints, *others], "median") == [(UNKNOWN, 5, 7, 8)]


def test_a_publisher_takes_back_what_it_said_before() -> None:
    assert killed([*series(5, 7, publisher="The Plain"), told("z", published="2024-05-13", killed=8)]) == [
        (UNKNOWN, 7, 7, 8)
    ]


@pytest.mark.parametrize(
    ("recalled", "wanted"),
    [
        pytest.param(40, (18, 21, 35), id="a contradiction is not heard"),
        pytest.param(32, (32, 32, 32), id="a closer figure is"),
    ],
)
def test_what_is_recalled(recalled: int, wanted: tuple[int, int | None, int | None]) -> None:
    news = [told("a", published="2024-05-13", killed=(21, None)), told("b", published="2024-05-13", killed=(18, 35))]
    late = told("z", published="2024-08-01", killed=recalled, context="background")
    assert killed([*news, late]) == [(UNKNOWN, *wanted)]


def test_what_is_recalled_stands_where_nobody_else_counts() -> None:
    assert killed([told("a"), told("b", killed=5, context="background")]) == [(UNKNOWN, 5, 5, 5)]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        pytest.param(
            [{STATE: 12}, {STATE: 12, FIGHTERS: 1}, {STATE: 9}],
            [(STATE, 9, 9, 12), (FIGHTERS, 1, 1, 1)],
            id="line by line",
        ),
        pytest.param([{CIVILIANS: 12}, {UNKNOWN: 13}], [(CIVILIANS, 12, 13, 13)], id="people are the one group"),
        pytest.param(
            [{STATE: 5, CIVILIANS: 3}, {STATE: 5, UNKNOWN: 4}],
            [(STATE, 5, 5, 5), (CIVILIANS, 3, 4, 4)],
            id="the rest are the other group",
        ),
        pytest.param(
            [{CIVILIANS: 5}, {STATE: 6}, {STATE: 6}], [(STATE, 5, 6, 6)], id="never told side by side: the same people"
        ),
        pytest.param(
            [{STATE: 9, CIVILIANS: 3}, {UNKNOWN: 15}],
            [(STATE, 9, 9, 9), (CIVILIANS, 3, 3, 3), (UNKNOWN, 0, None, 3)],
            id="a higher total leaves a rest",
        ),
        pytest.param(
            [{STATE: 9, CIVILIANS: 3}, {UNKNOWN: (15, None)}],
            [(STATE, 9, 9, 9), (CIVILIANS, 3, 3, 3), (UNKNOWN, 0, None, None)],
            id="an open one an open rest",
        ),
        pytest.param([{STATE: 12}, {UNKNOWN: 1}], [(STATE, 12, 12, 12)], id="too few to be the same people"),
        pytest.param(
            [{STATE: 12}, {UNKNOWN: 90}], [(STATE, 12, 12, 12), (UNKNOWN, 0, None, 78)], id="too many to be the same"
        ),
        pytest.param(
            [{STATE: 9, CIVILIANS: 3}, {UNKNOWN: 10}],
            [(STATE, 9, 9, 9), (CIVILIANS, 3, 3, 3)],
            id="a lower total leaves none",
        ),
        pytest.param(
            [{STATE: 9}, *[{STATE: 9}] * 4, {STATE: 9, FIGHTERS: 70}],
            [(STATE, 9, 9, 9)],
            id="a group that one of six tells",
        ),
    ],
)
def test_groups(values: list[Any], wanted: list[Any]) -> None:
    assert killed(series(*values)) == wanted


def test_killed_or_wounded_falls_where_others_tell_them_apart() -> None:
    found = derive("ev", [told("a", killed_or_wounded=8), told("b", killed=3, wounded=5)])
    assert (found.killed_or_wounded, found.killed[0].best, found.wounded[0].best) == ((), 3, 5)
    alone = derive("ev", [told("a", killed_or_wounded=8), told("b")])
    assert alone.killed_or_wounded[0].best == 8


@pytest.mark.parametrize("rule", RULES)
def test_every_field_is_counted_alike(rule: Rule) -> None:
    found = derive("ev", [told("a", abducted=3, arrested=(2, None)), told("b", abducted=4)], rule=rule)
    assert [(line.low, line.high) for line in (*found.abducted, *found.arrested)] == [(3, 4), (2, None)]
