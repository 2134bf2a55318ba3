"""The fit of the standing weights."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from training.fit_standing import fit


def test_what_speaks_for_an_event_gets_weight() -> None:
    found = [({"counts": float(n % 3), "noise": float(n % 2)}, n % 3 > 0) for n in range(60)]
    weights = fit(found)
    assert list(weights) == ["bias", "counts", "noise"]
    assert weights["counts"] > 1
    assert abs(weights["noise"]) < 0.2
