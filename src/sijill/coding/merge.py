"""Frames that tell one happening become one; frames too doubtful to stand are left out.

What joins two frames: the same words count their losses; or one of them says nothing of its own beside the other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Span

from sijill.coding.casualties import is_beside, is_part
from sijill.coding.discourse import timed_from
from sijill.coding.disputes import told_otherwise
from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.games import without_games
from sijill.coding.groups import camp_of
from sijill.coding.harm import RULE_SCORE, harm_told, has_people, real, spared
from sijill.coding.kinds import HITTING, is_said, kind_of, kind_of_verb
from sijill.coding.reactions import with_reactions
from sijill.coding.reckonings import with_reckonings
from sijill.coding.setting import Setting
from sijill.coding.sides import is_fight
from sijill.coding.standing import is_ruled, standing
from sijill.coding.sums import without_sums
from sijill.coding.tolls import with_tolls
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF, SubEventType

_ARMED = frozenset({"state_forces", "non_state_forces"})
# From this code of UCDP's on a point stands for something wider than a first-level division.
_WIDE_PREC = 5
# Whose people they are counts nobody: "killed its commander".
_OWNERS = frozenset({"its", "their", "his", "her", "our", "your", "my"})
_COUNTED_FROM = re.compile(
    r"\b(?:(?:years|decades)\s+(?:after|since|before)|ever\s+since)\b[^,;]{0,80}$", re.IGNORECASE
)
_GROUND = frozenset({"Government regains territory", "Non-state actor overtakes territory"})
_AROUND = frozenset({"place", "date", "target", "initiator"})
_HARM = frozenset({"killed", "wounded", "killed_or_wounded"})


@cache
def limits() -> dict[str, float]:
    """The thresholds of `data/merge.toml`."""
    raw = files("sijill.coding").joinpath("data/merge.toml").read_text(encoding="utf-8")
    return {k: float(v) for k, v in tomllib.loads(raw).items()}


def settled_frames(learned: Sequence[Frame], ruled: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames that stand as events, in the order of the text: the learned ones, and ruled ones that add to them.

    Their score is the chance of being an event of its own.
    """
    learned = without_games(with_reactions(learned, setting), ruled, setting)
    kept = [f for f in learned if not setting.in_clutter(f.trigger) and not _denied(f, setting)]
    kept = [violent(confirmed(corrected(f, ruled, setting), ruled, setting), setting) for f in joined(kept, setting)]
    kept, ruled = without_sums([grounded(f, setting) for f in kept], ruled, setting)
    for frame in ruled:
        kept = _with(kept, frame, setting)
    kept = with_reckonings(with_tolls(_told_in_one(kept, setting), setting), setting)
    kept = [f for f in kept if not _landmark(f, setting)]
    least = limits()["least_standing"]
    told = list(zip(kept, standing(kept, setting), strict=True))
    if setting.trace is not None:
        setting.trace.stood += told
    stands = [(f, chance) for f, chance in told if chance >= least]
    if told and not stands:
        # A report mostly tells of something: what alone may be an event needs to be less sure of it.
        stands = [t for t in told if t[1] == max(c for _, c in told) >= limits()["least_alone"]][:1]
    stands = _with_fallen(stands, [f for f, chance in told if all(f is not s for s, _ in stands)], setting)
    standing_ones = [replace(fought(f, setting), score=round(chance, 4)) for f, chance in stands]
    return sorted(standing_ones, key=lambda f: f.trigger)


