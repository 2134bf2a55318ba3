"""How far mentions stand from each other: in words, in sentences, in the syntax. Shared by training and run time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Buckets = NDArray[np.int64]
Span = tuple[int, int]

_WORD_BOUNDS: Final = (-120, -60, -30, -15, -8, -4, -1, 0, 1, 2, 5, 9, 16, 31, 61, 121)
_SENTENCE_BOUNDS: Final = (-6, -3, -2, -1, 0, 1, 2, 3, 4, 7)
WORD_BUCKETS: Final = len(_WORD_BOUNDS) + 1
SENTENCE_BUCKETS: Final = len(_SENTENCE_BOUNDS) + 1
# How near a trigger is to a mention among all triggers: the nearest, the second, another.
RANK_BUCKETS: Final = 3
# Steps of the dependency path between trigger and mention: 0 to 4, 5 or 6, more; the last is for other sentences.
PATH_BUCKETS: Final = 8
_ENDS: Final = frozenset(".!?")


def rough_sentences(words: list[str], paragraph_starts: list[bool]) -> list[int]:
    """Number of the sentence of each word, by full stops and paragraphs alone (as training and run time share)."""
    numbers, number = [], 0
    for i in range(len(words)):
        if i and (paragraph_starts[i] or (words[i - 1] and words[i - 1][-1] in _ENDS and len(words[i - 1]) < 3)):
            number += 1
        numbers.append(number)
    return numbers


class Paths:
    """Dependency paths of a text, from each word's head (a word that is its own head is a root)."""

    def __init__(self, heads: Sequence[int]) -> None:
        self._heads = heads
        self._chains: dict[int, list[int]] = {}

    def head_of(self, start: int, end: int) -> int:
        """The word of `[start, end)` that governs the others: the first whose own head lies outside."""
        return next((i for i in range(start, end) if not start <= self._heads[i] < end or self._heads[i] == i), start)

    def _chain(self, word: int) -> list[int]:
        if word not in self._chains:
            chain, seen = [word], {word}
            while (up := self._heads[chain[-1]]) not in seen:
                chain.append(up)
                seen.add(up)
            self._chains[word] = chain
        return self._chains[word]

    def buckets(self, left: Sequence[int], right: Sequence[int]) -> Buckets:
        """The PATH_BUCKETS buckets `[left, right]` of words."""
        roots = [np.array([self._chain(word)[-1] for word in side], np.int64) for side in (left, right)]
        out = np.full((len(left), len(right)), PATH_BUCKETS - 1, np.int64)
        for i, j in np.argwhere(roots[0][:, None] == roots[1][None, :]).tolist():
            out[i, j] = self._steps(self._chain(left[i]), self._chain(right[j]))
        return out

    @staticmethod
    def _steps(left: list[int], right: list[int]) -> int:
        place = {word: n for n, word in enumerate(right)}
        steps = next(n + place[word] for n, word in enumerate(left) if word in place)
        return steps if steps < 5 else 5 if steps < 7 else 6


@dataclass(frozen=True, slots=True)
class Distances:
    """Buckets `[left, right]`: `words` and `sentences` with their signs; `ranks`, how near each of `left` is among
    them; `paths`, the steps between the two in the syntax."""

    words: Buckets
    sentences: Buckets
    ranks: Buckets
    paths: Buckets


def distances(left: Sequence[Span], right: Sequence[Span], sentences: Sequence[int], tree: Paths) -> Distances:
    """How far spans of words `[start, end)` stand from each other; `sentences`: the number of each word's."""
    (starts, ends), (begins, closes) = (np.array(side, np.int64).reshape(-1, 2).T for side in (left, right))
    number = np.array(sentences, np.int64)
    gaps = np.maximum(np.maximum(starts[:, None] - closes[None, :], begins[None, :] - ends[:, None]), -1)
    nearest = gaps.argsort(axis=0, kind="stable")[: RANK_BUCKETS - 1]
    ranks = np.full(gaps.shape, RANK_BUCKETS - 1, np.int64)
    np.put_along_axis(ranks, nearest, np.arange(len(nearest))[:, None], axis=0)
    return Distances(
        words=np.searchsorted(_WORD_BOUNDS, begins[None, :] - starts[:, None], side="right"),
        sentences=np.searchsorted(_SENTENCE_BOUNDS, number[begins][None, :] - number[starts][:, None], side="right"),
        ranks=ranks,
        paths=tree.buckets([tree.head_of(*span) for span in left], [tree.head_of(*span) for span in right]),
    )
