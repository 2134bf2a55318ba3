"""Web archives (WARC): the pages that sites answered with, each as a page saved by itself would be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sijill.intake.address import FetchError, clean, shown
from sijill.intake.documents import NoArticleError, page
from sijill.intake.faults import Fault, IntakeError, Spot, megabytes
from sijill.intake.settings import Limits
from sijill.intake.unpack import body
from sijill.intake.unread import Common, Unread
from sijill.model import Report

if TYPE_CHECKING:
    from warcio.bufferedreaders import BufferedReader
    from warcio.recordloader import ArcWarcRecord

MAGIC: Final = b"WARC/"
_PIECE: Final = 65_536
# Less than the shortest first line of a record with the blank lines before it.
_BLANK: Final = 10
_PAGES: Final = ("text/html", "application/xhtml+xml")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_RECORD: Final = re.compile(rb"(?:\A|\n)(?=WARC/\d\.\d+\r?\n)")
# What warcio and what it stands on raise for records that are not as they should be.
_BROKEN: Final = (ValueError, LookupError, AttributeError, TypeError, EOFError)

_OTHER: Final = "records that are no page, or no whole one, were passed over"
_OTHER_MEND: Final = "Pages are answers with status 200 and the type HTML"
_BARE: Final = "pages that hold no article were passed over"
_BARE_MEND: Final = "Menus and lists of headlines hold none"
_CRAWLED: Final = "reports tell no day of publication, so that the day stands for it on which they were saved"
_CRAWLED_MEND: Final = "If the pages are older than that, set published yourself"

Found = Unread | Fault | Common


def warc_pages(chunks: Iterator[bytes], source: str, limits: Limits) -> Iterator[Found]:
    """The pages of an archive, in order. A record that can't be read is a fault, and the next one is sought.

    What is no page is passed over and counted. Memory does not grow with the archive; a record is held at a time.
    Raises `IntakeError` where the archive breaks off.
    """
    # Imported here: most runs read no archive.
    from warcio.exceptions import ArchiveLoadFailed

    stream, number, end = _Bytes(chunks, limits), 0, 0
    while stream.seek_record():
        records = _iterator(stream)
        # Kept: it is gone from the iterator at its end.
        reader = records.reader
        try:
            while True:
                stream.allow(limits.record_head_bytes)
                record = next(records, None)
                if record is None:
                    _check_end(_used(reader, stream) - end)
                    return
                number += 1
                yield from _found(record, stream, source, limits)
                end = _used(reader, stream)
        except (ArchiveLoadFailed, *_BROKEN) as error:
            mend = "The archive may be damaged there: the other records are read"
            said = f"the record can't be read ({str(error)[:120] or type(error).__name__})"
            yield IntakeError(said, mend).fault(Spot(f"{source}, record {number + 1:,}"))
            number += 1
            stream.give_back(reader)


def _used(reader: BufferedReader, stream: _Bytes) -> int:
    """How many bytes of the archive were used, without those that are only buffered."""
    return stream.tell() - int(reader.rem_length())


def _check_end(count: int) -> None:
    """Raises `IntakeError` where more than blank lines came after the last record: warcio ends at a torn head."""
    if count > _BLANK:
        raise IntakeError("the archive breaks off in the head of a record; it was read up to there", "Fetch it again")


def _iterator(stream: _Bytes) -> Any:  # noqa: ANN401 - warcio has no types
    from warcio.archiveiterator import ArchiveIterator

    class Quiet(ArchiveIterator):  # type: ignore[misc]
        """Without a warning on standard error for a record whose length is wrong: what follows it tells."""

        INC_RECORD = ""

    return Quiet(stream, check_digests=False)


class _Bytes:
    """The unpacked archive as warcio reads it, with a bound on what it may read in search of a line's end."""

    def __init__(self, chunks: Iterator[bytes], limits: Limits) -> None:
        self._chunks = chunks
        self._left = b""
        self._at = 0
        self._most = limits.record_head_bytes
        self._allowed = self._most

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        if self._allowed < 0:
            raise ValueError(f"its head is longer than {megabytes(self._most)}")
        data = self._left or next(self._chunks, b"")
        data, self._left = data[:size], data[size:]
        self._at += len(data)
        self._allowed -= len(data)
        return data

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at

    def allow(self, count: int) -> None:
        """So many bytes may be read from here on."""
        self._allowed = count

    def give_back(self, reader: BufferedReader) -> None:
        """Take back what was read ahead, so that the next record can be sought in it."""
        buffered = reader.buff
        self._left = (buffered.read() if buffered else b"") + self._left

    def seek_record(self) -> bool:
        """Go to where the next record begins; false where there is none."""
        kept = b""
        while True:
            kept += self._left or next(self._chunks, b"")
            self._left = b""
            found = _RECORD.search(kept)
            if found is not None:
                self._left = kept[found.end() :]
                return True
            more = next(self._chunks, b"")
            if not more:
                return False
            # What may be the beginning of a record's first line is kept.
            kept, self._left = kept[-32:], more


