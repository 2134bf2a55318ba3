"""Sport, and what happens at it."""

from __future__ import annotations

import pytest

from sijill.coding import load
from sijill.model import Report

MATCH = (
    "United's attack struck twice late in the match to win the cup. "
    "The coach praised his striker, who scored with a bullet."
)


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (MATCH, 0),
        (f"{MATCH} After the match a bomb killed four fans outside the stadium in Baghdad on Friday, police said.", 1),
        (
            "Gunmen attacked a coach near Hawija on Friday, the Arab League said. The bomb squad came. "
            "In this season of fighting, attackers may face the death penalty.",
            1,
        ),
        (
            "Fans clashed with riot police in Baghdad on Friday before the cup final, a football match that the "
            "referee had put off. Police said that the fans attacked officers with stones.",
            1,
        ),
        (
            "Gunmen attacked a police post in Hawija on Friday, police said. The army sent soldiers there.\n\n"
            f"In Basra people feared more unrest.\n\n{MATCH}",
            1,
        ),
        ("Gunmen attacked a police post in Hawija on Friday before a football match.", 1),
    ],
)
def test_attacks_of_a_team_are_none(text: str, events: int) -> None:
    told = load().code(Report(id="r1", text=text)).events
    assert len(told) == events
    assert all(event.place and event.place.name in ("Baghdad", "Hawija") for event in told)
