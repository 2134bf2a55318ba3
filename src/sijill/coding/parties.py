"""Who stands on which side of an event, after the heads have said what they can: agents that the syntax names, groups
that words like "the militants" point back to, and of a name and a vaguer word for the same side only the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from sijill.codebook import ActorMatch, country_of
from sijill.coding.actors import DEEDS
from sijill.coding.arms import are_arms
from sijill.coding.claims import tells_of_itself
from sijill.coding.company import has_name, in_company
from sijill.coding.crowds import by_outlaws, put_down, with_crowd
from sijill.coding.doers import (
    MODIFIERS,
    after_on,
    agents,
    continued,
    meets_device,
    partners,
    patients,
    possessors,
    side_words,
)
from sijill.coding.edges import named_span, noun_span, token_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.setting import Setting, between
from sijill.coding.sides import SIDES, of_two_sides
from sijill.coding.sources import is_publisher
from sijill.coding.text import trim
from sijill.model import EVENT_TYPE_OF, Group

UNIDENTIFIED = "Unidentified armed group"
_SCORE = 0.5
_PLACE = 0.5


@dataclass(frozen=True)
class _Name:
    """An armed group that stands in the text by name."""

    span: Chars
    match: ActorMatch


def with_parties(frames: Sequence[Frame], doc: Doc, setting: Setting) -> list[Frame]:
    """The frames, the sides of each as far as the text tells them."""
    names = _groups_named(setting)
    out: list[Frame] = []
    for frame in frames:
        if not frame.spans("initiator") and frame.sub_event_type in side_words()["agents"]["types"]:
            frame = _with_agent(frame, doc, setting, names)
        vague = all(any_fighters(setting.words(s)) for s in frame.spans("target"))
        if vague and frame.sub_event_type in side_words()["patients"]["types"]:
            frame = _of_the_named(_with_patient(frame, doc, setting), setting)
        frame = with_crowd(frame, doc, setting)
        frame = _with_partners(_attacked(_defended(frame, setting), doc), setting)
        frame = _without_bystanders(_without_tellers(frame, setting), setting)
        if not frame.spans("initiator") and frame.sub_event_type in side_words()["agents"]["types"]:
            frame = _with_blamed(frame, doc, setting)
        frame = in_company(_pointed(frame, setting, names), setting)
        frame = of_two_sides(_flown(_same(frame, setting, out), setting, out), doc, setting)
        frame = _of_one_camp(_without_vaguer(_on_one_side(frame, setting), setting), setting)
        frame = put_down(frame, doc, setting)
        out.append(by_outlaws(_whose_gain(frame, setting), setting))
    return out


def _same(frame: Frame, setting: Setting, before: Sequence[Frame]) -> Frame:
    """The frame with those for "they" who did what is told just before."""
    if frame.spans("initiator") or frame.sub_event_type not in side_words()["agents"]["types"]:
        return frame
    here = setting.sentences.index(frame.trigger.start)
    inside = setting.doc.char_span(frame.trigger.start, frame.trigger.end, alignment_mode="expand")
    if inside is None or not continued(inside.root):
        return frame
    reach = side_words()["same"]["sentences"]
    near = [f for f in before if 0 <= here - setting.sentences.index(f.trigger.start) <= reach]
    found = [r for r in near[-1].roles if r.name == "initiator"] if near else []
    return replace(frame, roles=(*frame.roles, *(replace(r, score=_SCORE, by="pointing") for r in found)))


def _flown(frame: Frame, setting: Setting, before: Sequence[Frame]) -> Frame:
    """The frame with whose an aircraft is that words don't tell: "a jet" is that of the strike told before it."""
    # "The Rifles" may be a regiment.
    targets = [r for r in frame.roles if r.name == "target" and setting.words(r.span).islower()]
    hit = [r for r in targets if are_arms(r.span, setting)]
    frame = replace(frame, roles=tuple(r for r in frame.roles if r not in hit))
    machines = [r for r in frame.roles if r.name == "initiator" and _is_machine(r.span, setting)]
    if not machines:
        return frame
    kept = [r for r in frame.roles if r not in machines]
    if any(r.name == "initiator" for r in kept):
        return replace(frame, roles=tuple(kept))
    flying = [f for f in before if f.sub_event_type in side_words()["machines"]["types"] and f.spans("initiator")]
    if not flying or _is_machine(flying[-1].spans("initiator")[0], setting):
        return frame
    owners = [replace(r, score=_SCORE, by="pointing") for r in flying[-1].roles if r.name == "initiator"]
    return replace(frame, roles=(*kept, *owners))


