"""PLOVER and CAMEO codes of accounts and events, by the table of `data/plover.toml`.

Source: the PLOVER manual (Open Event Data Alliance) and its table from CAMEO to PLOVER.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sijill.codebook.actors import registry
from sijill.model import Account, ActorRef, Event

_STATE: Final = (1, 8)
_TABLES: Final = ("weapons", "movers", "auxiliary", "quads")


@dataclass(frozen=True, slots=True)
class Plover:
    """What an account or event is in PLOVER, and in CAMEO.

    `event`: PLOVER's type ("ASSAULT"); `modes` how, `contexts` what it bears on, both perhaps empty; `auxiliary`:
    "historical" for what a report recalls, "negation" for what was foiled. `quad`: 1 verbal and 2 material cooperation,
    3 verbal and 4 material conflict. `cameo`: CAMEO's root code, two figures.
    """

    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    auxiliary: tuple[str, ...]
    quad: int
    cameo: str


def plover(event: Account | Event) -> Plover | None:
    """The codes of an account or an event; None for a sub-event type that may be anything ("Other")."""
    rule = _rules().get(event.sub_event_type)
    if rule is None:
        return None
    return Plover(
        event=rule["event"],
        modes=tuple(_modes(event, rule)),
        contexts=tuple(rule.get("context", ())),
        auxiliary=tuple(_auxiliary(event)),
        quad=_tables()["quads"][rule["event"]],
        cameo=rule["cameo"],
    )


def _modes(event: Account | Event, rule: dict[str, Any]) -> Iterator[str]:
    """The modes of a rule: the weapons', else its own."""
    told: list[str] = []
    if rule.get("by_weapon"):
        told = [mode for mode in _weapon_modes(event.weapons) if mode in rule.get("only", (mode,))]
    if rule.get("mobilizes"):
        told = [_mover(event.initiators)] if event.initiators else []
    yield from told or ([rule["mode"]] if "mode" in rule else [])


def _weapon_modes(weapons: Sequence[str]) -> list[str]:
    """The modes that weapons tell, each once, in their order. A weapon's longest known name counts."""
    found = (max(hits, key=len) for weapon in weapons if (hits := _weapon_words().findall(weapon.lower())))
    return list(dict.fromkeys(_mode_of()[words.removesuffix("s")] for words in found))


def _mover(initiators: Sequence[ActorRef]) -> str:
    movers: dict[str, str] = _tables()["movers"]
    first = initiators[0]
    actor_id = first.actor_id or ""
    if "police" in actor_id or "police" in first.name.lower():
        return movers["police"]
    return movers["state" if registry().inter_of(first.name, first.actor_id) in _STATE else "others"]


def _auxiliary(event: Account | Event) -> Iterator[str]:
    words: dict[str, str] = _tables()["auxiliary"]
    if isinstance(event, Account) and event.context == "background":
        yield words["background"]
    if event.status == "foiled":
        yield words["foiled"]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files("sijill.codebook") / "data" / "plover.toml").read_text("utf-8"))


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return {name: rule for name, rule in _tables().items() if name not in _TABLES}


@cache
def _mode_of() -> dict[str, str]:
    """The words for weapons, without a plural's s -> mode."""
    return {name.removesuffix("s"): mode for mode, names in _tables()["weapons"].items() for name in names}


@cache
def _weapon_words() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_mode_of(), key=len, reverse=True))
    return re.compile(rf"\b(?:{names})s?\b")
