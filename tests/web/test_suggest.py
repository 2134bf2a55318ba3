"""Suggestions of places and actors while a person types."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from sijill.web.suggesting import actor_entries, picked_place, place_entries


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("islamic state", "Islamic State"),
        ("islamic st", "Islamic State"),
        ("daesh", "Islamic State"),
        ("kurdistan workers", "PKK"),
        ("military forces of ira", "Military Forces of Ira"),
        # Spelt nearly so.
        ("Hizbolah al-Nujaba", "Nujaba"),
    ],
)
def test_actors_by_the_beginning_of_a_name(words: str, first: str) -> None:
    found = actor_entries(words, "IQ")
    assert found
    assert first.casefold() in found[0].name.casefold() or first.casefold() in " ".join(found[0].aliases).casefold()


def test_those_of_the_country_come_first() -> None:
    assert actor_entries("military forces", "IQ")[0].countries[0] == "IQ"
    assert actor_entries("military forces", "UA")[0].countries[0] == "UA"


@pytest.mark.parametrize("words", ["", "  ", "of", "%", "\x00", "x" * 5000, "qqqq zzzz"])
def test_words_that_mean_nobody(words: str) -> None:
    assert len(actor_entries(words)) <= 12
    assert len(place_entries(words)) <= 12


def test_places_of_a_name() -> None:
    found = place_entries("Daquq", "IQ")
    assert (found[0].name, found[0].admin1, found[0].country) == ("Daquq", "Kirkuk", "IQ")
    place = picked_place(" Daquq ", found[0].place_id)
    assert place is not None
    assert (place.name, place.place_id, place.inferred) == ("Daquq", found[0].place_id, ())
    assert picked_place("Mosul", found[0].place_id) is None


def test_a_country_speaks_for_its_own() -> None:
    assert place_entries("Tripoli", "LB")[0].country == "LB"
    assert place_entries("Tripoli", "LY")[0].country == "LY"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/suggest/places?q=Daquq", 200),
        ("/api/suggest/places?q=Daquq&country=iq&limit=1", 200),
        ("/api/suggest/places?q=", 200),
        ("/api/suggest/places", 422),
        ("/api/suggest/places?q=a&country=Iraq", 422),
        ("/api/suggest/actors?q=isis&day=2024-05-13", 200),
        ("/api/suggest/actors?q=isis&day=never", 422),
        ("/api/suggest/actors?q=isis&limit=0", 422),
        ("/api/suggest/actors?q=" + "x" * 200, 422),
    ],
)
def test_as_json(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert ("items" in answer.json()) == (status == 200)


def test_what_stands_beside_a_suggestion(client: TestClient) -> None:
    (place, *_) = client.get("/api/suggest/places?q=Daquq&country=IQ").json()["items"]
    assert place["admin1"] == "Kirkuk"
    assert place["latitude"] == pytest.approx(35.14, abs=0.1)
    (actor, *_) = client.get("/api/suggest/actors?q=islamic state&country=IQ").json()["items"]
    assert actor["id"] == "isis"
    assert "Iraq" in actor["about"]
