"""What keeps one input from filling a memory, a terminal or a day."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.intake import Fault, default_limits, read
from sijill.intake.address import FetchError
from sijill.intake.feed_xml import _parted
from sijill.intake.fetch import Fetcher
from sijill.intake.fields import parts_of
from sijill.intake.hosts import checked
from sijill.model import Report, report_id
from tests.intake.sites import LIMITS, RULES, Answer, Names, Site, fetcher, serving

TEXT = "Two soldiers were killed near the bridge on Sunday, officials in the district said."
PAGE = "<html><head><title>Blast</title></head><body><article>" + f"<p>{TEXT}</p>" * 4 + "</article></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        yield server


def told(content: bytes, name: str, folder: Path, **limits: int) -> list[str]:
    """What reading a file says, a report by its first words."""
    path = folder / name
    path.write_bytes(content)
    items = read(path, limits=replace(default_limits(), **limits))
    return [f"{item.id}: {item.text[:20]}" if isinstance(item, Report) else str(item) for item in items]


# --- what is said of an input


HOSTILE = "a\x1b]0;title\x07\nb\r\u202ec\u2028d\u200be\x9b31m"


@given(st.text(), st.text(), st.text())
def test_a_fault_is_one_line_that_no_terminal_obeys(source: str, reason: str, mend: str) -> None:
    assert (
        str(Fault(source=HOSTILE + source, line=3, reason=reason + HOSTILE, mend=mend))
        .replace("\xa0", "")
        .isprintable()
    )


def test_a_fault_keeps_the_words_of_any_script() -> None:
    assert str(Fault(source="تقرير.txt", reason="it is “empty”\xa0", mend="Give words")) == (
        "تقرير.txt: it is “empty” . Give words."
    )


def test_a_fault_is_short_however_long_the_name_that_others_chose() -> None:
    said = str(Fault(source="/long/" + "x" * 9_000 + "/a.txt", reason="it is " + "y" * 9_000 + " bad", mend="Mend it"))
    assert len(said) < 1_400
    assert said.startswith("/long/xx")
    assert "x/a.txt: it is yy" in said
    assert said.endswith("y bad. Mend it.")


# --- records


@pytest.mark.parametrize("part", ["title", "publisher", "url", "id"])
def test_a_head_that_is_longer_than_any_is_left_out_and_that_is_said(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "r1", "text": TEXT, part: "w" * 2_001}) + "\n")
    [note, report] = read(path)
    assert isinstance(note, Fault)
    assert isinstance(report, Report)
    assert f"{path}:1: its {part} has 2,001 characters, more than 2,000. It was left out; give it as" in str(note)
    assert report.id == (report_id(TEXT, None) if part == "id" else "r1")
    assert part == "id" or getattr(report, part) is None
    path.write_text(json.dumps({"id": "r1", "text": TEXT, part: " " + "w" * 2_000}) + "\n")
    [report] = read(path)
    assert isinstance(report, Report)
    assert getattr(report, part) == "w" * 2_000


def test_names_that_no_part_has_are_not_kept() -> None:
    parts_of({"text": TEXT})
    tracemalloc.start()
    for number in range(300):
        assert parts_of({f"{number}{'x' * 50_000}": 1, "Full Text": TEXT}) == {"text": TEXT}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


GOOD = json.dumps({"id": "good", "text": TEXT})


@pytest.mark.parametrize("values", ["[]", "{}", "0", '{"":0}', '["a"]'])
def test_json_of_too_many_values_is_told_before_it_is_built(tmp_path: Path, values: str) -> None:
    many = f'{{"id": "r", "text": "words", "x": [{",".join([values] * 300)}]}}'
    said = "this JSON holds more than 200 values, and no reports need so many. Give what is needed"
    [fault, report] = told(f"{many}\n{GOOD}\n".encode(), "a.jsonl", tmp_path, json_values=200)
    assert f"a.jsonl:1: {said}" in fault
    assert report.startswith("good: ")
    for whole in (many, f"[{many}]"):
        [fault] = told(whole.encode(), "a.json", tmp_path, json_values=200)
        assert said in fault
    assert len(told(f"{many}\n{GOOD}\n".encode(), "a.jsonl", tmp_path, json_values=2_000)) == 2


@pytest.mark.parametrize("endless", ['"\n",' * 9_000 + '"', '"' + "no end\n" * 9_000])
def test_a_row_that_does_not_end_is_told_and_the_rest_is_read(tmp_path: Path, endless: str) -> None:
    table = f'id,text\nr1,"{TEXT}"\nr2,{endless}\nr3,"{TEXT}"\n'
    said = told(table.encode(), "a.csv", tmp_path, line_bytes=10_000)
    assert said[0] == f"r1: {TEXT[:20]}"
    assert any("a.csv:3: the row can't be read (it is longer than 0.01 MB)" in line for line in said)
    assert said[-1] == f"r3: {TEXT[:20]}"


def test_a_row_that_does_not_end_fills_no_memory() -> None:
    class Endless(io.RawIOBase):
        """A table whose only row goes on for 3 MB."""

        left = 3_000_000
        begun = False

        def readable(self) -> bool:
            return True

        def readinto(self, into: memoryview) -> int:  # type: ignore[override]
            piece = b'"' + b"x" * 500 + b'\n",'
            data = piece * (len(into) // len(piece)) if self.begun else b"id,text\n"
            self.begun = True
            count = min(len(data), max(self.left, 0))
            into[:count] = data[:count]
            self.left -= count
            return count

    tracemalloc.start()
    limits = replace(default_limits(), line_bytes=100_000)
    items = list(read("-", stdin=io.BufferedReader(Endless()), limits=limits))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert all(isinstance(item, Fault) for item in items)
    assert peak < 5_000_000


# --- feeds


@given(st.lists(st.sampled_from(["<![CDATA[", "]]>", "a", "<b>", "\n"]), max_size=30).map("".join))
def test_cdata_stands_apart(text: str) -> None:
    pieces = _parted(text)
    assert "".join(pieces) == text
    assert all(piece.startswith("<![CDATA[") and piece.find("]]>") == len(piece) - 3 for piece in pieces[1::2])
    assert all("]]>" not in rest for rest in [text.rpartition("<![CDATA[")[2]] if len(pieces) == 1 and "<![" in text)


@pytest.mark.parametrize("piece", ["<![CDATA[", "<![CDATA[]]", "<!--", "&amp", "<a b='", "<?x "])
def test_no_broken_feed_takes_long(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "a.xml"
    head = "<rss version='2.0'><channel><item><title>A</title><description>"
    path.write_text(head + piece * (2_000_000 // len(piece)))
    began = time.process_time()
    assert all(isinstance(item, Fault) for item in read(path, fetcher=fetcher()))
    assert time.process_time() - began < 10


def feed(*names: str) -> Answer:
    items = "".join(f"<item><title>{name}</title><link>/{name}</link></item>" for name in names)
    return Answer(f"<rss version='2.0'><channel><title>Post</title>{items}</channel></rss>", "application/rss+xml")


def test_a_feed_whose_pages_are_slow_has_an_end(site: Site) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        handler.send_error(404)

    names = [f"p{number}" for number in range(9)]
    site.pages.update({f"/{name}": slowly for name in names}, **{"/feed": feed(*names)})
    limits = replace(LIMITS, feed_seconds=0.5)
    items = list(read(f"{site.url}/feed", limits=limits, fetcher=Fetcher(limits, RULES)))
    assert len(site.paths) == 3
    last = items[-1]
    assert isinstance(last, Fault)
    assert last.severity == "error"
    assert str(last) == (
        f"{site.url}/feed: its pages took more than 1 second, and 7 entries of it can't be read now. "
        "Read the feed again later: what the register has is passed over."
    )


# --- addresses


def test_the_address_of_a_report_is_kept_whole(site: Site) -> None:
    path = "/" + "a-long-way/" * 60
    site.pages[path] = Answer(PAGE)
    [report] = read(site.url + path, fetcher=Fetcher(LIMITS, RULES))
    assert isinstance(report, Report)
    assert report.url == site.url + path
    site.pages["/feed"] = feed(path[1:])
    [report] = read(site.url + "/feed", fetcher=Fetcher(LIMITS, RULES))
    assert isinstance(report, Report)
    assert report.url == site.url + path


@pytest.mark.parametrize("port", [22, 25, 110, 6667])
def test_no_port_of_another_service_is_asked(port: int) -> None:
    with pytest.raises(FetchError) as caught:
        checked("news.example", port, Names(news_example=[["93.184.216.34"]]))
    assert caught.value.reason == f"no web site is at port {port} of news.example"
    assert caught.value.lasting
    with pytest.raises(FetchError, match=f"no web site is at port {port}"):
        fetcher(news_example=[["127.0.0.1"]]).get(f"http://news.example:{port}/")


def test_other_ports_are_asked() -> None:
    for port in (80, 443, 8080, 8443):
        assert checked("news.example", port, Names(news_example=[["93.184.216.34"]])) == ["93.184.216.34"]


def test_a_robots_txt_has_less_time_than_a_page(site: Site) -> None:
    def dripping(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            for _ in range(40):
                handler.wfile.write(b"# wait\n")
                handler.wfile.flush()
                time.sleep(0.1)

    site.pages.update({"/robots.txt": dripping, "/a": Answer(PAGE)})
    limits = replace(LIMITS, timeout_seconds=2.0, total_seconds=9.0, robots_wait_seconds=0.5)
    began = time.monotonic()
    with pytest.raises(FetchError) as caught:
        Fetcher(limits, RULES).get(site.url + "/a")
    assert caught.value.reason == "it was still coming in after 0.5 seconds"
    assert time.monotonic() - began < 2