def _with_fallen(
    stands: list[tuple[Frame, float]], fallen: Sequence[Frame], setting: Setting
) -> list[tuple[Frame, float]]:
    """The frames that stand, with the losses of those that don't, told shortly after them without place or day."""
    for frame in fallen:
        counts = [r for r in frame.roles if r.name in _HARM]
        here = [setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)]
        own = [r for r in frame.roles if r.name in ("place", "date") and setting.sentences.index(r.span.start) in here]
        if not counts or own or not is_ruled(frame):
            continue
        near = [
            (here[0] - n, k)
            for k, (f, _) in enumerate(stands)
            for n in [setting.sentences.index(s.start) for s in (f.trigger, *f.mentions, *f.spans(*COUNT_FIELDS))]
            if 0 <= here[0] - n <= limits()["reach"] and EVENT_TYPE_OF[f.sub_event_type] in HITTING
        ]
        if near:
            k = min(near)[1]
            home, chance = stands[k]
            new = [r for r in counts if _adds(r, home, setting)]
            stands[k] = replace(home, roles=(*home.roles, *new)), chance
    return stands


def _denied(frame: Frame, setting: Setting) -> bool:
    """True for what was not: "there had been no fighting"."""
    heads = [inside.root for inside in _triggers(frame, setting)]
    return bool(heads) and all(head.pos_ == "NOUN" and not real(head) for head in heads)


def _landmark(frame: Frame, setting: Setting) -> bool:
    """True for what history recalls and the report doesn't date ("after they retook the border"), or only counts the
    time from ("years after Iraq declared victory in 2017").

    By the guide such landmarks are events only where the report dates them.
    """
    ground = frame.sub_event_type in _GROUND
    if not ground and EVENT_TYPE_OF[frame.sub_event_type] != "Strategic developments":
        return False
    if frame.background < limits()["landmark"] or frame.spans(*COUNT_FIELDS):
        return False
    told = [(setting.sentences.at(s.start), s) for s in (frame.trigger, *frame.mentions)]
    if all(_COUNTED_FROM.search(setting.text[sentence.start : s.start]) for sentence, s in told):
        return True
    dated = any(day.overlaps(sentence) for day in setting.time_spans() for sentence, _ in told)
    return ground and not dated


def _told_in_one(frames: list[Frame], setting: Setting) -> list[Frame]:
    """The frames, where several have counts in a sentence that names none of them, all of those with the one before."""
    homes: dict[int, set[int]] = {}
    for n, frame in enumerate(frames):
        for span in frame.spans(*COUNT_FIELDS):
            homes.setdefault(setting.sentences.index(span.start), set()).add(n)
    heard = [{setting.sentences.index(s.start) for s in (f.trigger, *f.mentions)} for f in frames]
    out = list(frames)
    for sentence, owners in homes.items():
        before = [n for n in owners if any(h < sentence for h in heard[n])]
        if len(owners) < 2 or not before or any(sentence in heard[n] for n in owners):
            continue
        home = max(before, key=lambda n: max(h for h in heard[n] if h < sentence))
        for other in owners - {home}:
            there = [r for r in out[other].roles if _counts_in(r, sentence, setting)]
            out[other] = replace(out[other], roles=tuple(r for r in out[other].roles if r not in there))
            out[home] = replace(out[home], roles=(*out[home].roles, *there))
    return out


def _counts_in(role: Role, sentence: int, setting: Setting) -> bool:
    return role.name in COUNT_FIELDS and setting.sentences.index(role.span.start) == sentence


