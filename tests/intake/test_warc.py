"""Web archives: pages read as pages are, what is none passed over and counted, damage told and got over."""

from __future__ import annotations

import bz2
import gzip
import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sijill.intake import Fault, default_limits, read
from sijill.model import Report, report_id

TEXT = "Two soldiers were killed in an attack near the bridge on Sunday, officials said."
SAVED = "2024-05-16T08:00:00Z"


def html(title: str = "Attack near the bridge", day: str | None = "2024-05-14", text: str = TEXT) -> bytes:
    told = f'<meta property="article:published_time" content="{day}T06:00:00Z">' if day else ""
    words = "".join(f"<p>{text} The road was closed for hour {i}, and a force searched.</p>" for i in range(5))
    head = f'<title>{title}</title><meta property="og:site_name" content="Valley Post">{told}'
    page = f"<!DOCTYPE html><html><head>{head}</head><body><article><h1>{title}</h1>{words}</article></body></html>"
    return page.encode()


class Archive:
    """A WARC file as crawlers write it."""

    def __init__(self, packed: bool = True) -> None:
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=packed)

    def add(
        self,
        payload: bytes,
        url: str = "https://news.example/a",
        kind: str = "response",
        status: str = "200 OK",
        headers: dict[str, str] | None = None,
        saved: str = SAVED,
        **options: object,
    ) -> Archive:
        told = StatusAndHeaders(
            status, list({"Content-Type": "text/html; charset=utf-8", **(headers or {})}.items()), protocol="HTTP/1.1"
        )
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(payload),
            http_headers=told if kind in ("response", "revisit") else None,
            warc_headers_dict={"WARC-Date": saved},
            **options,
        )
        self.writer.write_record(record)
        return self

    def save(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path


def many(count: int = 12, packed: bool = True) -> Archive:
    """What a crawl of the news holds: pages, and beside them what belongs to them."""
    archive = Archive(packed)
    archive.writer.write_record(archive.writer.create_warcinfo_record("a.warc", {"software": "crawler"}))
    for number in range(count):
        url = f"https://news.example/{number}"
        archive.add(b"GET / HTTP/1.1\r\n\r\n", url, "request")
        archive.add(html(f"Attack number {number}"), url)
        archive.add(b"fetchTimeMs: 12", url, "metadata", warc_content_type="application/warc-fields")
    return archive


def split(items: Iterator[Report | Fault]) -> tuple[list[Report], list[str]]:
    found = list(items)
    reports = [item for item in found if isinstance(item, Report)]
    return reports, [f"{item.severity} {item}" for item in found if isinstance(item, Fault)]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.bz2", "a"])
def test_an_archive_is_read_whole_and_in_order(tmp_path: Path, name: str) -> None:
    path = many(packed=name.endswith("gz")).save(tmp_path / name)
    if name.endswith("bz2"):
        path.write_bytes(bz2.compress(path.read_bytes()))
    reports, faults = split(read(path))
    assert faults == []
    assert [report.title for report in reports] == [f"Attack number {number}" for number in range(12)]
    assert [report.url for report in reports] == [f"https://news.example/{number}" for number in range(12)]


def test_a_page_is_read_as_one_saved_by_itself(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(html())
    [alone], _ = split(read(page))
    [report], _ = split(read(Archive().add(html()).save(tmp_path / "a.warc.gz")))
    assert report.text == alone.text
    assert report.clutter == alone.clutter
    assert (report.title, report.publisher, report.published) == (alone.title, alone.publisher, date(2024, 5, 14))
    assert report.id == report_id(report.text, "https://news.example/a")


@pytest.mark.parametrize(
    ("said", "url", "expected"),
    [
        ("2024-05-14", "https://news.example/a", date(2024, 5, 14)),
        (None, "https://news.example/2024/05/13/a", date(2024, 5, 13)),
        (None, "https://news.example/a", date(2024, 5, 16)),
        ("2031-01-01", "https://news.example/a", date(2024, 5, 16)),
    ],
)
def test_the_day_is_the_pages_own_else_that_of_the_record(
    tmp_path: Path, said: str | None, url: str, expected: date
) -> None:
    [report], faults = split(read(Archive().add(html(day=said), url).save(tmp_path / "a.warc.gz")))
    assert report.published == expected
    assert [fault for fault in faults if "the day stands for it on which they were saved" in fault] == (
        faults if expected == date(2024, 5, 16) else []
    )


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (gzip.compress(html()), {"Content-Encoding": "gzip"}),
        (html(), {"Content-Encoding": "gzip"}),
        (html(), {"Content-Encoding": "br"}),
        (b"5\r\n" + html()[:5] + b"\r\n%x\r\n" % (len(html()) - 5) + html()[5:] + b"\r\n0\r\n\r\n", {}),
        (html(text=TEXT + " Café.").decode().encode("cp1252"), {"Content-Type": "text/html; charset=windows-1252"}),
        (html(), {"Content-Type": "application/xhtml+xml"}),
        (html(), {"Content-Type": "TEXT/HTML"}),
    ],
    ids=["packed", "told as packed", "told as brotli", "chunks", "another encoding", "xhtml", "capitals"],
)
def test_bodies_as_sites_send_them(tmp_path: Path, payload: bytes, headers: dict[str, str]) -> None:
    if payload.startswith(b"5\r\n"):
        headers = {"Transfer-Encoding": "chunked"}
    [report], faults = split(read(Archive().add(payload, headers=headers).save(tmp_path / "a.warc.gz")))
    assert faults == []
    assert report.text.count(TEXT) == 5
    assert ("Café" in report.text) == (b"Caf" in payload)


