"""The pages of actors, and their JSON twins."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sijill.web.profile_paths import actor_path
from tests.web.conftest import Serve
from tests.web.hostile import ARABIC, HARMFUL

LINK = re.compile(r'href="(/actors/[^"]+)"')


def linked(text: str) -> list[str]:
    """The profiles that a page links to."""
    return list(dict.fromkeys(unescape(path) for path in LINK.findall(text)))


def test_the_list_and_its_twin_agree(client: TestClient) -> None:
    page, twin = client.get("/actors"), client.get("/api/actors").json()
    assert page.status_code == 200
    assert twin["total"] == len(twin["items"])
    assert twin["total"] > 10
    for item in twin["items"]:
        assert item["name"].split("'")[0] in unescape(page.text)
    assert [item["events"] for item in twin["items"]] == sorted((i["events"] for i in twin["items"]), reverse=True)


@pytest.mark.parametrize(
    ("query", "first"),
    [("q=daesh", "isis"), ("q=ISLAMIC+STATE", "isis"), ("country=SO&sort=name", "shabaab"), ("q=zzzz", None)],
)
def test_the_list_is_searched(client: TestClient, query: str, first: str | None) -> None:
    twin = client.get(f"/api/actors?{query}").json()
    assert (twin["items"][0]["actor_id"] if twin["items"] else None) == first
    assert client.get(f"/actors?{query}").status_code == 200


def test_filters_and_words_stand_together(client: TestClient) -> None:
    found = client.get("/api/actors?q=islamic&since=2031-01-01").json()
    assert found["total"] == 0
    assert "31 in all" not in client.get("/actors?q=islamic&since=2031-01-01").text


def test_a_list_has_pages(client: TestClient) -> None:
    first = client.get("/api/actors?size=3").json()
    assert first["next"] == "/api/actors?size=3&page=2"
    second = client.get(first["next"]).json()
    assert not {i["name"] for i in first["items"]} & {i["name"] for i in second["items"]}
    assert "size=3" in client.get("/actors?size=3&q=a").text


def test_a_profile_of_the_registry(client: TestClient) -> None:
    page, twin = client.get("/actors/isis"), client.get("/api/actors/isis").json()
    assert page.status_code == 200
    assert '<h1 dir="auto">Islamic State</h1>' in page.text
    for told in (
        "ISIS",
        "Rebel group",
        "Time line",
        "Against whom",
        "Latest events",
        'class="ground"',
        'class="chart"',
    ):
        assert told in page.text
    assert twin["registry"]["id"] == "isis"
    assert twin["portrait"]["figures"]["events"] == client.get("/api/events?actor=isis").json()["total"]
    assert twin["roles"]["initiators"] > 0
    assert twin["relations"][0]["against"] > 0
    bars = sum(bar["events"] for bar in twin["portrait"]["bars"]) + twin["portrait"]["unplaced"]
    assert bars == twin["portrait"]["figures"]["events"]


def test_a_profile_within_days(client: TestClient) -> None:
    within = client.get("/api/actors/isis?since=2024-01-01&until=2024-12-31").json()["portrait"]["figures"]["events"]
    assert 0 < within < client.get("/api/actors/isis").json()["portrait"]["figures"]["events"]


def test_an_actor_that_only_reports_know(client: TestClient) -> None:
    unknown = next(i for i in client.get("/api/actors?size=500").json()["items"] if i["actor_id"] is None)
    page = client.get(actor_path(None, unknown["name"]))
    assert page.status_code == 200
    assert "goes by the name that reports give it" in page.text
    assert client.get("/api" + actor_path(None, unknown["name"])).json()["registry"] is None


def test_a_name_of_the_registry_leads_to_its_id(client: TestClient) -> None:
    answer = client.get("/actors/by-name?name=Islamic+State&since=2024-01-01", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/actors/isis?since=2024-01-01"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/actors/no_such_one", 404),
        ("/actors/by-name?name=no+such+one", 404),
        ("/actors/by-name", 422),
        ("/actors/by-name?name=a%00b", 422),
        ("/actors/a%00b", 422),
        ("/actors?sort=size", 422),
        ("/actors?country=Nowhere", 400),
        ("/api/actors/no_such_one", 404),
        ("/api/actors?q=%00", 422),
    ],
)
def test_what_cannot_be_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_every_actor_of_the_list_has_a_page(client: TestClient) -> None:
    for path in linked(client.get("/actors?size=500").text):
        assert client.get(path).status_code == 200, path


def test_hostile_names_do_no_harm(hostile_client: TestClient) -> None:
    listing = hostile_client.get("/actors").text
    paths = linked(listing)
    assert len(paths) > 5
    for text in (listing, *(hostile_client.get(path).text for path in paths)):
        assert not [harm for harm in HARMFUL if harm in text]
    assert ARABIC in listing
    for path in paths:
        assert hostile_client.get(path).status_code == 200, path


def test_an_empty_register_has_a_list(empty_register: Path, serve: Serve) -> None:
    assert "None." in serve(empty_register).get("/actors").text
