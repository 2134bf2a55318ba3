"""ACLED's columns: its codes by rule, and what stays empty."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sijill.exports.acled import FOILED, acled_row
from sijill.exports.columns import Cell, code_lists, columns
from sijill.exports.reading import Told
from sijill.model import EVENT_TYPE_OF, DateRange, Place
from tests.exports.events import (
    ARMY,
    CHANGED,
    CIVILIANS,
    DAQUQ,
    DAY,
    GUNMEN,
    IS,
    PKK,
    POLICE,
    PROTESTERS,
    STRANGER,
    TRIBE,
    TURKEY,
    days,
    head,
    line,
    told,
)

HEADER = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,"
    "longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp"
)


def cells(of: Told, *, numbers: bool = False) -> dict[str, Cell]:
    row = acled_row(of, numbers=numbers)
    assert not isinstance(row, str), row
    return dict(zip((column.name for column in columns("acled")), row, strict=True))


def test_the_columns_are_acleds_in_its_order() -> None:
    assert ",".join(column.name for column in columns("acled")) == HEADER


def test_a_plain_event() -> None:
    found = cells(told((head("Iraqi News", published=DAY),), killed=(line("state_forces", 5, 7, 9),)))
    assert found == {
        "event_id_cnty": "IRQe1234567890",
        "event_date": "2024-05-13",
        "year": 2024,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Islamic State (Iraq)",
        "assoc_actor_1": (),
        "inter1": "Rebel group",
        "actor2": "Police Forces of Iraq (2022-)",
        "assoc_actor_2": (),
        "inter2": "State forces",
        "interaction": "State forces-Rebel group",
        "civilian_targeting": None,
        "iso": 368,
        "region": "Middle East",
        "country": "Iraq",
        "admin1": "Kirkuk",
        "admin2": "Daquq",
        "admin3": None,
        "location": "Daquq",
        "latitude": 35.1399,
        "longitude": 44.45,
        "geo_precision": 1,
        "source": ("Iraqi News",),
        "source_scale": "National",
        "notes": "Islamic State attacked the Police Forces of Iraq in Daquq, Kirkuk, Iraq, on 13 May 2024. "
        "Killed: 7 state forces (5 to 9).",
        "fatalities": 5,
        "tags": (),
        "timestamp": int(CHANGED.timestamp()),
    }


@pytest.mark.parametrize(
    ("when", "day", "year", "precision"),
    [
        (None, None, None, None),
        (days(), "2024-05-13", 2024, 1),
        (days(date(2024, 5, 13), date(2024, 5, 14)), "2024-05-13", 2024, 2),
        (days(date(2024, 5, 13), date(2024, 5, 19)), "2024-05-16", 2024, 2),
        (days(date(2024, 5, 13), date(2024, 5, 20)), "2024-05-16", 2024, 3),
        (days(date(2024, 5, 1), date(2024, 5, 31)), "2024-05-16", 2024, 3),
        # A week around the turn of the year has its middle's year.
        (days(date(2023, 12, 29), date(2024, 1, 4)), "2024-01-01", 2024, 2),
        (days(date(2024, 5, 1), date(2024, 6, 1)), None, 2024, None),
        (days(date(2024, 1, 1), date(2024, 12, 31)), None, 2024, None),
        (days(date(2023, 10, 1), date(2024, 2, 1)), None, None, None),
        (DateRange(latest=DAY, inferred=True), None, None, None),
        (DateRange(earliest=DAY), None, None, None),
        (DateRange(earliest=date(2024, 5, 14), latest=date(2024, 5, 13)), "2024-05-13", 2024, 2),
    ],
)
def test_days(when: DateRange | None, day: str | None, year: int | None, precision: int | None) -> None:
    found = cells(told(date=when))
    assert (found["event_date"], found["year"], found["time_precision"]) == (day, year, precision)


@pytest.mark.parametrize(
    ("kind", "disorder"),
    [
        ("Armed clash", "Political violence"),
        ("Air/drone strike", "Political violence"),
        ("Attack", "Political violence"),
        ("Peaceful protest", "Demonstrations"),
        ("Protest with intervention", "Demonstrations"),
        ("Excessive force against protesters", "Political violence; Demonstrations"),
        ("Violent demonstration", "Demonstrations"),
        ("Mob violence", "Political violence"),
        ("Arrests", "Strategic developments"),
        ("Other", "Strategic developments"),
    ],
)
def test_disorder_types(kind: Any, disorder: str) -> None:
    assert cells(told(event_type=EVENT_TYPE_OF[kind], sub_event_type=kind))["disorder_type"] == disorder


def test_every_type_has_a_disorder_type_that_the_codebook_lists() -> None:
    for kind, family in EVENT_TYPE_OF.items():
        assert cells(told(event_type=family, sub_event_type=kind))["disorder_type"] in code_lists()["disorder_type"]


@pytest.mark.parametrize(
    ("initiators", "targets", "first", "second", "interaction", "number"),
    [
        ((IS,), (POLICE,), "Rebel group", "State forces", "State forces-Rebel group", 12),
        ((POLICE,), (IS,), "State forces", "Rebel group", "State forces-Rebel group", 12),
        ((GUNMEN,), (CIVILIANS,), "Political militia", "Civilians", "Political militia-Civilians", 37),
        # A state's forces abroad are external ones; only with civilians the lower code comes second.
        ((TURKEY,), (PKK,), "External/Other forces", "Rebel group", "Rebel group-External/Other forces", 28),
        ((TURKEY,), (CIVILIANS,), "External/Other forces", "Civilians", "External/Other forces-Civilians", 78),
        ((POLICE,), (PROTESTERS,), "State forces", "Protesters", "State forces-Protesters", 16),
        ((TRIBE,), (TRIBE,), "Identity militia", "Identity militia", "Identity militia-Identity militia", 44),
        ((PROTESTERS,), (), "Protesters", None, "Protesters only", 60),
        ((IS,), (), "Rebel group", None, "Rebel group only", 20),
        # Who did it is not known: nobody acted alone.
        ((), (IS,), None, "Rebel group", None, None),
        ((), (), None, None, None, None),
        # The other side is known, but not what kind it is.
        ((IS,), (STRANGER,), "Rebel group", None, None, None),
    ],
)
def test_kinds_of_actors(
    initiators: Any, targets: Any, first: str | None, second: str | None, interaction: str | None, number: int | None
) -> None:
    found = cells(told(initiators=initiators, targets=targets))
    assert (found["inter1"], found["inter2"], found["interaction"]) == (first, second, interaction)
    coded = cells(told(initiators=initiators, targets=targets), numbers=True)
    assert coded["interaction"] == number
    assert code_lists()["inter"].get(str(first)) == (None if coded["inter1"] is None else str(coded["inter1"]))


def test_who_is_with_whom() -> None:
    found = cells(told(initiators=(IS, GUNMEN), targets=(POLICE, ARMY)))
    assert found["assoc_actor_1"] == ("Unidentified Armed Group (Iraq)",)
    assert found["assoc_actor_2"] == ("Military Forces of Iraq (2022-)",)


@pytest.mark.parametrize(
    ("kind", "main", "others"),
    [
        # In a battle civilians are on no side, unless they are all that is told.
        ("Armed clash", "Police Forces of Iraq (2022-)", ()),
        ("Air/drone strike", "Police Forces of Iraq (2022-)", ("Civilians (Iraq)",)),
        ("Attack", "Police Forces of Iraq (2022-)", ("Civilians (Iraq)",)),
    ],
)
def test_civilians_come_after_those_who_fight(kind: Any, main: str, others: tuple[str, ...]) -> None:
    found = cells(told(event_type=EVENT_TYPE_OF[kind], sub_event_type=kind, targets=(CIVILIANS, POLICE)))
    assert (found["actor2"], found["assoc_actor_2"]) == (main, others)
    alone = cells(told(targets=(CIVILIANS,)))
    assert alone["actor2"] == "Civilians (Iraq)"


@pytest.mark.parametrize(
    ("kind", "targets", "targeted"),
    [
        ("Attack", (CIVILIANS,), True),
        ("Attack", (), True),
        ("Sexual violence", (), True),
        ("Excessive force against protesters", (PROTESTERS,), True),
        ("Suicide bomb", (CIVILIANS,), True),
        ("Suicide bomb", (POLICE, CIVILIANS), False),
        ("Suicide bomb", (), False),
        ("Mob violence", (CIVILIANS,), True),
        ("Mob violence", (POLICE,), False),
        ("Armed clash", (CIVILIANS,), False),
        ("Peaceful protest", (), False),
        ("Arrests", (CIVILIANS,), False),
    ],
)
def test_civilian_targeting(kind: Any, targets: Any, targeted: bool) -> None:
    found = cells(told(event_type=EVENT_TYPE_OF[kind], sub_event_type=kind, targets=targets))
    assert found["civilian_targeting"] == ("Civilian targeting" if targeted else None)


@pytest.mark.parametrize(
    ("kind", "becomes"),
    [
        ("Suicide bomb", "Disrupted weapons use"),
        ("Remote explosive/landmine/IED", "Disrupted weapons use"),
        ("Disrupted weapons use", "Disrupted weapons use"),
        ("Arrests", "Arrests"),
        ("Armed clash", None),
        ("Attack", None),
    ],
)
def test_what_was_prevented(kind: Any, becomes: str | None) -> None:
    of = told(event_type=EVENT_TYPE_OF[kind], sub_event_type=kind, status="foiled")
    if becomes is None:
        assert acled_row(of) == FOILED
        return
    found = cells(of)
    assert (found["event_type"], found["sub_event_type"]) == ("Strategic developments", becomes)
    assert found["disorder_type"] == "Strategic developments"
    assert str(found["notes"]).startswith("Foiled: ")


@pytest.mark.parametrize(
    ("killed", "fatalities"),
    [
        ((), 0),
        ((line("civilians", 7, 9, 9),), 7),
        ((line("civilians", 7, 7, None), line("state_forces", 2, 2, 2)), 9),
        ((line("unknown", 0, None, 7),), 0),
    ],
)
def test_fatalities_are_the_lowest_figure(killed: Any, fatalities: int) -> None:
    assert cells(told(killed=killed))["fatalities"] == fatalities


@pytest.mark.parametrize(
    ("publishers", "scale"),
    [
        ((), None),
        (("Reuters",), "International"),
        (("Iraqi News", "Shafaq News"), "National"),
        (("reuters", "Kirkuk Now"), "Subnational-International"),
        (("Dawn",), "International"),
        (("Anadolu Agency",), "Regional"),
        (("Reuters", "Anadolu Agency", "Shafaq News"), "National-Regional"),
        (("Amaq", "Iraqi News"), "Other-National"),
        # One that nobody knows: the scale of all is not known.
        (("Reuters", "The Daily Nobody"), None),
    ],
)
def test_how_near_the_publishers_are(publishers: tuple[str, ...], scale: str | None) -> None:
    assert cells(told(tuple(map(head, publishers))))["source_scale"] == scale


def test_publishers_are_told_once_or_by_their_site() -> None:
    reports = (head("Alpha"), head(url="https://www.shafaq.com/en/1"), head("Alpha", id="r2"), head(id="r3"))
    assert cells(told(reports))["source"] == ("Alpha", "www.shafaq.com")
    assert cells(told((head(url="https://["),)))["source"] == ()


def test_what_is_not_known_stays_empty() -> None:
    found = cells(told(place=None, date=None, initiators=(), targets=()))
    known = {name for name, cell in found.items() if cell not in (None, ())}
    assert known == {
        "event_id_cnty", "disorder_type", "event_type", "sub_event_type", "notes", "fatalities", "timestamp",
    }  # fmt: skip
    assert found["event_id_cnty"] == "e1234567890"


def test_a_place_without_a_point() -> None:
    found = cells(told(place=Place(name="a village", country="IQ")))
    assert (found["location"], found["latitude"], found["geo_precision"]) == ("a village", None, None)


def test_districts_and_sub_districts() -> None:
    inside = DAQUQ.model_copy(update={"name": "Rashad", "place_id": "IQ/Kirkuk/town/Rashad"})
    found = cells(told(place=inside))
    assert (found["admin2"], found["admin3"]) == ("Daquq", "Rashad")
