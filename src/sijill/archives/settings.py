"""The room's settings, read once from `data/settings.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Work:
    """How work is shared out; what each number means stands beside it in `data/settings.toml`."""

    batch: int
    batch_size: int
    ahead: int
    shelf: int
    shelf_size: int
    window: int
    window_size: int
    recycle: int
    tries: int
    starts: int
    seconds: float


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("sijill.archives") / "data" / "settings.toml").read_text(encoding="utf-8"))


@cache
def default_work() -> Work:
    """`[work]`."""
    return Work(**_table()["work"])


def environment() -> dict[str, str]:
    """What is set in the environment of a process before it loads its coder."""
    return dict(_table()["environment"])
