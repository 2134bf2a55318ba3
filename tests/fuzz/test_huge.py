"""Huge inputs through `sijill code`, each in a process of its own: told in a line, in little time and memory, and the
rest goes on."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

WORDS = "Two soldiers were killed near the bridge on Sunday, officials in the district said. "
GOOD = json.dumps({"id": "good", "text": WORDS})
_CELL = '"word\n' + "x" * 200 + '",'
# Seconds of processor time, MB of memory.
SECONDS, MEMORY = 10.0, 1_500


class Ran(NamedTuple):
    """What a run of the program came to: its exit code, the ids of the coded reports, what it said, what it took."""

    code: int
    ids: list[str]
    said: list[str]
    seconds: float
    megabytes: float


_MEASURE = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(child.pid, 0)
with open(sys.argv[1], "w") as file:
    json.dump([usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def code(folder: Path, *paths: Path) -> Ran:
    """`sijill code`, measured."""
    out, err = folder / "out", folder / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        # A process between: a child's peak begins with what its parent holds.
        took = folder / "took.json"
        program = [sys.executable, "-m", "sijill", "code", *map(str, paths)]
        child = subprocess.run(
            [sys.executable, "-c", _MEASURE, took, *program], stdout=stdout, stderr=stderr, check=False
        )
    seconds, kilobytes = json.loads(took.read_text("utf-8"))
    ids = [json.loads(line)["report"]["id"] for line in out.read_text("utf-8").splitlines()]
    said = err.read_text("utf-8").splitlines()
    return Ran(child.returncode, ids, said, seconds, kilobytes / 1024)


def lines(*records: str) -> bytes:
    return "\n".join([*records, GOOD, ""]).encode()


def page(body: str) -> bytes:
    return f"<html><body><article>{body}</article></body></html>".encode()


def zeros(piece: bytes, megabytes: int) -> bytes:
    """So many megabytes of a piece over and over, packed."""
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = piece * (1_000_000 // len(piece))
    return b"".join([*(packer.compress(block) for _ in range(megabytes)), packer.flush()])


def repeated(piece: str, size: int) -> str:
    return piece * (size // len(piece))


CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a text of 50 MB": ("a.txt", lambda: repeated(WORDS, 50_000_000).encode(), "it holds more than 20 MB"),
    "a line of 10 MB": (
        "a.jsonl",
        lambda: lines(json.dumps({"id": "r", "text": repeated(WORDS, 10_000_000)})),
        "a.jsonl:1: its text has 9,999,948 characters, more than the 1,000,000 that one report can have",
    ),
    "a line of 60 MB": (
        "a.jsonl",
        lambda: lines(repeated("x", 60_000_000)),
        "a.jsonl:1: the line is longer than 40 MB",
    ),
    "a line of lists": (
        "a.jsonl",
        lambda: lines('{"id": "r", "text": "x", "y": [' + repeated("[],", 39_000_000) + "0]}"),
        "a.jsonl:1: this JSON holds more than 4,000,000 values",
    ),
    "a file of objects": (
        "a.json",
        lambda: ("[" + repeated('{"":0},', 99_000_000) + "0]").encode(),
        "this JSON holds more than 4,000,000 values",
    ),
    "JSON nested without end": ("a.json", lambda: b"[" * 3_000_000, "this JSON is nested too deeply"),
    "JSON of wide characters": (
        "a.json",
        lambda: json.dumps({"id": "r", "text": repeated("x", 95_000_000) + "😀"}, ensure_ascii=False).encode(),
        "more than the 1,000,000 that one report can have",
    ),
    "a number without end": ("a.jsonl", lambda: lines('{"id": ' + "9" * 9_000_000 + "}"), "a number that is too long"),
    "a row without end": (
        "a.csv",
        lambda: (
            b"id,text\nr1,"
            + repeated('"word\n' + "x" * 200 + '",', 90_000_000).encode()
            + f'\n"\ngood,"{WORDS}"\n'.encode()
        ),
        "the row can't be read (it is longer than 40 MB)",
    ),
    "a quote without end": (
        "a.csv",
        lambda: b'id,text\nr1,"' + repeated("word " * 40 + "\n", 45_000_000).encode() + f'"\ngood,"{WORDS}"\n'.encode(),
        "the row can't be read (it is longer than 40 MB)",
    ),
    "a page of elements": (
        "a.html",
        lambda: page(repeated("<p>x", 19_000_000)),
        "the page holds more than 30,000 elements",
    ),
    "a page of attributes": (
        "a.html",
        lambda: page("<p " + repeated("a=1 ", 19_000_000) + ">x"),
        "more than 500 attributes",
    ),
    "a page nested without end": ("a.html", lambda: page("<div>" * 29_000 + WORDS), ""),
    "a page of one paragraph": ("a.html", lambda: page("<p>" + repeated(WORDS, 19_000_000)), "no article was found"),
    "a page of entities": ("a.html", lambda: page("<p>" + repeated("&#x202e;&amp;", 19_000_000)), ""),
    "a page of script": (
        "a.html",
        lambda: page("<script>" + repeated("var x = '<p>'; ", 400_000)),
        "no article was found",
    ),
    "a page of words without end": ("a.html", lambda: page(repeated("x", 19_000_000)), ""),
    "a feed of entities": (
        "a.xml",
        lambda: (
            b"<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>"
        ),
        "the feed declares XML entities",
    ),
    "a feed of openings": (
        "a.xml",
        lambda: b"<rss><channel>" + repeated("<![CDATA[", 9_000_000).encode(),
        "the feed is damaged",
    ),
    "a feed of elements": (
        "a.xml",
        lambda: b"<rss><channel>" + repeated("<b/>", 9_000_000).encode(),
        "more than 200,000 elements",
    ),
    "a gzip bomb of spaces": ("a.jsonl.gz", lambda: zeros(b" ", 1_000), "times"),
    "a gzip bomb in a gzip bomb": ("a.txt.gz", lambda: gzip.compress(zeros(b" ", 100)), "packed twice"),
    "nothing but zeros": ("a.txt", lambda: bytes(50_000_000), "this is a binary file"),
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A report to be coded after what is before it."""
    path = tmp_path / "z.jsonl"
    path.write_text(GOOD.replace("good", "last") + "\n")
    return path


@pytest.mark.parametrize("case", list(CASES))
def test_what_is_huge_is_told_and_the_rest_goes_on(case: str, tmp_path: Path, good: Path) -> None:
    name, make, said = CASES[case]
    path = tmp_path / name
    path.write_bytes(make())
    ran = code(tmp_path, path, good)
    assert ran.ids[-1] == "last"
    if name == "a.jsonl":
        assert "good" in ran.ids
    assert any(said in line for line in ran.said), ran.said[:5]
    assert all(line.startswith(("error: ", "note: ")) and len(line) < 1_500 for line in ran.said)
    assert ran.megabytes < MEMORY
    assert ran.seconds < SECONDS
    path.unlink()
