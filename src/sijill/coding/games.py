"""What is told of sport: "City's attack struck twice" is no attack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from sijill.coding.frames import Frame
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS

_LISTS: Final = ("sure", "others")


@cache
def _things() -> tuple[list[re.Pattern[str]], ...]:
    """The things of each list."""
    table = read_data("games")
    return tuple([re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in table[name]] for name in _LISTS)


def without_games(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames without those of a team's attack. Who counts losses stays, since people are hurt at matches too."""
    types = read_data("games")["types"]
    return [
        frame
        for frame in frames
        if frame.sub_event_type not in types or _hurts(frame, setting) or not _of_sport(frame, setting)
    ]


def _hurts(frame: Frame, setting: Setting) -> bool:
    """True where the frame counts losses of others than players."""
    sure, _ = _things()
    counted = map(setting.words, frame.spans(*COUNT_FIELDS))
    return any(not any(thing.search(words) for thing in sure) for words in counted)


def _of_sport(frame: Frame, setting: Setting) -> bool:
    table = read_data("games")
    told = {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}
    near = range(-table["around"], table["around"] + 1)
    spans = [s for n, s in enumerate(setting.sentences.spans) if any(n - step in told for step in near)]
    text = " ".join(map(setting.words, spans))
    sure, others = (sum(bool(thing.search(text)) for thing in things) for things in _things())
    return bool(sure) and sure + others >= table["least"]
