"""Which kind of event plain words tell: "airstrike", "roadside bomb", "clashes"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from sijill.model import SubEventType
from sijill.model.vocabulary import CountField

HITTING: Final = ("Battles", "Explosions/Remote violence", "Violence against civilians")
"""The event types of what hits people, of whom some come to harm."""

TAKES: Final[Mapping[SubEventType, CountField]] = {
    "Abduction/forced disappearance": "abducted",
    "Arrests": "arrested",
}
"""What becomes of people in an event of a type, whoever they are."""


@cache
def _said() -> dict[str, re.Pattern[str]]:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/kinds.toml").read_text(encoding="utf-8"))
    return {
        name: re.compile(rf"\b(?:{'|'.join(kind['words'])})\b", re.IGNORECASE)
        for kind in raw["said"]
        for name in kind["types"]
    }


def is_said(kind: SubEventType, words: str) -> bool:
    """False for a type that needs words of its own (aircraft, gas, taking) where none of them stands in `words`."""
    pattern = _said().get(kind)
    return pattern is None or pattern.search(words) is not None


@cache
def _verbs() -> dict[str, SubEventType]:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/kinds.toml").read_text(encoding="utf-8"))
    return {lemma: kind["type"] for kind in raw["verbs"] for lemma in kind["words"]}


def kind_of_verb(lemma: str) -> SubEventType | None:
    """The kind that a verb tells by itself where nobody came to harm: "defused", "freed"."""
    return _verbs().get(lemma)


@cache
def _patterns() -> tuple[tuple[SubEventType, re.Pattern[str]], ...]:
    raw = tomllib.loads(files("sijill.coding").joinpath("data/kinds.toml").read_text(encoding="utf-8"))
    return tuple(
        (kind["type"], re.compile(rf"\b(?:{'|'.join(kind['words'])})\b", re.IGNORECASE)) for kind in raw["kinds"]
    )


def kind_of(words: str) -> SubEventType | None:
    """The first kind whose words stand in `words`, in the order of `data/kinds.toml`; None where none do."""
    return next((kind for kind, pattern in _patterns() if pattern.search(words)), None)
