"""Frames that tell one happening become one; frames too doubtful to stand are left out."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from sijill.coding.frames import Frame
from sijill.coding.setting import Setting


@cache
def _limits() -> dict[str, float]:
    raw = files("sijill.coding").joinpath("data/merge.toml").read_text(encoding="utf-8")
    return {k: float(v) for k, v in tomllib.loads(raw).items()}


def settled_frames(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames that stand as events, in the order of the text."""
    kept = [f for f in frames if f.score >= _limits()["least_score"] and not setting.in_clutter(f.trigger)]
    return sorted(kept, key=lambda f: f.trigger)
