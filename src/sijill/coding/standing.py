"""How surely a frame stands as an event of its own, from what it says and what the other frames of the report say.

A logistic model over a few plain features; its weights lie in `data/standing.toml`, fitted on annotated reports
that the event heads never learned from.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, get_args

from sijill.coding.frames import Frame, RoleName
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS

# What two tellings of one event often share, and two events seldom do.
_SHARED: Final[tuple[RoleName, ...]] = ("place", "date", "initiator", "target")
_MOST: Final = 0.98


def is_ruled(frame: Frame) -> bool:
    """True for a frame that the rule of harm done found, and the heads did not."""
    return any(role.by == "harm" for role in frame.roles) and not any(role.by == "heads" for role in frame.roles)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    raw = files("sijill.coding").joinpath("data/patterns.toml").read_text(encoding="utf-8")
    return re.compile(rf"\b(?:{'|'.join(tomllib.loads(raw)[name])})\b", re.IGNORECASE)


def features(frames: Sequence[Frame], setting: Setting) -> list[dict[str, float]]:
    """What each frame of a report says of itself, and beside the others, by name, each about 0 to 3 in size."""
    words = [{role: {setting.words(s).lower() for s in f.spans(role)} for role in _SHARED} for f in frames]
    out = []
    for n, frame in enumerate(frames):
        score = min(max(frame.score, 1 - _MOST), _MOST)
        sentence = setting.words(setting.sentences.at(frame.trigger.start))
        surer = [k for k, other in enumerate(frames) if other.score > frame.score]
        row = {
            "trigger": math.log(score / (1 - score)),
            "mentions": float(min(len(frame.mentions), 3)),
            "counts": float(min(len(frame.spans(*COUNT_FIELDS)), 2)),
            "background": frame.background,
            "alleged": float(frame.status == "alleged"),
            "other": float(frame.sub_event_type == "Other"),
            "ruled": float(is_ruled(frame)),
            "ruled, placed": float(is_ruled(frame) and bool(frame.spans("place"))),
            "order": math.log1p(n),
            "surer": math.log1p(len(surer)),
            "pattern": float(min(len(_pattern("words").findall(sentence)), 2)),
            "reaction": float(_pattern("reactions").search(sentence) is not None),
        }
        for role in get_args(RoleName):
            row[role] = max((r.score for r in frame.roles if r.name == role), default=0.0)
        for role in _SHARED:
            shared = [k for k in range(len(frames)) if k != n and words[k][role] & words[n][role]]
            row[f"shared {role}"] = float(bool(shared))
            row[f"{role} of a surer one"] = float(any(k in surer for k in shared))
        out.append(row)
    return out


@cache
def weights() -> dict[str, float]:
    """The fitted weights by feature, `bias` among them."""
    raw = files("sijill.coding").joinpath("data/standing.toml").read_text(encoding="utf-8")
    return {name: float(value) for name, value in tomllib.loads(raw).items()}


def standing(frames: Sequence[Frame], setting: Setting) -> list[float]:
    """The chance of each frame of a report, 0 to 1, that a careful reader would list it as an event."""
    known = weights()
    rows = features(frames, setting)
    sums = [known["bias"] + sum(known[name] * value for name, value in row.items()) for row in rows]
    return [1.0 / (1.0 + math.exp(-z)) for z in sums]
