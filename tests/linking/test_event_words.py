"""Events and their values as people read them."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from sijill.linking.event_sentence import count_text, sentence, told_by
from sijill.linking.event_words import bounds_text, days_text, lines_text, place_text
from sijill.linking.events import derive
from sijill.model import EVENT_TYPE_OF, DateRange, EventCount, Group
from tests.linking.tellings import ARMY, CIVILIANS, COUNTRY, GUNMEN, ISIS, PKK, POLICE, PROVINCE, TELL, told


@pytest.mark.parametrize(
    ("days", "said", "within"),
    [
        ("2024-05-13", "2024-05-13", ", on 13 May 2024"),
        ("2024-05-01/2024-05-31", "2024-05", ", in May 2024"),
        ("2024-01-01/2024-12-31", "2024", ", in 2024"),
        ("2024-05-12/2024-05-14", "2024-05-12 to 2024-05-14", ", between 12 May 2024 and 14 May 2024"),
        ("/2024-05-14", "until 2024-05-14", ", on or before 14 May 2024"),
        ("2024-05-14/", "from 2024-05-14", ", on or after 14 May 2024"),
        (None, "", ""),
    ],
)
def test_days(days: str | None, said: str, within: str) -> None:
    first, _, last = (days or "/").partition("/")
    ends = {"earliest": first or None, "latest": (last or (None if "/" in (days or "/") else first)) or None}
    when = DateRange.model_validate(ends) if days else None
    assert days_text(when) == said
    assert sentence(derive("ev", [told("a", date=when)])) == f"An armed clash took place{within}."


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (7, 7, "7"),
        (0, 0, "0"),
        (1200, 1200, "1,200"),
        (5, 10, "5–10"),
        (7, None, "at least 7"),
        (0, 7, "up to 7"),
        (0, None, "an unknown number"),
    ],
)
def test_bounds(low: int, high: int | None, said: str) -> None:
    assert bounds_text(low, high) == said


def test_lines_say_their_groups() -> None:
    assert lines_text({"civilians": (1, 1), "state_forces": (7, None)}) == "1 civilian, at least 7 state forces"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("civilians", 9, 9, 9), "9 civilians"),
        (("civilians", 1, 1, 1), "1 civilian"),
        (("state_forces", 7, 9, 12), "9 state forces (7 to 12)"),
        (("state_forces", 7, 7, None), "at least 7 state forces"),
        (("state_forces", 7, 9, None), "9 state forces (at least 7)"),
        (("unknown", 0, None, 7), "up to 7 people"),
        (("unknown", 0, None, None), "an unknown number of people"),
    ],
)
def test_counts(line: tuple[Group, int, int | None, int | None], said: str) -> None:
    group, low, best, high = line
    assert count_text(EventCount(group=group, low=low, best=best, high=high)) == said


def test_places() -> None:
    assert place_text(TELL) == "Tell Arra, Kirkuk, IQ"
    assert place_text(PROVINCE) == "Kirkuk, IQ"
    assert place_text(None) == ""


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"initiators": (ISIS,), "targets": (POLICE,), "place": TELL, "killed": {"state_forces": 9}},
            "Islamic State attacked Iraqi Federal Police at Tell Arra, Kirkuk, Iraq. Killed: 9 state forces.",
        ),
        ({"initiators": (GUNMEN,), "place": COUNTRY}, "An unidentified armed group fought a clash in Iraq."),
        ({"targets": (CIVILIANS, ARMY)}, "Civilians and the Military Forces of Iraq came under attack."),
        (
            {"initiators": (ISIS, PKK, GUNMEN, POLICE), "status": "alleged"},
            "By reports that are disputed or not confirmed: Islamic State, Kurdistan Workers' Party, an unidentified "
            "armed group and others fought a clash.",
        ),
        ({"status": "foiled", "place": PROVINCE}, "Foiled: An armed clash took place in Kirkuk, Iraq."),
        (
            {"wounded": (7, None), "abducted": 3, "claimed_by": (ISIS,)},
            "An armed clash took place. Wounded: at least 7 people. Abducted: 3 people. Claimed by Islamic State.",
        ),
    ],
)
def test_sentences(values: dict[str, Any], said: str) -> None:
    assert sentence(derive("ev", [told("a", **values)])) == said


@pytest.mark.parametrize("kind", EVENT_TYPE_OF)
def test_every_type_has_its_sentence(kind: Any) -> None:
    cases: list[dict[str, Any]] = [{"initiators": (ISIS,)}, {"targets": (ARMY,)}, {}]
    cases.append(cases[0] | cases[1])
    for sides in cases:
        said = sentence(derive("ev", [told("a", kind, days="2024-05-13", **sides)]))
        assert said.endswith(", on 13 May 2024.")
        assert ("Islamic State" in said) == ("initiators" in sides)
        assert ("Military Forces of Iraq" in said) == ("targets" in sides)


def test_the_table_of_sentences_holds_the_types_and_no_others() -> None:
    table = tomllib.loads((files("sijill.linking") / "data" / "sentences.toml").read_text("utf-8"))
    assert set(table) - {"names", "articles"} == set(EVENT_TYPE_OF)


@pytest.mark.parametrize(
    ("voices", "said"),
    [
        (["a"], "1 report"),
        (["a", "b"], "2 independent reports"),
        (["a", "a"], "2 reports of one story"),
        (["a", "a", "b"], "3 reports, 2 of them independent"),
    ],
)
def test_who_tells_it(voices: list[str], said: str) -> None:
    assert told_by(derive("ev", [told(str(n), voice=voice) for n, voice in enumerate(voices)])) == said
