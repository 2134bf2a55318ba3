"""Trees, sentences and names out of scores."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from sijill.language import decode

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


def _is_tree(heads: list[int]) -> bool:
    roots = [i for i, head in enumerate(heads) if head == i]
    if len(roots) != 1:
        return False
    for i in range(len(heads)):
        node = i
        for _ in heads:
            node = heads[node]
        if node != roots[0]:
            return False
    return True


def _best_by_trying(arcs: np.ndarray, root: int) -> float:
    n = len(arcs)
    candidates = (h for h in product(range(n), repeat=n) if h[root] == root and _is_tree(list(h)))
    return max(float(arcs[np.arange(n), list(h)].sum()) for h in candidates)


@pytest.mark.parametrize("seed", range(25))
def test_best_tree_is_the_best_for_its_root(seed: int) -> None:
    arcs = np.random.default_rng(seed).normal(size=(5, 5)).astype(np.float32)
    heads = decode.best_tree(arcs)
    assert _is_tree(heads.tolist())
    root = int(np.flatnonzero(heads == np.arange(5))[0])
    assert arcs[np.arange(5), heads].sum() == pytest.approx(_best_by_trying(arcs, root), abs=1e-4)


@pytest.mark.parametrize("seed", range(10))
def test_trees_stay_within_sentences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts = rng.random(60) < 0.15
    starts[0] = True
    heads = decode.trees(rng.normal(size=(60, 60)).astype(np.float32), starts)
    bounds = [*np.flatnonzero(starts).tolist(), 60]
    for begin, end in pairwise(bounds):
        assert _is_tree([int(h) - begin for h in heads[begin:end]])


def test_two_roots_are_mended() -> None:
    arcs = np.array([[5, 1, 0], [4, 6, 0], [0, 3, 1]], dtype=np.float32)
    assert decode.trees(arcs, np.array([True, False, False])).tolist() in ([0, 0, 1], [1, 1, 1])


def test_sentence_starts_follow_scores_and_paragraphs() -> None:
    scores = np.array([[0, -1], [2, 0], [0, 2], [3, 0], [3, 0]], dtype=np.float32)
    starts = decode.sentence_starts(scores, [True, False, False, True, False])
    assert starts.tolist() == [True, False, True, True, False]


@pytest.mark.parametrize(
    ("text", "likely", "unlikely"),
    [
        ("It BURNED . ” They FLED", [4], []),
        ('" It BURNED . " They FLED', [5], []),
        ('It BURNED . " They FLED', [], []),
        ("It BURNED . ” they SAID", [], []),
        ("It BURNED , ” Ali SAID", [], [3, 4]),
        ("Go ! ” Ali SAID", [], []),
        ("Two bombers struck a market . they fled", [], [1, 2, 3, 4, 7]),
        ("In 2014 rebels took Mosul ( again )", [], [2, 3]),
    ],
)
def test_what_precedes_a_word_hints_at_starts(text: str, likely: list[int], unlikely: list[int]) -> None:
    words = text.split()
    bias = decode.start_bias(words, [i == 0 for i in range(len(words))])
    assert np.flatnonzero(bias > 0).tolist() == likely
    assert np.flatnonzero(bias < 0).tolist() == unlikely


@pytest.mark.parametrize("length", [121, 240, 241, 1000])
def test_no_sentence_is_too_long(length: int) -> None:
    scores = np.random.default_rng(0).normal(size=(length, 2)).astype(np.float32)
    scores[:, 0] += 100
    starts = decode.sentence_starts(scores, [i == 0 for i in range(length)])
    bounds = [*np.flatnonzero(starts).tolist(), length]
    sizes = np.diff(bounds)
    assert sizes.max() <= decode.MAX_SENTENCE_WORDS
    assert sizes.sum() == length


@pytest.mark.parametrize(
    ("path", "starts", "expected"),
    [
        (["B-PER", "I-PER", "O", "B-LOC"], [1, 0, 0, 0], [(0, 2, "PER"), (3, 4, "LOC")]),
        (["O", "B-LOC", "B-LOC", "I-LOC"], [1, 0, 0, 0], [(1, 2, "LOC"), (2, 4, "LOC")]),
        (["O", "O", "O"], [1, 0, 1], []),
    ],
)
def test_names_follow_clear_labels(path: list[str], starts: list[int], expected: list[tuple[int, int, str]]) -> None:
    scores = np.array([[9.0 if label == p else 0.0 for label in LABELS] for p in path], dtype=np.float32)
    assert decode.names(scores, LABELS, np.array(starts, dtype=np.bool_)) == expected


@pytest.mark.parametrize("seed", range(10))
def test_names_are_well_formed_whatever_the_scores(seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts = rng.random(40) < 0.2
    starts[0] = True
    end_before = 0
    for first, end, label in decode.names(rng.normal(size=(40, 5)).astype(np.float32), LABELS, starts):
        assert end_before <= first < end
        assert label in ("PER", "LOC")
        assert not starts[first + 1 : end].any()
        end_before = end


def test_root_label_belongs_to_roots_alone() -> None:
    rng = np.random.default_rng(3)
    dependent, head = rng.normal(size=(4, 3, 6)), rng.normal(size=(4, 5))
    found = decode.relations(
        dependent.astype(np.float32), head.astype(np.float32), np.array([1, 1, 1, 2]), root_label=2
    )
    assert (found == 2).tolist() == [False, True, False, False]
