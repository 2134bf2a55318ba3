"""Which mention fills which role of which event."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from sijill.coding.links import FEATURES, _best_other, _best_twin, chances, features
from sijill.coding.mentions import clusters_of
from sijill.coding.networks import LEAST_ODDS
from sijill.language.eventlabels import ROLES, ROLES_OF
from tests.coding.test_tellings import ONE, TWO, scene_of

SCORES = arrays(np.float32, array_shapes(min_dims=3, max_dims=3, max_side=4), elements=st.integers(-5, 5))


@given(SCORES, st.integers(0, 2))
def test_the_best_of_the_others(scores: np.ndarray[tuple[int, ...], np.dtype[np.float32]], axis: int) -> None:
    found = _best_other(scores, axis)
    for at in np.ndindex(*scores.shape):
        others = np.delete(np.moveaxis(scores, axis, 0)[(slice(None), *at[:axis], *at[axis + 1 :])], at[axis])
        assert found[at] == (others.max() if len(others) else np.float32(LEAST_ODDS))


def test_the_same_words_elsewhere() -> None:
    scores = np.array([[[1, 2, 3, 4]]], np.float32)
    found = _best_twin(scores, ["mosul", "tikrit", "mosul", "hatra"])
    assert found[0, 0].tolist() == [3, np.float32(LEAST_ODDS), 1, np.float32(LEAST_ODDS)]


@pytest.mark.parametrize("text", [ONE, TWO])
def test_only_roles_of_its_layer_are_open_to_a_mention(text: str) -> None:
    found = scene_of(text)
    table = chances(found, clusters_of(found))
    assert ((table >= 0) & (table <= 1)).all()
    for n, mention in enumerate(found.mentions):
        closed = [ROLES.index(role) for role in ROLES if role not in ROLES_OF[mention.layer]]
        assert not table[closed, :, n].any()


def test_features_are_named_and_finite() -> None:
    found = scene_of(TWO)
    links, rows = features(found, clusters_of(found))
    assert rows.shape == (len(links), len(FEATURES))
    assert len(set(FEATURES)) == len(FEATURES)
    assert np.isfinite(rows).all()
    assert (rows[:, -len(ROLES) :].argmax(axis=1) == links[:, 0]).all()


def test_an_event_without_mentions_has_no_links() -> None:
    full = scene_of(ONE)
    none = np.zeros((len(full.triggers), 0), np.int64)
    found = replace(
        full,
        mentions=[],
        heads=(full.heads[0], []),
        timed=(full.timed[0], []),
        roles=full.roles[:, :, :0],
        people=full.people[:0],
        ranks=none,
        paths=none,
    )
    clusters = clusters_of(found)
    assert chances(found, clusters).shape == (len(ROLES), len(clusters), 0)


@pytest.mark.parametrize(
    ("role", "words", "trigger"),
    [
        ("killed", "three policemen", "bomb"),
        ("place", "tikrit", "bomb"),
        ("date", "monday", "bomb"),
        ("initiator", "gunmen", "shot"),
        ("place", "baquba", "shot"),
        ("date", "sunday", "shot"),
    ],
)
def test_a_mention_goes_to_its_own_event(role: str, words: str, trigger: str) -> None:
    found = scene_of(TWO)
    clusters = clusters_of(found)
    told = [" ".join(found.said(found.triggers[i]) for i in cluster) for cluster in clusters]
    (mention,) = (n for n, m in enumerate(found.mentions) if words in found.said(m) and role in ROLES_OF[m.layer])
    row = chances(found, clusters)[ROLES.index(role), :, mention]
    assert trigger in told[int(row.argmax())]
    assert row.max() > 0.5
