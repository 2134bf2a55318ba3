"""The pages of sources, and their JSON twins."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sijill.web.profile_paths import source_path
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL

LINK = re.compile(r'href="(/sources/[^"]+)"')


@pytest.mark.parametrize("kind", ["publisher", "quoted"])
def test_every_source_of_a_list_has_a_page(client: TestClient, kind: str) -> None:
    listing = client.get(f"/sources?kind={kind}&size=500").text
    twin = client.get(f"/api/sources?kind={kind}&size=500").json()
    assert twin["total"] == len(twin["items"]) > 0
    for item in twin["items"]:
        path = source_path("publisher" if kind == "publisher" else "quoted", item["name"])
        assert path in unescape(listing)
        page = client.get(path)
        assert page.status_code == 200, path
        assert "What these figures show, and what they don" in page.text
        detail = client.get(f"/api{path}").json()
        assert detail["source"] == item
        assert len(detail["compared"]) == item["compared"]


def test_numbers_of_a_source_add_up(client: TestClient) -> None:
    for kind in ("publisher", "quoted"):
        for item in client.get(f"/api/sources?kind={kind}&size=500").json()["items"]:
            assert item["own"] == item["alone"] + item["shared"]
            assert item["first"] <= item["shared"]
            assert item["compared"] == item["kept"] + item["raised"] + item["lowered"]
            assert item["own"] <= item["events"]


def test_a_part_of_a_name(client: TestClient) -> None:
    found = client.get("/api/sources?kind=quoted&q=police").json()
    assert found["total"] > 0
    assert all("police" in item["name"] for item in found["items"])
    assert "police" in client.get("/sources?kind=quoted&q=police").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sources/publisher?name=nobody", 404),
        ("/sources/rumour?name=x", 422),
        ("/sources/publisher", 422),
        ("/sources?kind=rumour", 422),
        ("/api/sources/quoted?name=nobody", 404),
        ("/api/sources?q=%00", 422),
    ],
)
def test_what_cannot_be_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_hostile_names_do_no_harm(hostile_client: TestClient) -> None:
    pages = [hostile_client.get(f"/sources?kind={kind}&size=500") for kind in ("publisher", "quoted")]
    paths = {unescape(path) for page in pages for path in LINK.findall(page.text)}
    assert len(paths) > 10
    pages += [hostile_client.get(path) for path in sorted(paths)]
    for page in pages:
        assert page.status_code == 200, page.url
        assert not [harm for harm in HARMFUL if harm in page.text]


def test_an_empty_register_has_a_list(empty_register: Path, serve: Serve) -> None:
    assert "No source fits" in serve(empty_register).get("/sources").text
