"""Losses that no number tells, but who it was: "gunmen carried off Nour Hadi", "police led away its owner"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from sijill.coding.frames import Chars, Frame
from sijill.coding.harm import one_person
from sijill.coding.kinds import TAKES
from sijill.coding.setting import Setting
from sijill.model import Count, Fate
from sijill.model.vocabulary import CountField

Named = Sequence[tuple[Chars, Fate | None]]

_ONE = frozenset({"him", "her", "he", "she", "himself", "herself"})


def singly(
    frame: Frame, persons: Named, counts: Mapping[str, Sequence[Count] | None], setting: Setting
) -> dict[CountField, list[Chars]]:
    """The words for each one killed, or taken by an event that takes people, where no count of an account tells it."""
    out: dict[CountField, list[Chars]] = {}
    if not counts["killed"] and not counts["killed_or_wounded"]:
        out["killed"] = [span for span, fate in persons if fate == "killed"]
    takes = TAKES.get(frame.sub_event_type)
    if takes and not counts[takes]:
        out[takes] = [span for span, fate in persons if fate == takes] or _taken(frame, setting)
    return {name: spans for name, spans in out.items() if spans}


def _taken(frame: Frame, setting: Setting) -> list[Chars]:
    """The one whom a verb of the frame says to have been taken: "its owner", "him"."""
    for trigger in (frame.trigger, *frame.mentions):
        inside = setting.doc.char_span(trigger.start, trigger.end, alignment_mode="expand")
        for child in inside.root.children if inside is not None and inside.root.pos_ == "VERB" else ():
            if child.dep_ in ("obj", "nsubj:pass") and _is_one(child, setting):
                return [Chars(child.idx, child.idx + len(child.text))]
    return []


def _is_one(token: Token, setting: Setting) -> bool:
    named = token.pos_ == "PROPN" and token.ent_type_ == "PER"
    return named or token.lower_ in _ONE or one_person(token, setting)
