from __future__ import annotations

import gzip
import math
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any, cast

import pytest

from sijill.intake.fetch import Fetcher
from sijill.intake.robots import _delay
from tests.intake.sites import LIMITS, RULES, Answer, Clock, Names, Site, fetcher, refused, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        server.pages["/a"] = Answer("words", "text/plain")
        yield server


def robots(text: str, status: int = 200) -> Answer:
    return Answer(text, "text/plain", status)


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (robots("User-agent: *\nDisallow: /a"), False),
        (robots("User-agent: *\nDisallow: /"), False),
        (robots("User-agent: Sijill\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
        (robots("User-agent: *\nDisallow: /\n\nUser-agent: sijill\nAllow: /a"), True),
        (robots("User-agent: *\nDisallow: /*.pdf$\nDisallow: /b"), True),
        (robots("User-agent: otherbot\nDisallow: /"), True),
        (robots("User-agent: *\nDisallow: /\nAllow: /a"), True),
        (robots("<html><body>Not found</body></html>"), True),
        (robots("", 404), True),
        (robots("User-agent: *\nDisallow: /", 403), True),
        (Answer(b"\xff\xfe\x00User-agent: *\r\nDisallow: /", "text/plain"), True),
        (
            Answer(gzip.compress(b"User-agent: *\nDisallow: /"), "text/plain", headers={"Content-Encoding": "gzip"}),
            False,
        ),
        (robots("#" * 600_000 + "\nUser-agent: *\nDisallow: /"), True),
        (robots("User-agent: *\nDisallow: /\n" + "#" * 600_000), False),
        (Answer(status=302, headers={"Location": "/rules"}), False),
    ],
)
def test_what_robots_txt_allows(site: Site, rules: Answer, allowed: bool) -> None:
    site.pages["/robots.txt"] = rules
    site.pages["/rules"] = robots("User-agent: *\nDisallow: /a")
    if allowed:
        assert fetcher().get(site.url + "/a").data == b"words"
        return
    error = refused(fetcher(), site.url + "/a")
    assert error.reason == "the site asks programs not to read this page (robots.txt)"
    assert error.lasting
    assert "/a" not in site.paths


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_rules_can_not_be_known_is_left_alone(site: Site, status: int) -> None:
    site.pages["/robots.txt"] = robots("", status)
    error = refused(fetcher(), site.url + "/a")
    assert error.reason == f"the site's robots.txt can't be read (status {status}), so what it allows isn't known"
    assert not error.lasting
    assert site.paths == []


def test_robots_txt_is_asked_once_a_day_and_for_each_site(site: Site) -> None:
    with serving() as other:
        other.pages["/robots.txt"] = robots("User-agent: *\nDisallow: /b")
        other.pages["/a"] = Answer("other", "text/plain")
        site.pages["/to"] = Answer(status=302, headers={"Location": other.url + "/a"})
        site.pages["/away"] = Answer(status=302, headers={"Location": other.url + "/b"})
        clock = Clock()
        asker = Fetcher(LIMITS, RULES, clock=clock, sleep=clock.sleep)
        for _ in range(3):
            assert asker.get(site.url + "/to").data == b"other"
        # Where a redirect leads, that site's rules hold.
        assert "robots.txt" in refused(asker, site.url + "/away").reason
        assert "/b" not in other.paths
        for server in (site, other):
            assert [path for path, _ in server.asked].count("/robots.txt") == 1
        clock.now += RULES.robots_seconds + 1
        asker.get(site.url + "/a")
        assert [path for path, _ in site.asked].count("/robots.txt") == 2


def test_a_site_that_is_down_is_asked_once_and_again_later(site: Site) -> None:
    def hang(_: BaseHTTPRequestHandler) -> None:
        time.sleep(0.6)

    site.pages["/robots.txt"] = hang
    clock = Clock()
    asker = Fetcher(LIMITS, RULES, clock=clock, sleep=clock.sleep)
    for _ in range(4):
        assert "no answer came within 0.4 seconds" in refused(asker, site.url + "/a").reason
    assert len(site.asked) == 1
    clock.now += RULES.down_seconds + 1
    site.pages["/robots.txt"] = robots("")
    assert asker.get(site.url + "/a").data == b"words"