def joined(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """Frames of which no two tell one happening."""
    out: list[Frame] = []
    for frame in sorted(frames, key=lambda f: f.trigger):
        twin = next((n for n, f in enumerate(out) if _same(f, frame, setting)), None)
        if twin is None:
            out.append(frame)
        else:
            out[twin] = union(out[twin], frame)
    return out


def corrected(frame: Frame, ruled: Sequence[Frame], setting: Setting) -> Frame:
    """The frame with its counts under the heading that syntax gives them.

    "wounded" four is no "killed" four. People of whom it is not told whether they died keep that heading.
    """
    said = [r for f in ruled for r in f.roles if r.name in COUNT_FIELDS]
    roles: dict[tuple[str, Chars], Role] = {}
    for role in frame.roles:
        if role.name in (*COUNT_FIELDS, "target") and spared(role.span, role.name, setting):
            continue
        if role.name in COUNT_FIELDS and setting.words(role.span).lower() in _OWNERS:
            continue
        if role.name == "initiator" and has_people(role.span, setting):
            continue
        if role.name in _HARM:
            told = harm_told(setting.words(setting.sentences.at(role.span.start)), role.name)
            if told is None:
                continue
            role = replace(role, name=told)
        if role.name in COUNT_FIELDS and role.name != "killed_or_wounded":
            names = {r.name for r in said if r.span.overlaps(role.span)}
            if names and role.name not in names:
                role = replace(role, name=min(names))
        roles.setdefault((role.name, role.span), role)
    return replace(frame, roles=tuple(roles.values()))


def confirmed(frame: Frame, ruled: Sequence[Frame], setting: Setting) -> Frame:
    """The frame, as sure as a rule is where a rule reads its losses as well."""
    counts = frame.spans(*COUNT_FIELDS)
    same = [f for f in ruled if any(r.span.overlaps(s) for r in f.roles if r.name in COUNT_FIELDS for s in counts)]
    if not same:
        return frame
    # The place beside the losses is the event's, if the heads found none there.
    places = [r for f in same for r in f.roles if r.name == "place" and not _wide(r.span, setting)]
    beside = {setting.sentences.index(s.start) for s in counts}
    known = {setting.sentences.index(s.start) for s in frame.spans("place")}
    roles = (*frame.roles, *places) if places and not beside & known else frame.roles
    return replace(frame, score=max(frame.score, RULE_SCORE), roles=roles)


def _wide(span: Chars, setting: Setting) -> bool:
    """True for a whole country, and what is wider than a first-level division."""
    place = setting.places.get(span)
    return place is not None and (place.where_prec or 0) >= _WIDE_PREC


def fought(frame: Frame, setting: Setting) -> Frame:
    """A fight by whom it was against: armed people make it an armed clash, civilians alone an attack."""
    if frame.sub_event_type not in ("Armed clash", "Attack"):
        return frame
    weapon = _weapon_that_does(frame, setting)
    if weapon:
        kind, span = weapon
        others = tuple(s for s in (frame.trigger, *frame.mentions) if s != span)
        return replace(frame, sub_event_type=kind, trigger=span, mentions=others)
    if any(is_fight(inside.root) for inside in _triggers(frame, setting)):
        return replace(frame, sub_event_type="Armed clash")
    counts = frame.spans(*COUNT_FIELDS)
    groups = {setting.actor(s).group for s in frame.spans("target")} - {"unknown"}
    groups = groups or {setting.actor(s).group for s in counts} - {"unknown"}
    unarmed = not groups and counts and kind_of(setting.words(frame.trigger)) is None
    if groups == {"civilians"} or unarmed:
        # Where people came to harm and nobody says that they were armed, it is no clash.
        return replace(frame, sub_event_type="Attack")
    if groups and "civilians" not in groups:
        return replace(frame, sub_event_type="Armed clash")
    return frame


def _triggers(frame: Frame, setting: Setting) -> list[Span]:
    spans = (frame.trigger, *frame.mentions)
    found = (setting.doc.char_span(s.start, s.end, alignment_mode="expand") for s in spans)
    return [inside for inside in found if inside is not None]


def grounded(frame: Frame, setting: Setting) -> Frame:
    """An air strike, suicide bombing, gas attack or gain of territory of which no word tells is a fight; arrests of
    which none tells are something else."""
    told = [setting.words(setting.sentences.at(t.start)) for t in (frame.trigger, *frame.mentions)]
    words = " ; ".join([*told, *map(setting.words, frame.spans("weapon"))])
    head = next((inside.root for inside in _triggers(frame, setting)), None)
    verb = head.head if head is not None and head.dep_ in ("obj", "nsubj:pass") else head
    plain = kind_of_verb(verb.lemma_) if verb is not None else None
    if plain and not frame.spans(*COUNT_FIELDS):
        return replace(frame, sub_event_type=plain)
    if is_said(frame.sub_event_type, words):
        return frame
    return replace(frame, sub_event_type="Other" if frame.sub_event_type == "Arrests" else "Armed clash")


def _weapon_that_does(frame: Frame, setting: Setting) -> tuple[SubEventType, Chars] | None:
    """The kind of a weapon that is the subject of a trigger, and that trigger: "a roadside bomb killed"."""
    for span in (frame.trigger, *frame.mentions):
        inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
        for child in inside.root.children if inside is not None else ():
            if child.dep_ == "nsubj":
                kind = kind_of(setting.words(noun_span(child)))
                if kind and EVENT_TYPE_OF[kind] == "Explosions/Remote violence":
                    return kind, span
    return None


def violent(frame: Frame, setting: Setting) -> Frame:
    """A strategic development with people killed or wounded is the violence that did it, by the words around."""
    if EVENT_TYPE_OF[frame.sub_event_type] != "Strategic developments":
        return frame
    if not frame.spans("killed", "wounded", "killed_or_wounded"):
        return frame
    told = kind_of(setting.words(setting.sentences.at(frame.trigger.start)))
    groups = {setting.actor(s).group for s in frame.spans("target", "killed")}
    fight: SubEventType = "Armed clash" if groups & {"state_forces", "non_state_forces"} else "Attack"
    return replace(frame, sub_event_type=told or fight)


def _same(a: Frame, b: Frame, setting: Setting) -> bool:
    shared = {(r.name, r.span) for r in a.roles if r.name in COUNT_FIELDS}
    if shared & {(r.name, r.span) for r in b.roles if r.name in COUNT_FIELDS}:
        return True
    if _at_one_place(a, b):
        return True
    near = setting.sentences.index(a.trigger.start) == setting.sentences.index(b.trigger.start)
    hit = set(a.spans("target")) & set(b.spans("target"))
    if near and hit and not _both_count(a, b) and _earlier(a, setting) == _earlier(b, setting):
        return True  # "a bomb killed two policemen": the bomb and the killing are one.
    return (
        near and EVENT_TYPE_OF[a.sub_event_type] == EVENT_TYPE_OF[b.sub_event_type] and not (_own(a, b) and _own(b, a))
    )


def _earlier(frame: Frame, setting: Setting) -> bool:
    """True for what a relative clause tells as over by then: "freed the men whom it had kidnapped"."""
    clauses = [t.root for t in _triggers(frame, setting) if t.root.dep_ == "acl:relcl"]
    return any(child.lower_ == "had" and child.dep_ == "aux" for verb in clauses for child in verb.children)


def _at_one_place(a: Frame, b: Frame) -> bool:
    """True for tellings of one type that share the words of the place, and count no losses of one kind."""
    shared = set(a.spans("place")) & set(b.spans("place"))
    alike = {r.name for r in a.roles if r.name in COUNT_FIELDS} & {r.name for r in b.roles if r.name in COUNT_FIELDS}
    return bool(shared) and a.sub_event_type == b.sub_event_type and not alike


def _both_count(a: Frame, b: Frame) -> bool:
    return bool(a.spans(*COUNT_FIELDS)) and bool(b.spans(*COUNT_FIELDS))


def _own(a: Frame, b: Frame) -> bool:
    """True where `a` names a place, date or target that `b` doesn't."""
    telling = ("place", "date", "target")
    other = [r.span for r in b.roles]
    return any(r.name in telling and not any(r.span.overlaps(s) for s in other) for r in a.roles)


def union(a: Frame, b: Frame) -> Frame:
    """Both tellings as one frame; the surer one gives type and status."""
    main, other = (a, b) if a.score >= b.score else (b, a)
    roles: dict[tuple[str, Chars], Role] = {}
    for role in (*main.roles, *other.roles):
        have = roles.get((role.name, role.span))
        if have is None or have.score < role.score:
            roles[role.name, role.span] = role
    mentions = (*main.mentions, other.trigger, *other.mentions)
    return replace(main, mentions=mentions, roles=tuple(roles.values()), background=min(a.background, b.background))


def _with(frames: list[Frame], ruled: Frame, setting: Setting) -> list[Frame]:
    """The frames with a ruled one: its losses fill a frame told in the same sentence or shortly before it.

    It stands by itself where it names a place or day of its own, or where no frame is near.
    """
    frames = _without_strays(frames, ruled, setting)
    counted = [s for f in frames for s in f.spans(*COUNT_FIELDS, "person")]
    new = [r for r in ruled.roles if r.name in COUNT_FIELDS and not any(r.span.overlaps(s) for s in counted)]
    if not new:
        return frames
    number = setting.sentences.index(ruled.trigger.start)
    heard = [{setting.sentences.index(s.start) for s in (f.trigger, *f.mentions)} for f in frames]
    near = [n for n, told in enumerate(heard) if number in told and not _distant(frames[n], ruled, setting)]
    if not near and not ruled.spans("place", "date"):
        counted_in = [{setting.sentences.index(s.start) for s in f.spans(*COUNT_FIELDS)} for f in frames]
        told_in = [a | b for a, b in zip(heard, counted_in, strict=True)]
        before = [n for n, told in enumerate(told_in) if any(0 < number - t <= limits()["reach"] for t in told)]
        near = [n for n in before if any(_adds(r, frames[n], setting) for r in new)]
    if not near:
        return [*frames, ruled]
    # What only a rule found is less of an event than what the heads see.
    nearest = min(near, key=lambda n: (is_ruled(frames[n]), abs(frames[n].trigger.start - ruled.trigger.start)))
    fresh = [r for r in new if _adds(r, frames[nearest], setting)]
    if number in heard[nearest]:
        around = [r for r in ruled.roles if r.name in _AROUND and not _wide(r.span, setting)]
        fresh += [r for r in around if not frames[nearest].spans(r.name)]
    out = list(frames)
    out[nearest] = replace(frames[nearest], roles=(*frames[nearest].roles, *fresh))
    return out


def _without_strays(frames: list[Frame], ruled: Frame, setting: Setting) -> list[Frame]:
    """The frames without losses of a sentence that tells none of them, but who did it and when: those are its own."""
    number = setting.sentences.index(ruled.trigger.start)
    heard = [{setting.sentences.index(s.start) for s in (f.trigger, *f.mentions)} for f in frames]
    if not ruled.spans("initiator") or not ruled.spans("date") or any(number in told for told in heard):
        return frames
    own = ruled.spans(*COUNT_FIELDS)

    def strays(role: Role) -> bool:
        return role.name in COUNT_FIELDS and any(role.span.overlaps(s) for s in own)

    return [replace(f, roles=tuple(r for r in f.roles if not strays(r))) for f in frames]


def _distant(frame: Frame, ruled: Frame, setting: Setting) -> bool:
    """True where one of the two is what the time of the other is counted from: "came hours after gunmen shot two"."""
    own, other = (
        [
            timed_from(setting.doc, inside.root)
            for s in (f.trigger, *f.mentions)
            if setting.sentences.index(s.start) == setting.sentences.index(ruled.trigger.start)
            and (inside := setting.doc.char_span(s.start, s.end, alignment_mode="expand")) is not None
        ]
        for f in (frame, ruled)
    )
    return any(own) != any(other)


def _adds(role: Role, frame: Frame, setting: Setting) -> bool:
    """True for losses of a kind that the frame has none of, of another camp, or of others ("the fourth died")."""
    have = frame.spans(role.name)
    camps = {camp_of(s, setting) for s in have}
    camp = camp_of(role.span, setting)
    other = camp in _ARMED and camp not in camps | {"unknown"}
    here = setting.sentences.at(role.span.start)
    parted = [s for s in have if role.span.end <= s.start and s.overlaps(here) and is_part(setting.text, s)]
    # "27 people, among them 14 policemen": the whole belongs where its part is.
    disputed = told_otherwise(role.span, have, setting)
    return not have or other or bool(parted) or disputed or is_beside(setting.text, role.span)
