"""Counts that tell others again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.coding.casualties import Told
from sijill.coding.frames import Chars
from sijill.coding.numbers import Interval
from sijill.coding.restated import listed_after, restated
from sijill.model import Group

# Group, number, sentence; "unknown" ones are plain people.
Row = tuple[Group, int, int]


def laid(rows: list[Row], between: str) -> tuple[str, list[Told]]:
    """A text of words of five letters, `between` after the first of them and "and" after the rest."""
    text, told = "", []
    for n, (group, number, sentence) in enumerate(rows):
        text += ("" if not n else between if n == 1 else " and ") + "words"
        span = Chars(len(text) - 5, len(text))
        told.append(Told(span, Interval(number, number), group, sentence, span))
    return text, told


def plain(part: Told) -> bool:
    return part.group == "unknown"


CASES: list[tuple[str, list[Row], list[tuple[Group, int]] | None]] = [
    # "10 civilians ... also reported 10 deaths"
    (" x ", [("civilians", 10, 0), ("unknown", 10, 1)], [("civilians", 10), ("civilians", 10)]),
    # "killed five people in Mosul, and three soldiers and two policemen died in a second blast"
    (" in Mosul, and ", [("unknown", 5, 0), ("state_forces", 3, 0), ("civilians", 2, 0)], None),
    (" in Mosul while ", [("unknown", 5, 0), ("state_forces", 3, 0), ("civilians", 2, 0)], None),
    # Parts that are not all of them, parts of another sentence, other numbers.
    (": ", [("unknown", 9, 0), ("state_forces", 4, 0), ("civilians", 4, 0)], None),
    (": ", [("unknown", 8, 0), ("state_forces", 4, 1), ("civilians", 4, 1)], None),
    (" x ", [("civilians", 10, 0), ("unknown", 11, 1)], None),
    # One and one are seldom the same.
    (" x ", [("civilians", 1, 0), ("unknown", 1, 1)], None),
    # Two of one sentence are two.
    (" x ", [("civilians", 3, 0), ("unknown", 3, 0)], None),
    # Of which of the two is it told again?
    (" x ", [("civilians", 3, 0), ("state_forces", 3, 1), ("unknown", 3, 2)], None),
]


# "Eight people: four fighters and four nurses"
EIGHT: list[Row] = [("unknown", 8, 0), ("non_state_forces", 4, 0), ("civilians", 4, 0)]
LEADING_TO_PARTS = [" died when men came: ", ": ", " were killed, ", " in Mosul, including ", " including ", " ("]


@pytest.mark.parametrize(
    ("between", "rows", "expected"),
    [*CASES, *((b, EIGHT, [("non_state_forces", 4), ("civilians", 4)]) for b in LEADING_TO_PARTS)],
)
def test_what_is_told_again(between: str, rows: list[Row], expected: list[tuple[Group, int]] | None) -> None:
    text, told = laid(rows, between)
    kept, wholes = restated(text, told, plain)
    found = [(part.group, part.interval.low) for part in kept]
    assert found == (expected if expected is not None else [(group, number) for group, number, _ in rows])
    assert len(kept) + len(wholes) == len(rows)


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("12 people -- nine soldiers and three nurses", ["nine soldiers", "three nurses"]),
        ("12 people: nine soldiers, two nurses and a child.", ["nine soldiers", "two nurses", "a child"]),
        ("12 people dead (nine soldiers, three nurses), as he said", ["nine soldiers", "three nurses"]),
        ("12 people: nine soldiers and two nurses.", []),
        ("12 people: nine dead and three wounded.", []),
        ("12 people, and nine soldiers and three nurses.", []),
        ("12 people. Nine soldiers and three nurses fled.", []),
    ],
)
def test_parts_listed_after_their_whole(text: str, listed: list[str]) -> None:
    span = Chars(0, len("12 people"))
    whole = Told(span, Interval(12, 12), "unknown", 0, span)
    found = listed_after(text, whole, len(text), lambda words, _: "civilians")
    assert [text[t.span.start : t.span.end] for t in found] == listed


GROUPS = st.sampled_from(["unknown", "civilians", "state_forces"])


@given(st.lists(st.tuples(GROUPS, st.integers(0, 6), st.integers(0, 3)), max_size=6), st.sampled_from([": ", " and "]))
def test_who_is_told_apart_stays(rows: list[Row], between: str) -> None:
    rows = sorted(rows, key=lambda row: row[2])
    text, told = laid(rows, between)
    kept, _ = restated(text, told, plain)
    firm = [part for part in told if not plain(part)]
    assert [part for part in kept if part in firm] == firm
