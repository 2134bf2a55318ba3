"""When and where an event was, by what its own sentences say: a day or place that stands alone beside a trigger
outweighs those that only other sentences name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.setting import Setting

# From this code of UCDP's on a point stands for something wider than a first-level division, or for a line.
_WIDE_PREC = 5


def with_day_beside(frame: Frame, setting: Setting) -> Frame:
    """The frame with the one time told in a sentence of its triggers, where its own times stand elsewhere."""
    return _with_beside(frame, setting, "date", setting.time_spans())


def with_place_beside(frame: Frame, setting: Setting) -> Frame:
    """The frame with the one place named in a sentence of its triggers, likewise.

    Whole countries, borders and roads only where nothing else is known.
    """
    smaller = sorted(
        span
        for span, place in setting.places.items()
        if place.place_id != place.country and (place.place_id or (place.where_prec or _WIDE_PREC) < _WIDE_PREC)
    )
    found = _with_beside(frame, setting, "place", smaller)
    return found if found.spans("place") else _with_beside(frame, setting, "place", sorted(setting.places))


def _with_beside(frame: Frame, setting: Setting, role: RoleName, known: Sequence[Chars]) -> Frame:
    own = [setting.sentences.at(t.start) for t in (frame.trigger, *frame.mentions)]
    if any(span.overlaps(sentence) for span in frame.spans(role) for sentence in own):
        return frame
    for sentence in own:
        beside = [span for span in known if span.overlaps(sentence)]
        if len(beside) == 1:
            others = tuple(r for r in frame.roles if r.name != role)
            return replace(frame, roles=(*others, Role(role, beside[0], by="beside")))
    return frame
