"""The page of assertions, and its JSON twin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL


def test_strength_control_and_their_words(client: TestClient) -> None:
    page = client.get("/assertions").text
    for told in (
        "1,500–3,000 jihadists",
        "Who holds a place",
        "2014 to 2017-10-16",
        'class="range"',
        "General Michael Kurilla",
    ):
        assert told in page
    assert re.search(r'href="/reports/[^"]+#e-\d+-\d+"', page)


def test_the_twin_has_all_of_them(client: TestClient) -> None:
    twin = client.get("/api/assertions").json()
    assert twin["total"] == len(twin["items"])
    control = client.get("/api/assertions?kind=territorial_control").json()["items"]
    assert [(item["first"], item["last"]) for item in control] == [("2014-01-01", "2017-10-16")]
    quotes = [item["assertion"]["quote"] for item in twin["items"] if item["assertion"]["kind"] == "strength_estimate"]
    page = client.get("/assertions").text
    assert quotes
    assert all(quote.split("’")[0][:40] in page for quote in quotes)


def test_they_are_narrowed(client: TestClient) -> None:
    page = client.get("/assertions?subject=shabaab").text
    assert "5,000–7,000 fighters" in page
    assert "jihadists" not in page
    assert "No report of these" in client.get("/assertions?since=2031-01-01&subject=").text
    assert client.get("/api/assertions?place=somalia").json()["total"] == 3


@pytest.mark.parametrize(
    "path", ["/api/assertions?kind=rumour", "/assertions?subject=%00", "/api/assertions?place=%00"]
)
def test_what_cannot_be_is_told(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 422


def test_hostile_words_do_no_harm(hostile_client: TestClient) -> None:
    page = hostile_client.get("/assertions")
    assert page.status_code == 200
    assert "100–200 fighters" in page.text
    assert not [harm for harm in HARMFUL if harm in page.text]


def test_an_empty_register_has_a_page(empty_register: Path, serve: Serve) -> None:
    assert "No report of these states how strong a force is" in serve(empty_register).get("/assertions").text
