"""Reports of sport: "City's attack struck twice" is no attack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from sijill.coding.frames import Frame
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS


@cache
def _words() -> tuple[re.Pattern[str], int]:
    table = read_data("games")
    return re.compile(rf"\b(?:{'|'.join(table['words'])})\b", re.IGNORECASE), table["least"]


def without_games(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames; of a report of sport those that count losses, since people are hurt at matches too."""
    pattern, least = _words()
    if len({found.group().lower() for found in pattern.finditer(setting.text)}) < least:
        return list(frames)
    return [frame for frame in frames if frame.spans(*COUNT_FIELDS)]
