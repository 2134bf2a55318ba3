from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sijill.intake import Fault, default_limits, read
from sijill.intake.address import is_address, shown
from sijill.model import Report

TEXT = "Two soldiers were killed near the bridge on Sunday, officials in the district said."
PARAGRAPHS = "".join(f"<p>{TEXT} Once more, number {i}.</p>" for i in range(4))
PAGE = f"<html><head><title>Blast</title></head><body><article>{PARAGRAPHS}</article></body></html>"
LIMITS = replace(default_limits(), document_bytes=100_000, timeout_seconds=0.4, total_seconds=0.8, redirects=3)
SLOW_CHUNKS = 20


class Site(BaseHTTPRequestHandler):
    """Answers by path: pages, errors, loops, floods."""

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""

    def answer(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path
        if path.startswith("/status/"):
            self.answer(b"no", status=int(path.rpartition("/")[2]))
        elif path == "/loop":
            self.answer(b"", status=302, Location="/loop")
        elif path == "/away":
            self.answer(b"", status=302, Location="ftp://files.example/x")
        elif path == "/moved":
            self.answer(b"", status=301, Location="/2024/05/14/blast")
        elif path == "/flood":
            self.answer(b"x" * 200_000, "text/plain")
        elif path == "/bomb":
            self.answer(gzip.compress(b"x" * 5_000_000), "text/plain", Content_Encoding="gzip")
        elif path == "/silent":
            time.sleep(1)
        elif path == "/drip":
            self.answer(b"", "text/plain")
            self.drip()
        elif path == "/lines":
            self.answer(b'{"text": "a b"}\n{"text": 5}\n', "application/x-ndjson")
        elif path == "/data.json":
            self.answer(b'[{"text": "a b"}]', "application/octet-stream")
        elif path == "/plain":
            self.answer(TEXT.encode(), "text/plain")
        elif path == "/latin":
            self.answer(PAGE.replace("Once more", "Déjà vu").encode("cp1252"), "text/html; charset=windows-1252")
        elif path == "/picture":
            self.answer(b"\x89PNG\r\n\x1a\n", "image/png")
        elif path == "/empty":
            self.answer(b"")
        else:
            self.answer(PAGE.encode())

    def drip(self) -> None:
        try:
            for _ in range(SLOW_CHUNKS):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_read_with_its_address(site: str) -> None:
    [report] = read(site + "/2024/05/14/blast", limits=LIMITS)
    assert isinstance(report, Report)
    assert (report.url, report.published) == (site + "/2024/05/14/blast", date(2024, 5, 14))
    assert report.text.count(TEXT) == 4


def test_a_report_has_the_address_where_it_was_found(site: str) -> None:
    [report] = read(site + "/moved", limits=LIMITS)
    assert isinstance(report, Report)
    assert report.url == site + "/2024/05/14/blast"


def test_other_kinds_are_read_by_type_name_or_beginning(site: str) -> None:
    [first, second] = read(site + "/lines", limits=LIMITS)
    assert isinstance(first, Report)
    assert str(second) == f'{site}/lines:2: its text is a number, not words. Give "text" as a string in quotes.'
    [report] = read(site + "/data.json", limits=LIMITS)
    assert isinstance(report, Report)
    [report] = read(site + "/plain", limits=LIMITS)
    assert isinstance(report, Report)
    assert (report.text, report.url) == (TEXT, site + "/plain")


def test_the_encoding_that_the_site_tells_counts(site: str) -> None:
    [report] = read(site + "/latin", limits=LIMITS)
    assert isinstance(report, Report)
    assert "Déjà vu" in report.text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/status/404", "there is no such page (status 404). Check the address."),
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
        ("/bomb", "the answer holds more than 0.1 MB. Download it and read the file."),
        ("/silent", "no answer came within 0.4 seconds. Try again later, or save the page and read the file."),
        ("/drip", "it was still coming in after 0.8 seconds. Try again later, or save the page and read the file."),
        ("/picture", "this is a PNG image, not text. Give the words of the report as .txt: pictures aren't read."),
        ("/empty", "it is empty. Give a file with at least one report in it."),
    ],
)
def test_what_can_t_be_fetched_is_said_in_one_line(site: str, path: str, expected: str) -> None:
    [fault] = read(site + path, limits=LIMITS)
    assert isinstance(fault, Fault)
    assert str(fault) == f"{site}{path}: {expected}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://files.example/a.txt", "only http and https addresses are read"),
        ("file:///etc/hostname", "only http and https addresses are read"),
        ("http://", "it leads to an address that is not http or https"),
        ("http://[::1", "this is no valid address (Invalid port: ':1')"),
        ("http://127.0.0.1:1/", "no connection could be made"),
    ],
)
def test_an_address_that_can_t_be_one(url: str, reason: str) -> None:
    [fault] = read(url, limits=LIMITS)
    assert isinstance(fault, Fault)
    assert fault.reason == reason


def test_names_and_passwords_are_not_shown() -> None:
    assert shown("https://me:secret@news.example/a@b") == "https://news.example/a@b"
    [fault] = read("http://me:secret@127.0.0.1:1/", limits=LIMITS)
    assert "secret" not in str(fault)


@pytest.mark.parametrize(
    ("source", "expected"),
    [("http://x", True), ("HTTPS://x", True), ("ftp://x", True), ("a/b.txt", False), ("-", False), ("://x", False)],
)
def test_what_is_an_address(source: str, expected: bool) -> None:
    assert is_address(source) is expected
