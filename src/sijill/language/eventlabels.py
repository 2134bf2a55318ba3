"""What the event heads predict, in the order of their outputs. Shared by training and run time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, get_args

from sijill.model import Context, Fate, Group, Status, SubEventType

TYPES: Final[tuple[SubEventType, ...]] = get_args(SubEventType)
CONTEXTS: Final[tuple[Context, ...]] = get_args(Context)
STATUSES: Final[tuple[Status, ...]] = get_args(Status)
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
FATES: Final[tuple[str, ...]] = ("none", *get_args(Fate))

# Layers of mentions, each tagged outside / begin / inside; a word can stand in several layers.
LAYERS: Final = ("trigger", "actor", "count", "place", "date", "weapon", "source", "person")
TAGS_A_LAYER: Final = 3

# The roles that a mention of a layer can fill in an event.
ROLES: Final = (
    "initiator", "target", "claimant", "killed", "wounded", "abducted", "arrested", "killed_or_wounded",
    "place", "date", "weapon", "source", "person",
)  # fmt: skip
ROLES_OF: Final[dict[str, tuple[str, ...]]] = {
    "actor": ("initiator", "target", "claimant"),
    "count": ("killed", "wounded", "abducted", "arrested", "killed_or_wounded"),
    "place": ("place",),
    "date": ("date",),
    "weapon": ("weapon",),
    "source": ("source",),
    "person": ("person",),
}

PAIR_WIDTH: Final = 128
SAME_WIDTH: Final = 64
_WORD_BOUNDS: Final = (-120, -60, -30, -15, -8, -4, -1, 0, 1, 2, 5, 9, 16, 31, 61, 121)
_SENTENCE_BOUNDS: Final = (-6, -3, -2, -1, 0, 1, 2, 3, 4, 7)
WORD_BUCKETS: Final = len(_WORD_BOUNDS) + 1
SENTENCE_BUCKETS: Final = len(_SENTENCE_BOUNDS) + 1
# How near a trigger is to a mention among all triggers: the nearest, the second, another.
RANK_BUCKETS: Final = 3
# Steps of the dependency path between trigger and mention: 0 to 4, 5 or 6, more; the last is for other sentences.
PATH_BUCKETS: Final = 8
_ENDS: Final = frozenset(".!?")


def word_bucket(distance: int) -> int:
    """Bucket of a signed distance in words, 0 to WORD_BUCKETS - 1."""
    return bisect_right(_WORD_BOUNDS, distance)


def sentence_bucket(distance: int) -> int:
    """Bucket of a signed distance in sentences, 0 to SENTENCE_BUCKETS - 1."""
    return bisect_right(_SENTENCE_BOUNDS, distance)


def rough_sentences(words: list[str], paragraph_starts: list[bool]) -> list[int]:
    """Number of the sentence of each word, by full stops and paragraphs alone (as training and run time share)."""
    numbers, number = [], 0
    for i in range(len(words)):
        if i and (paragraph_starts[i] or (words[i - 1] and words[i - 1][-1] in _ENDS and len(words[i - 1]) < 3)):
            number += 1
        numbers.append(number)
    return numbers


def rank_buckets(triggers: Sequence[tuple[int, int]], mention: tuple[int, int]) -> list[int]:
    """For each trigger (words `[start, end)`) its RANK_BUCKETS bucket, by the words between it and the mention."""
    gaps = [max(start - mention[1], mention[0] - end, -1) for start, end in triggers]
    order = sorted(range(len(gaps)), key=lambda n: (gaps[n], n))
    ranks = [RANK_BUCKETS - 1] * len(gaps)
    for rank, n in enumerate(order[: RANK_BUCKETS - 1]):
        ranks[n] = rank
    return ranks


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

    def bucket(self, left: int, right: int) -> int:
        """The PATH_BUCKETS bucket of two words."""
        a, b = self._chain(left), self._chain(right)
        if a[-1] != b[-1]:
            return PATH_BUCKETS - 1
        place = {word: n for n, word in enumerate(b)}
        steps = next(n + place[word] for n, word in enumerate(a) if word in place)
        return steps if steps < 5 else 5 if steps < 7 else 6
