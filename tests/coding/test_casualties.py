"""Counts of one event: what adds up, what repeats, what is part of another number."""

from __future__ import annotations

import pytest

from sijill.coding.casualties import is_part, settle, tell
from sijill.coding.frames import Chars
from sijill.model import Group


def group_of(words: str, _whole: Chars) -> Group:
    for word, group in (("soldier", "state_forces"), ("officer", "state_forces"), ("militant", "non_state_forces")):
        if word in words:
            return group  # type: ignore[return-value]
    return "civilians" if any(w in words for w in ("civilian", "child", "villager", "shepherd")) else "unknown"


def rows(sentences: list[str], mentions: list[str], *, further: bool = False) -> list[tuple[str, int, int | None]]:
    """The settled rows of mentions, looked for in order, in a text of these sentences."""
    text = " ".join(sentences)
    told, at = [], 0
    for mention in mentions:
        start = text.index(mention, at)
        at = start + len(mention)
        sentence = sum(1 for n in range(len(sentences)) if len(" ".join(sentences[: n + 1])) <= start)
        told += tell(text, Chars(start, at), sentence, group_of)
    found, _ = settle(text, told, further=further)
    return [(count.group, count.low, count.high) for count, _ in found]


CASES = [
    (
        ["Gunmen shot three villagers and three shepherds dead."],
        ["three villagers", "three shepherds"],
        [("civilians", 6, 6)],
    ),
    (
        ["Shots hit three villagers; the mayor spoke of three shepherds."],
        ["three villagers", "three shepherds"],
        [("civilians", 3, 3)],
    ),
    (
        ["Seven soldiers fell; the same number of villagers died."],
        ["the same number of villagers"],
        [("civilians", 7, 7)],
    ),
    (["Seven soldiers fell and as many as nine villagers died."], ["as many as nine villagers"], [("civilians", 0, 9)]),
    (
        ["Gunmen wounded ten others, including five officers."],
        ["ten others", "five officers"],
        [("state_forces", 5, 5), ("unknown", 5, 5)],
    ),
    (
        ["Gunmen wounded ten villagers, including an officer."],
        ["ten villagers", "an officer"],
        [("civilians", 9, 9), ("state_forces", 1, 1)],
    ),
    (
        ["Nine soldiers were killed, including an officer."],
        ["Nine soldiers", "an officer"],
        [("state_forces", 9, 9)],
    ),
    (
        ["Blast kills 19 civilians.", "At least 19 civilians died on Monday."],
        ["19 civilians", "At least 19 civilians"],
        [("civilians", 19, None)],
    ),
    (["The blast killed an officer and four soldiers."], ["an officer and four soldiers"], [("state_forces", 5, 5)]),
    (
        ["Two soldiers and a shepherd died."],
        ["Two soldiers and a shepherd"],
        [("state_forces", 2, 2), ("civilians", 1, 1)],
    ),
    (
        ["Gunmen killed three soldiers.", "At least four soldiers died, a doctor said."],
        ["three soldiers", "At least four soldiers"],
        [("state_forces", 4, None)],
    ),
    (
        ["Nine villagers were killed, including three children."],
        ["Nine villagers", "three children"],
        [("civilians", 9, 9)],
    ),
    (
        ["Twelve people died.", "Seven civilians and five soldiers were killed."],
        ["Twelve people", "Seven civilians", "five soldiers"],
        [("civilians", 7, 7), ("state_forces", 5, 5)],
    ),
    (
        ["The strike left 20 people dead.", "It killed 8 civilians, the mayor said."],
        ["20 people", "8 civilians"],
        [("civilians", 8, 8), ("unknown", 12, 12)],
    ),
    (
        ["The strike left 20 people dead.", "Among the victims were 8 children."],
        ["20 people", "8 children"],
        [("unknown", 20, 20)],
    ),
    (["Gunmen shot the journalist Nour Hadi dead."], ["the journalist", "Nour Hadi"], [("unknown", 1, 1)]),
    (["The blast hurt her driver and four others."], ["her driver", "four others"], [("unknown", 5, 5)]),
]


@pytest.mark.parametrize(("sentences", "mentions", "expected"), CASES)
def test_settle(sentences: list[str], mentions: list[str], expected: list[tuple[str, int, int | None]]) -> None:
    assert rows(sentences, mentions) == expected


FURTHER = [
    (
        ["Two soldiers were killed.", "Another soldier died."],
        ["Two soldiers", "Another soldier"],
        ("state_forces", 3, 3),
    ),
    (
        ["A soldier died.", "At least five other soldiers did."],
        ["A soldier", "At least five other soldiers"],
        ("state_forces", 6, None),
    ),
    (["Three soldiers died.", "The fourth succumbed later."], ["Three soldiers", "The fourth"], ("state_forces", 4, 4)),
    (["Two villagers died.", "A third villager died."], ["Two villagers", "A third villager"], ("civilians", 3, 3)),
    (["Five villagers died.", "A third villager fell."], ["Five villagers", "A third villager"], ("civilians", 5, 5)),
    (
        ["Six soldiers killed.", "Five soldiers died.", "Another died."],
        ["Six soldiers", "Five soldiers", "Another"],
        ("state_forces", 6, 6),
    ),
]


@pytest.mark.parametrize(("sentences", "mentions", "expected"), FURTHER)
def test_others_add_to_those_before(
    sentences: list[str], mentions: list[str], expected: tuple[str, int, int | None]
) -> None:
    assert rows(sentences, mentions, further=True) == [expected]


def test_others_among_the_wounded_may_be_beside_the_dead() -> None:
    assert rows(["Two soldiers hurt.", "Two other soldiers fled."], ["Two soldiers", "Two other soldiers"]) == [
        ("state_forces", 2, 2)
    ]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("A raid killed an officer, his driver and a guard, all of whom were armed.", "a guard", False),
        ("Nine died, two of them women, and an officer was killed.", "an officer", False),
        ("They killed two of the raiders, one of whom wore a vest.", "two of the raiders", False),
        ("A shepherd died; it cost three of them their sheep.", "three of them", True),
        ("Eight died, five of them children.", "five of", True),
        ("A car burned. Of the 14 people hurt, five are officers.", "five", True),
        ("Ten people died, including two children.", "two children", True),
        ("Ten people died, among them a nurse.", "a nurse", True),
        ("Ten people died and two children were hurt.", "two children", False),
        ("Thirty fled, of whom six drowned.", "six", True),
    ],
)
def test_part_of_another_number(text: str, words: str, expected: bool) -> None:
    start = text.index(words)
    assert is_part(text, Chars(start, start + len(words))) is expected


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("two people injuring seven others", ["two people", "seven others"]),
        ("two people, wounding seven", ["two people", "seven"]),
        ("the killing of two of the fighters", ["the killing of two of the fighters"]),
        ("of two farmers", ["two farmers"]),
    ],
)
def test_the_parts_of_a_mention(words: str, told: list[str]) -> None:
    found = tell(words, Chars(0, len(words)), 0, group_of)
    assert [words[t.span.start : t.span.end] for t in found] == told