def _is_machine(span: Chars, setting: Setting) -> bool:
    """True for an aircraft of nobody's: "two jets", but "army helicopters" and "a Turkish drone" say whose they are."""
    heads = side_words()["machines"]["heads"]
    said = setting.words(span).split()
    others = [w for w in said if w.strip("'’s,.").lower() not in heads and w.lower() not in heads]
    if len(others) == len(said):
        return False
    return setting.tools.registry.resolve(" ".join(others), setting.country).group == "unknown"


def _defended(frame: Frame, setting: Setting) -> Frame:
    """The frame with those who "repelled the attack", or "ran over a mine", as its targets."""

    devices = side_words()["meeting"]["devices"]

    def beaten(verb: Token) -> bool:
        """True where an attack, or armed people, are beaten off; cattle may be driven off too."""
        objects = [c for c in verb.children if c.dep_ in ("obj", "obl") and c.i > verb.i]
        armed = ("state_forces", "non_state_forces")
        return any(
            c.lemma_ in side_words()["agents"]["beaten"] or setting.actor(noun_span(c)).group in armed for c in objects
        )

    def defends(role: Role) -> bool:
        inside = setting.doc.char_span(role.span.start, role.span.end, alignment_mode="expand")
        if inside is None or inside.root.dep_ != "nsubj":
            return False
        verb, table = inside.root.head, side_words()["agents"]
        off = {c.lower_ for c in verb.children if c.i == verb.i + 1}.intersection(table["off"])
        if verb.lemma_ in table["defending"] or (off and verb.lemma_ in table["defending_off"] and beaten(verb)):
            return True
        met = {token.lemma_.lower() for token in meets_device(inside.root)}
        # A bomber drives a car bomb.
        return not met.isdisjoint(devices) and setting.actor(role.span).group in ("state_forces", "civilians")

    turned = (replace(r, name="target") if r.name == "initiator" and defends(r) else r for r in frame.roles)
    return replace(frame, roles=tuple(turned))


def _attacked(frame: Frame, doc: Doc) -> Frame:
    """The frame with whom an "attack on" names right after it as its target, whatever side it was given, and with
    those of whom it is told that they "were ambushed"; of what falls from afar also those whom it harmed."""
    hit = []
    if EVENT_TYPE_OF[frame.sub_event_type] == "Explosions/Remote violence" and frame.sub_event_type != "Suicide bomb":
        hit += frame.spans("killed", "wounded", "killed_or_wounded")
    for span in (frame.trigger, *frame.mentions):
        inside = doc.char_span(span.start, span.end, alignment_mode="expand")
        if inside is not None and inside.root.pos_ == "NOUN":
            hit += [token_span(token) for token in after_on(inside.root)]
        elif inside is not None and frame.sub_event_type in side_words()["agents"]["types"]:
            hit += [token_span(c) for c in inside.root.children if c.dep_ == "nsubj:pass"]
    turned = (
        replace(r, name="target") if r.name == "initiator" and any(h.overlaps(r.span) for h in hit) else r
        for r in frame.roles
    )
    return replace(frame, roles=tuple(turned))


def plain_people(words: str) -> bool:
    """True for "three people", of whom nothing is said."""
    said = [w.strip("'’s,.") for w in words.lower().split()]
    return bool(said) and said[-1] in side_words()["people"]["heads"]


def _whose_gain(frame: Frame, setting: Setting) -> Frame:
    """The frame, of territory that changes hands, with the type that fits whose forces take it."""
    takers = {setting.actor(s, initiator=True).group for s in frame.spans("initiator")}
    if takers == {"non_state_forces"} and frame.sub_event_type == "Government regains territory":
        return replace(frame, sub_event_type="Non-state actor overtakes territory")
    if takers == {"state_forces"} and frame.sub_event_type == "Non-state actor overtakes territory":
        return replace(frame, sub_event_type="Government regains territory")
    return frame


