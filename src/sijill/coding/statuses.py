"""Whether what is told took place: "foiled an attack", "denied that it had shelled the camp"; and what was an accident.

The words are those of `data/statuses.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from spacy.tokens import Span, Token

from sijill.coding.frames import Frame
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting


@cache
def _words() -> dict[str, Any]:
    return read_data("statuses")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_words()[name]['words'])})\b", re.IGNORECASE)


def with_statuses(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames, of what was foiled or is denied with that status; accidents and drills are left out."""
    kept = [f for f in frames if not _accident(f, setting) and not _drill(f, setting)]
    return [_told(f, setting) for f in kept if not _foils(f, kept, setting)]


def _inside(frame: Frame, setting: Setting) -> list[Span]:
    spans = (frame.trigger, *frame.mentions)
    found = (setting.doc.char_span(s.start, s.end, alignment_mode="expand") for s in spans)
    return [span for span in found if span is not None]


def _foils(frame: Frame, others: Sequence[Frame], setting: Setting) -> bool:
    """True for "foiled" by itself, where what was foiled has a frame of its own."""
    verbs = [span.root for span in _inside(frame, setting)]
    if any(verb.pos_ != "VERB" or verb.lemma_ not in _words()["foiled"]["verbs"] for verb in verbs):
        return False
    deeds = [span.root for other in others if other is not frame for span in _inside(other, setting)]
    return any(deed.head in verbs for deed in deeds)


def _told(frame: Frame, setting: Setting) -> Frame:
    heads = [span.root for span in _inside(frame, setting)]
    if any(_is_foiled(head) for head in heads):
        return replace(frame, status="foiled")
    # One telling that nobody denies is enough.
    return replace(frame, status="alleged") if heads and all(map(_is_denied, heads)) else frame


def _is_foiled(deed: Token) -> bool:
    """True for "foiled the attack", "the attack was thwarted"."""
    verbs = _words()["foiled"]["verbs"]
    if deed.pos_ == "VERB":
        return False
    return deed.dep_ in ("obj", "nsubj:pass") and deed.head.lemma_ in verbs and not _negated(deed.head)


def _is_denied(deed: Token) -> bool:
    """True for what somebody denies: "denied that it had shelled the camp", "denied shelling it"."""
    verb = deed if deed.pos_ == "VERB" else deed.head
    return verb.dep_ in ("ccomp", "xcomp", "advcl") and verb.head.lemma_ in _words()["denied"]["verbs"]


def _negated(verb: Token) -> bool:
    return any(c.lower_ in ("not", "never", "n't") for c in verb.children)


def _accident(frame: Frame, setting: Setting) -> bool:
    """True for a death by mishap, where no word of the sentence tells of violence."""
    sentence = setting.words(setting.sentences.at(frame.trigger.start))
    told = _pattern("accidents").search(sentence)
    return told is not None and not _pattern("violence").search(_pattern("accidents").sub(" ", sentence))


def _drill(frame: Frame, setting: Setting) -> bool:
    """True for what is only rehearsed: "held a drill"."""
    own = [span.root for span in _inside(frame, setting)]
    said = {t.lemma_ for head in own for t in (head, *(c for c in head.children if c.dep_ == "obj"))}
    return bool(said & set(_words()["drills"]["nouns"]))
