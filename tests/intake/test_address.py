from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler

import pytest

from sijill.intake import Fault, Limits
from sijill.intake import read as read_source
from sijill.intake.address import duration, is_address, shown
from sijill.intake.fetch import Fetcher
from sijill.model import Report
from tests.intake.sites import LIMITS, RULES, Answer, Page, send, serving

TEXT = "Two soldiers were killed near the bridge on Sunday, officials in the district said."
PARAGRAPHS = "".join(f"<p>{TEXT} Once more, number {i}.</p>" for i in range(4))
PAGE = f"<html><head><title>Blast</title></head><body><article>{PARAGRAPHS}</article></body></html>"
SLOW_CHUNKS = 20


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Bytes now and then."""
    try:
        send(handler, Answer(kind="text/plain"))
        for _ in range(SLOW_CHUNKS):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    """A header that never ends."""
    try:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
        for _ in range(SLOW_CHUNKS):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


def to(place: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": place})


LATIN = PAGE.replace("Once more", "Déjà vu").encode("cp1252")
PAGES: dict[str, Page] = {
    **{f"/status/{status}": Answer(b"no", status=status) for status in (300, 304, 401, 403, 410, 429, 500)},
    "/2024/05/14/blast": Answer(PAGE),
    "/loop": to("/loop"),
    "/away": to("ftp://files.example/x"),
    "/file": to("file:///etc/hostname"),
    "/moved": to("/2024/05/14/blast", 301),
    "/flood": Answer(b"x" * 200_000, "text/plain"),
    "/silent": lambda _: time.sleep(1),
    "/drip": drip,
    "/drip-head": drip_head,
    "/lines": Answer('{"text": "a b"}\n{"text": 5}\n', "application/x-ndjson"),
    "/data.json": Answer('[{"text": "a b"}]', "application/octet-stream"),
    "/plain": Answer(TEXT, "text/plain"),
    "/latin": Answer(LATIN, "text/html; charset=windows-1252"),
    "/picture": Answer(b"\x89PNG\r\n\x1a\n", "image/png"),
    "/film": Answer(b"x" * 200_000, "video/mp4"),
    "/hidden-picture": Answer(b"\x89PNG\r\n\x1a\n", "text/plain"),
    "/empty": Answer(),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as server:
        server.pages.update(PAGES)
        yield server.url


def read(source: str, limits: Limits = LIMITS) -> Iterator[Report | Fault]:
    return read_source(source, limits=limits, fetcher=Fetcher(limits, RULES))


def test_a_page_is_read_with_its_address(site: str) -> None:
    [report] = read(site + "/2024/05/14/blast")
    assert isinstance(report, Report)
    assert (report.url, report.published) == (site + "/2024/05/14/blast", date(2024, 5, 14))
    assert report.text.count(TEXT) == 4


def test_a_report_has_the_address_where_it_was_found(site: str) -> None:
    [report] = read(site + "/moved")
    assert isinstance(report, Report)
    assert report.url == site + "/2024/05/14/blast"


def test_other_kinds_are_read_by_type_name_or_beginning(site: str) -> None:
    [first, second] = read(site + "/lines")
    assert isinstance(first, Report)
    assert str(second) == f'{site}/lines:2: its text is a number, not words. Give "text" as a string in quotes.'
    [report] = read(site + "/data.json")
    assert isinstance(report, Report)
    [report] = read(site + "/plain")
    assert isinstance(report, Report)
    assert (report.text, report.url) == (TEXT, site + "/plain")


def test_the_encoding_that_the_site_tells_counts(site: str) -> None:
    [report] = read(site + "/latin")
    assert isinstance(report, Report)
    assert "Déjà vu" in report.text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/not-there", "there is no such page (status 404). Check the address."),
        ("/status/403", "the site refused it (status 403). Save the page from a browser and read the file."),
        ("/status/429", "the site asks for fewer requests (status 429). Wait a while and try again."),
        (
            "/status/500",
            "the site answered with an error (status 500). Try again later, or save the page and read the file.",
        ),
        (
            "/loop",
            "the address leads from one place to the next more than 3 times. "
            "Open it in a browser and give the address where it ends.",
        ),
        ("/away", "it leads to an address that is not http or https. Check the address."),
        ("/flood", "the answer holds more than 0.1 MB. Download it and read the file."),
        ("/file", "it leads to an address that is not http or https. Check the address."),
        ("/status/300", "the site answered with no page (status 300). Check the address."),
        ("/status/304", "the site answered with no page (status 304). Check the address."),
        ("/silent", "no answer came within 0.4 seconds. Try again later, or save the page and read the file."),
        ("/drip", "it was still coming in after 0.8 seconds. Try again later, or save the page and read the file."),
        (
            "/drip-head",
            "it was still coming in after 0.8 seconds. Try again later, or save the page and read the file.",
        ),
        ("/picture", "this is a picture (image/png). Give the words of the report as .txt: pictures aren't read."),
        ("/film", "this is a recording (video/mp4). Give its words as .txt: recordings aren't read."),
        (
            "/hidden-picture",
            "this is a PNG image, not text. Give the words of the report as .txt: pictures aren't read.",
        ),
        ("/empty", "it is empty. Give a file with at least one report in it."),
    ],
)
def test_what_can_t_be_fetched_is_said_in_one_line(site: str, path: str, expected: str) -> None:
    [fault] = read(site + path)
    assert isinstance(fault, Fault)
    assert str(fault) == f"{site}{path}: {expected}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://files.example/a.txt", "only http and https addresses are read"),
        ("file:///etc/hostname", "only http and https addresses are read"),
        ("http://", "it leads to an address that is not http or https"),
        ("http://[::1", "this is no valid address (Invalid port: ':1')"),
        ("http://127.0.0.1:1/", "no web site is at port 1 of 127.0.0.1"),
        ("http://127.0.0.1:65535/", "no connection could be made"),
    ],
)
def test_an_address_that_can_t_be_one(url: str, reason: str) -> None:
    [fault] = read(url)
    assert isinstance(fault, Fault)
    assert fault.reason == reason


def test_names_and_passwords_are_not_shown() -> None:
    assert shown("https://me:secret@news.example/a@b") == "https://news.example/a@b"
    [fault] = read("http://me:secret@127.0.0.1:1/")
    assert "secret" not in str(fault)


def test_nothing_that_a_terminal_obeys_is_shown() -> None:
    assert shown("http://a.example/\x1b[2J\u202e\nx") == "http://a.example/\ufffd[2J\ufffd\ufffdx"
    assert len(shown("http://a.example/" + "x" * 10_000)) == 300


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.2, "1 second"), (60, "60 seconds"), (130, "3 minutes"), (3_600, "1 hour"), (90_000, "25 hours")],
)
def test_a_duration(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [("http://x", True), ("HTTPS://x", True), ("ftp://x", True), ("a/b.txt", False), ("-", False), ("://x", False)],
)
def test_what_is_an_address(source: str, expected: bool) -> None:
    assert is_address(source) is expected
