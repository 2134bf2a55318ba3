"""Whose people a count tells of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sijill.coding.doers import agents
from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame
from sijill.coding.idioms import loser
from sijill.coding.mentions import Reading
from sijill.coding.parties import any_fighters, plain_people
from sijill.coding.setting import Setting
from sijill.coding.sides import between_two
from sijill.coding.text import trim
from sijill.model import Group

_ARMED: Final[tuple[Group, ...]] = ("state_forces", "non_state_forces")
# From this chance on the heads know better than the words whose people somebody is.
_SURE: Final = 0.9
_OF_THEM: Final = re.compile(r"\bof (?:them|whom)\b", re.IGNORECASE)
# Who left the forces is a civilian.
_PAST: Final = re.compile(r"\b(?:former|retired|ex-)", re.IGNORECASE)


@dataclass(frozen=True)
class Crowd:
    """Whose people are told of where nothing is said of them: those of a `side`, None where two sides stand as equals.

    `fight`: armed people met, so that "three people" may be theirs.
    """

    side: Group | None
    fight: bool


def crowd_of(frame: Frame, setting: Setting) -> Crowd:
    """Whose people may come to harm in the event of a frame."""
    groups = (setting.actor(s).group for s in frame.spans("target"))
    # The group of the event's first target that has one; civilians where nobody says.
    side: Group = next((g for g in groups if g != "unknown"), "civilians")
    return Crowd(None if between_two(frame) else side, frame.sub_event_type == "Armed clash")


def whose(words: str, whole: Chars, crowd: Crowd, setting: Setting, reading: Reading) -> Group:
    """The group of people counted by the `words` of a mention, or part of it, that stands at `whole`.

    What the heads say of the mention, else what the registry knows of the words.
    """
    known, side = setting.tools.registry.group_of(words, setting.country), crowd.side
    if known not in _ARMED and (lost_by := lost_by_side(whole, setting)):
        return lost_by
    if crowd.side is None and plain_people(words):
        return "unknown"
    heard = reading.groups.get(whole)
    guess, sure = heard if heard else (None, 0.0)
    if guess is None or words != setting.words(whole):
        # Of a list the heads have read the whole: "a major and two soldiers".
        return setting.tools.registry.group_of(words, setting.country, fallback=guess or side or "unknown")
    if guess in _ARMED and _OF_THEM.search(words) and (them := _last_told(whole, setting) or side):
        return them
    if guess == "unknown" and not crowd.fight and side == "civilians" and plain_people(words):
        return side
    if side in _ARMED and side != known and any_fighters(words):
        return side
    plain = known == "civilians" and sure < _SURE and not plain_people(words)
    return known if plain or _PAST.search(words) or known in _ARMED else guess


def camp_of(span: Chars, setting: Setting) -> Group:
    """The group that words name, or that of those who lost the people: "the attackers left two bodies"."""
    own = setting.actor(span).group
    return own if own in _ARMED else lost_by_side(span, setting) or own


def lost_by_side(span: Chars, setting: Setting) -> Group | None:
    """Whose people were lost, where a verb says that armed people lost them: "the unit lost five men"."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    side = loser(inside.root) if inside is not None else None
    if side is None:
        return None
    group = setting.actor(trim(setting.text, noun_span(side)), initiator=True).group
    return group if group in _ARMED else None


def _last_told(span: Chars, setting: Setting) -> Group | None:
    """Whose people "three of them" are: those of the last armed people told of before, in its sentence."""
    sentence = setting.sentences.at(span.start)
    before = setting.doc.char_span(sentence.start, span.start, alignment_mode="contract")
    own = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if before is None or own is None:
        return None
    # Who does it to them is not they.
    doers = agents(own.root.head)
    nouns = [t for t in before if t.tag_ in ("NNS", "NNPS") and t not in doers]
    groups = [setting.actor(trim(setting.text, noun_span(t))).group for t in nouns]
    armed = [g for g in groups if g in _ARMED]
    if armed and "civilians" in groups and own.root.lemma_ == "other":
        return "unknown"  # "Two women and two soldiers, wounding several others".
    return armed[-1] if armed else None
