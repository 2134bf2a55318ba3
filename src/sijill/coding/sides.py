"""The two sides of a fight that the text names as equals: "clashes between X and Y", "X clashed with Y", "X and Y
exchanged fire"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Token

from sijill.coding.doers import side_words
from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.setting import Setting, between
from sijill.coding.text import trim

_SCORE = 0.5
SIDES: tuple[RoleName, ...] = ("initiator", "target")
_NOUNS = frozenset({"NOUN", "PROPN"})
_CAMPS = frozenset({"state_forces", "non_state_forces"})


def of_two_sides(frame: Frame, doc: Doc, setting: Setting) -> Frame:
    """The frame of a fight with who is told first on the one side and who is told next on the other."""
    if frame.sub_event_type == "Attack" and (alike := _alike(frame, setting)):
        # What two tribes do to each other is a fight.
        frame = replace(frame, sub_event_type="Armed clash", roles=(*_without_sides(frame), *alike))
    if frame.sub_event_type != "Armed clash":
        return frame
    pair = _told(frame, doc, setting) or _listed(frame, setting)
    if pair is None and (alike := _alike(frame, setting)):
        return replace(frame, roles=(*_without_sides(frame), *alike))
    if pair is None:
        return frame
    # As sure as the surest of those whom the heads named.
    score = max((r.score for r in frame.roles if r.name in SIDES), default=_SCORE)
    one, other = (replace(r, score=score, by="between") for r in pair)
    sides = (replace(one, name="initiator"), replace(other, name="target"))
    named = {setting.actor(r.span).name for r in sides}
    # Who else stands beside them stays: "X and Y clashed with Z".
    kept = (r for r in frame.roles if r.name not in SIDES or setting.actor(r.span).name not in named)
    allied = [
        replace(r, name="initiator", score=score) if r.name == "target" and _beside(one.span, r, doc) else r
        for r in kept
    ]
    return replace(frame, roles=(*allied, *sides))


def _without_sides(frame: Frame) -> tuple[Role, ...]:
    return tuple(r for r in frame.roles if r.name not in SIDES)


def _beside(side: Chars, role: Role, doc: Doc) -> bool:
    """True for who is told of in one breath with a side: "X and Y" in "X and Y clashed with Z"."""
    first, other = (doc.char_span(s.start, s.end, alignment_mode="expand") for s in (side, role.span))
    if first is None or other is None or other.root.dep_ != "conj" or other.root.head not in first:
        return False
    return any(c.dep_ == "obl" and _case(c) in ("with", "against") for c in first.root.head.children)


def between_two(frame: Frame) -> bool:
    """True for a clash of which the text names both sides as equals."""
    return any(r.by == "between" for r in frame.roles)


def is_fight(trigger: Token) -> bool:
    """True for a word of what two sides do to each other: "clashes", "fought", "exchanged fire"."""
    table = side_words()["mutual"]
    if trigger.pos_ == "VERB":
        return trigger.lemma_ in table["verbs"] or _exchange(trigger)
    verb = trigger.head
    return trigger.lemma_ in table["nouns"] or (trigger.dep_ == "obj" and verb.pos_ == "VERB" and _exchange(verb))


def _exchange(verb: Token) -> bool:
    """True for "exchanged fire"."""
    table = side_words()["mutual"]
    return verb.lemma_ in table["exchanging"] and any(
        c.dep_ == "obj" and c.lemma_ in table["exchanged"] for c in verb.children
    )


def _listed(frame: Frame, setting: Setting) -> tuple[Role, Role] | None:
    """The two that the frame has on one side, where the text has them after "between"."""
    roles = sorted((r for r in frame.roles if r.name in SIDES), key=lambda r: r.span)
    if len(roles) != 2 or roles[0].name != roles[1].name:
        return None
    one, other = roles
    gap = setting.text[one.span.end : other.span.start].strip().lower().removesuffix(" the")
    return (one, other) if gap == "and" and between(setting.text, one.span) else None


@cache
def _alike_pattern() -> re.Pattern[str]:
    kinds = "|".join(side_words()["mutual"]["alike"])
    name = r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3}"
    before = rf"\bbetween (?:the )?(?P<a>{name}) and (?:the )?(?P<b>{name}) (?:{kinds})\b"
    after = rf"\bbetween (?:the )?two (?:\w+ )?(?:{kinds}),? (?:the )?(?P<c>{name}) and (?:the )?(?P<d>{name})"
    return re.compile(rf"{before}|{after}")


def _alike(frame: Frame, setting: Setting) -> tuple[Role, Role] | None:
    """The two of "between the X and Y tribes" or "two tribes, X and Y", after one of the triggers in its sentence."""
    for span in (frame.trigger, *frame.mentions):
        if found := _alike_pattern().search(setting.text, span.end, setting.sentences.at(span.start).end):
            one, other = (Chars(*found.span(n)) for n in ("ab" if found["a"] else "cd"))
            return Role("initiator", one, _SCORE, "between"), Role("target", other, _SCORE, "between")
    return None


def _told(frame: Frame, doc: Doc, setting: Setting) -> tuple[Role, Role] | None:
    """The two that the syntax of one of the triggers names, if both are armed."""
    for span in (frame.trigger, *frame.mentions):
        inside = doc.char_span(span.start, span.end, alignment_mode="expand")
        if inside is None or not is_fight(inside.root):
            continue
        for one, other in _pairs(inside.root):
            spans = [_whole(token, frame, setting) for token in (one, other)]
            if all(setting.actor(s).group in _CAMPS for s in spans) and not spans[0].overlaps(spans[1]):
                return Role("initiator", spans[0], _SCORE), Role("target", spans[1], _SCORE)
    return None


def _whole(token: Token, frame: Frame, setting: Setting) -> Chars:
    """The words for a side: as the frame has them, else what belongs to the noun."""
    own = Chars(token.idx, token.idx + len(token.text))
    have = [r.span for r in frame.roles if r.name in SIDES and r.span.overlaps(own)]
    words = trim(setting.text, noun_span(token))
    return have[0] if have and " and " not in setting.words(have[0]) else words


def _pairs(fight: Token) -> list[tuple[Token, Token]]:
    """Who may stand against whom in a fight, the likeliest first."""
    # "Fighting broke out" may be read as a verb.
    own = fight.pos_ == "VERB" and fight.dep_ not in ("nsubj", "csubj")
    verb = fight if own else fight.head
    around: Sequence[Token] = [*fight.children, *(verb.children if verb.pos_ == "VERB" else ())]
    first = [c for c in around if c.dep_ in ("nmod", "obl") and _case(c) == "between"]
    found = [(c, other) for c in first for other in c.children if other.dep_ == "conj"]
    if verb.pos_ == "VERB" and (verb is fight or fight.dep_ == "obj"):
        subjects = [c for c in verb.children if c.dep_ == "nsubj"]
        hit = (
            [c for c in verb.children if c.dep_ == "obj" and c is not fight]
            if verb is fight and not _exchange(verb)
            else []
        )
        against = [c for c in around if c.dep_ in ("nmod", "obl") and _case(c) in ("with", "against")]
        found += [(s, other) for s in subjects for other in (*hit, *(against if not hit else ()))]
        if not hit and not against:
            found += [(s, other) for s in subjects for other in s.children if other.dep_ == "conj"]
    if verb.pos_ == "VERB" and verb is not fight:
        # "40 rebels were killed in clashes with the army": it happened to the rebels.
        fell = [c for c in verb.children if c.dep_ == "nsubj:pass"]
        against = [c for c in around if c.dep_ in ("nmod", "obl") and _case(c) == "with"]
        found += [(other, s) for s in fell for other in against]
    return [(a, b) for a, b in found if a.pos_ in _NOUNS and b.pos_ in _NOUNS]


def _case(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")
