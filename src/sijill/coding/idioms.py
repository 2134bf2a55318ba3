"""Harm told in other words than "killed" and "wounded": "lost a leg", "was hit in the thigh", "was declared dead".

The words are those of `[idioms]` in `data/harm.toml`.
"""

from __future__ import annotations

from functools import cache

from spacy.tokens import Token

from sijill.coding.frames import RoleName
from sijill.coding.phrases import read_data

_DYING = frozenset({"die", "succumb", "perish"})


@cache
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in read_data("harm")["idioms"].items()}


def idiom(verb: Token) -> tuple[RoleName, Token] | None:
    """What a verb says by its idiom, and of whom; None where it says nothing of the kind."""
    if verb.pos_ != "VERB" or any(c.dep_ == "conj" and c.lemma_ in _DYING for c in verb.children):
        return None
    words, subject = _words(), _child(verb, "nsubj")
    thing = _child(verb, "obj")
    if verb.lemma_ in words["losing"] and thing is not None and thing.lemma_ in words["body"]:
        return _of("wounded", subject)
    if thing is not None and _lost(verb, thing):
        return _of("killed", thing)
    if verb.lemma_ in words["suffering"] and thing is not None and thing.lemma_ in words["wounds"]:
        fatal = any(c.lower_ in words["fatal"] for c in thing.children)
        return _of("killed" if fatal else "wounded", subject)
    if verb.lemma_ in words["falling"]:
        people = subject is not None and subject.lemma_.lower() in words["fallen"]
        return _of("killed", subject) if people and _falls_there(verb) else None
    sufferer = _child(verb, "nsubj:pass") or thing
    if verb.lemma_ in words["declaring"] and any(c.lower_ == "dead" for c in verb.children):
        return _of("killed", sufferer)
    if verb.lemma_ in words["hitting"] and _where_it_hurts(verb):
        return _of("wounded", sufferer)
    if verb.lemma_ in words["treating"] or _to_hospital(verb):
        return _of("wounded", _child(verb, "nsubj:pass"))
    return None


def loser(people: Token) -> Token | None:
    """Who lost the people, where a verb says that somebody did: "the unit lost five men", "they left two bodies"."""
    verb = people.head
    return _child(verb, "nsubj") if people.dep_ == "obj" and _lost(verb, people) else None


def _lost(verb: Token, thing: Token) -> bool:
    """True for "lost five men", "left two bodies behind"; false for "lost three players to injury"."""
    words = _words()
    if verb.pos_ != "VERB" or _child(thing, "nummod") is None:
        return False
    if verb.lemma_ in words["leaving"]:
        return thing.lemma_ in words["remains"]
    people = thing.lemma_.lower() in words["fallen"] | words["men"]
    return people and verb.lemma_ in words["losing"] and not any(_case(c) == "to" for c in verb.children)


def _to_hospital(verb: Token) -> bool:
    """True for "were taken to hospital", "were being treated in the clinic"; bodies are taken there too."""
    words, people = _words(), _child(verb, "nsubj:pass")
    if people is None or people.lemma_ in words["remains"]:
        return False
    there = any(c.lemma_.lower() in words["hospitals"] and c.dep_.startswith("obl") for c in verb.children)
    if verb.lemma_ in words["taking"]:
        return there
    cared = there or any(c.lower_ == "being" or _case(c) == "for" for c in verb.children)
    return verb.lemma_ in words["caring"] and cared


def _falls_there(verb: Token) -> bool:
    """True for "fell in the fight", "fell at Zarn"; false for "fell ill", "fell out with", "fell from a truck"."""
    where = [c for c in verb.children if c.dep_.startswith("obl") and c.ent_type_ == "" and c.pos_ != "NUM"]
    plain = all(_case(c) in _words()["where"] and c.lemma_ != "love" for c in where)
    return plain and not any(c.dep_ in ("compound:prt", "xcomp", "advmod", "obj") for c in verb.children)


def is_body(token: Token) -> bool:
    """True for a part of somebody, who is told beside it: "a leg"."""
    return token.pos_ == "NOUN" and token.lemma_ in _words()["body"]


def _where_it_hurts(verb: Token) -> bool:
    """True for "in the leg", "by shrapnel"."""
    words = _words()
    places = [c for c in verb.children if c.dep_.startswith("obl")]
    return any(
        (c.lemma_ in words["body"] and _case(c) in ("in", "on", "through"))
        or (c.lemma_ in words["fragments"] and _case(c) in ("by", "with"))
        for c in places
    )


def _of(role: RoleName, victim: Token | None) -> tuple[RoleName, Token] | None:
    return (role, victim) if victim is not None else None


def _child(token: Token, dep: str) -> Token | None:
    return next((c for c in token.children if c.dep_ == dep), None)


def _case(token: Token) -> str | None:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), None)
