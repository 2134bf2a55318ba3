"""The room's door: a path, an address or `-` in; reports, and faults where there are any, out.

`read` and `read_many` give reports. `pieces` gives what they are made of, so that other processes can do the reading.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from sijill.intake import parquet, warc
from sijill.intake.address import clean, is_address, shown
from sijill.intake.decode import CHUNK, check_text, marked, whole
from sijill.intake.documents import looks_like_page, page, plain
from sijill.intake.faults import Fault, IntakeError, Spot
from sijill.intake.fetch import Fetcher
from sijill.intake.markup import looks_like_feed
from sijill.intake.meter import Meter
from sijill.intake.packing import TornError
from sijill.intake.records import delimiter_of, first_line, json_document, json_lines, nothing, rows
from sijill.intake.settings import Limits, default_limits, kind_of_suffix, packed_suffixes, settings
from sijill.intake.stream import Stream, open_file, unreadable
from sijill.intake.unread import Piece, Unread, resolved
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

    `source` is a file (.txt, .html, .json, .jsonl, .csv, .tsv, .parquet, .warc, each also as .gz, .bz2, .xz, .zst), a
    folder (its files of these kinds, in order of their paths), an http(s) address, or `-` for standard input. A file
    with another suffix is read by what it begins with. JSON Lines, tables and web archives stream: memory does not
    grow with their length.
    A feed (RSS, Atom) gives its entries' reports; the pages that they link to are fetched, as addresses are, by
    `fetcher`.
    Never raises for what an input holds; the rest goes on after a fault.
    """
    limits = limits or default_limits()
    yield from resolved(_pieces(source, limits, stdin, fetcher or Fetcher(limits), Meter()))


def read_many(
    sources: Iterable[str | Path], *, limits: Limits | None = None, stdin: BinaryIO | None = None
) -> Iterator[Report | Fault]:
    """The reports of several sources, in order. See `read`."""
    return resolved(pieces(sources, limits=limits, stdin=stdin))


def pieces(
    sources: Iterable[str | Path],
    *,
    limits: Limits | None = None,
    stdin: BinaryIO | None = None,
    meter: Meter | None = None,
) -> Iterator[Piece]:
    """What several sources are made of, in order, found but not read where reading can wait. See `read`.

    `meter` is kept up to date while they are gone through.
    """
    limits, meter = limits or default_limits(), meter or Meter()
    # One for all: what a site's robots.txt says, and when it was asked last, holds for the whole run.
    fetcher = Fetcher(limits)
    return chain.from_iterable(_pieces(source, limits, stdin, fetcher, meter) for source in sources)


def size_of(sources: Iterable[str | Path]) -> int | None:
    """Bytes of the files that `pieces` would read; null where a source is no file or folder."""
    total = 0
    for source in sources:
        path = Path(source)
        if str(source) in ("", "-") or (isinstance(source, str) and is_address(source)) or not path.exists():
            return None
        total += sum(found.stat().st_size for found in (_files(path) if path.is_dir() else [path]))
    return total


def _pieces(
    source: str | Path, limits: Limits, stdin: BinaryIO | None, fetcher: Fetcher, meter: Meter
) -> Iterator[Piece]:
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
        yield from _folder(Path(source), limits, fetcher, meter)
    else:
        yield from _guarded(_file(Path(source), limits, fetcher, meter), name)


def _guarded(found: Iterator[Piece], source: str) -> Iterator[Piece]:
    """What a source yields; an error that ends it becomes its last fault."""
    try:
        yield from found
    except IntakeError as error:
        yield error.fault(Spot(source))


