"""The pages of places, and their JSON twins."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sijill.web.profile_paths import place_path
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL

LINK = re.compile(r'href="(/places/[^"]+)"')


def linked(text: str) -> list[str]:
    """The profiles that a page links to."""
    return list(dict.fromkeys(unescape(path) for path in LINK.findall(text)))


@pytest.mark.parametrize("by", ["country", "admin1", "place"])
def test_the_lists_hold_all_events(client: TestClient, by: str) -> None:
    twin = client.get(f"/api/places?by={by}&size=500").json()
    assert sum(item["events"] for item in twin["items"]) == client.get("/api/events").json()["total"]
    page = client.get(f"/places?by={by}&size=500")
    assert page.status_code == 200
    assert len(set(linked(page.text))) >= twin["total"]


@pytest.mark.parametrize(
    ("path", "title", "inside"),
    [
        ("/places/IQ", "Iraq", "Kirkuk"),
        ("/places/IQ?division=Kirkuk", "Kirkuk", "Daquq"),
        ("/places/IQ?division=Kirkuk&place=Daquq", "Daquq", "Armed clash"),
    ],
)
def test_profiles(client: TestClient, path: str, title: str, inside: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert f'<h1 dir="auto">{title}</h1>' in page.text
    assert inside in page.text
    twin = client.get(f"/api{path}").json()
    assert twin["portrait"]["figures"]["events"] > 0


def test_a_profile_counts_what_the_list_of_events_does(client: TestClient) -> None:
    twin = client.get("/api/places/IQ?division=Kirkuk").json()
    listed = client.get("/api/events?country=IQ&admin1=Kirkuk").json()["total"]
    assert twin["portrait"]["figures"]["events"] == listed
    assert sum(spot["events"] for spot in twin["inside"]) == listed


def test_filters_and_level_stand_together(client: TestClient) -> None:
    some = client.get("/api/places?by=place&country=IQ").json()
    assert {item["country"] for item in some["items"]} == {"IQ"}
    assert "Somalia" not in client.get("/places?by=place&country=IQ").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/places/XX", 404),
        ("/places/IQ?division=Nowhere", 404),
        ("/places/IQ?division=a%00", 422),
        ("/places/%00", 422),
        ("/places?by=street", 422),
        ("/api/places/XX", 404),
    ],
)
def test_what_cannot_be_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("names", "path"),
    [
        (("IQ",), "/places/IQ"),
        ((None,), "/places/unknown"),
        (("IQ", "Al Anbar"), "/places/IQ?division=Al+Anbar"),
        (("IQ", None, "a/b?c"), "/places/IQ?place=a%2Fb%3Fc"),
    ],
)
def test_addresses(names: tuple[str | None, ...], path: str) -> None:
    assert place_path(*names) == path


def test_hostile_names_do_no_harm(hostile_client: TestClient) -> None:
    pages = [hostile_client.get(f"/places?by={by}") for by in ("country", "admin1", "place")]
    paths = {path for page in pages for path in linked(page.text)}
    assert len(paths) > 10
    pages += [hostile_client.get(path) for path in sorted(paths)]
    for page in pages:
        assert page.status_code == 200, page.url
        assert not [harm for harm in HARMFUL if harm in page.text]


def test_an_empty_register_has_a_list(empty_register: Path, serve: Serve) -> None:
    assert "None." in serve(empty_register).get("/places").text
