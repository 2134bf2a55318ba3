from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.intake import unpack
from sijill.intake.address import FetchError
from sijill.intake.faults import IntakeError
from sijill.intake.fetch import agent, retry_after
from tests.intake.sites import RULES, Answer, Site, fetcher, refused, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        server.pages["/a"] = Answer("words", "text/plain")
        yield server


def packed(*pieces: bytes) -> bytes:
    return b"".join(gzip.compress(piece) for piece in pieces)


@pytest.mark.parametrize(
    ("body", "packing", "expected"),
    [
        (b"words", "", b"words"),
        (b"words", "identity", b"words"),
        (packed(b"words"), "gzip", b"words"),
        (packed(b"words"), "X-GZIP", b"words"),
        (packed(b"wo", b"rds"), "gzip", b"words"),
        (zlib.compress(b"words"), "deflate", b"words"),
        (b"", "gzip", b""),
    ],
)
def test_packed_answers_are_unpacked(site: Site, body: bytes, packing: str, expected: bytes) -> None:
    site.pages["/p"] = Answer(body, "text/plain", headers={"Content-Encoding": packing} if packing else {})
    assert fetcher().get(site.url + "/p").data == expected


@pytest.mark.parametrize(
    ("body", "packing", "expected"),
    [
        (packed(b"x" * 50_000_000), "gzip", "the answer holds more than 0.1 MB"),
        (packed(*[b"x" * 90_000] * 2), "gzip", "the answer holds more than 0.1 MB"),
        (zlib.compress(b"x" * 50_000_000), "deflate", "the answer holds more than 0.1 MB"),
        (packed(packed(b"x" * 50_000_000)), "gzip, gzip", "packed in a way that was not asked for (gzip, gzip)"),
        (b"words", "br", "packed in a way that was not asked for (br)"),
        (packed(b"words")[:-4], "gzip", "the answer is cut off or damaged"),
        (b"words", "gzip", "the answer is cut off or damaged"),
        (b"y" * 100_001, "", "the answer holds more than 0.1 MB"),
    ],
)
def test_bombs_and_broken_packing_are_refused(site: Site, body: bytes, packing: str, expected: str) -> None:
    site.pages["/p"] = Answer(body, "text/plain", headers={"Content-Encoding": packing} if packing else {})
    asker = fetcher()
    asker.get(site.url + "/a")
    tracemalloc.start()
    error = refused(asker, site.url + "/p")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert expected in error.reason
    assert peak < 4_000_000


@given(st.lists(st.binary(max_size=40)), st.sampled_from(["", "gzip", "deflate", "br", "gzip,gzip", "\x00"]))
def test_no_bytes_make_unpacking_raise_anything_else(chunks: list[bytes], packing: str) -> None:
    try:
        assert len(unpack.body(chunks, packing, 100)) <= 100
    except FetchError:
        assert packing or sum(map(len, chunks)) > 100


@given(st.binary(max_size=300), st.integers(1, 20))
def test_what_was_packed_comes_out_in_whatever_pieces_it_arrives(data: bytes, size: int) -> None:
    bytes_ = gzip.compress(data)
    pieces = [bytes_[i : i + size] for i in range(0, len(bytes_), size)]
    assert unpack.body(pieces, "gzip", 1_000) == data
    assert unpack.body(pieces, "gzip", 10, cut=True) == data[:10]


def test_fewer_bytes_may_be_wanted(site: Site) -> None:
    site.pages["/p"] = Answer(b"x" * 2_000, "text/plain")
    with pytest.raises(FetchError, match=r"more than 0\.001 MB"):
        fetcher().get(site.url + "/p", most=1_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("999999999999", 86_400.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 86_400.0),
        ("Wed, 99 Oct 99999 07:28:00 GMT", None),
        ("١٢٠", None),
    ],
)
def test_retry_after(text: str | None, expected: float | None) -> None:
    assert retry_after(text) == expected


@given(st.text())
def test_no_header_makes_retry_after_raise(text: str) -> None:
    found = retry_after(text)
    assert found is None or 0 <= found <= 86_400


def test_sites_are_told_who_asks(site: Site) -> None:
    fetcher(replace(RULES, contact="desk@ngo.example")).get(site.url + "/a")
    assert {headers["user-agent"] for _, headers in site.asked} == {
        "sijill/0.1.0 (news report reader; desk@ngo.example)"
    }
    assert agent(RULES) == "sijill/0.1.0 (news report reader)"
    for contact in ("a\nX-Evil: 1", "أحمد", "a\r\nb"):
        with pytest.raises(IntakeError, match="the contact has characters"):
            agent(replace(RULES, contact=contact))


def test_nothing_is_asked_again_that_has_not_changed(site: Site) -> None:
    marks = {"ETag": 'W/"1"', "Last-Modified": "Tue, 14 May 2024 06:00:00 GMT"}
    site.pages["/n"] = Answer("words", "text/plain", headers=marks)
    asker = fetcher()
    first = asker.get(site.url + "/n")
    assert (first.etag, first.modified, first.unchanged) == (marks["ETag"], marks["Last-Modified"], False)
    site.pages["/n"] = Answer(status=304)
    second = asker.get(site.url + "/n", etag=first.etag, modified=first.modified)
    assert (second.unchanged, second.data) == (True, b"")
    _, headers = site.asked[-1]
    assert (headers["if-none-match"], headers["if-modified-since"]) == (marks["ETag"], marks["Last-Modified"])


@pytest.mark.parametrize("mark", ["x" * 501, "café"])
def test_marks_that_could_not_be_sent_back_are_not_kept(site: Site, mark: str) -> None:
    site.pages["/n"] = Answer("words", "text/plain", headers={"ETag": mark})
    assert fetcher().get(site.url + "/n").etag is None


def test_a_move_for_good_is_told_from_one_for_now(site: Site) -> None:
    site.pages["/for-good"] = Answer(status=301, headers={"Location": "/a"})
    site.pages["/for-now"] = Answer(status=302, headers={"Location": "/a"})
    site.pages["/mixed"] = Answer(status=301, headers={"Location": "/for-now"})
    asker = fetcher()
    assert [asker.get(site.url + path).moved for path in ("/for-good", "/for-now", "/mixed", "/a")] == [
        True,
        False,
        False,
        False,
    ]


def test_nothing_is_carried_from_one_page_to_another(site: Site) -> None:
    site.pages["/set"] = Answer("words", "text/plain", headers={"Set-Cookie": "who=me"})
    asker = fetcher()
    asker.get(site.url.replace("http://", "http://me:secret@") + "/set")
    site.asked.clear()
    asker.get(site.url + "/a")
    assert all("cookie" not in headers and "authorization" not in headers for _, headers in site.asked)


def test_a_password_does_not_follow_a_redirect_to_another_site(site: Site) -> None:
    with serving() as other:
        site.pages["/to"] = Answer(status=302, headers={"Location": other.url + "/a"})
        other.pages["/a"] = Answer("words", "text/plain")
        assert fetcher().get(site.url.replace("http://", "http://me:secret@") + "/to").data == b"words"
        assert "authorization" in dict(site.asked)["/to"]
        assert all("authorization" not in headers for _, headers in other.asked)
