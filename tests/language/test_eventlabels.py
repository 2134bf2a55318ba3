"""Distances between triggers and mentions, as training and run time share them."""

from __future__ import annotations

import pytest

from sijill.language.eventlabels import (
    PATH_BUCKETS,
    SENTENCE_BUCKETS,
    WORD_BUCKETS,
    Paths,
    rank_buckets,
    rough_sentences,
    sentence_bucket,
    word_bucket,
)


def test_buckets_grow_with_distance() -> None:
    words = [word_bucket(d) for d in range(-300, 300)]
    assert words == sorted(words)
    assert set(words) == set(range(WORD_BUCKETS))
    sentences = [sentence_bucket(d) for d in range(-20, 20)]
    assert sentences == sorted(sentences)
    assert set(sentences) == set(range(SENTENCE_BUCKETS))


def test_rank_tells_the_nearest_trigger() -> None:
    assert rank_buckets([(0, 1), (10, 12), (30, 31)], (13, 15)) == [1, 0, 2]
    assert rank_buckets([(5, 6)], (0, 1)) == [0]


@pytest.mark.parametrize(
    ("left", "right", "steps"), [(0, 0, 0), (0, 1, 1), (0, 2, 2), (2, 0, 2), (0, 4, PATH_BUCKETS - 1)]
)
def test_paths(left: int, right: int, steps: int) -> None:
    # 0 and 2 hang on 1, a root; 3 is the root of another sentence, over 4.
    assert Paths([1, 1, 1, 3, 3]).bucket(left, right) == steps


def test_the_head_of_a_span_governs_it() -> None:
    assert Paths([2, 2, 3, 3]).head_of(0, 3) == 2


def test_paths_survive_a_cycle() -> None:
    assert Paths([1, 0]).bucket(0, 1) == PATH_BUCKETS - 1


def test_rough_sentences() -> None:
    words = ["One", "two", ".", "Three", "!", "Four"]
    assert rough_sentences(words, [True, False, False, False, False, False]) == [0, 0, 0, 1, 1, 2]
    assert rough_sentences(["A", "B"], [True, True]) == [0, 1]
