"""Which triggers tell one happening."""

from __future__ import annotations

import numpy as np
import pytest

from sijill.coding.mentions import clusters_of, scene
from sijill.coding.scene import Scene
from sijill.coding.tellings import FEATURES, chances, features, pairs_of
from sijill.language import parse

ONE = (
    "A car bomb exploded at a market in Tikrit on Monday and killed three policemen. "
    "The blast also wounded nine shoppers."
)
TWO = (
    "A roadside bomb killed three policemen in Tikrit on Monday. "
    "In a separate incident in Baquba on Sunday, gunmen shot dead a farmer."
)


def scene_of(text: str) -> Scene:
    found = scene(parse(text))
    assert found is not None
    return found


def told(found: Scene) -> list[set[str]]:
    return [{found.said(found.triggers[i]) for i in cluster} for cluster in clusters_of(found)]


def test_pairs_are_all_of_a_block_the_earlier_first() -> None:
    assert pairs_of(range(3, 6)).tolist() == [[3, 4], [3, 5], [4, 5]]
    assert len(pairs_of(range(4, 5))) == 0


@pytest.mark.parametrize("text", [ONE, TWO])
def test_chances_are_the_same_both_ways(text: str) -> None:
    found = scene_of(text)
    same = chances(found, range(len(found.triggers)))
    assert (same == same.T).all()
    assert ((same >= 0) & (same <= 1)).all()
    assert (same.diagonal() == 1).all()


def test_a_block_of_triggers_is_weighed_as_among_all() -> None:
    found = scene_of(TWO)
    whole = chances(found, range(len(found.triggers)))
    part = range(1, len(found.triggers))
    assert chances(found, part) == pytest.approx(whole[1:, 1:])


def test_the_blast_is_the_bomb() -> None:
    (one,) = told(scene_of(ONE))
    assert len(one) > 1


def test_two_happenings_stay_two() -> None:
    found = told(scene_of(TWO))
    assert not [words for words in found if any("bomb" in w for w in words) and any("shot" in w for w in words)]


def test_features_are_named_and_finite() -> None:
    found = scene_of(TWO)
    rows = features(found, pairs_of(range(len(found.triggers))))
    assert rows.shape[1] == len(FEATURES) == len(set(FEATURES))
    assert np.isfinite(rows).all()
    apart = rows[:, FEATURES.index("places apart")]
    far = rows[:, FEATURES.index("sentences far")]
    assert (apart == (far > 0)).all()
