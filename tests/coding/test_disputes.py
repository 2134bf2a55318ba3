"""Numbers of two tellers."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.coding import load
from sijill.model import Report


def killed(text: str) -> list[tuple[int, int | None]]:
    (event,) = load().code(Report(id="r", published=date(2024, 5, 15), text=text)).events
    return [(count.low, count.high) for count in event.killed or ()]


FIRST = "Gunmen killed 12 people in Hawija on Monday, the police said."


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("Residents said 15 people had been killed.", (12, 15)),
        ("A doctor gave a toll of nine dead.", (9, 12)),
        # One voice tells no other number, and an open number gainsays none.
        ("The police said ten people had been killed.", (12, 12)),
        ("Residents said at least ten people had been killed.", (12, 12)),
        # A toll that rose, a part, and numbers too far apart to be of the same people.
        ("The death toll later rose to 15, residents said.", (15, 15)),
        ("Ten children were among the dead, residents said.", (12, 12)),
        ("Residents said two people had been killed.", (12, 12)),
    ],
)
def test_two_tellers(second: str, told: tuple[int, int]) -> None:
    assert killed(f"{FIRST} {second}") == [told]


def test_the_words_of_both_are_evidence() -> None:
    text = f"{FIRST} Residents said 15 people had been killed."
    (event,) = load().code(Report(id="r", published=date(2024, 5, 15), text=text)).events
    assert {text[e.start : e.end] for e in event.evidence if e.field == "killed.0"} == {"12 people", "15 people"}
