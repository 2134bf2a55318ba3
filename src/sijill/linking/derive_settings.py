"""Reads `data/deriving.toml`: the numbers and lists by which an event's values follow from its accounts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sijill.model import Group, SubEventType


@dataclass(frozen=True, slots=True)
class Settings:
    """What `data/deriving.toml` says; the file tells what each is for. Distances in kilometres."""

    least_share: float
    likely_times: float
    slack: float
    default_km: float
    least_km: float
    most_places: int
    type_order: Mapping[SubEventType, int]
    alike: tuple[frozenset[SubEventType], ...]
    unnamed: frozenset[str]
    umbrella_names: frozenset[str]
    alike_names: float
    group_words: Mapping[Group, tuple[str, str]]


@cache
def settings() -> Settings:
    """The settings of the package; read once."""
    table = tomllib.loads((files("sijill.linking") / "data" / "deriving.toml").read_text("utf-8"))
    actors = table["actors"]
    return Settings(
        least_share=table["shares"]["least"],
        likely_times=table["counts"]["likely_times"],
        slack=table["places"]["slack"],
        default_km=table["places"]["default_km"],
        least_km=table["places"]["least_km"],
        most_places=table["places"]["most"],
        type_order={name: number for number, name in enumerate(table["types"]["order"])},
        alike=tuple(map(frozenset, table["types"]["alike"])),
        unnamed=frozenset(actors["unnamed"]),
        umbrella_names=frozenset(actors["umbrella_names"]),
        alike_names=table["persons"]["alike"],
        group_words={group: (one, many) for group, (one, many) in table["words"].items()},
    )
