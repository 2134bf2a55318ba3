"""Predictions that are wrong in many ways, made from gold by chance."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping
from typing import Any

_KEPT = ("id", "event_type", "sub_event_type", "context")
_LISTS = ("initiators", "targets", "weapons", "claimed_by", "sources", "persons")
_DROPPED, _SWAPPED, _KEPT_EVENT, _DOUBLED = 0.35, 0.6, 0.8, 0.2


def disturbed(gold: Mapping[str, dict[str, Any]], seed: int) -> dict[str, dict[str, Any]]:
    """Report id -> a coded line: fields dropped or taken from another event, events lost, doubled and out of order."""
    rng = random.Random(seed)
    return {name: _line(name, line, rng) for name, line in gold.items()}


def _line(name: str, line: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    events: list[dict[str, Any]] = []
    for event in line["events"]:
        guess = _event(event, line["events"], rng)
        events += [guess] * (rng.random() < _KEPT_EVENT) + [copy.deepcopy(guess)] * (rng.random() < _DOUBLED)
    rng.shuffle(events)
    stated = [item for item in line["assertions"] if rng.random() < _KEPT_EVENT]
    return {"report": {"id": name}, "relevant": bool(events or stated), "events": events, "assertions": stated}


def _event(event: Mapping[str, Any], others: list[Mapping[str, Any]], rng: random.Random) -> dict[str, Any]:
    guess = copy.deepcopy(dict(event))
    for field in guess:
        chance = rng.random()
        if field in _KEPT or chance >= _SWAPPED:
            continue
        empty: Any = [] if field in _LISTS else None
        guess[field] = empty if chance < _DROPPED else copy.deepcopy(rng.choice(others)[field])
    for side in ("initiators", "targets"):
        guess[side] = [{"name": names[0], "mention": names[-1], "actor_id": None} for names in guess[side]]
    return guess
