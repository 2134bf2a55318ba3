"""When and where an event was, by what its own sentences say: a day or place that stands alone beside a trigger
outweighs those that only other sentences name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import inf

from sijill.codebook import country_of
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS

# What a nation's name does beside a verb, or before a noun for people and things of its own.
_DOING = frozenset({"nsubj", "compound", "amod"})
# From this code of UCDP's on a point stands for something wider than a first-level division, or for a line.
_WIDE_PREC = 5
_BEFORE = 40
# UCDP's code for a first-level division.
_PROVINCE = 4


def with_day_beside(frame: Frame, setting: Setting) -> Frame:
    """The frame with the one time told in a sentence of its triggers, where its own times stand elsewhere."""
    return _with_beside(frame, setting, "date", setting.time_spans())


def with_place_beside(frame: Frame, setting: Setting) -> Frame:
    """The frame with the one place named in a sentence of its triggers, likewise.

    Whole countries, borders and roads only where nothing else is known, and then the narrowest. What stands for people
    is no place: "Russia said", "Iranian", "the Peshmerga".
    """
    frame = replace(frame, roles=tuple(r for r in frame.roles if r.name != "place" or not _people(r.span, setting)))
    places = {
        span: place
        for span, place in setting.places.items()
        if not _people(span, setting) and not (setting.dateline and setting.dateline.overlaps(span))
    }
    smaller = sorted(
        span
        for span, place in places.items()
        if place.place_id != place.country and (place.place_id or (place.where_prec or _WIDE_PREC) < _WIDE_PREC)
    )
    found = _with_beside(frame, setting, "place", smaller)

    def width(span: Chars) -> float:
        return places[span].tolerance_km or inf

    if not found.spans("place"):
        found = _with_place_meant(found, setting)
    # From the narrowest to the widest; as the first is found, the frame has a place beside it.
    for span in () if found.spans("place") else sorted(places, key=lambda s: (width(s), s)):
        found = _with_beside(found, setting, "place", [span])
    return found if found.spans("place") else _with_beside(found, setting, "place", _written_in(setting))


def _written_in(setting: Setting) -> list[Chars]:
    """The place in the dateline, where a report was written: near what happened, where it names nothing else."""
    return [s for s in setting.places if setting.dateline and setting.dateline.overlaps(s)]


def _with_place_meant(frame: Frame, setting: Setting) -> Frame:
    """The frame with the place that words beside it point back to: "in the town" is the last town named before."""
    for sentence in (setting.sentences.at(t.start) for t in (frame.trigger, *frame.mentions)):
        for found in _pointing().finditer(setting.words(sentence)):
            name = _last_named(sentence.start + found.start(), found[1].lower(), setting)
            if name is not None:
                return replace(frame, roles=(*frame.roles, Role("place", name, by="pointing")))
    return frame


def _last_named(before: int, noun: str, setting: Setting) -> Chars | None:
    table = read_data("beside")
    fitting = range(_PROVINCE) if noun in table["towns"] else range(_PROVINCE, _PROVINCE + 1)
    near = [
        span
        for span, place in setting.places.items()
        if span.end <= before and place.where_prec in fitting and not _people(span, setting)
        and setting.sentences.index(before) - setting.sentences.index(span.start) <= table["sentences"]
    ]  # fmt: skip
    return max(near, default=None)


@cache
def _pointing() -> re.Pattern[str]:
    table = read_data("beside")
    return re.compile(
        rf"\b(?:{'|'.join(table['first'])})\s+({'|'.join(table['towns'] + table['provinces'])})\b", re.IGNORECASE
    )


@cache
def _introduced() -> re.Pattern[str]:
    """What says of the name after it that it is a place's: "the village of"."""
    table = read_data("beside")
    return re.compile(rf"\b(?:{'|'.join(table['towns'] + table['provinces'])})s? of (?:the )?$", re.IGNORECASE)


def _people(span: Chars, setting: Setting) -> bool:
    """True for words that stand for people, not for where they are: an actor's name, a nation that does or is."""
    words = setting.words(span)
    if country_of(words) is None:
        before = setting.text[max(0, span.start - _BEFORE) : span.start]
        return span not in setting.places and setting.names_actor(span) and not _introduced().search(before)
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None:
        return False
    case = any(c.dep_ == "case" for c in inside.root.children)
    return inside.root.pos_ == "ADJ" or (not case and inside.root.dep_ in _DOING)


def _with_beside(frame: Frame, setting: Setting, role: RoleName, known: Sequence[Chars]) -> Frame:
    own = [setting.sentences.at(t.start) for t in (frame.trigger, *frame.mentions)]
    # What stands in the sentence that counts its losses is told of it too.
    told = [*own, *(setting.sentences.at(s.start) for s in frame.spans(*COUNT_FIELDS))]
    if any(span.overlaps(sentence) for span in frame.spans(role) for sentence in told):
        return frame
    for sentence in own:
        beside = [span for span in known if span.overlaps(sentence)]
        if len(beside) == 1:
            others = tuple(r for r in frame.roles if r.name != role)
            return replace(frame, roles=(*others, Role(role, beside[0], by="beside")))
    return frame
