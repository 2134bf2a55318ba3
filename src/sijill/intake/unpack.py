"""The body of an answer: counted while it comes in, unpacked no further than it may grow."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from sijill.intake.address import LATER, FetchError
from sijill.intake.faults import megabytes

ACCEPTED = "gzip"
"""The packing that is asked for (Accept-Encoding)."""

_PIECE = 65_536
# zlib's own codes: 47 finds out by itself whether it is gzip or zlib.
_WINDOW = {"gzip": 47, "x-gzip": 47, "deflate": 47}
_DAMAGED = "the answer is cut off or damaged"


def body(chunks: Iterable[bytes], packing: str, limit: int, *, cut: bool = False) -> bytes:
    """The bytes of an answer, unpacked; `packing` is its Content-Encoding.

    Raises `FetchError` as soon as there are more than `limit` bytes, packed or unpacked: a small answer may hold
    gigabytes. With `cut`, gives the first `limit` bytes instead.
    """
    packings = [part for part in (word.strip().lower() for word in packing.split(",")) if part not in ("", "identity")]
    if len(packings) > 1 or not set(packings) <= _WINDOW.keys():
        reason = f"the answer is packed in a way that was not asked for ({', '.join(packings)[:40]})"
        raise FetchError(reason, "Save the page from a browser and read the file")
    # Packed, even what can't be packed takes little more room.
    came = _counted(chunks, 2 * limit + 1_024 if cut and packings else limit, cut)
    kept = bytearray()
    for piece in _unpacked(came, _WINDOW[packings[0]]) if packings else came:
        kept += piece
        if len(kept) > limit:
            if cut:
                break
            raise _too_large(limit)
    return bytes(kept[:limit])


def _counted(chunks: Iterable[bytes], limit: int, cut: bool) -> Iterator[bytes]:
    count = 0
    for chunk in chunks:
        count += len(chunk)
        yield chunk
        if count > limit:
            if cut:
                return
            raise _too_large(limit)


def _unpacked(chunks: Iterable[bytes], window: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(window)
    fresh = True
    try:
        for chunk in chunks:
            left = chunk
            while left:
                if unpacker.eof:
                    unpacker = zlib.decompressobj(window)
                yield unpacker.decompress(left, _PIECE)
                left = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                fresh = False
    except zlib.error as error:
        raise FetchError(_DAMAGED, LATER) from error
    if not (fresh or unpacker.eof):
        raise FetchError(_DAMAGED, LATER)


def _too_large(limit: int) -> FetchError:
    return FetchError(f"the answer holds more than {megabytes(limit)}", "Download it and read the file", lasting=True)
