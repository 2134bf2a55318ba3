"""The room's settings and its tables of names, read once from `data/`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


def table(name: str) -> dict[str, Any]:
    """One TOML file of the room's `data/`."""
    return tomllib.loads((files("sijill.intake") / "data" / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. Sizes in characters or bytes as named, times in seconds."""

    text_chars: int
    document_bytes: int
    json_bytes: int
    line_bytes: int
    timeout_seconds: float
    total_seconds: float
    redirects: int
    article_line_words: int


@dataclass(frozen=True, slots=True)
class Binary:
    """A kind of file that holds no plain text: its first bytes, its name, what to do about it."""

    magic: bytes
    name: str
    mend: str


@cache
def settings() -> dict[str, Any]:
    """`data/settings.toml`."""
    return table("settings.toml")


@cache
def default_limits() -> Limits:
    """The limits of `data/settings.toml`."""
    return Limits(**settings()["limits"])


@cache
def kind_of_suffix() -> dict[str, str]:
    """Suffix (lower case, with its dot) to kind: text, html, json, jsonl, csv, tsv."""
    return {suffix: kind for kind, suffixes in settings()["kinds"].items() for suffix in suffixes}


@cache
def binaries() -> tuple[Binary, ...]:
    """Files that are known by their first bytes to be no text."""
    return tuple(Binary(bytes.fromhex(row["magic"]), row["name"], row["mend"]) for row in settings()["binary"])
