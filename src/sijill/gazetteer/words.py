"""Reads `data/words.toml`: words about places, and the gazetteer's thresholds."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """The tables of `words.toml`; each table's comment says what it holds."""
    return tomllib.loads((files("sijill.gazetteer") / "data" / "words.toml").read_text("utf-8"))
