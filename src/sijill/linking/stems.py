"""Words without their endings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SUFFIX: Final = re.compile(r"(?:ings?|ed|es|s|ers?|ly)$")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its ending, roughly: "raided", "raids" and "raiding" meet."""
    short = _SUFFIX.sub("", word)
    return short if len(short) >= 3 else word
