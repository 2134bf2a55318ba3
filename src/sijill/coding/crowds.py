"""Crowds and those who put them down, by the syntax; and who takes people without being an authority."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from sijill.coding.actors import DEEDS
from sijill.coding.doers import agents, side_words
from sijill.coding.edges import named_span, token_span
from sijill.coding.frames import Frame, Role
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import EVENT_TYPE_OF

_SCORE = 0.5


def with_crowd(frame: Frame, doc: Doc, setting: Setting) -> Frame:
    """The frame of a protest or riot with the people who took part in it, and those on whom it was put down."""
    table, deed = side_words()["crowds"], DEEDS.get(EVENT_TYPE_OF[frame.sub_event_type])
    if deed not in ("protest", "riot"):
        return frame
    spans = (frame.trigger, *frame.mentions)
    heads = [i.root for s in spans if (i := doc.char_span(s.start, s.end, alignment_mode="expand")) is not None]
    if not frame.spans("initiator"):
        found = [trim(setting.text, named_span(t)) for head in heads for t in agents(head)]
        crowd = [s for s in found if setting.actor(s, initiator=True, deed=deed).group in ("civilians", "state_forces")]
        frame = replace(frame, roles=(*frame.roles, *(Role("initiator", s, _SCORE, "agent") for s in crowd[:1])))
    if frame.sub_event_type in table["put_down"] and not frame.spans("target"):
        near = [t for head in heads for t in head.subtree if t.lemma_ in table["protesters"]]
        hit = [trim(setting.text, named_span(t)) for t in near]
        doers = frame.spans("initiator")
        hit = [s for s in hit if not any(s.overlaps(d) for d in doers)]
        frame = replace(frame, roles=(*frame.roles, *(Role("target", s, _SCORE, "patient") for s in hit[:1])))
    return frame


def put_down(frame: Frame, doc: Doc, setting: Setting) -> Frame:
    """The frame of what forces of a state do to protesters as that: "police used live rounds against protesters"."""
    by_forces = any(setting.actor(s, initiator=True).group == "state_forces" for s in frame.spans("initiator"))
    met = frame.sub_event_type == "Protest with intervention" or (
        by_forces and frame.sub_event_type == "Peaceful protest"
    )
    if met and frame.spans("killed"):
        return replace(frame, sub_event_type="Excessive force against protesters")
    if frame.sub_event_type not in ("Attack", "Armed clash") or not by_forces:
        return frame
    if any(setting.actor(s).group == "non_state_forces" for s in frame.spans("target", "killed", "wounded")):
        return frame
    for span in (frame.trigger, *frame.mentions):
        inside = doc.char_span(span.start, span.end, alignment_mode="expand")
        verb = inside.root if inside is not None else None
        if verb is not None and verb.dep_ in ("advcl", "xcomp"):
            verb = verb.head
        hit = [c for c in (verb.children if verb is not None else ()) if c.dep_ in ("obj", "obl")]
        if any(c.lemma_ in side_words()["crowds"]["protesters"] for c in hit):
            target = next(c for c in hit if c.lemma_ in side_words()["crowds"]["protesters"])
            kept = [r for r in frame.roles if r.name != "target"]
            crowd = Role("target", trim(setting.text, named_span(target)), _SCORE, "patient")
            return replace(frame, sub_event_type="Excessive force against protesters", roles=(*kept, crowd))
    return frame


def by_outlaws(frame: Frame, setting: Setting) -> Frame:
    """The frame, of people taken by gunmen, bandits or pirates, as an abduction: who is no authority arrests nobody."""
    inside = setting.doc.char_span(frame.trigger.start, frame.trigger.end, alignment_mode="expand")
    if frame.sub_event_type != "Arrests" or inside is None or not frame.spans("arrested", "target", "person"):
        return frame
    doers = (
        [token_span(t) for t in agents(inside.root)] if inside.root.lemma_ in side_words()["outlaws"]["verbs"] else []
    )
    takers = [s for s in frame.spans("initiator") if any(s.overlaps(d) for d in doers)]
    matches = [setting.actor(s, initiator=True) for s in takers]
    if not matches or any(m.group != "non_state_forces" or m.actor_id is not None for m in matches):
        return frame
    roles = tuple(replace(r, name="abducted") if r.name == "arrested" else r for r in frame.roles)
    return replace(frame, sub_event_type="Abduction/forced disappearance", roles=roles)
