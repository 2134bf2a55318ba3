"""Reports without a word of violence are not read further."""

from __future__ import annotations

import pytest

from sijill.coding.relevance import worth_reading
from sijill.model import Report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen attacked a post.", True),
        ("Farmers brought in the harvest of wheat and barley.", False),
        ("A bomb went off.", True),
        ("The two sides signed a truce.", True),
        ("", False),
        ("  \n ", False),
    ],
)
def test_worth_reading(text: str, expected: bool) -> None:
    assert worth_reading(Report(id="r1", text=text)) is expected


def test_the_title_counts() -> None:
    assert worth_reading(Report(id="r1", title="Clashes in the south", text="Calm has returned."))
