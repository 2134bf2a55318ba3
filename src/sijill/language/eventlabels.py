"""What the event heads predict, in the order of their outputs. Shared by training and run time."""

from __future__ import annotations

from bisect import bisect_right
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
