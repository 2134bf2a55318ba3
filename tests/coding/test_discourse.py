"""What sets tellings apart."""

from __future__ import annotations

import pytest

from sijill.coding.discourse import fresh_starts, places_named, sentence_numbers
from sijill.language import parse


@pytest.mark.parametrize(
    ("second", "fresh"),
    [
        ("In a separate attack, a guard was wounded.", True),
        ("Meanwhile, troops entered the town.", True),
        ("Another bomb was found nearby.", True),
        ("The attack lasted an hour.", False),
        ("He was taken to a hospital.", False),
    ],
)
def test_fresh_starts(second: str, fresh: bool) -> None:
    doc = parse(f"Gunmen attacked a post. {second}")
    assert (1 in fresh_starts(doc)) is fresh
    assert 0 not in fresh_starts(doc)


def test_places_by_sentence() -> None:
    doc = parse("A bomb went off in Baghdad. Troops entered Mosul.")
    assert places_named(doc) == {0: frozenset({"baghdad"}), 1: frozenset({"mosul"})}
    assert sentence_numbers(doc, [doc[0], doc[len(doc) - 1]]) == [0, 1]
