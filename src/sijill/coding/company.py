"""Sides that words told beside each other settle: "engineers and tribesmen came upon", "air strikes of the army"."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Token

from sijill.coding.doers import side_words
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.setting import Setting
from sijill.model import COUNT_FIELDS


def in_company(frame: Frame, setting: Setting) -> Frame:
    """The frame with those told together on one side, and those "of" whom a deed is told among who did it; without
    targets like "no villager", and without doers who can't have done it."""
    roles = [r for r in frame.roles if not (r.name == "target" and is_nobody(r.span, setting))]
    if frame.sub_event_type == "Air/drone strike":
        roles = [r for r in roles if not (r.name == "initiator" and _on_foot(r.span, setting))]
    if frame.sub_event_type in side_words()["agents"]["planted"]:
        roles = [r for r in roles if not (r.name == "initiator" and _bombs_itself(r.span, frame, setting))]
    turned = [replace(r, name="initiator") if r.name == "target" and _did(r, frame, setting) else r for r in roles]
    return replace(frame, roles=tuple(r for r in turned if not (r.name == "target" and _are_its(r, turned, setting))))


def _root(span: Chars, setting: Setting) -> Token | None:
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    return inside.root if inside is not None else None


def is_nobody(span: Chars, setting: Setting) -> bool:
    """True for "no villager"."""
    return setting.words(span).lower().startswith("no ")


def _did(role: Role, frame: Frame, setting: Setting) -> bool:
    """True for who is the subject of a verb together with one who did it, and for whose "air strikes" they are."""
    token = _root(role.span, setting)
    if token is None or not _armed(role.span, setting):
        return False
    if token.dep_ == "conj" and token.head.dep_ == "nsubj":
        # Who clash with each other stand on two sides.
        mutual = token.head.head.lemma_ in (*side_words()["mutual"]["verbs"], *side_words()["mutual"]["exchanging"])
        first = Chars(token.head.idx, token.head.idx + len(token.head.text))
        return not mutual and any(s.overlaps(first) for s in frame.spans("initiator"))
    of = token.dep_ == "nmod" and any(c.dep_ == "case" and c.lower_ == "of" for c in token.children)
    return of and token.head.lemma_ in side_words()["agents"]["owned"]


def _on_foot(span: Chars, setting: Setting) -> bool:
    """True for armed people of no name, who have no aircraft."""
    match = setting.actor(span, initiator=True)
    return match.group == "non_state_forces" and match.actor_id is None


def _bombs_itself(span: Chars, frame: Frame, setting: Setting) -> bool:
    """True for forces of a state some of whom the bomb hit, by the same name or none."""
    doer = setting.actor(span, initiator=True)
    if doer.group != "state_forces":
        return False
    hit = [setting.actor(s) for s in frame.spans(*COUNT_FIELDS, "target")]
    return any(m.group == "state_forces" and m.country == doer.country for m in hit)


def _armed(span: Chars, setting: Setting) -> bool:
    return setting.actor(span, initiator=True).group in ("state_forces", "non_state_forces")


def _are_its(role: Role, roles: list[Role], setting: Setting) -> bool:
    """True for armed people of whom no name is told and who came to harm, where their side is hit by its name."""
    counted = any(r.span.overlaps(role.span) for r in roles if r.name in COUNT_FIELDS)
    if not counted or has_name(role.span, setting) or not _armed(role.span, setting):
        return False
    group = setting.actor(role.span).group
    others = [r for r in roles if r.name == "target" and r != role and setting.actor(r.span).group == group]
    known = [setting.actor(r.span) for r in others if has_name(r.span, setting)]
    return any(match.actor_id and not is_government(match.name) for match in known)


def is_government(name: str) -> bool:
    """True for the canonical name of a government, whose embassies and cars no police are."""
    return name.startswith("Government of ")


def has_name(span: Chars, setting: Setting) -> bool:
    """True for words that hold a name."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    return inside is None or any(
        t.pos_ in ("PROPN", "ADJ") and t.text[:1].isupper() and t.i > inside.start for t in inside
    )
