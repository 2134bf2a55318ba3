from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sijill.coding.numbers import find_counts, parts, read_count
from sijill.coding.phrases import Lexicon

COUNTS: list[tuple[str, tuple[int, int | None]]] = [
    ("nine", (9, 9)),
    ("9", (9, 9)),
    ("1,500", (1500, 1500)),
    ("two hundred and fifty", (250, 250)),
    ("forty-five shepherds", (45, 45)),
    ("1.2 million", (1200000, 1200000)),
    ("a hundred", (100, 100)),
    ("at least 7", (7, None)),
    ("no fewer than 8", (8, None)),
    ("five or more", (5, None)),
    ("Sixty-six people or more", (66, None)),
    ("40+ people", (40, None)),
    ("up to 7", (0, 7)),
    ("as many as 20", (0, 20)),
    ("no more than five", (0, 5)),
    ("fewer than 10", (0, 9)),
    ("more than ten", (11, None)),
    ("over 40", (41, None)),
    ("well over 100", (101, None)),
    ("more than two dozen", (25, None)),
    ("5 to 10", (5, 10)),
    ("7-9", (7, 9)),
    ("one or two", (1, 2)),
    ("between 1,500 to 3,000 rebels", (1500, 3000)),
    ("between 20 and 30", (20, 30)),
    ("300 to well over 900 men", (300, None)),
    ("about 20", (20, 20)),
    ("some 30 fighters", (30, 30)),
    ("around a dozen", (12, 12)),
    ("half a dozen", (6, 6)),
    ("several", (2, None)),
    ("a large number of them", (2, None)),
    ("a large number", (2, None)),
    ("others", (2, None)),
    ("a few", (2, None)),
    ("a couple", (2, 2)),
    ("a pair of brothers", (2, 2)),
    ("both", (2, 2)),
    ("dozens", (24, None)),
    ("several dozen", (24, None)),
    ("scores of others", (40, None)),
    ("hundreds of families", (200, None)),
    ("tens of thousands of people", (20000, None)),
    ("a colonel", (1, 1)),
    ("another", (1, 1)),
    ("a third", (1, 1)),
    ("another four", (4, 4)),
    ("the two brothers", (2, 2)),
    ("his two other guards", (2, 2)),
    ("its leader", (1, 1)),
    ("Karim al-Hadithi", (1, 1)),
    ("the attackers", (2, None)),
    ("police", (2, None)),
    ("drivers killed", (2, None)),
    ("Muslims", (2, None)),
    ("him", (1, 1)),
    ("no one", (0, 0)),
    ("No guard was hurt", (0, 0)),
    ("fourteen of the victims", (14, 14)),
    ("a family of five", (5, 5)),
    ("the bodies of 12 soldiers", (12, 12)),
    ("a group of militants", (2, None)),
    ("a four-member family", (4, 4)),
    ("a two-star general", (1, 1)),
    ("20-odd people", (20, 20)),
    ("a half-dozen", (6, 6)),
    ("the whole family", (2, None)),
    ("a Peasant Party of Zab member", (1, 1)),
    ("senior IS commander Abu Omar", (1, 1)),
    ("the other two", (2, 2)),
    ("two boys aged 12 and 14", (2, 2)),
    ("a 40-year-old man", (1, 1)),
    ("a 24yearold student", (1, 1)),
    ("two 15-year-old boys", (2, 2)),
    ("an officer with the rank of major", (1, 1)),
    ("killing and injuring scores", (40, None)),
]  # fmt: skip

SUMS: list[tuple[str, tuple[int, int | None]]] = [
    ("a commanding officer and four soldiers", (5, 5)),
    ("a colonel and a number of others", (3, None)),
    ("an officer and ten of his men", (11, 11)),
    ("two children, their mother and a neighbour", (4, 4)),
    ("a woman and her three children", (4, 4)),
    ("a woman and child", (2, 2)),
    ("a bride and groom", (2, 2)),
    ("a health worker and supervisor", (1, 1)),
    ("his wife and son", (2, 2)),
    ("one federal and two provincial officers", (3, 3)),
    ("an imam as well as five of his students", (6, 6)),
    ("21 relatives and neighbours", (21, 21)),
    ("a dozen soldiers and a driver", (13, 13)),
    ("Rahim and Sadiq", (2, 2)),
    ("two guards and Karim Hamid", (3, 3)),
    ("two men from Basra and Kirkuk", (2, 2)),
    ("Ali, 40, and his son, 12", (2, 2)),
    ("Colonel Ali Hasan, the base's commander, and two guards", (3, 3)),
    ("a brigadier, Ali Hasan, and two guards", (3, 3)),
    ("a father a mother and a son", (3, 3)),
    ("a member of the Islamic State in Iraq and the Levant", (1, 1)),
]

