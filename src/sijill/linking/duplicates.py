"""Near-duplicate reports: reprints and rewrites of one story, found by MinHash over the words of the body.

A fingerprint is 126 hash values of four bytes each; likeness estimates the share of common word shingles (Jaccard).
Numbers: `data/duplicates.toml`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from sijill.model import Report

if TYPE_CHECKING:
    from datasketch import MinHash  # type: ignore[import-untyped]

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BYTES: Final = 4


@cache
def _numbers() -> dict[str, Any]:
    return tomllib.loads((files("sijill.linking") / "data" / "duplicates.toml").read_text("utf-8"))


SAME_STORY: Final[float] = _numbers()["same_story"]
"""From this likeness on two reports are one story, told by one voice."""


def fingerprint(report: Report) -> bytes:
    """The fingerprint of a report's body without its clutter; empty for a body of no words.

    The same words give the same fingerprint, whatever their case, spacing and quotation marks.
    """
    words = _words(_body(report))
    if not words:
        return b""
    size = _numbers()["shingle"]
    shingles = {" ".join(words[at : at + size]).encode() for at in range(max(1, len(words) - size + 1))}
    empty = _empty()
    sketch = empty.copy()
    sketch.update_batch(sorted(shingles))
    return bytes(sketch.hashvalues.astype("<u4").tobytes())


def bands(fingerprint: bytes) -> tuple[str, ...]:
    """Keys of a fingerprint: two that are alike have one in common. None for an empty fingerprint."""
    width = _numbers()["rows"] * _BYTES
    return tuple(
        hashlib.blake2b(fingerprint[at : at + width], digest_size=7, salt=at.to_bytes(4, "big")).hexdigest()
        for at in range(0, len(fingerprint), width)
    )


def likeness(left: bytes, right: bytes) -> float:
    """How much of two bodies is the same, 0 to 1. 0 where one has no words.

    Raises ValueError for fingerprints of different lengths, which come from different versions of Sijill.
    """
    if not left or not right:
        return 0.0
    if len(left) != len(right):
        raise ValueError(
            f"fingerprints of {len(left)} and {len(right)} bytes can't be compared: make both anew with fingerprint()"
        )
    pairs = range(0, len(left), _BYTES)
    same = sum(left[at : at + _BYTES] == right[at : at + _BYTES] for at in pairs)
    return same / len(pairs)


@cache
def _empty() -> MinHash:
    from datasketch import MinHash

    # The scheme is named because fingerprints are kept: another release's default would make them incomparable.
    return MinHash(num_perm=_numbers()["permutations"], seed=1, scheme="affine32")


def _body(report: Report) -> str:
    parts, at = [], 0
    for span in report.clutter:
        parts.append(report.text[at : span.start])
        at = span.end
    return " ".join([*parts, report.text[at:]])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return _WORD.findall(plain)