@pytest.mark.parametrize(
    ("rules", "slept"),
    [
        ("", [2.0, 2.0]),
        ("User-agent: *\nCrawl-delay: 7", [7.0, 7.0]),
        ("User-agent: *\nCrawl-delay: 0.1", [2.0, 2.0]),
        ("User-agent: *\nRequest-rate: 1/30", [30.0, 30.0]),
        ("User-agent: otherbot\nCrawl-delay: 30", [2.0, 2.0]),
    ],
)
def test_a_host_is_not_hurried(site: Site, rules: str, slept: list[float]) -> None:
    site.pages["/robots.txt"] = robots(rules)
    site.pages["/to"] = Answer(status=302, headers={"Location": "/a"})
    clock = Clock()
    asker = Fetcher(LIMITS, replace(RULES, delay_seconds=2.0), clock=clock, sleep=clock.sleep)
    for _ in range(3):
        # A redirect within a site is one visit.
        asker.get(site.url + "/to")
    assert clock.slept == slept


def test_other_hosts_are_not_waited_for(site: Site) -> None:
    clock = Clock()
    names = Names(a_example=[["127.0.0.1"]], b_example=[["127.0.0.1"]])
    rules = replace(RULES, delay_seconds=2.0)
    asker = Fetcher(LIMITS, rules, resolve=names, clock=clock, sleep=clock.sleep)
    for name in ("a.example", "b.example"):
        asker.get(f"http://{name}:{site.port}/a")
    assert clock.slept == []


def test_a_host_that_wants_too_long_a_wait_is_asked_later(site: Site) -> None:
    site.pages["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 3600")
    clock = Clock()
    asker = Fetcher(LIMITS, RULES, clock=clock, sleep=clock.sleep)
    asker.get(site.url + "/a")
    error = refused(asker, site.url + "/a")
    assert "wants so much time between requests (robots.txt)" in error.reason
    assert (error.mend, error.seconds, error.lasting) == ("Try again in 1 hour", 3600.0, False)
    clock.now += 3600
    asker.get(site.url + "/a")


class _Odd:
    """Rules as an older reader gives them."""

    def crawl_delay(self, _: str) -> float:
        return math.nan

    def request_rate(self, _: str) -> None:
        return None


def test_a_wait_that_is_no_number_is_none() -> None:
    assert _delay(cast("Any", _Odd())) == 0.0


@pytest.mark.parametrize("rules", ["Request-rate: 1/" + "9" * 400, "Request-rate: 1/99999999d"])
def test_a_wait_beyond_all_measure_is_a_day(site: Site, rules: str) -> None:
    site.pages["/robots.txt"] = robots(f"User-agent: *\n{rules}")
    clock = Clock()
    asker = Fetcher(LIMITS, RULES, clock=clock, sleep=clock.sleep)
    asker.get(site.url + "/a")
    assert refused(asker, site.url + "/a").seconds == RULES.robots_seconds
    clock.now += RULES.robots_seconds + 1
    assert asker.get(site.url + "/a").data


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [(429, "120", 120.0), (503, "120", 120.0), (429, None, RULES.busy_seconds), (429, "soon", RULES.busy_seconds)],
)
def test_a_host_that_asks_for_rest_gets_it(site: Site, status: int, header: str | None, wait: float) -> None:
    site.pages["/busy"] = Answer(status=status, headers={"Retry-After": header} if header else {})
    clock = Clock()
    asker = Fetcher(LIMITS, RULES, clock=clock, sleep=clock.sleep)
    refused(asker, site.url + "/busy")
    error = refused(asker, site.url + "/a")
    assert "is left alone for now, since it asked for fewer requests" in error.reason
    assert error.seconds == wait
    assert site.paths == ["/busy"]
    clock.now += wait + 1
    assert asker.get(site.url + "/a").data == b"words"
