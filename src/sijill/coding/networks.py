"""Small networks that weigh features together: their form, and how they are read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDEST: Final = 6.0
"""Features are cut off so many spreads from their mean."""

_SURE: Final = 0.002
LEAST_ODDS: Final = float(np.log(_SURE / (1 - _SURE)))
"""What `odds` gives at least."""


@dataclass(frozen=True)
class Networks:
    """Networks of two hidden layers that are averaged: `[networks, in, out]` and `[networks, out]` for each layer.

    `features` names what goes in, in its order; `mean` and `spread` are those of each.
    """

    features: tuple[str, ...]
    mean: Floats
    spread: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats
    last_bias: Floats

    def chances(self, rows: Floats) -> Floats:
        """The chance of each row of features, 0 to 1."""
        inputs = np.clip((rows - self.mean) / self.spread, -WIDEST, WIDEST)
        found = np.zeros(len(rows), np.float32)
        for n in range(len(self.first)):
            hidden = np.maximum(inputs @ self.first[n] + self.first_bias[n], 0)
            hidden = np.maximum(hidden @ self.second[n] + self.second_bias[n], 0)
            found += 1 / (1 + np.exp(-(hidden @ self.last[n] + self.last_bias[n])[:, 0]))
        return np.asarray(found / len(self.first), dtype=np.float32)


def read_networks(name: str, features: tuple[str, ...], folder: Path | None) -> Networks:
    """The networks `name` in `folder`, or the shipped ones. Raises ValueError where they take other features."""
    file = (folder or files("sijill.coding").joinpath("data")) / f"{name}.npz"
    with np.load(BytesIO(file.read_bytes())) as arrays:
        if tuple(arrays["features"]) != features:
            raise ValueError(f"{file} was fitted on other features; run python -m training.fit_{name}")
        layers = [field for field in Networks.__dataclass_fields__ if field != "features"]
        return Networks(features, **{field: arrays[field].astype(np.float32) for field in layers})


def odds(chances: Floats) -> Floats:
    """Log odds, kept within bounds."""
    kept = np.clip(chances, _SURE, 1 - _SURE)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float32)
