"""The filters of an address: what they become, how they are said again, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sijill.register.queries import Filters
from sijill.web.filters import Asked, FiltersDep, query


def asked_by(address: str) -> Any:
    """What a route gets of an address, as JSON; or the status of the refusal."""
    app = FastAPI()

    @app.get("/")
    def route(asked: FiltersDep) -> dict[str, Any]:
        return asked.model_dump(mode="json", exclude_defaults=True)

    answer = TestClient(app).get(address)
    return answer.json() if answer.status_code == 200 else answer.status_code


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/", {}),
        ("/?since=2024-01-01&until=&country=&killed=&text=&order=", {"since": "2024-01-01"}),
        ("/?country=IQ&country=SY&country=IQ", {"country": ["IQ", "SY"]}),
        ("/?actor=+Islamic+State+&actor=", {"actor": ["Islamic State"]}),
        ("/?type=Battles&status=alleged&review=second_look", {
            "type": ["Battles"], "status": ["alleged"], "review": ["second_look"],
        }),
        ("/?killed=0&order=killed", {"killed": 0, "order": "killed"}),
        ("/?page=3&size=10&step=week&unknown=1", {}),
        ("/?text=%22old+bridge%22+-river", {"text": '"old bridge" -river'}),
        ("/?since=yesterday", 422),
        ("/?status=maybe", 422),
        ("/?killed=-1", 422),
        ("/?killed=99999999999999999999", 422),
        ("/?order=sideways", 422),
        ("/?text=a%00b", 422),
        ("/?actor=a%00b", 422),
        (f"/?text={'x' * 201}", 422),
        ("/?" + "&".join(f"country={n}" for n in range(31)), 422),
    ],
)  # fmt: skip
def test_an_address_becomes_filters(address: str, wanted: object) -> None:
    assert asked_by(address) == wanted


def test_the_register_gets_all_of_them() -> None:
    asked = Asked(
        since=date(2024, 1, 1), until=date(2024, 2, 1), country=["IQ"], admin1=["Kirkuk"], actor=["isis"],
        type=["Battles"], status=["occurred"], review=["accepted"], killed=3, text="bridge",
    )  # fmt: skip
    assert asked.filters == Filters(
        date(2024, 1, 1), date(2024, 2, 1), ("IQ",), ("Kirkuk",), ("isis",), ("Battles",), ("occurred",), ("accepted",),
        3, "bridge",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "changes", "wanted"),
    [
        (Asked(), {}, ""),
        (Asked(country=["IQ"]), {"page": 2}, "?country=IQ&page=2"),
        (Asked(country=["IQ"], killed=5), {"country": None}, "?killed=5"),
        (Asked(), {"actor": "Al-Qa'ida & <b>"}, "?actor=Al-Qa%27ida+%26+%3Cb%3E"),
        (Asked(actor=["a", "b"]), {"since": date(2024, 1, 2)}, "?actor=a&actor=b&since=2024-01-02"),
    ],
)
def test_addresses(asked: Asked, changes: dict[str, object], wanted: str) -> None:
    assert asked.address(**changes) == wanted


def test_each_filter_can_be_taken_away_by_itself() -> None:
    asked = Asked(country=["IQ", "SY"], killed=0, text="bridge", review=["second_look"], order="killed")
    tags = [(tag.called, tag.value, tag.without) for tag in asked.tags()]
    rest = "&killed=0&text=bridge&order=killed"
    assert tags == [
        ("Words", "bridge", "?country=IQ&country=SY&review=second_look&killed=0&order=killed"),
        ("Country", "Iraq", f"?country=SY&review=second_look{rest}"),
        ("Country", "Syria", f"?country=IQ&review=second_look{rest}"),
        ("Killed at least", "0", "?country=IQ&country=SY&review=second_look&text=bridge&order=killed"),
        ("Review", "second look", f"?country=IQ&country=SY{rest}"),
    ]
    assert Asked().tags() == []


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


@given(words.map(str.strip).filter(bool), st.lists(words.map(str.strip).filter(bool), max_size=3, unique=True))
def test_an_address_says_all_that_is_asked(text: str, actors: list[str]) -> None:
    asked = Asked(text=text, actor=actors, killed=2)
    said = parse_qs(asked.address()[1:], keep_blank_values=True)
    assert Asked.model_validate({"text": said["text"][0], "actor": said.get("actor", []), "killed": 2}) == asked


def test_a_query_leaves_out_what_is_not_there() -> None:
    assert query({"a": None, "b": [], "c": ["", "x"], "d": 0}) == "?c=&c=x&d=0"
