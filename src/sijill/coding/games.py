"""What is told of sport: "City's attack struck twice" is no attack."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from sijill.coding.frames import Chars, Frame
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS

_LISTS: Final = ("sure", "others", "armed")


@cache
def _things() -> tuple[list[re.Pattern[str]], ...]:
    """The things of each list."""
    table = read_data("games")
    return tuple([re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in table[name]] for name in _LISTS)


def without_games(frames: Sequence[Frame], ruled: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames without those of a team's attack. Who counts losses stays, since people are hurt at matches too;
    of players only where a `ruled` statement of harm counts them.
    """
    types, hurt = read_data("games")["types"], [s for frame in ruled for s in frame.spans(*COUNT_FIELDS)]
    return [
        frame
        for frame in frames
        if frame.sub_event_type not in types or _hurts(frame, hurt, setting) or not _of_sport(frame, setting)
    ]


def _hurts(frame: Frame, hurt: Sequence[Chars], setting: Setting) -> bool:
    """True where the frame counts losses of others than players, or of players whose harm is stated."""
    sure, *_ = _things()
    counted = frame.spans(*COUNT_FIELDS)
    others = any(not any(thing.search(setting.words(span)) for thing in sure) for span in counted)
    return others or any(span.overlaps(s) for span in counted for s in hurt)


def _of_sport(frame: Frame, setting: Setting) -> bool:
    table = read_data("games")
    told = {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}
    near = range(-table["around"], table["around"] + 1)
    spans = [s for n, s in enumerate(setting.sentences.spans) if any(n - step in told for step in near)]
    text = " ".join(map(setting.words, spans))
    sure, others, armed = (sum(bool(thing.search(text)) for thing in things) for things in _things())
    least = table["least"] if sure else table["least_unsure"]
    return not armed and sure + others >= least
