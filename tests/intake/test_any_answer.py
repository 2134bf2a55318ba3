from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.intake import Fault, read
from sijill.intake.address import FetchError
from sijill.intake.fetch import Fetcher
from sijill.intake.robots import Robots
from sijill.model import Report
from tests.intake.sites import LIMITS, RULES, Names


@pytest.fixture(scope="module")
def raw() -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers with bytes as they are: the last of the list."""
    answers: list[bytes] = [b""]
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                asked = connection.recv(65_536)
                robots_asked = asked.startswith(b"GET /robots.txt")
                connection.sendall(b"HTTP/1.1 404 No\r\n\r\n" if robots_asked else answers[-1])

    Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1], answers
    server.close()


PIECES = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\n", b"HTTP/1.1 304 X\r\n", b"HTTP/1.1 429 X\r\n"),
        *(b"Location: ", b"http://[", b"//\x00", b"https://a b", b"/a", b"ftp://x", b"\r\n", b"\r\n\r\n"),
        *(b"Content-Length: 99\r\n", b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(
            b"Content-Encoding: ",
            b"gzip",
            b"br",
            gzip.compress(b"words"),
            b"5\r\nwords\r\n0\r\n\r\n",
            b"ffffffffff\r\n",
        ),
        *(b"Content-Type: text/html; charset=", b"utf-8", b"utf-99", b"\xff\xfe", b"\x00", b"X" * 70_000),
        *(b"ETag: ", b"Retry-After: ", b"Set-Cookie: a=b; domain="),
    ]
)
ADDRESSES = st.lists(st.sampled_from([*"@[]:/%\\.a１#?\x00", "http://", ".."]))
ROBOTS = st.lists(st.sampled_from([b"User-agent: *\n", b"Disallow: ", b"/", b"*", b"$", b"%", b"\n", b"\xff"]))
# One for all examples, since what it needs for https takes a while to load; by its clock, every wait is over.
ASKER = Fetcher(replace(LIMITS, timeout_seconds=0.3), RULES, resolve=Names(), clock=count(0, 1_000_000).__next__)


@settings(max_examples=150, deadline=None)
@given(proper=st.booleans(), pieces=st.lists(PIECES | st.binary(max_size=30), max_size=12))
def test_no_answer_makes_it_raise_anything_else(
    raw: tuple[int, list[bytes]], proper: bool, pieces: list[bytes]
) -> None:
    port, answers = raw
    answers.append(b"HTTP/1.1 200 OK\r\n" * proper + b"".join(pieces))
    url = f"http://127.0.0.1:{port}/a"
    with suppress(FetchError):
        assert len(ASKER.get(url, etag='"1"').data) <= LIMITS.document_bytes
    for item in read(url, fetcher=ASKER):
        assert isinstance(item, Report) or "\n" not in str(item)


@settings(max_examples=300, deadline=None)
@given(st.text() | ADDRESSES.map("".join))
def test_no_address_makes_it_raise_anything_else(text: str) -> None:
    with pytest.raises(FetchError) as caught:
        ASKER.get("http://" + text)
    assert str(caught.value).isprintable()


@settings(max_examples=200, deadline=None)
@given(st.binary() | ROBOTS.map(b"".join))
def test_no_robots_txt_makes_it_raise_anything_else(text: bytes) -> None:
    with suppress(FetchError):
        Robots(lambda _: (200, text), RULES).check("http://a.example", "http://a.example/b?c=%d")


@pytest.mark.parametrize(
    "line",
    ["Disallow: /" + "*a" * 30_000, "Disallow: /a\n" * 30_000, "User-agent: *\n" * 30_000, "Disallow: /*%" * 9_999],
)
def test_no_robots_txt_takes_long(line: str) -> None:
    body = f"User-agent: *\n{line}\n".encode()
    began = time.monotonic()
    with suppress(FetchError):
        Robots(lambda _: (200, body), RULES).check("http://a.example", "http://a.example/" + "a" * 2_000)
    assert time.monotonic() - began < 3


WORDS = "Two soldiers were killed near the bridge on Sunday, officials in the district said. "


@pytest.mark.parametrize(
    "body",
    [
        "<span>x</span>" * 200_000,
        "<div>" * 29_000 + WORDS,
        f"<b>{WORDS}" * 5_000,
        "<h1>x</h1>" * 12_000,
        f"<p {' '.join(f'a{i}=1' for i in range(60_000))}>{WORDS}",
        f"<p {' '.join(f'a{i}' for i in range(60_000))}>{WORDS}",
        f"<p {' '.join(f'a{i}=1' for i in range(60_000))}",
        "<" * 2_000_000,
        "<!--" * 500_000,
        "<p " * 500_000,
        "<p '" * 25_000,
        f"<table><tr><td>{WORDS}" * 3_000,
        "2024-05-14 " * 200_000,
        f"<script type='application/ld+json'>{'[' * 500_000}</script>",
        "\n" * 2_000_000,
        "\u202e\x00\x1b" * 100_000,
        "&#x110000;&#0;&#xd800;" * 50_000,
    ],
    ids=lambda body: body[:12].encode("unicode_escape").decode(),
)
def test_no_page_takes_long(tmp_path: Path, body: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><article>{body}</article></body></html>", "utf-8")
    began = time.process_time()
    [*notes, _] = read(path)
    assert all(isinstance(note, Fault) for note in notes)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"<p>{WORDS}</p>" * 31_000, "the page holds more than 30,000 elements, and no report needs so many"),
        (f"<p {'a=1 ' * 2_000}>{WORDS}</p>", "an element of the page has more than 500 attributes"),
        (f"<p data='{'a=1 ' * 2_000}'>{WORDS}</p>", None),
        (f"<p><img src='data:image/png;base64,{'QUJD' * 20_000}'/>{WORDS}</p>", None),
    ],
)
def test_pages_that_only_keep_a_reader_busy_are_refused(tmp_path: Path, body: str, said: str | None) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><article>{body}</article></body></html>", "utf-8")
    [item] = read(path)
    assert isinstance(item, Report) if said is None else said in str(item)
