"""How sure the values of an account are: the chance that a careful reader would put the same, field by field.

A logistic model for each field over a few plain features; the weights lie in `data/sureness.toml`, fitted on annotated
reports that the event heads never learned from (`python -m training.fit_sureness`, which also prints how far the
chances can be trusted).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from sijill.coding.frames import Frame, RoleName
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS, Account, Count

# The role whose spans give a field its value; a field without one hangs on the trigger.
_ROLE_OF: Final[dict[str, RoleName]] = {
    "date": "date", "place": "place", "initiators": "initiator", "targets": "target", "weapons": "weapon",
    "claimed_by": "claimant", "sources": "source", "persons": "person", **{name: name for name in COUNT_FIELDS},
}  # fmt: skip
FIELDS: Final = ("sub_event_type", "context", *_ROLE_OF)
"""The fields of an account that have a chance where they have a value."""

_ROUND: Final = 3
_MOST: Final = 0.98
# So far from the trigger, in sentences, all is far.
_FAR: Final = 4


def told(account: Account) -> list[str]:
    """The fields of `FIELDS` that have a value. A day that only bounds the event is none."""
    found = [name for name in FIELDS if getattr(account, name)]
    day = account.date
    return [name for name in found if name != "date" or (day and not day.inferred)]


def features(account: Account, frame: Frame, setting: Setting, field: str, events: int) -> dict[str, float]:
    """What speaks for a value, by name, each about 0 to 4 in size. `events`: how many the report tells."""
    roles = [role for role in frame.roles if role.name == _ROLE_OF.get(field)]
    heard = [role.score for role in roles if role.by == "heads"]
    home = setting.sentences.index(frame.trigger.start)
    away = [abs(setting.sentences.index(role.span.start) - home) for role in roles]
    value = getattr(account, field)
    return {
        "event": _odds(account.confidence),
        "role": _odds(max(heard)) if heard else 0.0,
        "weakest": _odds(min(heard)) if heard else 0.0,
        "rule": float(len(heard) < len(roles)),
        "beside": float(not roles),
        "away": float(min([*away, _FAR])) if roles else 0.0,
        "values": float(min(len(value) - 1, 3)) if isinstance(value, tuple) else 0.0,
        "events": math.log(events),
        "background": float(account.context == "background"),
        "vague": float(_vague(account, field)),
    }


def sureness(account: Account, frame: Frame, setting: Setting, events: int) -> dict[str, float]:
    """The chance of each field that has a value, 0 to 1."""
    known = weights()
    return {
        name: round(chance(known[name], features(account, frame, setting, name, events)), _ROUND)
        for name in told(account)
        if name in known
    }


def judged(account: Account, frame: Frame, setting: Setting, events: int) -> Account:
    """The account with the chances of its fields."""
    return account.model_copy(update={"confidences": sureness(account, frame, setting, events)})


def chance(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """The chance, 0 to 1, that features come to."""
    z = weights["bias"] + sum(weights[name] * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-z))


@cache
def weights() -> dict[str, dict[str, float]]:
    """The fitted weights: field -> feature -> weight, `bias` among them."""
    return {field: {name: float(w) for name, w in row.items()} for field, row in read_data("sureness").items()}


def _odds(chance: float) -> float:
    kept = min(max(chance, 1 - _MOST), _MOST)
    return math.log(kept / (1 - kept))


def _vague(account: Account, field: str) -> bool:
    """True for what is only bounded: a place that is on no map, "several" or "at least 7", a span of days."""
    if field == "place":
        return account.place is None or account.place.latitude is None
    if field == "date":
        return account.date is None or account.date.earliest != account.date.latest
    rows: Sequence[Count] = getattr(account, field) if field in COUNT_FIELDS else ()
    return any(row.low != row.high for row in rows)
