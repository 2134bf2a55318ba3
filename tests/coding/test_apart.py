"""Losses told place by place."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.coding import load
from sijill.model import Account, Report

PUBLISHED = date(2024, 5, 15)


def events(text: str) -> tuple[Account, ...]:
    return load().code(Report(id="r", published=PUBLISHED, text=text)).events


def test_each_part_has_its_own_words_and_what_is_told_of_all() -> None:
    text = "Suspected rebels killed 12 officers in Orakzai and eight in Kurram on Tuesday, the army said."
    told = events(text)
    assert [event.place.name for event in told if event.place] == ["Orakzai", "Kurram"]
    assert len({event.initiators[0].name for event in told}) == 1
    assert len({event.date for event in told}) == 1
    assert all(event.sources == ("the army",) for event in told)
    for event in told:
        (line,) = [e for e in event.evidence if e.field == "killed.0"]
        assert text[line.start : line.end] in ("12 officers", "eight")


@pytest.mark.parametrize(
    ("second", "doer"),
    [
        ("In Bogra District, they arrested five cadres of the party.", "Police Forces of Bangladesh"),
        ("In Bogra District, gunmen shot five cadres of the party.", "Unidentified armed group"),
    ],
)
def test_who_acted_elsewhere_acted_here_only_where_words_point_back(second: str, doer: str | None) -> None:
    told = events(f"In Khulna District, police arrested seven cadres of the party on Friday. {second}")
    assert [event.place.name for event in told if event.place] == ["Khulna District", "Bogra District"]
    assert [actor.name for actor in told[0].initiators] == ["Police Forces of Bangladesh"]
    assert [actor.name for actor in told[1].initiators] == ([doer] if doer else [])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Rebels killed three soldiers in Homs and five near Saraqib on Monday.", 2),
        # A place within the other is no second place, nor is the same one again.
        ("Rebels killed three soldiers in Idlib province and five near Saraqib on Monday.", 1),
        ("A bomb killed four people in Aleppo and wounded nine in Aleppo city on Monday.", 1),
        # One deed goes on.
        ("A bomb killed four people in Homs, wounding nine in Hama on Monday.", 1),
        # A part of those counted.
        ("A bomb killed 14 people in Homs, including two in Hama on Monday.", 1),
        # Whoever leads a group in a country was not killed there.
        ("The leader of the group in Iraq and eight others were killed in Hawija on Monday.", 1),
    ],
)
def test_how_many_happenings(text: str, number: int) -> None:
    assert len(events(text)) == number
