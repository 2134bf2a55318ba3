"""Distances between triggers and mentions, as training and run time share them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.language.distances import (
    PATH_BUCKETS,
    RANK_BUCKETS,
    SENTENCE_BUCKETS,
    WORD_BUCKETS,
    Paths,
    Span,
    distances,
    rough_sentences,
)

FLAT = 601


def test_buckets_grow_with_distance() -> None:
    # Words that are sentences, all of one root.
    found = distances([(300, 301)], [(n, n + 1) for n in range(FLAT)], range(FLAT), Paths([0] * FLAT))
    words, sentences = found.words[0].tolist(), found.sentences[0].tolist()
    assert words == sorted(words)
    assert set(words) == set(range(WORD_BUCKETS))
    assert sentences == sorted(sentences)
    assert set(sentences) == set(range(SENTENCE_BUCKETS))


@pytest.mark.parametrize(
    ("triggers", "mention", "ranks"),
    [([(0, 1), (10, 12), (30, 31)], (13, 15), [1, 0, 2]), ([(5, 6)], (0, 1), [0]), ([(0, 1), (4, 5)], (2, 3), [0, 1])],
)
def test_rank_tells_the_nearest_trigger(triggers: list[Span], mention: Span, ranks: list[int]) -> None:
    assert distances(triggers, [mention], [0] * 40, Paths([0] * 40)).ranks[:, 0].tolist() == ranks


def test_nothing_is_near_to_nothing() -> None:
    found = distances([(0, 1)], [], [0], Paths([0]))
    assert found.words.shape == found.ranks.shape == found.paths.shape == (1, 0)


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)).map(lambda s: (s[0], sum(s))), min_size=1, max_size=6)


@given(SPANS, SPANS)
def test_each_mention_has_one_nearest_trigger(triggers: list[Span], mentions: list[Span]) -> None:
    ranks = distances(triggers, mentions, [0] * 26, Paths([0] * 26)).ranks
    assert ((ranks == 0).sum(axis=0) == 1).all()
    assert ((ranks >= 0) & (ranks < RANK_BUCKETS)).all()


@pytest.mark.parametrize(
    ("left", "right", "steps"), [(0, 0, 0), (0, 1, 1), (0, 2, 2), (2, 0, 2), (0, 4, PATH_BUCKETS - 1)]
)
def test_paths(left: int, right: int, steps: int) -> None:
    # 0 and 2 hang on 1, a root; 3 is the root of another sentence, over 4.
    assert Paths([1, 1, 1, 3, 3]).buckets([left], [right]).tolist() == [[steps]]


def test_the_head_of_a_span_governs_it() -> None:
    assert Paths([2, 2, 3, 3]).head_of(0, 3) == 2


def test_paths_survive_a_cycle() -> None:
    assert Paths([1, 0]).buckets([0], [1]).tolist() == [[PATH_BUCKETS - 1]]


def test_rough_sentences() -> None:
    words = ["One", "two", ".", "Three", "!", "Four"]
    assert rough_sentences(words, [True, False, False, False, False, False]) == [0, 0, 0, 1, 1, 2]
    assert rough_sentences(["A", "B"], [True, True]) == [0, 1]
    # The heads learned with these: an initial's full stop ends one as well, that of "Lt." does not.
    assert rough_sentences(["Lt.", "J.", "Smith", "..", "He"], [True, False, False, False, False]) == [0, 0, 1, 1, 2]
