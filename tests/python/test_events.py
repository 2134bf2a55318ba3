"""`Register.events`: the filters of the register, written as people write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from sijill.register import Register, RegisterError
from sijill.register.queries import Filters
from sijill.register.store import filters_of
from tests.register.making import clash


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with Register.open(tmp_path_factory.mktemp("events") / "register.sqlite") as opened:
        opened.add_many([clash("Daquq", 5), clash("Mosul", 2, date(2024, 6, 1)), clash("Basra", 9, date(2024, 6, 2))])
        yield opened


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, ["Basra", "Mosul", "Daquq"]),
        ({"order": "oldest", "limit": 2}, ["Daquq", "Mosul"]),
        ({"since": "2024-06-01"}, ["Basra", "Mosul"]),
        ({"until": date(2024, 6, 1), "countries": "Iraq"}, ["Mosul", "Daquq"]),
        ({"admin1": ["Ninawa", "Basra"]}, ["Basra", "Mosul"]),
        ({"killed_at_least": 5, "order": "killed"}, ["Basra", "Daquq"]),
        ({"text": "Daquq", "actors": "ISIS", "types": "battles", "reviews": None}, ["Daquq"]),
    ],
)
def test_filters(register: Register, filters: dict[str, Any], places: list[str]) -> None:
    assert [event.place.name for event in register.events(**filters) if event.place] == places


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ({"since": datetime(2024, 5, 1, 12)}, Filters(since=date(2024, 5, 1))),
        ({"countries": "IQ", "actors": ["isis", "pkk"]}, Filters(countries=("IQ",), actors=("isis", "pkk"))),
        ({"until": None, "types": (), "killed_at_least": 0}, Filters(killed_at_least=0)),
    ],
)
def test_filters_as_people_write_them(asked: dict[str, Any], made: Filters) -> None:
    assert filters_of(asked) == made


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"country": "IQ"}, "there is no filter 'country'. Use one of: since, until, countries"),
        ({"since": "May"}, "'May' is no day. Write it as 2024-05-13"),
    ],
)
def test_wrong_filters_are_told_at_once(register: Register, filters: dict[str, Any], error: str) -> None:
    with pytest.raises(RegisterError, match=error):
        register.events(**filters)
