"""The search page."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sijill.register import Register
from tests.register.making import account, coded, report
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL
from tests.web.reading import harmless_markup, read, words


def test_reports_are_found_with_their_words_marked(client: TestClient) -> None:
    page = read(client, "/search?q=Bannu")
    hits = page.findall(".//ol[@class='hits']/li")
    assert hits
    assert {mark.text_content().lower() for hit in hits for mark in hit.iter("mark")} == {"bannu"}
    assert any((a.get("href") or "").startswith("/events/") for hit in hits for a in hit.iter("a"))


def test_what_was_typed_stays_in_the_box(client: TestClient) -> None:
    page = read(client, '/search?q="police van" -hospital')
    assert page.get_element_by_id("q").get("value") == '"police van" -hospital'


@pytest.mark.parametrize(
    ("asked", "said"),
    [("zzzunheardof", "No report holds these words"), ("bannu-van", "Report bannu-van")],
)
def test_what_is_found_is_said(client: TestClient, asked: str, said: str) -> None:
    assert said in words(read(client, f"/search?q={asked}").get_element_by_id("main"))


def test_nothing_to_look_for_is_said(client: TestClient) -> None:
    assert "at least one word" in words(read(client, "/search?q=-bomb", 400))
    assert read(client, "/search").find(".//ol[@class='hits']") is None


def test_pages_follow_one_another(tmp_path: Path, serve: Serve) -> None:
    items = [report(f"Gunmen attacked Daquq, number {n} of all.", id=f"r{n}") for n in range(5)]
    path = tmp_path / "five.sqlite"
    with Register.open(path) as register:
        register.add_many([(item, coded(item, account(item.text, killed=None))) for item in items])
    client = serve(path)
    address, seen = "/search?q=gunmen&size=2", []
    for _ in range(3):
        page = read(client, address)
        seen += [a.get("href") for a in page.findall(".//ol[@class='hits']/li/h3/a")]
        following = [a.get("href") for a in page.iter("a") if a.get("rel") == "next"]
        address = f"/search{following[0]}" if following else ""
    assert sorted(seen) == [f"/reports/r{n}" for n in range(5)]
    assert not address


@pytest.mark.parametrize(
    "asked", ["<script>alert('sijill')</script>", "alert", "سجل كركوك", "%00", "AND OR NOT", "_ *"]
)
def test_hostile_words_and_reports_are_harmless(hostile_client: TestClient, asked: str) -> None:
    answer = hostile_client.get("/search", params={"q": asked})
    assert answer.status_code in (200, 400)
    assert not [bad for bad in HARMFUL if bad in answer.text]
    harmless_markup(read(hostile_client, str(answer.request.url), answer.status_code))
