"""The actors of a frame's sides: who the registry takes the words for; and individuals, whose people they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from sijill.codebook import ActorMatch, Deed, country_of
from sijill.coding.frames import Chars, Frame, RoleName
from sijill.coding.numbers import parts
from sijill.coding.people import role_of
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import EVENT_TYPE_OF, Group

# What an event's type tells of its initiators.
DEEDS: Final[Mapping[str, Deed]] = {
    "Battles": "violence",
    "Explosions/Remote violence": "violence",
    "Violence against civilians": "violence",
    "Protests": "protest",
    "Riots": "riot",
}
# From here on a name that was taken for an actor's is a place's.
_SURELY_PLACE: Final = 0.9
_NO_NOUN: Final = re.compile(
    r"(?:(?:\d[\d.,]*+|one|two|three|four|five|six|seven|eight|nine|ten|dozens|scores|hundreds|thousands|some|several|many|"
    r"most|all|both|none|another|others?|more|the|a|an|at|least|he|she|it|they|them|him|her|us|we|who|those|these|of)\b\s*)+",
    re.IGNORECASE,
)
_TWO_NATIONS: Final = re.compile(
    r"(?:(?:[Tt]he|[a-z]{3,})\s+)?([A-Z][\w.]++)\s+and\s+([A-Z][\w.]++)\s+(\w+(?:\s+\w+)?)"
)
# "An ISIL-held building" is theirs.
_HELD: Final = re.compile(
    r"(?:[a-z'’,.]+\s+)*?((?:[A-Z][\w'’.-]*\s+)*?[A-Z][\w'’.-]*?)-(held|controlled|occupied|run|owned|operated)\b.*",
    re.DOTALL,
)
_ANY: Final[tuple[Group, ...]] = ("state_forces", "non_state_forces")
_HOLDING: Final = ("held", "controlled", "occupied")
_OTHERS: Final = re.compile(r"\bothers?$", re.IGNORECASE)


def actors(
    frame: Frame, setting: Setting, role: RoleName, when: date | None, country: str | None
) -> list[tuple[Chars, ActorMatch]]:
    """Who stands in a role of a frame, each once, with the words; `when` and `country` are the event's, if known."""
    found: list[tuple[Chars, ActorMatch]] = []
    for words in (s for span in frame.spans(role) for s in _camps(trim(setting.text, span), setting)):
        for match in _meant(frame, words, setting, role, when, country):
            if not any(match.name == known.name for _, known in found):
                found.append((words, match))
    found = [item for n, item in enumerate(found) if not _introduces(item[0], found[n + 1 :], setting)] or found
    told = [item for item in found if not _OTHERS.search(setting.words(item[0])) or item[1].actor_id] or found
    return _parties(told, setting) if role == "target" else told


def _camps(span: Chars, setting: Setting) -> list[Chars]:
    """The parts of a phrase that are of different camps: "20 fighters and nine soldiers"; else the phrase itself."""
    told = [Chars(span.start + p.start, span.start + p.end) for p in parts(setting.words(span))]
    if len(told) < 2:
        return [span]
    # "An officer and ten of his men" are of one camp, whichever.
    groups = [
        {setting.tools.registry.group_of(setting.words(s), setting.country, fallback=g) for g in _ANY} for s in told
    ]
    apart = len({frozenset(g) for g in groups}) == len(told)
    return told if apart and all(len(g) == 1 for g in groups) else [span]


def _introduces(span: Chars, after: list[tuple[Chars, ActorMatch]], setting: Setting) -> bool:
    """True for words that only say what the name right after them is: "the militia Ansar Hadi"."""
    several = " and " in setting.words(span)
    return not several and any(m.actor_id and setting.text[span.end : s.start].isspace() for s, m in after)


def is_party(span: Chars, match: ActorMatch, setting: Setting) -> bool:
    """True for words that name somebody, or tell what kind of people it is; false for "a bridge", "its cook"."""
    if match.group != "unknown" or match.actor_id is not None:
        return True
    tokens = setting.doc.char_span(span.start, span.end, alignment_mode="expand") or ()
    return any(token.pos_ == "PROPN" for token in tokens)


def _parties(found: list[tuple[Chars, ActorMatch]], setting: Setting) -> list[tuple[Chars, ActorMatch]]:
    """The targets; beside parties only parties."""
    return [(s, match) for s, match in found if is_party(s, match, setting)] or found


def _meant(
    frame: Frame, words: Chars, setting: Setting, role: RoleName, when: date | None, country: str | None
) -> list[ActorMatch]:
    """Whom some words mean: nobody for words that tell of none, two for "US and Iraqi forces"."""
    doer, deed = role == "initiator", DEEDS.get(EVENT_TYPE_OF[frame.sub_event_type])
    said = setting.words(words)
    if both := _TWO_NATIONS.fullmatch(said):
        resolve, where = setting.tools.registry.resolve, country or setting.country
        if country_of(both[1]) and country_of(both[2]):
            return [
                resolve(f"{nation} {both[3]}", where, doer, when=when or setting.anchor, deed=deed)
                for nation in (both[1], both[2])
            ]
    if (held := _HELD.fullmatch(said)) and not doer:
        holder = Chars(words.start + held.start(1), words.start + held.end(1))
        # "A US-owned ship" is no army's.
        if held[2] in _HOLDING or setting.actor(holder).group == "non_state_forces":
            words, said = holder, held[1]
    match = setting.actor(words, initiator=doer, deed=deed, when=when, country=country)
    if match.group != "unknown" or match.actor_id or role not in ("initiator", "target"):
        return [match]
    if _NO_NOUN.fullmatch(said) or (doer and said == said.lower()):
        return []
    if _individual(words, setting):
        return [_person(words, match, setting, role, when, country)]
    return [] if setting.tools.gazetteer.is_place(said) > _SURELY_PLACE else [match]


def _individual(words: Chars, setting: Setting) -> bool:
    inside = setting.doc.char_span(words.start, words.end, alignment_mode="expand")
    return inside is not None and any(ent.label_ == "PER" for ent in inside.ents)


def _person(
    words: Chars, match: ActorMatch, setting: Setting, role: RoleName, when: date | None, country: str | None
) -> ActorMatch:
    """Whose people an individual is: by what the words after the name say, else a target is a civilian."""
    described = role_of(words, setting)
    known = setting.tools.registry.resolve(described, country or setting.country, when=when) if described else match
    if known.group != "unknown":
        return known
    return setting.tools.registry.resolve("a civilian", country or setting.country) if role == "target" else match