def unnamed_attacker(frame: Frame) -> bool:
    """True for violence that somebody did of whom the report says nothing."""
    return frame.sub_event_type in side_words()["unnamed"]["types"]


def on_civilians(frame: Frame) -> bool:
    """True for what is done to civilians by the very meaning of its type."""
    return frame.sub_event_type in side_words()["civilian"]["types"]


def _groups_named(setting: Setting) -> list[_Name]:
    found = setting.tools.registry.find(setting.text, setting.country)
    return [
        _Name(Chars(start, end), match)
        for start, end, match in found
        if match.group == "non_state_forces" and match.actor_id and not setting.in_clutter(Chars(start, end))
    ]


def _with_agent(frame: Frame, doc: Doc, setting: Setting, names: Sequence[_Name]) -> Frame:
    """The frame with the agent that syntax gives one of its triggers: "a Turkish strike", "was shelled by rebels"."""
    for span in (frame.trigger, *frame.mentions):
        inside = doc.char_span(span.start, span.end, alignment_mode="expand")
        if inside is None:
            continue
        for token in agents(inside.root):
            words = trim(setting.text, token_span(token) if token.dep_ in ("amod", "compound") else named_span(token))
            role = Role("initiator", words, _SCORE, "agent")
            if words.end <= words.start or (token.dep_ in MODIFIERS and _is_town(token, setting)):
                continue
            if _acts(words, setting) or _antecedent(role, setting, names):
                return replace(frame, roles=(*frame.roles, role))
    return frame


def _with_blamed(frame: Frame, doc: Doc, setting: Setting) -> Frame:
    """The frame with whom somebody blames in a sentence of its triggers: "officials said, blaming Boko Haram"."""
    for sentence in (setting.sentences.at(s.start) for s in (frame.trigger, *frame.mentions)):
        for token in doc.char_span(sentence.start, sentence.end, alignment_mode="expand") or ():
            if token.pos_ != "VERB" or token.lemma_ not in side_words()["agents"]["accusing"]:
                continue
            if any(t.lemma_ in side_words()["agents"]["failing"] for t in token.subtree):
                continue  # Blamed for letting it happen.
            # The parse may take who is blamed for who blames.
            objects = [c for c in token.children if c.dep_ in ("obj", "nsubj") and c.i > token.i]
            found = [trim(setting.text, named_span(c)) for c in objects]
            armed = [s for s in found if s.end > s.start and _acts(s, setting)]
            if armed:
                return replace(frame, roles=(*frame.roles, Role("initiator", armed[0], _SCORE, "agent")))
    return frame


def _with_partners(frame: Frame, setting: Setting) -> Frame:
    """The frame with the armed sides that act with one that did it."""
    sides = {setting.actor(s).name for s in frame.spans(*SIDES)}
    found: list[Role] = []
    for role in (r for r in frame.roles if r.name == "initiator"):
        inside = setting.doc.char_span(role.span.start, role.span.end, alignment_mode="expand")
        if inside is None or not _acts(role.span, setting) or between(setting.text, role.span):
            continue
        camp = setting.actor(role.span).group
        for token in partners(inside.root):
            words = trim(setting.text, named_span(token))
            match = setting.actor(words) if words.end > words.start else None
            if match is None or match.actor_id is None or (token.dep_ == "conj" and match.group != camp):
                continue
            if country_of(setting.words(words)) and token.head.lemma_ in side_words()["partners"]["sponsoring"]:
                continue  # Whom a state supports does things without it.
            if match.name not in sides and _acts(words, setting):
                found.append(replace(role, span=words, by="partner"))
    return replace(frame, roles=(*frame.roles, *found))


def _with_patient(frame: Frame, doc: Doc, setting: Setting) -> Frame:
    """The frame with the armed side that syntax gives one of its triggers: "stormed a police post", "a raid on rebels",
    "took the town from the army"."""
    doers = {setting.actor(s, initiator=True).name for s in frame.spans("initiator")}
    gained = frame.sub_event_type in side_words()["patients"]["gains"]
    for span in (frame.trigger, *frame.mentions):
        inside = doc.char_span(span.start, span.end, alignment_mode="expand")
        if inside is None:
            continue
        for token in patients(inside.root, gained):
            words = trim(setting.text, named_span(token))
            if words.end <= words.start or _is_town(token, setting):
                continue
            if setting.actor(words).name not in doers and _acts(words, setting):
                return replace(frame, roles=(*frame.roles, Role("target", words, _SCORE, "patient")))
    return frame


