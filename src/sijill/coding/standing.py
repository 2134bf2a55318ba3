"""How surely a frame stands as an event of its own, from what it says.

A logistic model over a few plain features; its weights lie in `data/standing.toml`, fitted on annotated reports
that the event heads never learned from.
"""

from __future__ import annotations

import math
import re
import tomllib
from functools import cache
from importlib.resources import files

from sijill.coding.frames import Frame
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF


@cache
def _pattern(name: str) -> re.Pattern[str]:
    raw = files("sijill.coding").joinpath("data/patterns.toml").read_text(encoding="utf-8")
    return re.compile(rf"\b(?:{'|'.join(tomllib.loads(raw)[name])})\b", re.IGNORECASE)


def features(frame: Frame, sentence: str) -> dict[str, float]:
    """What a frame says of itself, by name, each about 0 to 3 in size; `sentence` is its trigger's."""
    score = min(max(frame.score, 0.02), 0.98)
    return {
        "trigger": math.log(score / (1 - score)),
        "mentions": float(min(len(frame.mentions), 3)),
        "counts": float(min(len(frame.spans(*COUNT_FIELDS)), 2)),
        "date": float(bool(frame.spans("date"))),
        "place": float(bool(frame.spans("place"))),
        "target": float(bool(frame.spans("target"))),
        "initiator": float(bool(frame.spans("initiator"))),
        "weapon": float(bool(frame.spans("weapon"))),
        "source": float(bool(frame.spans("source"))),
        "person": float(bool(frame.spans("person"))),
        "background": frame.background,
        "pattern": float(min(len(_pattern("words").findall(sentence)), 2)),
        "reaction": float(_pattern("reactions").search(sentence) is not None),
        "strategic": float(EVENT_TYPE_OF[frame.sub_event_type] == "Strategic developments"),
    }


@cache
def weights() -> dict[str, float]:
    """The fitted weights by feature, `bias` among them."""
    raw = files("sijill.coding").joinpath("data/standing.toml").read_text(encoding="utf-8")
    return {name: float(value) for name, value in tomllib.loads(raw).items()}


def standing(frame: Frame, sentence: str) -> float:
    """The chance, 0 to 1, that a careful reader would list the frame as an event; `sentence` is its trigger's."""
    known = weights()
    z = known["bias"] + sum(known[name] * value for name, value in features(frame, sentence).items())
    return 1.0 / (1.0 + math.exp(-z))
