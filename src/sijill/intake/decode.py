"""Bytes to text: byte order marks, declared encodings, UTF-8, and a guess that is said aloud."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from sijill.intake.faults import IntakeError, Remark, megabytes
from sijill.intake.settings import binaries, settings

CHUNK = 65_536
# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
# What pages call Latin-1 is windows-1252 (the HTML standard says so too).
_LATIN_1 = {"iso8859-1", "ascii"}
_GUESS_FROM = 200_000
_AS_UTF8 = "If words look garbled, save it as UTF-8"


def check_text(head: bytes) -> None:
    """Raises `IntakeError` where the first bytes of a file show that it holds no text."""
    for binary in binaries():
        if head.startswith(binary.magic):
            raise IntakeError(f"this is {binary.name}, not text", binary.mend)
    if marked(head) is None and b"\0" in head and _unmarked_utf16(head) is None:
        raise IntakeError(
            "this is a binary file, not text",
            "Give a report as text, HTML, JSON, JSON Lines or CSV",
        )


def marked(head: bytes) -> str | None:
    """The encoding that a byte order mark tells, or null."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: Latin letters leave a zero in every second byte, and none in the others."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > 0.7 * half and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and not odd else None


def declared(head: bytes) -> str | None:
    """The encoding that a page declares of itself, as a codec's name, or null."""
    found = _DECLARED.search(head[:4096])
    if found is None:
        return None
    return known(found[1].decode("ascii"))


def known(label: str) -> str | None:
    """The codec behind an encoding's label as pages and sites give it, or null."""
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return str(settings()["encodings"]["usual"]) if name in _LATIN_1 else name


def decode(data: bytes, declaration: str | None = None) -> tuple[str, list[Remark]]:
    """All of a document's bytes as text, with remarks on what was guessed or lost.

    Tried in this order: byte order mark, `declaration`, UTF-8, a guess. Raises `IntakeError` on binary files.
    """
    check_text(data[:CHUNK])
    mark = marked(data) or _unmarked_utf16(data[:CHUNK])
    if mark is not None:
        return _forced(data, mark)
    remarks: list[Remark] = []
    if declaration is not None:
        try:
            return data.decode(declaration), remarks
        except (LookupError, ValueError):
            # Nothing is said where UTF-8 fits: pages that declare wrongly are common and lose nothing by it.
            pass
    try:
        return data.decode("utf-8"), remarks
    except UnicodeDecodeError:
        name = guess(data)
        text, lost = _forced(data, name)
        return text, [guessed(name), *lost]


def _forced(data: bytes, name: str) -> tuple[str, list[Remark]]:
    try:
        return data.decode(name), []
    except UnicodeDecodeError:
        text = data.decode(name, errors="replace")
        reason = f"some bytes are no {name.upper().removesuffix('-SIG')}, and stand as \N{REPLACEMENT CHARACTER} now"
        return text, [Remark(reason, "If words are missing, save it as UTF-8")]


def guessed(name: str) -> Remark:
    """The remark that an encoding was guessed."""
    label = name.replace("cp125", "windows-125")
    return Remark(f"it is not UTF-8 and doesn't say what it is, so it was read as {label}", _AS_UTF8)


def guess(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8: the usual one, or charset-normalizer's choice."""
    rules = settings()["encodings"]
    usual = str(rules["usual"])
    sample = data[:_GUESS_FROM]
    foreign = [c for c in sample.decode(usual, errors="replace") if not c.isascii()]
    # English has a sign outside ASCII here and there; a text full of them is in another script.
    sparse = len(foreign) <= max(0.25 * len(sample), 10)
    if sparse and sum(c in rules["usual_signs"] for c in foreign) >= 0.8 * len(foreign):
        return usual
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(rules["others"]), enable_fallback=False).best()
    return usual if best is None else best.encoding


class LineDecoder:
    """Decodes a file line by line: UTF-8, and from the first line that isn't, what that line is guessed to be."""

    def __init__(self) -> None:
        self.guess: str | None = None

    def decode(self, line: bytes) -> tuple[str, list[Remark]]:
        """One line's text; remarks only where the guess is made or bytes are lost."""
        try:
            return line.decode("utf-8"), []
        except UnicodeDecodeError:
            said = []
            if self.guess is None:
                self.guess = guess(line)
                said = [guessed(self.guess)]
            text, lost = _forced(line, self.guess)
            return text, said + lost


def utf8_chunks(head: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    """A stream's bytes as UTF-8 where a mark (or its zeros) tells UTF-16 or UTF-32; else as they are, less the mark."""
    name = marked(head) or _unmarked_utf16(head)
    if name in (None, "utf-8-sig"):
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from rest
        return
    decoder = codecs.getincrementaldecoder(str(name))(errors="replace")
    yield decoder.decode(head).encode("utf-8")
    for chunk in rest:
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def lines(chunks: Iterable[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """`(number, line)` with the line's ending; null for a line of more than `limit` bytes, which is passed over."""
    number, size = 1, 0
    pieces: list[bytes] = []
    for chunk in chunks:
        for piece in _by_newline(chunk):
            size += len(piece)
            if size <= limit:
                pieces.append(piece)
            else:
                pieces.clear()
            if piece.endswith(b"\n"):
                yield number, b"".join(pieces) if size <= limit else None
                number, size = number + 1, 0
                pieces.clear()
    if size:
        yield number, b"".join(pieces) if size <= limit else None


def _by_newline(chunk: bytes) -> list[bytes]:
    """Split at newlines only: a carriage return alone ends no line."""
    *whole, last = chunk.split(b"\n")
    return [piece + b"\n" for piece in whole] + ([last] if last else [])


def whole(chunks: Iterable[bytes], limit: int) -> bytes:
    """All bytes of a stream. Raises `IntakeError` as soon as there are more than `limit`."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        if len(kept) > limit:
            raise IntakeError(
                f"it holds more than {megabytes(limit)}, too much for one document",
                "If it holds many reports, give them as JSON Lines or CSV, one report to a line",
            )
    return bytes(kept)