def kind_of(path: Path) -> str | None:
    """The kind of file that a name tells (text, html, json, jsonl, csv, tsv, parquet, warc), or null."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in packed_suffixes():
        suffixes.pop()
    return kind_of_suffix().get(suffixes[-1]) if suffixes else None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if kind_of(path) is not None and _wanted(path, folder))


def _folder(folder: Path, limits: Limits, fetcher: Fetcher, meter: Meter) -> Iterator[Piece]:
    found = False
    try:
        paths = _files(folder)
    except OSError as error:
        yield unreadable(error).fault(Spot(str(folder)))
        return
    for path in paths:
        found = True
        yield from _guarded(_file(path, limits, fetcher, meter), str(path))
    if not found:
        known = ", ".join(suffix for suffixes in settings()["kinds"].values() for suffix in suffixes)
        reason = "the folder holds no file that can be read"
        yield IntakeError(reason, f"Files are read by their endings: {known}").fault(Spot(str(folder)))


def _wanted(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()


def _file(path: Path, limits: Limits, fetcher: Fetcher, meter: Meter) -> Iterator[Piece]:
    with open_file(path) as file:
        stream, size = Stream(file, limits), os.fstat(file.fileno()).st_size
        with meter.follow(lambda: stream.tell(size), size):
            yield from _stream(stream, kind_of(path), str(path), limits, fetcher)


def _standard_input(file: BinaryIO, limits: Limits, fetcher: Fetcher) -> Iterator[Piece]:
    yield from _stream(Stream(file, limits), None, "standard input", limits, fetcher)


def _address(url: str, limits: Limits, fetcher: Fetcher) -> Iterator[Piece]:
    fetched = fetcher.get(url)
    kind = _TYPES.get(fetched.content_type) or kind_of(Path(url.partition("?")[0]))
    source, where = shown(url), clean(fetched.url)
    sniffed = _sniffed(fetched.data[:CHUNK])
    if sniffed == "feed":
        # Whatever it is served as: many sites call their feeds pages.
        yield from _xml(fetched.data, source, fetcher, where, fetched.charset)
    elif (kind or sniffed) == "html" and fetched.data.strip():
        yield from page(fetched.data, Spot(source), limits, where, fetched.charset)
    else:
        yield from _stream(Stream(io.BytesIO(fetched.data), limits), kind, source, limits, fetcher, where)


def _xml(
    data: bytes, source: str, fetcher: Fetcher, url: str | None = None, charset: str | None = None
) -> Iterator[Piece]:
    # Looked at again: of a pipe, no more than a line was seen so far.
    if _sniffed(data[:CHUNK]) != "feed":
        reason = "this is XML, neither a web page nor a feed nor text"
        raise IntakeError(reason, "Save its reports as web pages or as JSON Lines")
    # Imported here: most runs read no feed.
    from sijill.intake.feeds import feed_reports

    yield from feed_reports(data, Spot(source), fetcher, url, charset)


def _stream(
    stream: Stream, kind: str | None, source: str, limits: Limits, fetcher: Fetcher, url: str | None = None
) -> Iterator[Piece]:
    """The pieces of a stream, by its kind, or by what it begins with where `kind` is null."""
    if not stream.head:
        raise nothing()
    archive = _archive(stream, kind, source, limits)
    if archive is not None:
        yield from _to_the_break(archive)
        return
    check_text(stream.head)
    kind = kind or _sniffed(stream.head)
    if kind == "jsonl":
        yield from _to_the_break(json_lines(stream.head, stream.rest, source, limits))
    elif kind in _DELIMITERS:
        yield from _to_the_break(rows(stream.head, stream.rest, source, limits, _DELIMITERS[kind]))
    elif kind == "json":
        yield from json_document(whole(stream.chunks(), limits.json_bytes), source, limits)
    elif kind in ("feed", "xml"):
        yield from _xml(whole(stream.chunks(), limits.document_bytes), source, fetcher, url)
    else:
        data = whole(stream.chunks(), limits.document_bytes)
        yield Unread(page if kind == "html" else plain, (data, Spot(source), limits, url), Spot(source), len(data))


def _archive(stream: Stream, kind: str | None, source: str, limits: Limits) -> Iterator[Piece] | None:
    """The pieces of a Parquet file or web archive; null for another stream. Each is known by its first bytes."""
    if stream.head.startswith(parquet.MAGIC):
        return _table(stream, source, limits)
    if stream.head.startswith(warc.MAGIC):
        return warc.warc_pages(stream.chunks(), source, limits)
    if kind in ("parquet", "warc"):
        name = "a Parquet file (PAR1)" if kind == "parquet" else "a web archive (WARC/)"
        raise IntakeError(f"it does not begin as {name} does", "Check what it is, and name it after that")
    return None


def _table(stream: Stream, source: str, limits: Limits) -> Iterator[Piece]:
    def tell(share: float) -> None:
        stream.share = share

    tell(0.0)
    with stream.seekable() as file:
        yield from parquet.parquet_rows(file, source, limits, tell)


def _to_the_break(found: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces of a packed file, which are good up to where it breaks off."""
    any_yet = False
    try:
        for piece in found:
            any_yet = True
            yield piece
    except TornError as error:
        reason = f"{error.reason}; it was read up to there" if any_yet else error.reason
        raise IntakeError(reason, error.mend) from error


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