TOLD_TWICE: list[tuple[str, tuple[int, int | None]]] = [
    ("nine senior commanders, including the top figure", (9, 9)),
    ("11 people, among them three children", (11, 11)),
    ("ten people, seven of them women", (10, 10)),
    ("18 soldiers, three of whom were officers", (18, 18)),
    ("four people, two men and two women", (4, 4)),
    ("four people: two men and two women", (4, 4)),
    ("a policeman - a father of four - ", (1, 1)),
    ("eight miners (three of them brothers)", (8, 8)),
]

NOBODY = ["", "...", "and", "$5 million", "20 km", "5 percent of voters", "two thirds", "a third of the men", "2014"]


@pytest.mark.parametrize(("phrase", "interval"), COUNTS + SUMS + TOLD_TWICE)
def test_a_phrase_counts(phrase: str, interval: tuple[int, int | None]) -> None:
    assert read_count(phrase) == interval


@pytest.mark.parametrize("phrase", NOBODY)
def test_what_counts_nobody_is_unknown(phrase: str) -> None:
    assert read_count(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("two soldiers and a civilian", [("two soldiers", 2, "soldiers"), ("a civilian", 1, "civilian")]),
        (
            "one federal and two city officers",
            [("one federal", 1, "federal"), ("two city officers", 2, "city officers")],
        ),
        ("four people, a man and three girls", [("a man", 1, "man"), ("three girls", 3, "girls")]),
        ("30 gunmen and guards of the camp", [("30 gunmen and guards of the camp", 30, "gunmen")]),
    ],
)
def test_parts_say_who_is_counted(phrase: str, expected: list[tuple[str, int, str]]) -> None:
    assert [(phrase[p.start : p.end], p.interval.low, p.head) for p in parts(phrase)] == expected


def test_counts_are_found_in_running_text() -> None:
    text = (
        "On 12 May 2019 at least seven miners and a 30-year-old cook died 20 km from Zab, where 2 of the 40 or so "
        "men had paid $300; dozens fled, as did Ali, 27, and two others [3]; 5 percent stayed for three days "
        "at 3 pm on the 2nd floor."
    )
    found = [(text[c.start : c.end], tuple(c.interval)) for c in find_counts(text)]
    assert found == [
        ("at least seven", (7, None)),
        ("2", (2, 2)),
        ("40", (40, 40)),
        ("dozens", (24, None)),
        ("two", (2, 2)),
    ]


@pytest.mark.parametrize(
    "text", ["in 2014", "May 12", "12 May", "a two-day siege", "aged 40", "17 years old", "the 5th brigade"]
)
def test_dates_and_ages_are_no_counts(text: str) -> None:
    assert find_counts(text) == []


WORDS = "two|20|1,000|at least|between|and|,|of|the|a|an|men|soldier|Ali|no more than|dozen|hundred|-|to|or|;|was"
PHRASES = st.text() | st.lists(st.sampled_from(WORDS.split("|"))).map(" ".join)


@given(PHRASES)
@example("at least " * 200)  # slow where a pattern can fit in many ways
@example("two and " * 200)
def test_any_text_is_read_and_offsets_hold(text: str) -> None:
    last = 0
    for count in find_counts(text):
        assert last <= count.start < count.end <= len(text)
        assert not text[count.start : count.end].startswith(" ")
        assert count.interval.high is None or 0 <= count.interval.low <= count.interval.high
        last = count.end
    for part in parts(text):
        assert 0 <= part.start < part.end <= len(text)
        assert part.head in text
        assert part.interval.high is None or 0 <= part.interval.low <= part.interval.high


def test_a_word_with_two_meanings_is_an_error() -> None:
    with pytest.raises(ValueError, match="'over' two symbols"):
        Lexicon({"ABOVE": ["over"], "DONE": ["over"]}, {}, ["WORD"], lambda token: "WORD")
