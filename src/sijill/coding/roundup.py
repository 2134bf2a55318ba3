"""Round-ups: a sentence that announces several deeds at once, and the deeds told one by one after it.

"The coalition carried out 12 strikes on Monday", then "Near X, one strike ...": the announcement is no event beside
them, and says who did each of them and when. "Five soldiers were killed in two attacks", then two and three: the five
belong to no one of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from sijill.coding.actors import is_party
from sijill.coding.casualties import is_firm, is_one_more
from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.numbers import find_counts, parts
from sijill.coding.setting import Setting
from sijill.coding.sources import sources_in
from sijill.coding.text import trim
from sijill.coding.totals import summed
from sijill.model import COUNT_FIELDS

_SCORE = 0.5
# So many deeds told one by one make a round-up.
_LEAST = 2


@cache
def _words(name: str) -> frozenset[str]:
    raw = files("sijill.coding").joinpath("data/roundup.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(raw)[name])


@dataclass(frozen=True)
class _Announced:
    """Several deeds of one kind: the noun for them, its lemma, and what its sentence says of all of them."""

    noun: Chars
    lemma: str
    roles: tuple[Role, ...]


def with_roundups(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames with what an announcement says of each of them; the announcement itself and its totals left out."""
    return _without_totals(_inheriting(_without_sums(frames, setting), setting), setting)


def _without_sums(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames without losses of a whole war or year, and without those that tell of nothing else."""
    told = {setting.sentences.at(s.start) for f in frames for s in (f.trigger, *f.mentions, *f.spans(*COUNT_FIELDS))}
    sums = {sentence: list(summed(setting, sentence, find_counts(setting.words(sentence)))) for sentence in told}
    out = []
    for frame in frames:
        if all(sums[setting.sentences.at(s.start)] for s in (frame.trigger, *frame.mentions)):
            continue
        kept = [r for r in frame.roles if r.name not in COUNT_FIELDS or not _is_sum(r.span, sums, setting)]
        out.append(replace(frame, roles=tuple(kept)))
    return out


def _is_sum(span: Chars, sums: Mapping[Chars, Sequence[Chars]], setting: Setting) -> bool:
    return any(span.overlaps(s) for s in sums[setting.sentences.at(span.start)])


def _inheriting(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    announced = _announcements(setting)
    if not announced:
        return list(frames)
    heirs = {n: a for n, frame in enumerate(frames) if (a := _announcement_of(frame, announced, setting)) is not None}
    if len(heirs) < _LEAST:
        return list(frames)
    out = []
    for n, frame in enumerate(frames):
        if n in heirs:
            have = {
                r.name for r in frame.roles if r.name != "target" or is_party(r.span, setting.actor(r.span), setting)
            }
            out.append(replace(frame, roles=(*frame.roles, *(r for r in heirs[n].roles if r.name not in have))))
        elif not all(any(s.overlaps(a.noun) for a in announced) for s in (frame.trigger, *frame.mentions)):
            out.append(frame)
    return out


def _announcement_of(frame: Frame, announced: Sequence[_Announced], setting: Setting) -> _Announced | None:
    """The announcement before a frame that is told by the same noun and stands elsewhere."""
    lemmas = {t.lemma_ for s in (frame.trigger, *frame.mentions) for t in _tokens(s, setting)}
    if any(s.overlaps(a.noun) for a in announced for s in (frame.trigger, *frame.mentions)):
        return None
    before = [a for a in announced if a.lemma in lemmas and a.noun.start < frame.trigger.start]
    return before[-1] if before else None


def _tokens(span: Chars, setting: Setting) -> list[Token]:
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    return list(inside) if inside is not None else []


def _announcements(setting: Setting) -> list[_Announced]:
    out = []
    for token in setting.doc:
        if token.tag_ != "NNS" or token.lemma_ not in _words("deeds") or not _several(token):
            continue
        if token.head.lemma_ in _words("doing") and token.dep_ in ("obj", "nsubj:pass"):
            noun = Chars(token.idx, token.idx + len(token.text))
            if not setting.in_clutter(noun):
                out.append(_Announced(noun, token.lemma_, tuple(_roles(token, setting))))
    # "In Syria, it conducted 23 strikes" says less than the sentence before it: what is missing comes from there.
    for n, one in enumerate(out[1:], 1):
        have = {r.name for r in one.roles}
        if out[n - 1].lemma == one.lemma:
            out[n] = replace(one, roles=(*one.roles, *(r for r in out[n - 1].roles if r.name not in have)))
    return out


def _several(token: Token) -> bool:
    for child in token.children:
        if child.dep_ == "nummod" and any(c.interval.low >= _LEAST for c in find_counts(child.text)):
            return True
        if child.dep_ == "amod" and child.lower_ in _words("several"):
            return True
    return False


def _roles(noun: Token, setting: Setting) -> list[Role]:
    verb = noun.head
    roles: list[Role] = []

    def add(name: RoleName, token: Token) -> None:
        span = trim(setting.text, noun_span(token))
        if setting.actor(span, initiator=name == "initiator").group in ("state_forces", "non_state_forces"):
            roles.append(Role(name, span, _SCORE, "round-up"))

    for child in verb.children:
        if child.dep_ == "nsubj" or (child.dep_ in ("obl", "obl:agent") and _case(child) == "by"):
            add("initiator", child)
    for child in (*noun.children, *verb.children):
        if child.dep_ in ("nmod", "obl") and _case(child) in _words("at"):
            add("target", child)
    sentence = setting.sentences.at(noun.idx)
    days = [trim(setting.text, s) for s in setting.time_spans() if s.overlaps(sentence)]
    if len(days) == 1:
        roles.append(Role("date", days[0], _SCORE, "round-up"))
    return [*roles, *(Role("source", span, _SCORE, "round-up") for span in sources_in(setting, sentence))]


def _case(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")


def _without_totals(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames without losses of one that are what all of them count together."""
    out = list(frames)
    for n, frame in enumerate(frames):
        for name in COUNT_FIELDS:
            told = _by_sentence(frame, name, setting)
            if len(told) < _LEAST:
                continue
            counted = [_by_sentence(f, name, setting) for m, f in enumerate(frames) if m != n]
            others = [max(own.values()) for own in counted if own]
            for sentence, total in told.items():
                own = max(count for s, count in told.items() if s != sentence)
                if others and own + sum(others) == total:
                    out[n] = _dropped(out[n], name, sentence, setting)
    return out


def _by_sentence(frame: Frame, name: RoleName, setting: Setting) -> dict[int, int]:
    """How many people each sentence counts for a role of the frame, where it counts them firmly."""
    told: dict[int, int] = {}
    for span in frame.spans(name):
        words = setting.words(span)
        # "A third farmer" is no sum of others, and no part of one.
        if is_firm(words) and not is_one_more(words):
            sentence = setting.sentences.index(span.start)
            told[sentence] = told.get(sentence, 0) + sum(part.interval.low for part in parts(words))
    return told


def _dropped(frame: Frame, name: RoleName, sentence: int, setting: Setting) -> Frame:
    kept = [r for r in frame.roles if r.name != name or setting.sentences.index(r.span.start) != sentence]
    return replace(frame, roles=tuple(kept))
