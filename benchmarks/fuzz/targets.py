"""What is fuzzed: each target takes bytes, and raises only where something is wrong.

No input may make a reader raise, give a report that can't be written, or a fault that is no printable line; no text may
make the coder raise, or tie a value to words that do not stand there.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.fuzz import seeds
from sijill.intake import Fault, headline_span, mark, read
from sijill.intake import unpack as answers
from sijill.intake.address import FetchError
from sijill.intake.faults import IntakeError
from sijill.intake.fetch import Fetcher
from sijill.intake.robots import Robots
from sijill.intake.settings import default_limits, network_rules
from sijill.model import Account, Assertion, CodedReport, Report

if TYPE_CHECKING:
    from sijill.coding import BuiltinCoder

# One report's text, for the coder: more than the longest stretch that it reads at once.
_TEXT_CHARS = 25_000


@dataclass(frozen=True, slots=True)
class Target:
    """Something to fuzz: what it does with bytes, what it begins with, the pieces that are put in.

    `longest`: bytes of an input; `share`: of the time, by how much more than another target.
    """

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    pieces: tuple[bytes, ...]
    longest: int = 16_384
    share: int = 1


@cache
def _offline() -> Fetcher:
    """A fetcher that finds no host."""

    def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("offline")

    return Fetcher(resolve=resolve)


@cache
def _folder() -> Path:
    """A folder for inputs that are read as files; it goes when the process does."""
    _kept.append(tempfile.TemporaryDirectory())
    return Path(_kept[-1].name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


def file(name: str) -> Callable[[bytes], None]:
    """The target that reads a file of this name."""

    def run(data: bytes) -> None:
        path = _folder() / name
        path.write_bytes(data)
        for item in read(path, fetcher=_offline()):
            check(item)

    return run


def standard_input(data: bytes) -> None:
    """What has no name, and is read by what it begins with."""
    for item in read("-", stdin=io.BytesIO(data), fetcher=_offline()):
        check(item)


def check(item: Report | Fault) -> None:
    """Raises `AssertionError` for a report or fault that is not what it should be."""
    if isinstance(item, Fault):
        said = str(item)
        assert said.isprintable(), f"a fault that is no printable line: {said!r}"
        assert len(said) < 3_000, "a fault of many pages"
        return
    assert 0 < len(item.text) <= default_limits().text_chars
    assert Report.model_validate_json(item.model_dump_json()) == item
    last = 0
    for stretch in item.clutter:
        assert last <= stretch.start < stretch.end <= len(item.text)
        last = stretch.end
    span = headline_span(item)
    assert span is None or 0 <= span[0] < span[1] <= len(item.text)


def answer(data: bytes) -> None:
    """The body of a site's answer; its first byte says how it is packed and how it comes in."""
    kind, body = data[0] if data else 0, data[1:]
    size = 1 + kind // 4
    chunks = [body[i : i + size] for i in range(0, len(body), size)]
    with suppress(FetchError):
        assert len(answers.body(chunks, ("", "gzip", "deflate", "gzip, deflate")[kind % 4], 50_000)) <= 50_000


def robots(data: bytes) -> None:
    """A site's robots.txt."""
    with suppress(FetchError):
        found = Robots(lambda _: (200, data), network_rules()).check("http://a.example", "http://a.example/b?c=%d")
        assert found >= 0


def feed_list(data: bytes) -> None:
    """The list of feeds that `sijill watch` is given."""
    from sijill.cli.watching import Source, read_list

    path = _folder() / "feeds.txt"
    path.write_bytes(data)
    with suppress(IntakeError):
        for item in read_list(path):
            if isinstance(item, Source):
                assert item.url.lower().startswith(("http://", "https://"))
            else:
                check(item)


def clutter(data: bytes) -> None:
    """A text's page furniture, with its first line as the title."""
    text = data.decode("utf-8", "replace")
    last = 0
    for stretch in mark(text, text.partition("\n")[0]):
        assert last <= stretch.start < stretch.end <= len(text)
        last = stretch.end


@cache
def _coder() -> BuiltinCoder:
    from sijill.coding import load

    return load()


def coding(data: bytes) -> None:
    """A text, coded and shown."""
    text = data.decode("utf-8", "replace")[:_TEXT_CHARS]
    for item in read("-", stdin=io.BytesIO(text.encode()), fetcher=_offline()):
        if isinstance(item, Report):
            check_coded(item, _coder().code(item))


def check_coded(report: Report, coded: CodedReport) -> None:
    """Raises `AssertionError` where a coded report is not what it should be."""
    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless, show_report

    assert CodedReport.model_validate_json(coded.model_dump_json()) == coded
    assert coded.relevant == bool(coded.events or coded.assertions)
    told: list[Account | Assertion] = [*coded.events, *coded.assertions]
    for item in told:
        assert item.quote in report.text
        for words in item.evidence:
            assert report.text[words.start : words.end] == words.text
    shown = io.StringIO()
    show_report(console_for(harmless(shown)), coded)
    assert not set(shown.getvalue()) & set("\x00\x07\x08\x9b\r\u202e")


TARGETS: dict[str, Target] = {
    "text": Target(file("a.txt"), seeds.all_of(seeds.TEXT), seeds.COMMON + seeds.WORDS),
    "html": Target(file("a.html"), seeds.all_of(seeds.PAGE), seeds.COMMON + seeds.HTML + seeds.JSON, share=3),
    "json": Target(file("a.json"), seeds.documents, seeds.COMMON + seeds.JSON),
    "jsonl": Target(file("a.jsonl"), seeds.lines, seeds.COMMON + seeds.JSON),
    "csv": Target(file("a.csv"), seeds.all_of(seeds.CSV), (*seeds.COMMON, b'"', b",", b";", b'""', b"text,title\n")),
    "feed": Target(file("a.xml"), seeds.all_of(seeds.FEED, seeds.ATOM), seeds.COMMON + seeds.XML + seeds.HTML, share=2),
    "packed": Target(file("a.jsonl.gz"), seeds.packed, (b"\x1f\x8b\x08\x00", b"\x00" * 8)),
    "warc": Target(file("a.warc"), seeds.archives, seeds.COMMON + seeds.WARC + seeds.HTML, share=2),
    "parquet": Target(file("a.parquet"), lambda: [seeds.parquet()], (b"PAR1", b"\xff" * 8, b"\x00" * 8)),
    "any": Target(standard_input, seeds.everything, seeds.COMMON + seeds.HTML + seeds.JSON + seeds.XML),
    "answer": Target(answer, lambda: [b"\x25" + data for data in seeds.packed()], (b"\x1f\x8b\x08\x00",)),
    "robots": Target(robots, lambda: [seeds.ROBOTS.encode()], (*seeds.COMMON, b"User-agent: ", b"Disallow: /*", b"$")),
    "feed-list": Target(feed_list, lambda: [seeds.FEED_LIST.encode()], (*seeds.COMMON, b"http://", b"#")),
    "clutter": Target(clutter, lambda: [seeds.TEXT.encode()], seeds.COMMON + seeds.WORDS),
    "coding": Target(coding, lambda: [seeds.TEXT.encode()], seeds.COMMON + seeds.WORDS, 8_192, share=6),
}
"""Every target, by its name."""