def _found(record: ArcWarcRecord, stream: _Bytes, source: str, limits: Limits) -> Iterator[Found]:
    """What one record holds. Raises `IntakeError` where the archive ends before the record does."""
    if record.length is None:
        raise ValueError("it does not tell its length")
    stream.allow(record.length + limits.record_head_bytes)
    url = clean((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> "))
    at = Spot(f"{source}, {shown(url)}" if url else source)
    wanted = _is_page(record)
    large = wanted and record.length > limits.document_bytes
    data = _payload(record) if wanted and not large else b""
    while record.raw_stream.read(_PIECE):
        pass
    if record.raw_stream.limit > 0:
        raise IntakeError(
            f"the archive breaks off in the record of {shown(url) or 'no address'}; it was read up to there",
            "Fetch it again",
        )
    if large:
        reason = f"the page holds more than {megabytes(limits.document_bytes)}"
        yield IntakeError(reason, "If it matters, copy its words into a .txt file").fault(at)
    elif wanted:
        yield Unread(_page, (data, _spoken(record), url or None, _day(record), source, at, limits), at, len(data))
    elif record.rec_type == "response":
        yield Common(source, _OTHER, _OTHER_MEND)


def _is_page(record: ArcWarcRecord) -> bool:
    """True for a whole page that a site answered with, or that was saved as it is."""
    if record.rec_headers.get_header("WARC-Segment-Number") is not None:
        return False
    if record.rec_type == "resource":
        return (record.content_type or "").partition(";")[0].strip().lower() in _PAGES
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return record.http_headers.get_statuscode() == "200" and kind in _PAGES


def _payload(record: ArcWarcRecord) -> bytes:
    """The body as it came, its chunks joined; still packed where the site packed it."""
    from warcio.bufferedreaders import ChunkedDataReader

    chunked = record.http_headers and record.http_headers.get_header("Transfer-Encoding", "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    return b"".join(iter(lambda: stream.read(_PIECE), b""))


def _spoken(record: ArcWarcRecord) -> tuple[str, str | None]:
    """How the body is packed, and its encoding, as the site told."""
    told = record.http_headers
    kind = (told.get_header("Content-Type") if told else record.content_type) or ""
    charset = _CHARSET.search(kind)
    return ((told.get_header("Content-Encoding") if told else None) or "").lower(), charset[1] if charset else None


def _day(record: ArcWarcRecord) -> date | None:
    """The day on which the page was saved."""
    try:
        return date.fromisoformat((record.rec_headers.get_header("WARC-Date") or "")[:10])
    except ValueError:
        return None


def _page(
    data: bytes,
    spoken: tuple[str, str | None],
    url: str | None,
    day: date | None,
    source: str,
    at: Spot,
    limits: Limits,
) -> Iterator[Report | Fault | Common]:
    packing, charset = spoken
    # Many archives keep the page unpacked, and what the site said of its packing.
    packed = data.startswith(b"\x1f\x8b") if packing != "deflate" else data.startswith(b"x")
    try:
        if packed:
            data = body([data], packing or "gzip", limits.document_bytes)
        found = list(page(data, at, limits, url, charset))
    except NoArticleError:
        yield Common(source, _BARE, _BARE_MEND)
        return
    except FetchError as error:
        raise IntakeError(str(error), "If it matters, copy its words into a .txt file") from error
    for item in found:
        if isinstance(item, Report) and day and (not item.published or item.published > day + timedelta(1)):
            yield Common(source, _CRAWLED, _CRAWLED_MEND)
            yield item.model_copy(update={"published": day})
        else:
            yield item
