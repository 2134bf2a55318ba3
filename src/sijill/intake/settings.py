"""The room's settings and its tables of names, read once from `data/`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

EVERY_NETWORK = ("0.0.0.0/0", "::/0")


def table(name: str) -> dict[str, Any]:
    """One TOML file of the room's `data/`."""
    return tomllib.loads((files("sijill.intake") / "data" / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most. Sizes in characters or bytes as named, times in seconds."""

    text_chars: int
    head_chars: int
    document_bytes: int
    json_bytes: int
    json_values: int
    line_bytes: int
    packed_free_bytes: int
    packed_ratio: int
    packed_memory_bytes: int
    spooled_bytes: int
    record_head_bytes: int
    parquet_group_bytes: int
    timeout_seconds: float
    total_seconds: float
    redirects: int
    robots_bytes: int
    robots_wait_seconds: float
    page_elements: int
    page_attributes: int
    feed_bytes: int
    feed_entries: int
    feed_elements: int
    feed_depth: int
    feed_words: int
    feed_seconds: float
    article_line_words: int


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """How sites are asked. Times in seconds.

    `allowed`: inner networks ("10.0.0.0/8") that addresses may lead into; `contact`: an address that sites are told,
    so that they know who asks.
    """

    delay_seconds: float
    delay_most_seconds: float
    busy_seconds: float
    down_seconds: float
    robots_seconds: float
    addresses: int
    allowed: tuple[str, ...] = ()
    contact: str | None = None


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


def network_rules() -> NetworkRules:
    """The rules of `data/settings.toml`, with what the environment sets: SIJILL_ALLOW_PRIVATE, SIJILL_CONTACT.

    SIJILL_ALLOW_PRIVATE is 1 for every inner network, or networks with commas between: 10.0.0.0/8,192.168.1.5.
    """
    wanted = os.environ.get("SIJILL_ALLOW_PRIVATE", "").strip()
    if wanted.casefold() in ("", "0", "no", "false"):
        allowed: tuple[str, ...] = ()
    elif wanted.casefold() in ("1", "yes", "true", "all"):
        allowed = EVERY_NETWORK
    else:
        allowed = tuple(part.strip() for part in wanted.split(",") if part.strip())
    contact = os.environ.get("SIJILL_CONTACT", "").strip() or None
    return NetworkRules(**settings()["network"], allowed=allowed, contact=contact)


@cache
def kind_of_suffix() -> dict[str, str]:
    """Suffix (lower case, with its dot) to kind: text, html, json, jsonl, csv, tsv, warc, parquet."""
    return {suffix: kind for kind, suffixes in settings()["kinds"].items() for suffix in suffixes}


@cache
def packed_suffixes() -> frozenset[str]:
    """Suffixes (lower case, with their dot) of packed files."""
    return frozenset(settings()["packed"]["suffixes"])


@cache
def binaries() -> tuple[Binary, ...]:
    """Files that are known by their first bytes to be no text."""
    return tuple(Binary(bytes.fromhex(row["magic"]), row["name"], row["mend"]) for row in settings()["binary"])
