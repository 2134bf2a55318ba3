"""What an event was done with: the weapons' names, whole and once each, and those that only the words tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from sijill.coding.edges import characters
from sijill.coding.frames import Chars, Frame
from sijill.coding.setting import Setting
from sijill.coding.text import trim

_DETERMINERS = re.compile(r"^(?:the|a|an|their|his|its|her|some|several|many|two|three|\d+)\s+", re.IGNORECASE)
_GAP = re.compile(r"[\s\-‑–]*")
_HYPHENS = "-‑"


@cache
def _words(name: str) -> frozenset[str]:
    raw = files("sijill.coding").joinpath("data/weapons.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(raw)[name])


def weapons(frame: Frame, setting: Setting) -> list[tuple[Chars, str]]:
    """The weapons of a frame: the words that carry each, and its name in lower case and singular."""
    used = [s for s in frame.spans("weapon") if frame.sub_event_type in _words("lost_in") or not _lost(s, setting)]
    spans = _whole(used, setting) or _told(frame, setting)
    named = [(span, name) for span in spans if (name := weapon_name(setting.words(span)))]
    named = [(span, name) for span, name in named if name not in _words("unsaid")]
    parts = [set(name.split()) for _, name in named]
    return [
        item
        for n, item in enumerate(named)
        if not any(parts[n] < other or (parts[n] == other and m < n) for m, other in enumerate(parts) if m != n)
    ]


def weapon_name(words: str) -> str:
    """A weapon's words in lower case and singular: `Machine guns` -> `machine gun`; "" where nothing is left."""
    said = _DETERMINERS.sub("", " ".join(words.lower().split())).split()
    while said and said[-1] in _words("tails"):
        said.pop()
    if said and said[-1] in _words("deeds"):
        return ""
    name = " ".join(said)
    if name.endswith(("sses", "shes", "ches", "gases")):
        return name[:-2]
    if name.endswith("s") and not name.endswith(("ss", "us", "gas", "is", "arms", "explosives belt")):
        return name[:-1]
    return name


def _whole(spans: Sequence[Chars], setting: Setting) -> list[Chars]:
    """Spans with what a hyphen ties to them; those side by side are one: "surface" + "missile", "one-way" + "drone"."""
    out: list[Chars] = []
    for span in spans:
        start = span.start
        while start > 1 and setting.text[start - 1] in _HYPHENS:
            start = max((m.start() for m in re.finditer(r"\w+$", setting.text[: start - 1])), default=start)
            if start == span.start:
                break
        if out and _GAP.fullmatch(setting.text, out[-1].end, start):
            out[-1] = Chars(out[-1].start, span.end)
        elif out and start <= out[-1].end:
            out[-1] = Chars(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(Chars(start, span.end))
    return out


def _told(frame: Frame, setting: Setting) -> list[Chars]:
    """Weapons named beside a trigger of violence: in its own words, or as what did it or what it was done with."""
    if frame.sub_event_type not in _words("types"):
        return []
    found: list[Chars] = []
    for trigger in (frame.trigger, *frame.mentions):
        inside = setting.doc.char_span(trigger.start, trigger.end, alignment_mode="expand")
        if inside is None:
            continue
        near = [*inside, *inside.root.children]
        if inside.root.dep_ in ("acl", "acl:relcl", "nsubj", "nmod", "obl", "obj"):
            near.append(inside.root.head)
        for token in near:
            if _is_weapon(token):
                span = trim(setting.text, _phrase(token))
                if span not in found:
                    found.append(span)
    return sorted(found)


def _lost(span: Chars, setting: Setting) -> bool:
    """True for arms that somebody loses: "destroyed two launchers and a mortar"."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    token = inside.root if inside is not None else None
    while token is not None and token.dep_ in ("conj", "compound", "nmod") and token.head is not token:
        token = token.head
    return token is not None and token.dep_ in ("obj", "nsubj:pass") and token.head.lemma_ in _words("losing")


def are_arms(span: Chars, setting: Setting) -> bool:
    """True for words for weapons and other things: "four rifles", "two houses" are nobody."""
    told = _noun_of(span, setting)
    if told is None:
        return False
    if told.pos_ == "NOUN" and told.lemma_.lower() in _words("things"):
        return True
    return _is_weapon(told) and told.lemma_.lower() not in _words("people")


def are_things(span: Chars, setting: Setting) -> bool:
    """True for what counts nobody: arms, and "three villages", which as a target may stand for those who live there."""
    told = _noun_of(span, setting)
    uncounted = told is not None and told.pos_ == "NOUN" and told.lemma_.lower() in _words("uncounted")
    return uncounted or are_arms(span, setting)


def _noun_of(span: Chars, setting: Setting) -> Token | None:
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None:
        return None
    # "24 of the drones", whatever part of it the span has.
    of = [c for c in inside.root.children if c.dep_ == "nmod"] if inside.root.pos_ == "NUM" else []
    return of[0] if of else inside.root.head if inside.root.dep_ == "nummod" else inside.root


def _is_weapon(token: Token) -> bool:
    if token.pos_ not in ("NOUN", "PROPN"):
        return False
    if token.lemma_.lower() in _words("heads"):
        return True
    made = any(c.lower_ in _words("makers") for c in token.children if c.i < token.i)
    return token.lemma_.lower() in _words("second_heads") and made


def _phrase(token: Token) -> Chars:
    """A weapon's noun with the words right before it that make its name."""
    first = token.i
    while first > token.sent.start:
        before = token.doc[first - 1]
        if before.head.i not in range(first, token.i + 1) or before.dep_ not in ("compound", "amod", "punct"):
            break
        if before.dep_ == "punct" and before.text not in _HYPHENS:
            break
        if before.dep_ == "amod" and before.lower_ not in _words("makers") | _words("qualities"):
            break
        first -= 1
    return characters(token.doc, first, token.i)
