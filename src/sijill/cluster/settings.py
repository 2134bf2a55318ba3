"""The room's settings, read from `data/settings.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def settings() -> dict[str, Any]:
    """`data/settings.toml`."""
    return tomllib.loads((files("sijill.cluster") / "data" / "settings.toml").read_text(encoding="utf-8"))