def any_fighters(words: str) -> bool:
    """True for "four fighters", who may be of any side."""
    return words.islower() and words.split()[-1:] != [] and words.split()[-1] in side_words()["people"]["fighters"]


def _of_the_named(frame: Frame, setting: Setting) -> Frame:
    """The frame without "four fighters" as a side beside the armed side that was attacked: they are its."""
    targets = [r for r in frame.roles if r.name == "target"]
    named = [r for r in targets if not any_fighters(setting.words(r.span))]
    dropped = [r for r in targets if r not in named] if named else []
    return replace(frame, roles=tuple(r for r in frame.roles if r not in dropped))


def _is_town(token: Token, setting: Setting) -> bool:
    """True for a town, which tells where: "a Kabul car bombing", "took Kabul"."""
    named = token.pos_ == "PROPN" and country_of(token.text) is None
    return named and setting.tools.gazetteer.is_place(token.text) > _PLACE


def _acts(words: Chars, setting: Setting) -> bool:
    match = setting.actor(words, initiator=True)
    known = match.actor_id is not None or match.name != setting.words(words)
    return known and match.group in ("state_forces", "non_state_forces")


def _pointed(frame: Frame, setting: Setting, names: Sequence[_Name]) -> Frame:
    """The frame with the group's name for words that point back to it: "the militants", "members of the group"."""
    return replace(frame, roles=tuple(_named(r, setting, names) if r.name in SIDES else r for r in frame.roles))


def _owner(role: Role, setting: Setting) -> Role | None:
    """The role with whose "its troops" are: the nation or group that says so."""
    inside = setting.doc.char_span(role.span.start, role.span.end, alignment_mode="expand")
    hit = role.name == "target"
    for token in possessors(inside.root, hit) if inside is not None else ():
        words = token_span(token) if country_of(token.text) else trim(setting.text, named_span(token))
        if hit and country_of(token.text) == setting.country and setting.country:
            return None  # "Its police" are known to be police, and here they are that country's.
        if country_of(token.text) or setting.actor(words).group == "non_state_forces":
            return replace(role, span=words, by="pointing")
    return None


def _named(role: Role, setting: Setting, names: Sequence[_Name]) -> Role:
    beside = [
        n.span
        for n in names
        if n.span.end < role.span.start and not setting.text[n.span.end : role.span.start].strip(" -")
    ]
    first = setting.words(role.span).lower().split()[:1]
    if beside and first and first[0] in side_words()["pointing"]["heads"]:
        # The parse may take a name for another word: "IS militants".
        return replace(role, span=Chars(beside[-1].start, role.span.end))
    if owner := _owner(role, setting):
        return owner
    name = _antecedent(role, setting, names)
    return replace(role, span=name.span, by="pointing") if name else role


def _antecedent(role: Role, setting: Setting, names: Sequence[_Name]) -> _Name | None:
    """The group last named before words that point back, in their own sentence or alone near it."""
    if not _points_back(setting.words(role.span)):
        return None
    if setting.actor(role.span, initiator=role.name == "initiator").actor_id:
        return None
    here = setting.sentences.index(role.span.start)
    reach = side_words()["pointing"]["sentences"]
    before = [
        n for n in names if n.span.start < role.span.start and here - setting.sentences.index(n.span.start) <= reach
    ]
    beside = [n for n in before if setting.sentences.index(n.span.start) == here]
    alone = len({n.match.actor_id for n in before}) == 1
    return (beside or before)[-1] if beside or alone else None


def _points_back(words: str) -> bool:
    table = side_words()["pointing"]
    said = words.lower().split()
    plain = bool(said) and said[0] in table["first"] and any(w.strip("'’s,.") in table["heads"] for w in said[1:])
    return plain or words.lower() in table["pronouns"]


