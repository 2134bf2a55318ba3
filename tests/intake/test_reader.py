from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.intake import Fault, default_limits, read, read_many
from sijill.intake.reader import kind_of
from sijill.model import Report, report_id

TEXT = "Two soldiers were killed in an attack near the bridge on Sunday, officials said."
ROW = {
    "id": "n1",
    "url": "https://news.example/a",
    "title": "Attack near the bridge",
    "publisher": "Valley Post",
    "published": "2024-05-14",
    "text": TEXT,
}
REPORT = Report.model_validate(ROW)


def reports(items: Iterator[Report | Fault]) -> list[Report]:
    return [item for item in items if isinstance(item, Report)]


def faults(items: Iterator[Report | Fault]) -> list[str]:
    return [f"{item.severity} {item}" for item in items if isinstance(item, Fault)]


def html(article: str) -> str:
    head = (
        '<title>Attack near the bridge</title><meta property="og:site_name" content="Valley Post">'
        '<link rel="canonical" href="https://news.example/a">'
        '<meta property="article:published_time" content="2024-05-14T06:00:00Z">'
    )
    body = f"<article><h1>Attack near the bridge</h1>{article}</article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


ARTICLE = "".join(
    f"<p>{TEXT} The road was closed for hour {i}, and a force went out to search the hills.</p>" for i in range(5)
)
CSV = ",".join(ROW) + "\n" + ",".join([*list(ROW.values())[:-1], f'"{TEXT}"']) + "\n"
TSV = "\t".join(ROW) + "\n" + "\t".join(ROW.values()) + "\n"
FRONT = "---\n" + "".join(f"{name}: {value}\n" for name, value in ROW.items() if name != "text") + "---\n\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(ROW) + "\n"),
        ("a.ndjson", "\n" + json.dumps(ROW)),
        ("a.json", json.dumps(ROW, indent=1)),
        ("a.json", json.dumps([ROW])),
        ("a.json", json.dumps({"status": "ok", "articles": [ROW]})),
        ("a.csv", CSV),
        ("a.tsv", TSV),
        ("a.txt", FRONT + TEXT),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_every_format_gives_the_same_report(tmp_path: Path, name: str, content: str, packed: bool) -> None:
    path = tmp_path / (name + ".gz" if packed else name)
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    assert list(read(path)) == [REPORT]
    assert list(read(str(path))) == [REPORT]


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(html(ARTICLE + "<p>Advertisement</p>"))
    [report] = reports(read(path))
    assert report.title == "Attack near the bridge"
    assert report.publisher == "Valley Post"
    assert report.published == date(2024, 5, 14)
    assert report.url == "https://news.example/a"
    assert report.text.count(TEXT) == 5
    assert report.id == report_id(report.text, report.url)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (json.dumps(ROW) + "\n" + json.dumps(ROW) + "\n", 2),
        (json.dumps(ROW), 1),
        (json.dumps(ROW, indent=2), 1),
        (json.dumps([ROW, ROW, ROW]), 3),
        ("\n " + html(ARTICLE), 1),
        (TEXT, 1),
        ("[Photo: the bridge]\n" + TEXT, 1),
        (FRONT + TEXT, 1),
        (CSV, 1),
        (TSV, 1),
        ("Text,message and call,\n" + TEXT, 1),
    ],
)
def test_standard_input_is_read_by_what_it_begins_with(content: str, count: int) -> None:
    found = list(read("-", stdin=io.BytesIO(content.encode())))
    assert [isinstance(item, Report) and TEXT in item.text for item in found] == [True] * count


def test_packed_standard_input_is_unpacked() -> None:
    assert list(read("-", stdin=io.BytesIO(gzip.compress(json.dumps(ROW).encode())))) == [REPORT]


def test_a_folder_is_read_in_order_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "c.txt.gz", "picture.png", "notes.md", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        content = f"{name}: {TEXT}".encode()
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert [item.text.partition(":")[0] for item in reports(read(tmp_path))] == ["a/z.txt", "b.txt", "c.txt.gz"]
    assert faults(read(tmp_path)) == []


def test_a_folder_with_nothing_to_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    [fault] = faults(read(tmp_path))
    assert fault.startswith(
        f"error {tmp_path}: the folder holds no file that can be read. Files are read by their endings: .txt"
    )


def test_a_file_named_directly_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "report.log").write_text(TEXT)
    (tmp_path / "report").write_text(json.dumps(ROW))
    assert [item.text for item in reports(read_many([tmp_path / "report.log", tmp_path / "report"]))] == [TEXT, TEXT]


