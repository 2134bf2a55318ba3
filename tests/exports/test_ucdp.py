"""UCDP GED's columns: its codes by rule, and what stays empty."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.exports.actors import Side
from sijill.exports.columns import Cell, columns
from sijill.exports.reading import Told
from sijill.exports.ucdp import FOILED, NOT_LETHAL, deaths, priogrid, ucdp_row
from sijill.model import DateRange, EventCount, Group
from tests.exports.events import (
    ARMY,
    CIVILIANS,
    DAY,
    GUNMEN,
    IS,
    PKK,
    POLICE,
    PROTESTERS,
    TURKEY,
    days,
    head,
    line,
    told,
)

HEADER = (
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
DEAD = (line("state_forces", 5, 5, 5),)


def cells(of: Told) -> dict[str, Cell]:
    row = ucdp_row(of)
    assert not isinstance(row, str), row
    return dict(zip((column.name for column in columns("ucdp-ged")), row, strict=True))


def test_the_columns_are_ucdps_in_its_order() -> None:
    assert ",".join(column.name for column in columns("ucdp-ged")) == HEADER
    assert len(columns("ucdp-ged")) == 49


def test_a_plain_event() -> None:
    reports = (
        head("Alpha", published=DAY, title="Five dead"),
        head("Beta", published=DAY, title="A post attacked"),
        head(id="r3"),
    )
    found = cells(
        told(reports, killed=(line("state_forces", 5, 7, 9),), sources=("police", "a medic"), review="accepted")
    )
    assert {name: cell for name, cell in found.items() if cell is not None} == {
        "id": "e1234567890",
        "year": 2024,
        "code_status": "Clear",
        "type_of_violence": 1,
        "dyad_name": "Government of Iraq - IS",
        "side_a": "Government of Iraq",
        "side_b": "IS",
        "number_of_sources": 1,
        "source_article": ("Alpha,2024-05-13,Five dead", "Beta,2024-05-13,A post attacked"),
        "source_office": ("Alpha", "Beta"),
        "source_date": ("2024-05-13",),
        "source_headline": ("Five dead", "A post attacked"),
        "source_original": ("police", "a medic"),
        "where_prec": 1,
        "where_coordinates": "Daquq",
        "where_description": "Daquq, Kirkuk, IQ",
        "adm_1": "Kirkuk",
        "adm_2": "Daquq",
        "latitude": 35.13987654,
        "longitude": 44.45,
        "geom_wkt": "POINT (44.45 35.13987654)",
        "priogrid_gid": 180449,
        "country": "Iraq",
        "country_id": 645,
        "region": "Middle East",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": "2024-05-13",
        "date_end": "2024-05-13",
        "deaths_a": 7,
        "deaths_b": 0,
        "deaths_civilians": 0,
        "deaths_unknown": 0,
        "best": 7,
        "high": 9,
        "low": 5,
        "gwnoa": 645,
    }


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"killed": ()}, NOT_LETHAL),
        ({"killed": (line("civilians", 0, 0, 0),)}, NOT_LETHAL),
        ({"wounded": (line("civilians", 7, 7, 7),)}, NOT_LETHAL),
        ({"killed_or_wounded": (line("civilians", 7, 7, 7),)}, NOT_LETHAL),
        ({"killed": DEAD, "status": "foiled"}, FOILED),
        ({"killed": DEAD, "status": "alleged"}, None),
        ({"killed": (line("civilians", 0, None, 7),)}, None),
        ({"killed": (line("civilians", 0, None, None),)}, None),
    ],
)
def test_what_is_left_out(changes: dict[str, Any], why: str | None) -> None:
    row = ucdp_row(told(**changes))
    assert (row if isinstance(row, str) else None) == why


@pytest.mark.parametrize(
    ("initiators", "targets", "killed", "violence", "sides", "states"),
    [
        ((IS,), (POLICE,), DEAD, 1, ("Government of Iraq", "IS"), (645, None)),
        ((POLICE, ARMY), (IS,), DEAD, 1, ("Government of Iraq", "IS"), (645, None)),
        # A foreign army is a government's.
        ((TURKEY,), (PKK,), DEAD, 1, ("Government of Turkey", "PKK"), (640, None)),
        ((TURKEY,), (ARMY,), DEAD, 1, ("Government of Turkey", "Government of Iraq"), (640, 645)),
        # Forces of one state against each other are none of the three.
        ((POLICE,), (ARMY,), DEAD, None, ("Government of Iraq", "Government of Iraq"), (645, 645)),
        ((IS,), (PKK,), DEAD, 2, ("IS", "PKK"), (None, None)),
        ((IS, PKK), (GUNMEN,), DEAD, 2, ("IS, PKK", "Unidentified armed group"), (None, None)),
        ((IS,), (CIVILIANS,), DEAD, 3, ("IS", "Civilians"), (None, None)),
        ((POLICE,), (PROTESTERS,), DEAD, 3, ("Government of Iraq", "Civilians"), (645, None)),
        # Those who fight make the side, not the bystanders.
        ((IS,), (POLICE, CIVILIANS), DEAD, 1, ("Government of Iraq", "IS"), (645, None)),
        # Nobody says at whom it was aimed: the dead tell, where they are of one kind.
        ((IS,), (), (line("civilians", 2, 2, 2),), 3, ("IS", "Civilians"), (None, None)),
        ((IS,), (), (line("state_forces", 2, 2, 2),), 1, (None, "IS"), (None, None)),
        ((IS,), (), (line("unknown", 2, 2, 2),), None, ("IS", None), (None, None)),
        ((IS,), (), (line("civilians", 2, 2, 2), *DEAD), None, ("IS", None), (None, None)),
        ((), (POLICE,), DEAD, None, (None, "Government of Iraq"), (None, 645)),
        ((PROTESTERS,), (POLICE,), DEAD, None, ("Protesters", "Government of Iraq"), (None, 645)),
    ],
)
def test_sides_and_type(
    initiators: Any, targets: Any, killed: Any, violence: int | None, sides: Any, states: Any
) -> None:
    found = cells(told(initiators=initiators, targets=targets, killed=killed))
    assert found["type_of_violence"] == violence
    assert (found["side_a"], found["side_b"]) == sides
    assert (found["gwnoa"], found["gwnob"]) == states
    assert found["dyad_name"] == (" - ".join(sides) if None not in sides else None)


@pytest.mark.parametrize(
    ("kinds", "killed", "expected"),
    [
        (("state", "armed"), (line("state_forces", 2, 2, 2), line("non_state_forces", 3, 3, 3)), (2, 3, 0, 0)),
        (("state", "civilians"), (line("civilians", 4, 4, 4), line("state_forces", 1, 1, 1)), (1, 0, 4, 0)),
        (("armed", "civilians"), (line("non_state_forces", 1, 1, 1), line("unknown", 2, 2, 2)), (1, 0, 0, 2)),
        # Both sides are of one kind: nobody knows whose dead they are.
        (("armed", "armed"), (line("non_state_forces", 3, 3, 3),), (0, 0, 0, 3)),
        (("state", "state"), (line("state_forces", 3, 3, 3),), (0, 0, 0, 3)),
        ((None, "state"), (line("state_forces", 3, 3, 3), line("non_state_forces", 1, 1, 1)), (0, 3, 0, 1)),
        ((None, None), (line("state_forces", 3, 3, 3),), (0, 0, 0, 3)),
        # No best figure: the lowest stands.
        (("state", "armed"), (line("state_forces", 0, None, 7),), (0, 0, 0, 0)),
    ],
)
def test_whose_dead(kinds: Any, killed: tuple[EventCount, ...], expected: tuple[int, ...]) -> None:
    found = deaths(killed, kinds)
    assert tuple(found[f"deaths_{side}"] for side in ("a", "b", "civilians", "unknown")) == expected


GROUPS: tuple[Group, ...] = ("state_forces", "non_state_forces", "civilians", "unknown")
KINDS: tuple[Side | None, ...] = ("state", "armed", "civilians", None)


def _lines(told: dict[Group, tuple[tuple[int, int, int], bool, bool]]) -> tuple[EventCount, ...]:
    """Lines as the register has them: low, best, high in order, the last two perhaps not known."""
    found = []
    for group, (numbers, pointed, closed) in told.items():
        low, best, high = sorted(numbers)
        if pointed:
            found.append(line(group, low, best, high if closed else None))
        else:
            found.append(line(group, 0, None, high if closed else None))
    return tuple(found)


NUMBER = st.integers(0, 10**6)
LINE = st.tuples(st.tuples(NUMBER, NUMBER, NUMBER), st.booleans(), st.booleans())
KIND = st.sampled_from(KINDS)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(GROUPS), LINE, min_size=1).map(_lines), st.tuples(KIND, KIND))
def test_the_sides_make_the_sum_between_the_ends(killed: tuple[EventCount, ...], kinds: Any) -> None:
    found: dict[str, Any] = deaths(killed, kinds)
    sides = [found[f"deaths_{side}"] for side in ("a", "b", "civilians", "unknown")]
    assert found["best"] == sum(sides)
    assert found["low"] <= found["best"]
    assert found["high"] is None or found["best"] <= found["high"]


@pytest.mark.parametrize(
    ("when", "start", "end", "precision", "year"),
    [
        (None, None, None, None, None),
        (days(), "2024-05-13", "2024-05-13", 1, 2024),
        (days(DAY, date(2024, 5, 18)), "2024-05-13", "2024-05-18", 2, 2024),
        (days(DAY, date(2024, 5, 19)), "2024-05-13", "2024-05-19", 3, 2024),
        (days(DAY, date(2024, 5, 20)), "2024-05-13", "2024-05-20", 4, 2024),
        (days(date(2024, 5, 1), date(2024, 5, 31)), "2024-05-01", "2024-05-31", 4, 2024),
        (days(date(2024, 5, 1), date(2024, 6, 1)), "2024-05-01", "2024-06-01", 5, 2024),
        (days(date(2024, 1, 1), date(2024, 12, 31)), "2024-01-01", "2024-12-31", 5, 2024),
        (days(date(2023, 1, 1), date(2024, 12, 31)), "2023-01-01", "2024-12-31", None, None),
        (days(date(2023, 12, 31), date(2024, 1, 1)), "2023-12-31", "2024-01-01", 2, None),
        (DateRange(latest=DAY), None, "2024-05-13", None, None),
        (DateRange(earliest=DAY), "2024-05-13", None, None, None),
    ],
)
def test_days(when: Any, start: str | None, end: str | None, precision: int | None, year: int | None) -> None:
    found = cells(told(date=when, killed=DEAD))
    assert (found["date_start"], found["date_end"]) == (start, end)
    assert (found["date_prec"], found["year"]) == (precision, year)


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [
        # The corners, and cells told by others' code for known points.
        (-90.0, -180.0, 1),
        (-89.5, -180.0, 721),
        (90.0, 180.0, 259200),
        (10.51, 2.29, 145085),
        (0.0, 0.0, 129961),
    ],
)
def test_priogrid(latitude: float, longitude: float, cell: int) -> None:
    assert priogrid(latitude, longitude) == cell


def test_what_is_not_known_stays_empty() -> None:
    found = cells(told(place=None, date=None, initiators=(), targets=(), killed=(line("unknown", 1, 1, None),)))
    known = {name: cell for name, cell in found.items() if cell not in (None, ())}
    assert known == {
        "id": "e1234567890", "number_of_sources": 1, "event_clarity": 1, "deaths_a": 0, "deaths_b": 0,
        "deaths_civilians": 0, "deaths_unknown": 1, "best": 1, "low": 1,
    }  # fmt: skip
