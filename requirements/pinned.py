"""The packages of `runtime.txt`: everything that a plain install of Sijill brings, on every system and Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FILE: Final = Path(__file__).with_name("runtime.txt")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pinned:
    """A package as it is pinned. `where`: the marker of the systems and Pythons that need it; empty: all. `hashes`:
    SHA-256 of the files that may be installed."""

    name: str
    version: str
    where: str
    hashes: frozenset[str]


def pinned(file: Path = FILE) -> list[Pinned]:
    """The packages in the order of the file. Raises `ValueError` for a line that pins nothing."""
    return [_pinned(line) for line in _lines(file)]


def _lines(file: Path) -> Iterator[str]:
    """Lines, those that go on put together, without comments."""
    for line in file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def _pinned(line: str) -> Pinned:
    wanted = Requirement(_HASH.sub("", line).strip())
    exact = [each.version for each in wanted.specifier if each.operator == "=="]
    if len(exact) != 1 or len(wanted.specifier) != 1:
        raise ValueError(f"this pins no version: {line.strip()}")
    hashes = frozenset(_HASH.findall(line))
    return Pinned(canonicalize_name(wanted.name), exact[0], str(wanted.marker or ""), hashes)
