"""Who gives out a statement, bulletin or briefing: the office at its head or foot, who signs it, who speaks in it.

What it tells and names nobody else for comes from there. The words are those of `data/issuer.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.coding.sources import sources_in
from sijill.coding.text import trim

_SCORE = 0.5
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_NAME = r"[A-Z][\w.'’-]*(?:[ \t]+[A-Z][\w.'’-]*){1,5}"
_SIGNED = re.compile(rf"\s*({_NAME})\s*$")
_LABEL = re.compile(r"(?m)^[ \t]*((?:[A-Z][A-Z.'’-]+[ \t]+){1,5}[A-Z][A-Z.'’-]+):")
_PART = re.compile(r"(?:(?!\s[-–—/]\s).)+")
_NO_NAME = re.compile(r"[.:;?!|\"“]|\d")
_ITEM = re.compile(r"(?m)^[ \t]*(?:[-–—•*·]+|\d{1,2}[.)])[ \t]+")
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*$")


@cache
def _data() -> dict[str, Any]:
    return read_data("issuer")


def with_issuer(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames, those that have no source with who gives the report out or has the word where they are told."""
    if all(frame.spans("source") for frame in frames):
        return list(frames)
    whole = issuer(setting) or _lister(setting)
    turns = _turns(setting)
    out = []
    for frame in frames:
        before = [teller for at, teller in turns if at < frame.trigger.start]
        teller = before[-1] if before else whole
        if teller is not None and not frame.spans("source"):
            frame = replace(frame, roles=(*frame.roles, Role("source", teller, _SCORE, "issuer")))
        out.append(frame)
    return out


def issuer(setting: Setting) -> Chars | None:
    """The words at the head or foot of the report that name who gives it out; None where none do."""
    lines = [Chars(m.start(), m.end()) for m in _LINE.finditer(setting.text) if m[0].strip()]
    lines = [line for line in lines if not setting.in_clutter(line)]
    return _at_head(lines, setting) or _at_foot(lines, setting)


def _lister(setting: Setting) -> Chars | None:
    """Who alone is said to tell what stands before a list of several items; None where there is no list."""
    items = list(_ITEM.finditer(setting.text))
    if len(items) < _data()["items"]:
        return None
    lead = [s for s in setting.sentences.spans if s.start < items[0].start() and not setting.in_clutter(s)]
    tellers = [teller for sentence in lead for teller in sources_in(setting, sentence)]
    alone = len({setting.words(t) for t in tellers}) == 1
    return tellers[0] if alone and not _armed(tellers[0], setting) else None


def _armed(teller: Chars, setting: Setting) -> bool:
    return setting.actor(teller).group == "non_state_forces"


def _at_head(lines: Sequence[Chars], setting: Setting) -> Chars | None:
    for line in lines[: _data()["head_lines"]]:
        words = setting.words(line)
        label, _, name = words.partition(":")
        if label.strip().lower() in _data()["heads"] and name.strip():
            return trim(setting.text, Chars(line.end - len(name), line.end))
        if found := _office(line, setting):
            return found
        if len(_WORD.findall(words)) > _data()["longest"] and _SENTENCE_END.search(words.strip()):
            return None
    return None


def _at_foot(lines: Sequence[Chars], setting: Setting) -> Chars | None:
    for n, line in reversed(list(enumerate(lines))[-_data()["foot_lines"] :]):
        if n == 0 or (_SENTENCE_END.search(setting.words(line).strip()) and not _SIGNED.match(setting.words(line))):
            return None
        before = _WORD.findall(setting.words(lines[n - 1]).lower())
        if (found := _SIGNED.match(setting.words(line))) and len(before) < 4 and set(before) & set(_data()["closings"]):
            return Chars(line.start + found.start(1), line.start + found.end(1))
        if office := _office(line, setting):
            return office
    return None


def _office(line: Chars, setting: Setting) -> Chars | None:
    """The part of a short line that is the name of an office: the second of "Baghdad - Ministry of Interior"."""
    for part in _PART.finditer(setting.words(line)):
        span = trim(setting.text, Chars(line.start + part.start(), line.start + part.end()))
        if _is_office(setting.words(span)):
            return span
    return None


def _is_office(words: str) -> bool:
    """Capitalised words whose first noun phrase ends in an office: "Attack on the Army Command" is none."""
    found = _WORD.findall(words)
    low = [w.lower() for w in found]
    phrase = low[: next((n for n, word in enumerate(low) if word in _data()["of"]), len(low))]
    if phrase[-1:] == ["general"]:  # "Directorate General"
        phrase.pop()
    named = all(w[0].isupper() for w in found if len(w) > 3) and not words.isupper()
    fits = 1 < len(found) <= _data()["longest"] and not _NO_NAME.search(words)
    return fits and named and bool(phrase) and phrase[-1] in _data()["offices"]


def _givers(setting: Setting, sentence: Chars) -> list[Chars]:
    """Who "released the following statement", by whom it "was issued"."""
    found = []
    for token in setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand") or ():
        if token.lemma_ in _data()["giving"]:
            by = [c for c in token.children if c.dep_.startswith("obl") and any(g.lower_ == "by" for g in c.children)]
            found += [c for c in token.children if c.dep_ == "nsubj"] + by
    return [trim(setting.text, noun_span(token)) for token in found if token.pos_ in ("NOUN", "PROPN")]


def _turns(setting: Setting) -> list[tuple[int, Chars]]:
    """Where somebody gets the word, and who: labels of a transcript, sentences that end with a colon."""
    labels = [m for m in _LABEL.finditer(setting.text) if not set(_WORD.findall(m[1].lower())) & set(_data()["nobody"])]
    turns = [(m.start(), Chars(m.start(1), m.end(1))) for m in labels]
    for sentence in setting.sentences.spans:
        words = setting.words(sentence).strip()
        low = set(_WORD.findall(words.lower()))
        if words.endswith(":") and low & set(_data()["words_given"]):
            tellers = sources_in(setting, sentence) or _givers(setting, sentence)
            turns += [(sentence.end - 1, who) for who in tellers[:1] if not _armed(who, setting)]
    return sorted(turns)