def _without_tellers(frame: Frame, setting: Setting) -> Frame:
    """The frame without doers who only tell of it; "the army said it had killed two" tells what it did."""
    tellers = [s for s in frame.spans("source") if not tells_of_itself(setting.doc, s)]
    kept = [
        r
        for r in frame.roles
        if r.name != "initiator" or r.by == "agent" or not any(r.span.overlaps(t) for t in tellers)
    ]
    return replace(frame, roles=tuple(kept))


def _without_bystanders(frame: Frame, setting: Setting) -> Frame:
    """The frame without doers that are none: of violence civilians, but for crowds, and the paper that tells of it."""
    violent = DEEDS.get(EVENT_TYPE_OF[frame.sub_event_type]) == "violence"

    def stands_by(span: Chars) -> bool:
        said = {w.strip(",.").lower() for w in setting.words(span).split()}
        peaceful = setting.actor(span, initiator=True).group == "civilians" and not said & set(
            side_words()["crowds"]["heads"]
        )
        return (violent and peaceful) or is_publisher(span, setting)

    return replace(frame, roles=tuple(r for r in frame.roles if r.name != "initiator" or not stands_by(r.span)))


def _on_one_side(frame: Frame, setting: Setting) -> Frame:
    """The frame with an actor that was given both sides on the likelier one."""
    surest: dict[str, Role] = {}
    sided = {r: setting.actor(r.span, initiator=r.name == "initiator") for r in frame.roles if r.name in SIDES}
    for role, match in sided.items():
        if match.actor_id and (match.name not in surest or role.score > surest[match.name].score):
            surest[match.name] = role
    kept = [r for r in frame.roles if r not in sided or not _elsewhere(r, surest.get(sided[r].name))]
    return replace(frame, roles=tuple(kept))


def _of_one_camp(frame: Frame, setting: Setting) -> Frame:
    """The frame without parties of the camp that is much less likely, where two camps stand on one side of it."""
    dropped: set[Role] = set()
    for side in SIDES:
        camps: dict[Group, float] = {}
        groups = {r: setting.actor(r.span, initiator=side == "initiator").group for r in frame.roles if r.name == side}
        for role, group in groups.items():
            camps[group] = max(camps.get(group, 0.0), role.score)
        table = side_words()["camps"][side]
        rivals = {group: score for group, score in camps.items() if group in table["of"]}
        least = table["share"] * max(rivals.values(), default=0.0)
        dropped |= {r for r, group in groups.items() if group in rivals and rivals[group] < least}
    return replace(frame, roles=tuple(r for r in frame.roles if r not in dropped))


def _elsewhere(role: Role, surest: Role | None) -> bool:
    return surest is not None and surest.name != role.name


def _without_vaguer(frame: Frame, setting: Setting) -> Frame:
    """The frame without "gunmen" beside the group's name, and without a whole beside its part, on the same side."""
    dropped: list[Role] = []
    for side in SIDES:
        roles = [r for r in frame.roles if r.name == side]
        matches = [setting.actor(r.span, initiator=side == "initiator") for r in roles]
        for role, match in zip(roles, matches, strict=True):
            others = [m for m in matches if m.name != match.name]
            plain = not has_name(role.span, setting)
            if any(_vaguer(match, other, setting, plain=plain) for other in others) or any(
                _holds(role, r, setting) for r in roles
            ):
                dropped.append(role)
    return replace(frame, roles=tuple(r for r in frame.roles if r not in dropped))


def _holds(role: Role, other: Role, setting: Setting) -> bool:
    """True for what only holds the others: "a convoy" of "a convoy of soldiers"."""
    return setting.text[role.span.end : other.span.start].strip().lower() in ("of", "of the", "carrying")


def _vaguer(match: ActorMatch, other: ActorMatch, setting: Setting, *, plain: bool) -> bool:
    """True where one match tells no more of a side than another does; `plain`: its words hold no name."""
    if match.group != other.group or other.actor_id is None:
        return False
    insurgents = match.group == "non_state_forces" and match.actor_id is None and plain
    if match.name == UNIDENTIFIED or insurgents:
        return True
    return match.actor_id is not None and match.actor_id in setting.tools.registry.ancestors(other.actor_id)
