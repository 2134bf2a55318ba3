"""All that the heads and the text say of a report's mentions, from which what belongs together is weighed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from sijill.coding.frames import Chars

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `[start, end)` (word numbers, white space left out) of one layer, and where they stand in the text."""

    layer: str
    start: int
    end: int
    chars: Chars
    score: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of T triggers and M other mentions; R roles.

    `words`: the text's words; `sentences`: the number of the sentence of each; `heads`: the governing word of each
    trigger, and of each mention. The heads' chances: `roles` `[R, T, M]`, `same` `[T, T]` (two triggers tell one
    happening), `types` `[T, types]`, `contexts` `[T, 2]`, `statuses` `[T, 3]`, `people` `[M, groups + fates]` (zero
    where it is no count or person). `ranks` `[T, M]`, `paths` `[T, M]`, `trigger_paths` `[T, T]`: buckets of
    `distances`. `timed`: of triggers, and of mentions, those that the time of something else is counted from.
    `places`, `days`, `counts`: what a sentence names of each, by its number; `fresh`: the sentences that start
    afresh, in their order.
    """

    words: Sequence[Token]
    sentences: Sequence[int]
    triggers: Sequence[Mention]
    mentions: Sequence[Mention]
    heads: tuple[Sequence[Token], Sequence[Token]]
    roles: Floats
    same: Floats
    types: Floats
    contexts: Floats
    statuses: Floats
    people: Floats
    ranks: NDArray[np.int64]
    paths: NDArray[np.int64]
    trigger_paths: NDArray[np.int64]
    timed: tuple[Sequence[bool], Sequence[bool]]
    places: Mapping[int, frozenset[str]]
    days: Mapping[int, frozenset[str]]
    counts: Mapping[int, frozenset[int]]
    fresh: Sequence[int]

    def sentence(self, mention: Mention) -> int:
        """The number of the sentence in which a mention begins."""
        return self.sentences[mention.start]

    def said(self, mention: Mention) -> str:
        """The words of a mention, in small letters."""
        return " ".join(t.lower_ for t in self.words[mention.start : mention.end])

    def fresh_between(self, a: int, b: int) -> bool:
        """True where a sentence between the two numbers, the later one included, starts afresh."""
        return bisect_right(self.fresh, max(a, b)) > bisect_right(self.fresh, min(a, b))


def by_layer(mentions: Sequence[Mention]) -> Mapping[str, list[int]]:
    """The numbers of the mentions of each layer."""
    found: dict[str, list[int]] = defaultdict(list)
    for n, mention in enumerate(mentions):
        found[mention.layer].append(n)
    return found
