"""The room's door: a path, an address or `-` in; reports, and faults where there are any, out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from sijill.intake.address import is_address, shown
from sijill.intake.decode import CHUNK, check_text, marked, whole
from sijill.intake.documents import looks_like_page, page, plain
from sijill.intake.faults import Fault, IntakeError, Spot
from sijill.intake.fetch import Fetcher
from sijill.intake.markup import looks_like_feed
from sijill.intake.records import delimiter_of, first_line, json_document, json_lines, nothing, rows
from sijill.intake.settings import Limits, default_limits, kind_of_suffix, settings
from sijill.intake.stream import Stream, open_file, unreadable
from sijill.model import Report

_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
_DELIMITERS = {"csv": ",", "tsv": "\t"}


def read(
    source: str | Path,
    *,
    limits: Limits | None = None,
    stdin: BinaryIO | None = None,
    fetcher: Fetcher | None = None,
) -> Iterator[Report | Fault]:
    """The reports of one source, one after another, with a `Fault` for whatever could not be read or was guessed.

    `source` is a file (.txt, .html, .json, .jsonl, .csv, .tsv, each also as .gz), a folder (its files of these
    kinds, in order of their paths), an http(s) address, or `-` for standard input. A file with another suffix
    is read by what it begins with. JSON Lines and tables stream: memory does not grow with their length.
    A feed (RSS, Atom) gives its entries' reports; the pages that they link to are fetched, as addresses are, by
    `fetcher`.
    Never raises for what an input holds; the rest goes on after a fault.
    """
    limits = limits or default_limits()
    fetcher = fetcher or Fetcher(limits)
    name = str(source)
    if name == "-":
        yield from _guarded(_standard_input(stdin or sys.stdin.buffer, limits, fetcher), "standard input")
    elif isinstance(source, str) and is_address(source):
        yield from _guarded(_address(source, limits, fetcher), shown(source))
    elif not name:
        yield IntakeError("no source is named", "Name a file, a folder or an address, or - for standard input").fault(
            Spot("(nothing)")
        )
    elif Path(source).is_dir():
        yield from _folder(Path(source), limits, fetcher)
    else:
        yield from _guarded(_file(Path(source), limits, fetcher), name)


def read_many(
    sources: Iterable[str | Path], *, limits: Limits | None = None, stdin: BinaryIO | None = None
) -> Iterator[Report | Fault]:
    """The reports of several sources, in order. See `read`."""
    # One for all: what a site's robots.txt says, and when it was asked last, holds for the whole run.
    fetcher = Fetcher(limits)
    return chain.from_iterable(read(source, limits=limits, stdin=stdin, fetcher=fetcher) for source in sources)


def _guarded(reports: Iterator[Report | Fault], source: str) -> Iterator[Report | Fault]:
    """What a source yields; an error that ends it becomes its last fault."""
    try:
        yield from reports
    except IntakeError as error:
        yield error.fault(Spot(source))


def kind_of(path: Path) -> str | None:
    """The kind of file that a name tells (text, html, json, jsonl, csv, tsv), or null."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return kind_of_suffix().get(suffixes[-1]) if suffixes else None


def _folder(folder: Path, limits: Limits, fetcher: Fetcher) -> Iterator[Report | Fault]:
    found = False
    try:
        paths = sorted(path for path in folder.rglob("*") if kind_of(path) is not None and _wanted(path, folder))
    except OSError as error:
        yield unreadable(error).fault(Spot(str(folder)))
        return
    for path in paths:
        found = True
        yield from _guarded(_file(path, limits, fetcher), str(path))
    if not found:
        known = ", ".join(suffix for suffixes in settings()["kinds"].values() for suffix in suffixes)
        reason = "the folder holds no file that can be read"
        yield IntakeError(reason, f"Files are read by their endings: {known}").fault(Spot(str(folder)))


def _wanted(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()


def _file(path: Path, limits: Limits, fetcher: Fetcher) -> Iterator[Report | Fault]:
    with open_file(path) as file:
        stream = Stream(file)
        yield from _stream(stream, kind_of(path), str(path), limits, fetcher)


def _standard_input(file: BinaryIO, limits: Limits, fetcher: Fetcher) -> Iterator[Report | Fault]:
    yield from _stream(Stream(file), None, "standard input", limits, fetcher)


def _address(url: str, limits: Limits, fetcher: Fetcher) -> Iterator[Report | Fault]:
    fetched = fetcher.get(url)
    kind = _TYPES.get(fetched.content_type) or kind_of(Path(url.partition("?")[0]))
    source, where = shown(url), shown(fetched.url)
    sniffed = _sniffed(fetched.data[:CHUNK])
    if sniffed == "feed":
        # Whatever it is served as: many sites call their feeds pages.
        yield from _xml(fetched.data, source, fetcher, where, fetched.charset)
    elif (kind or sniffed) == "html" and fetched.data.strip():
        yield from page(fetched.data, Spot(source), limits, where, fetched.charset)
    else:
        yield from _stream(Stream(io.BytesIO(fetched.data)), kind, source, limits, fetcher, where)


def _xml(
    data: bytes, source: str, fetcher: Fetcher, url: str | None = None, charset: str | None = None
) -> Iterator[Report | Fault]:
    # Looked at again: of a pipe, no more than a line was seen so far.
    if _sniffed(data[:CHUNK]) != "feed":
        reason = "this is XML, neither a web page nor a feed nor text"
        raise IntakeError(reason, "Save its reports as web pages or as JSON Lines")
    # Imported here: most runs read no feed.
    from sijill.intake.feeds import feed_reports

    yield from feed_reports(data, Spot(source), fetcher, url, charset)


def _stream(
    stream: Stream, kind: str | None, source: str, limits: Limits, fetcher: Fetcher, url: str | None = None
) -> Iterator[Report | Fault]:
    """The reports of a stream, by its kind, or by what it begins with where `kind` is null."""
    check_text(stream.head)
    if not stream.head:
        raise nothing()
    kind = kind or _sniffed(stream.head)
    if kind == "jsonl":
        yield from json_lines(stream.head, stream.rest, source, limits)
    elif kind in _DELIMITERS:
        yield from rows(stream.head, stream.rest, source, limits, _DELIMITERS[kind])
    elif kind == "json":
        yield from json_document(whole(stream.chunks(), limits.json_bytes), source, limits)
    elif kind in ("feed", "xml"):
        yield from _xml(whole(stream.chunks(), limits.document_bytes), source, fetcher, url)
    else:
        read_document = page if kind == "html" else plain
        data = whole(stream.chunks(), limits.document_bytes)
        yield from read_document(data, Spot(source), limits, url)


def _sniffed(head: bytes) -> str:
    """The kind of a stream without a name, by its first bytes."""
    text = head.decode(marked(head) or "utf-8", errors="replace").lstrip()
    if text.startswith("["):
        return "json" if text[1:].lstrip()[:1] in ("{", "]") else "text"
    if text.startswith("{"):
        first, newline, rest = text.partition("\n")
        one = first.rstrip().endswith("}") and (not newline or not rest.strip() or rest.lstrip().startswith("{"))
        return "jsonl" if one else "json"
    if looks_like_feed(text):
        return "feed"
    if looks_like_page(text):
        return "html"
    if text.startswith("<?xml"):
        return "xml"
    return "csv" if delimiter_of(first_line(head)) else "text"
