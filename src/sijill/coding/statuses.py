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

_NOBODY = frozenset({"nobody", "none", "neither"})


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
    losses = {setting.actor(s).group for s in frame.spans("killed", "wounded", "killed_or_wounded")}
    # What cost others than the attackers their lives came off, if only to be beaten back.
    if losses <= {"non_state_forces"} and any(_is_foiled(head) for head in heads):
        return replace(frame, status="foiled")
    # One telling that nobody denies is enough.
    return replace(frame, status="alleged") if heads and all(map(_is_denied, heads)) else frame


def _is_foiled(deed: Token) -> bool:
    """True for "foiled the attack", "the attack was thwarted"; false for "failed to prevent it"."""
    if deed.pos_ == "VERB" or deed.dep_ not in ("obj", "nsubj:pass"):
        return False
    verb = deed.head
    return verb.lemma_ in _words()["foiled"]["verbs"] and _is_told(verb)


def _is_denied(deed: Token) -> bool:
    """True for what somebody denies: "denied that it had shelled the camp", "denied shelling it"."""
    verb = deed if deed.pos_ == "VERB" else deed.head
    said = any(c.lower_ == "that" and c.dep_ == "mark" for c in verb.children) or verb.tag_ == "VBG"
    clause = verb.dep_ in ("ccomp", "xcomp") and said
    return clause and verb.head.lemma_ in _words()["denied"]["verbs"] and _is_told(verb.head)


def _is_told(verb: Token) -> bool:
    """False for what is not told as done: "did not deny", "failed to prevent", "nobody could prevent"."""
    words = {c.lower_ for c in verb.children}
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    none = subject is not None and (subject.lower_ in _NOBODY or any(c.lower_ == "no" for c in subject.children))
    return not none and not words & {"not", "never", "n't", "to", "could", "would", "may", "might"}


def _accident(frame: Frame, setting: Setting) -> bool:
    """True for a death by mishap that nobody is told to have done, where no word of the sentence tells of violence."""
    if frame.sub_event_type not in _words()["accidents"]["types"]:
        return False
    if any(
        setting.actor(s, initiator=True).group in ("state_forces", "non_state_forces") for s in frame.spans("initiator")
    ):
        return False
    sentence = setting.sentences.at(frame.trigger.start)
    words = setting.words(sentence)
    if _pattern("violence").search(_pattern("accidents").sub(" ", words)):
        return False
    spans = (
        setting.doc.char_span(sentence.start + m.start(), sentence.start + m.end(), alignment_mode="expand")
        for m in _pattern("accidents").finditer(words)
    )
    own = [span.root for span in _inside(frame, setting)]
    mishaps = [span for span in spans if span is not None]
    return bool(own) and all(any(_caused(deed, mishap) for mishap in mishaps) for deed in own)


def _caused(deed: Token, mishap: Span) -> bool:
    """True where a mishap is the deed, its subject, or what it happened in or by; not what it happened during."""
    if deed in mishap or deed.head in mishap:
        return True
    root = mishap.root
    if root.head != deed:
        return False
    case = next((c.lower_ for c in root.children if c.dep_ == "case"), "")
    return root.dep_ == "nsubj" or case in ("in", "by", "of", "from") or (case == "during" and "flight" in mishap.text)


def _drill(frame: Frame, setting: Setting) -> bool:
    """True for what is only rehearsed: "held a drill"."""
    own = [span.root for span in _inside(frame, setting)]
    said = {t.lemma_ for head in own for t in (head, *(c for c in head.children if c.dep_ == "obj"))}
    return bool(said & set(_words()["drills"]["nouns"]))
