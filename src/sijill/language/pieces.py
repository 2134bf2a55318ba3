"""Words as the encoder sees them: word pieces and shape ids. Shared by run time and training."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_PIECES_PER_WORD = 8
# A word's later characters can't change its first eight pieces by much, and garbage may be long.
_MAX_CHARACTERS = 64
_CACHE_LIMIT = 100_000

_SHAPES = (
    "special", "lower", "title", "upper", "initial", "mixed", "digits", "digits_mixed", "punctuation", "other",
)  # fmt: skip
_FLAG_SPACE, _FLAG_PARAGRAPH = 1, 2
SHAPE_COUNT = len(_SHAPES) * 4

_SINGLE_QUOTES = str.maketrans({"‘": "'", "’": "'", "‛": "'", "`": "'", "´": "'", "\xad": None})
_WORDLESS = re.compile(r"^[\W_]+$")
_DIGITS = re.compile(r"^[.,:/]*\d[\d.,:/]*$")


def normalise(word: str) -> str:
    """Return `word` as it is cut into pieces: single quotes straight, at most 64 characters."""
    return word[:_MAX_CHARACTERS].translate(_SINGLE_QUOTES)


def _base_shape(word: str) -> str:
    if _WORDLESS.match(word):
        return "punctuation"
    if _DIGITS.match(word):
        return "digits"
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return "digits_mixed"
    if any(c.isdigit() for c in word):
        return "digits_mixed"
    if all(c.islower() for c in letters):
        return "lower"
    if all(c.isupper() for c in letters):
        return "upper" if len(letters) > 1 else "initial"
    if letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return "title"
    if any(c.isupper() for c in letters):
        return "mixed"
    return "other"


def shape_id(word: str, *, space_before: bool, paragraph_start: bool) -> int:
    """Return the id of the word's casing joined with the two flags, 0 < id < SHAPE_COUNT."""
    flags = _FLAG_SPACE * space_before + _FLAG_PARAGRAPH * paragraph_start
    return _SHAPES.index(_base_shape(word[:_MAX_CHARACTERS])) * 4 + flags


class Pieces:
    """Cuts single words into word-piece ids, with a cache; every word has 1 to 8 pieces."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._cache: dict[str, tuple[int, ...]] = {}
        self._shapes: dict[str, int] = {}
        self.cls = self._id("[CLS]")
        self.sep = self._id("[SEP]")
        self.unknown = self._id("[UNK]")
        self.mask = self._id("[MASK]")

    def _id(self, piece: str) -> int:
        found = self._tokenizer.token_to_id(piece)
        if found is None:
            raise ValueError(f"The tokenizer has no piece {piece}: use a BERT vocabulary.")
        return int(found)

    def of(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """Return the piece ids of each word."""
        found = {w: self._cache.get(w, ()) for w in words}
        missing = [w for w, ids in found.items() if not ids]
        if missing:
            encoded = self._tokenizer.encode_batch([normalise(w) for w in missing], add_special_tokens=False)
            new = {
                word: tuple(encoding.ids[:MAX_PIECES_PER_WORD]) or (self.unknown,)
                for word, encoding in zip(missing, encoded, strict=True)
            }
            if len(self._cache) > _CACHE_LIMIT:
                self._cache.clear()
            self._cache.update({w: ids for w, ids in new.items() if len(w) <= _MAX_CHARACTERS})
            found |= new
        return [found[w] for w in words]

    def shapes(self, words: Sequence[str], space_before: Iterable[bool], paragraph_start: Iterable[bool]) -> list[int]:
        """Return the shape id of each word."""
        ids = []
        for word, space, paragraph in zip(words, space_before, paragraph_start, strict=True):
            base = self._shapes.get(word)
            if base is None:
                if len(self._shapes) > _CACHE_LIMIT:
                    self._shapes.clear()
                base = self._shapes[word] = shape_id(word, space_before=False, paragraph_start=False)
            ids.append(base + _FLAG_SPACE * space + _FLAG_PARAGRAPH * paragraph)
        return ids


def flatten(
    pieces: Sequence[tuple[int, ...]], shapes: Sequence[int], cls: int, sep: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Join the pieces of a window between [CLS] and [SEP].

    Returns piece ids `[pieces]`, shape ids `[pieces]` (0 for the two special pieces) and the index of
    each word's first piece `[words]`.
    """
    lengths = np.fromiter((len(p) for p in pieces), dtype=np.int64, count=len(pieces))
    ids = np.fromiter((i for p in pieces for i in p), dtype=np.int64, count=int(lengths.sum()))
    starts = np.cumsum(lengths) - lengths + 1
    piece_shapes = np.repeat(np.asarray(shapes, dtype=np.int64), lengths)
    return (
        np.concatenate(([cls], ids, [sep])),
        np.concatenate(([0], piece_shapes, [0])),
        starts,
    )