def test_what_is_no_page_is_passed_over_and_counted(tmp_path: Path) -> None:
    menu = b"<html><body><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></body></html>"
    archive = (
        Archive()
        .add(b"\x89PNG", headers={"Content-Type": "image/png"})
        .add(html(), status="404 Not Found")
        .add(html(), status="301 Moved Permanently")
        .add(html(), "https://news.example/b")
        .add(menu)
        .add(b"2024 A clash.", "https://news.example/c", "conversion", warc_content_type="text/plain")
    )
    reports, faults = split(read(archive.save(tmp_path / "a.warc.gz")))
    assert [report.url for report in reports] == ["https://news.example/b"]
    assert [fault.partition(": ")[2].partition(".")[0] for fault in faults] == [
        "3 records that are no page, or no whole one, were passed over",
        "1 pages that hold no article were passed over",
    ]
    assert {fault.partition(" ")[0] for fault in faults} == {"note"}


def test_a_page_saved_as_it_is(tmp_path: Path) -> None:
    archive = Archive().add(html(), kind="resource", warc_content_type="text/html")
    [report], _ = split(read(archive.save(tmp_path / "a.warc.gz")))
    assert report.title == "Attack near the bridge"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_torn_archive_is_read_up_to_its_break(tmp_path: Path, packed: bool, share: float) -> None:
    path = many(packed=packed).save(tmp_path / "a.warc.gz")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    reports, faults = split(read(path))
    assert [report.title for report in reports] == [f"Attack number {number}" for number in range(len(reports))]
    assert abs(len(reports) - 12 * share) < 2
    [fault] = faults
    assert fault.startswith(f"error {path}: ")
    assert "it was read up to there" in fault


def test_torn_at_every_byte_nothing_is_made_up(tmp_path: Path) -> None:
    path = many(3, packed=False).save(tmp_path / "a.warc")
    data, whole = path.read_bytes(), {report.text for report in split(read(path))[0]}
    for cut in range(1, len(data), 97):
        path.write_bytes(data[:cut])
        reports, _ = split(read(path))
        assert {report.text for report in reports} <= whole


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Content-Length: ", b"Content-Xength: "),
        (b"Content-Length: ", b"Content-Length: x"),
        (b"Content-Length: ", b"Content-Length: -"),
        (b"WARC-Target-URI: ", b"WARC-Xarget-URI: "),
        (b"WARC/1.0\r\n", b"WXRC/1.0\r\n"),
    ],
)
def test_a_broken_record_costs_itself_only(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = many(6, packed=False).save(tmp_path / "a.warc")
    data = path.read_bytes()
    # The third page: what stands before it is whole.
    at = data.index(b"WARC/1.0", data.index(b"request", data.index(b"news.example/2")))
    path.write_bytes(data[:at] + data[at:].replace(old, new, 1))
    reports, faults = split(read(path))
    titles = [report.title for report in reports]
    assert set(titles) >= {f"Attack number {number}" for number in (0, 1, 3, 4, 5)}
    assert len(titles) == 6 or any(fault.startswith(f"error {path}, record ") for fault in faults)


def test_a_head_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    good = Archive(packed=False).add(html()).out.getvalue()
    path.write_bytes(b"WARC/1.0\r\nWARC-Type: " + b"x" * 30_000_000 + b"\r\n\r\n" + good)
    tracemalloc.start()
    reports, faults = split(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(reports) == 1
    assert "its head is longer than 1 MB" in faults[0]
    assert peak < 20_000_000


def test_a_page_that_is_too_large_is_set_aside(tmp_path: Path) -> None:
    archive = Archive().add(b"<html>" + b"x" * 30_000, "https://news.example/large").add(html())
    archive.add(gzip.compress(b"<html>" + b"x" * 900_000), headers={"Content-Encoding": "gzip"})
    path = archive.save(tmp_path / "a.warc.gz")
    reports, faults = split(read(path, limits=replace(default_limits(), document_bytes=20_000)))
    assert len(reports) == 1
    assert "a.warc.gz, https://news.example/large: the page holds more than 0.02 MB" in faults[0]
    assert "holds more than 0.02 MB" in faults[1]


def test_memory_does_not_grow_with_an_archive(tmp_path: Path) -> None:
    archive = Archive()
    for number in range(300):
        archive.add(bytes(50_000) + str(number).encode(), headers={"Content-Type": "video/mp4"})
    path = archive.add(html()).save(tmp_path / "a.warc.gz")
    list(read(path))
    tracemalloc.start()
    reports, _ = split(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(reports) == 1
    assert peak < 3_000_000


def test_nothing_is_printed_by_the_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = many(3, packed=False).save(tmp_path / "a.warc")
    path.write_bytes(path.read_bytes().replace(b"Content-Length: 15", b"Content-Length: 11"))
    split(read(path))
    assert capsys.readouterr() == ("", "")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_no_bytes_make_it_raise(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(many(2, packed=False).out.getvalue())
    for at in data.draw(st.lists(st.integers(5, len(content) - 1), max_size=12)):
        content[at] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    for item in read(path):
        assert isinstance(item, Report | Fault)


def test_another_file_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_text("A clash near Tarra.")
    assert "it does not begin as a web archive (WARC/) does" in split(read(tmp_path / "a.warc"))[1][0]
