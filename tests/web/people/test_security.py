"""What every answer tells the browser."""

from __future__ import annotations

import logging
import re

import pytest

from sijill.web.security import policy, tile_host
from tests.web.people.conftest import Make, Place


def rules(text: str) -> dict[str, set[str]]:
    return {name: set(values) for name, *values in (rule.split() for rule in text.split("; "))}


def test_the_policy_has_no_exceptions() -> None:
    text = policy("https://tile.example/{z}/{x}/{y}.png")
    found = rules(text)
    assert found["default-src"] == {"'none'"}
    assert found["script-src"] == found["style-src"] == found["form-action"] == {"'self'"}
    assert found["frame-ancestors"] == found["base-uri"] == {"'none'"}
    assert found["img-src"] == {"'self'", "data:", "https://tile.example"}
    assert found["connect-src"] == {"'self'"}
    assert found.keys() & {"worker-src", "object-src", "frame-src"} == set()
    assert not re.search(r"unsafe|\*|http:|nonce|sha\d", text)
    assert "example" not in policy(None)


@pytest.mark.parametrize(
    ("tiles", "host"),
    [
        ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "https://tile.openstreetmap.org"),
        ("https://{s}.tile.example/{z}/{x}/{y}.png", "https://*.tile.example"),
        ("http://127.0.0.1:8080/tiles/{z}/{x}/{y}", "http://127.0.0.1:8080"),
        ("HTTPS://Tile.Example/{z}", "https://tile.example"),
        ("/tiles/{z}/{x}/{y}.png", None),
        (None, None),
        ("", None),
        ("javascript:alert(1)", None),
        ("https://a;script-src 'unsafe-inline'/", None),
        ("https://user:secret@tile.example/{z}", "https://tile.example"),
    ],
)
def test_the_host_of_tiles(tiles: str | None, host: str | None) -> None:
    assert tile_host(tiles) == host


@pytest.mark.parametrize(
    ("path", "status"), [("/login", 200), ("/", 303), ("/api/token", 401), ("/static/base.css", 404), ("/x", 303)]
)
def test_every_answer_has_the_headers(place: Place, path: str, status: int) -> None:
    answer = place.browser().get(path)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")
    assert "strict-transport-security" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_with_https_the_browser_stays_with_it(make: Make) -> None:
    answer = make(https=True).browser().get("/login")
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert "upgrade-insecure-requests" in answer.headers["content-security-policy"]


def test_a_fault_of_ours_shows_nothing_of_it(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    browser = place.signed_in("Rana")
    answer = browser.get("/broken?token=secret-in-the-address")
    assert answer.status_code == 500
    assert "something went wrong here" in answer.text
    assert "12345" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert "GET /broken failed" in caplog.text
    assert "secret-in-the-address" not in caplog.text


@pytest.mark.parametrize("path", ["/%00", "/%0d%0aX-Evil:%20a", "/%ff%fe", "/" + "a" * 5000, "/..%2f..%2fetc/passwd"])
def test_odd_addresses_do_no_harm(place: Place, path: str) -> None:
    for browser in (place.browser(), place.signed_in("Rana")):
        answer = browser.get(path)
        assert answer.status_code in (303, 404)
        assert "x-evil" not in answer.headers
