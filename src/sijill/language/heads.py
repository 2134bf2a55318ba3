"""The pair weights of the event heads, as the training exported them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class PairWeights:
    """Bilinear forms and distance scores over mention projections (shapes: `training/event_network.py`)."""

    role_form: Floats
    role_words: Floats
    role_sentences: Floats
    role_rank: Floats
    role_path: Floats
    same_form: Floats
    same_words: Floats
    same_sentences: Floats


@cache
def pair_weights(folder: Path | None = None) -> PairWeights | None:
    """The weights in `folder`, or the shipped ones; None where the model has no event heads."""
    file = (folder or files("sijill.language").joinpath("data")) / "pairs.npz"
    if not file.is_file():
        return None
    with np.load(BytesIO(file.read_bytes())) as arrays:
        return PairWeights(**{name: arrays[name].astype(np.float32) for name in PairWeights.__dataclass_fields__})
