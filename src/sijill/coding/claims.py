"""Who claims an event: "X claimed responsibility for the attack", "the bombing was claimed by X"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import COUNT_FIELDS

_SCORE = 0.6
_CLAIMED = frozenset({"responsibility", "credit", "attack", "bombing", "killing", "assault", "raid", "ambush", "blast"})
# The object, and what the parse takes for a clause where it is unsure.
_WHAT = frozenset({"obj", "ccomp", "xcomp"})
_NOBODY = frozenset({"no", "nobody", "none", "neither", "not", "never", "yet"})


def with_claims(frames: Sequence[Frame], doc: Doc, setting: Setting) -> list[Frame]:
    """The frames, each claim given to the one told in its sentence, else to the nearest one told before it."""
    out = list(frames)
    if not out or "claim" not in setting.text.lower():
        return out
    claims = _claims(doc)
    out = _without_tellings(out, {setting.sentences.index(verb.idx) for _, verb in claims}, setting)
    for claimant, verb in claims:
        span = trim(setting.text, noun_span(claimant))
        if span.end <= span.start or setting.actor(span).group == "civilians" or not out:
            continue
        sentence = setting.sentences.at(verb.idx)
        told = [n for n, f in enumerate(out) if any(s.overlaps(sentence) for s in (f.trigger, *f.mentions))]
        before = [n for n, f in enumerate(out) if f.trigger.start < verb.idx]
        if told:
            index = min(told, key=lambda n: abs(out[n].trigger.start - verb.idx))
        elif before:
            index = max(before, key=lambda n: out[n].trigger.start)
        else:
            continue
        out[index] = _claimed(out[index], span, setting)
    return out


def _without_tellings(frames: list[Frame], claimed: set[int], setting: Setting) -> list[Frame]:
    """The frames, those told only by a claim ("X claimed the attack") joined to the one told before them."""
    out: list[Frame] = []
    for frame in frames:
        heard = {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}
        if out and heard <= claimed and not frame.spans(*COUNT_FIELDS):
            out[-1] = replace(out[-1], mentions=(*out[-1].mentions, frame.trigger, *frame.mentions))
        else:
            out.append(frame)
    return out


def _claimed(frame: Frame, span: Chars, setting: Setting) -> Frame:
    """The frame with who claims it, who did it too where nobody else is named."""
    roles = [*frame.roles]
    if not any(r.name == "claimant" and r.span.overlaps(span) for r in roles):
        roles.append(Role("claimant", span, _SCORE, "claims"))
    if not any(setting.actor(s, initiator=True).actor_id for s in frame.spans("initiator")):
        roles.append(Role("initiator", span, _SCORE, "claims"))
    return replace(frame, roles=tuple(roles))


def _claims(doc: Doc) -> list[tuple[Token, Token]]:
    """Claimants and their verbs; sentences that say that nobody claims are left out."""
    found = []
    for verb in doc:
        if verb.lemma_ != "claim" or verb.pos_ != "VERB":
            continue
        children = list(verb.children)
        if any(c.lower_ in _NOBODY for c in children):
            continue
        told_of = [verb.head] if verb.dep_ == "acl" else [c for c in children if c.dep_ == "nsubj:pass"]
        if told_of:
            spoken = any(t.lemma_ in _CLAIMED for t in told_of)
            who = next((c for c in children if c.dep_.startswith("obl") and _by(c)), None) if spoken else None
        else:
            spoken = any(c.lemma_ in _CLAIMED and c.i > verb.i and c.dep_ in _WHAT for c in children)
            who = next((c for c in children if c.dep_ == "nsubj"), None) if spoken else None
        if who is not None and who.pos_ in ("NOUN", "PROPN") and not any(c.lower_ in _NOBODY for c in who.children):
            found.append((who, verb))
    return found


def _by(token: Token) -> bool:
    return any(c.dep_ == "case" and c.lower_ == "by" for c in token.children)
