"""Networks that weigh features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sijill.coding.links import FEATURES
from sijill.coding.networks import WIDEST, Networks, odds, read_networks

NAMES = ("a", "b")


def networks(*scales: float) -> Networks:
    """Networks of one hidden unit that give the chance of `scale` times the first feature, where that is above 0."""
    count = len(scales)
    ones = np.ones((count, 1, 1), np.float32)
    first = np.zeros((count, 2, 1), np.float32)
    first[:, 0, 0] = 1
    none = np.zeros((count, 1), np.float32)
    last = np.array(scales, np.float32).reshape(count, 1, 1)
    return Networks(NAMES, np.zeros(2, np.float32), np.ones(2, np.float32), first, none, ones, none, last, none)


def test_chances_are_those_of_the_mean() -> None:
    rows = np.array([[2, 9], [-3, 0], [100, 0]], np.float32)
    one, other = networks(1).chances(rows), networks(-1).chances(rows)
    assert one == pytest.approx([1 / (1 + np.exp(-2)), 0.5, 1 / (1 + np.exp(-WIDEST))])
    assert networks(1, -1).chances(rows) == pytest.approx((one + other) / 2)


def test_odds_are_kept_within_bounds() -> None:
    found = odds(np.array([0, 0.5, 1], np.float32))
    assert found[1] == 0
    assert found[2] == pytest.approx(-found[0], rel=1e-4)
    assert np.isfinite(found).all()


def test_the_shipped_ones_take_the_features_of_now() -> None:
    assert read_networks("links", FEATURES, None).first.shape[1] == len(FEATURES)


def test_networks_of_other_features_are_told_with_the_mend(tmp_path: Path) -> None:
    arrays = {name: getattr(networks(1), name) for name in Networks.__dataclass_fields__}
    np.savez(tmp_path / "links.npz", **arrays)
    with pytest.raises(ValueError, match=r"links\.npz was fitted on other features; run python -m training\.fit_links"):
        read_networks("links", FEATURES, tmp_path)
    assert read_networks("links", NAMES, tmp_path).features == NAMES