def test_many_sources_go_on_after_a_bad_one(tmp_path: Path) -> None:
    good = tmp_path / "a.jsonl"
    good.write_text(json.dumps(ROW))
    items = list(read_many([tmp_path / "none.txt", good]))
    assert str(items[0]) == f"{tmp_path / 'none.txt'}: there is no such file or folder. Check the path."
    assert items[1] == REPORT


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("e.txt", b"", "error {}: it is empty. Give a file with at least one report in it."),
        ("e.txt", b" \n\n", "error {}: it holds no words. Give a file with the text of a report in it."),
        ("e.jsonl", b"\n\n", "error {}: it is empty. Give a file with at least one report in it."),
        ("e.json", b" ", "error {}: it is empty. Give a file with at least one report in it."),
        ("e.json", b"[]", "error {}: the array is empty. Give a file with at least one report in it."),
        (
            "e.csv",
            b"text,title\n",
            "error {}: the table has a header and no rows. Give a file with at least one report in it.",
        ),
        (
            "e.csv",
            b"name,year\na,2\n",
            "error {}: the first line names no column of texts (name, year). Name the columns in the first line: "
            '"text" (or "body", "content"), "title", "published", "url", "id".',
        ),
        (
            "e.html",
            b"<html><body></body></html>",
            "error {}: no article was found in the page. If it holds one, copy its text into a .txt file "
            "(a page that builds itself by script saves empty).",
        ),
        (
            "e.xml",
            b"<?xml version='1.0'?><reports>",
            "error {}: this is XML, neither a web page nor a feed nor text. "
            "Save its reports as web pages or as JSON Lines.",
        ),
        (
            "e.pdf",
            b"%PDF-1.7\n",
            "error {}: this is a PDF, not text. Save its text as .txt (for instance with pdftotext) and read that.",
        ),
        (
            "e.txt",
            b"\x01\x00\x00\x05ab",
            "error {}: this is a binary file, not text. Give a report as text, HTML, JSON, JSON Lines or CSV.",
        ),
        (
            "e.txt.gz",
            gzip.compress(TEXT.encode() * 9)[:-12],
            "error {}: the gzip file is cut off or damaged. Fetch or pack it again.",
        ),
    ],
)
def test_what_can_t_be_read_is_said_in_one_line(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert list(read(path)) == [item for item in read(path) if isinstance(item, Fault)]
    assert faults(read(path)) == [expected.format(path)]


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    limits = replace(default_limits(), text_chars=100, document_bytes=200)
    path = tmp_path / "long.txt"
    path.write_text("x" * 101)
    [fault] = faults(read(path, limits=limits))
    assert "its text has 101 characters, more than the 100 that one report can have" in fault
    path.write_text("x" * 201)
    [fault] = faults(read(path, limits=limits))
    assert "it holds more than 0.0002 MB, too much for one document" in fault


def test_a_huge_text_file_costs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        for _ in range(400):
            file.write(b"words and words " * 6_250)
    tracemalloc.start()
    [fault] = faults(read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "it holds more than 20 MB" in fault
    assert peak < 60_000_000


@pytest.mark.parametrize("name", ["many.jsonl", "many.csv", "many.jsonl.gz"])
def test_memory_does_not_grow_with_the_length_of_a_stream(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    text = TEXT * 20
    rows = ["text"] + [f'"{text}"'] * 1_500 if "csv" in name else [json.dumps({"text": text})] * 1_500
    content = "\n".join(rows).encode()
    path.write_bytes(gzip.compress(content, 1) if name.endswith("gz") else content)
    del content, rows
    next(iter(read(path)))
    tracemalloc.start()
    count = sum(isinstance(item, Report) for item in read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_500
    assert peak < 2_000_000


def test_reports_come_as_they_are_read() -> None:
    class Pipe(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            self.given += 1
            line = json.dumps(ROW).encode() + b"\n"
            memoryview(buffer)[: len(line)] = line  # type: ignore[arg-type]
            return len(line)

    pipe = Pipe()
    assert next(iter(read("-", stdin=pipe))) == REPORT  # type: ignore[arg-type]
    assert pipe.given < 5


NAMES = st.sampled_from(["a.txt", "a.html", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.gz", "a"])
STARTS = st.sampled_from(
    [b"", b"\x1f\x8b", b"{", b"[{", b"---\n", b"text,title\n", b"\xff\xfe", b"<html>", b'{"text":"', b'"']
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    NAMES, STARTS, st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace")))
)
def test_no_bytes_make_it_raise(tmp_path: Path, name: str, start: bytes, rest: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(start + rest)
    found = list(read(path))
    assert found
    for item in found:
        assert item.model_dump_json()
        if isinstance(item, Report):
            json.dumps(item.model_dump(mode="json"), ensure_ascii=False).encode()
        else:
            assert "\n" not in str(item).replace(str(path), "")


def test_an_empty_name_is_not_the_current_folder() -> None:
    assert faults(read("")) == [
        "error (nothing): no source is named. Name a file, a folder or an address, or - for standard input."
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.TXT", "text"), ("a.b.jsonl.gz", "jsonl"), ("a.htm", "html"), ("a.gz", None), ("a", None), ("a.png", None)],
)
def test_kind_by_name(name: str, kind: str | None) -> None:
    assert kind_of(Path(name)) == kind
