"""Who did what a word tells, and to whom it was done, by the syntax alone: tokens in, tokens out."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from spacy.tokens import Token

_NOUNS = frozenset({"NOUN", "PROPN"})
_AGENTS = frozenset({"obl", "obl:agent", "nmod"})
_RELATIVES = frozenset({"who", "which", "that"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
# A verb of these relations without a subject has that of the verb that it hangs on.
_SHARING = frozenset({"advcl", "xcomp", "conj"})
MODIFIERS = frozenset({"amod", "compound", "nmod:poss"})


@cache
def side_words() -> dict[str, Any]:
    """The words of `data/parties.toml`."""
    return tomllib.loads(files("sijill.coding").joinpath("data/parties.toml").read_text(encoding="utf-8"))


def agents(trigger: Token) -> list[Token]:
    """The words that may name who did what a trigger tells, the likeliest first."""
    if trigger.pos_ in ("VERB", "AUX"):
        return _doers(trigger)
    modifiers = [
        c for c in trigger.children if c.dep_ in MODIFIERS and c.lower_ not in side_words()["agents"]["no_doers"]
    ]
    return [*_by(trigger), *_from(trigger), *_performers(trigger), *modifiers, *_around(trigger)]


def _from(deed: Token) -> list[Token]:
    """Who attacked: "came under fire from rebels"."""
    if _case(deed) != "under":
        return []
    return [c for c in (*deed.children, *deed.head.children) if c.dep_ in _AGENTS and _case(c) == "from"]


def _around(deed: Token) -> list[Token]:
    """Who did what is told with a deed: "X killed two men in a raid"."""
    verb = deed.head
    during = _case(deed) in ("in", "during") and verb.pos_ == "VERB"
    return _doers(verb) if during and verb.lemma_ in side_words()["agents"]["felling"] else []


def _by(token: Token) -> list[Token]:
    return [
        c for c in token.children if (c.dep_, _case(c)) == ("obl:agent", "") or (c.dep_ in _AGENTS and _case(c) == "by")
    ]


def _doers(verb: Token) -> list[Token]:
    """Who did what a verb tells: by its own words, else by those of the verb that it hangs on ("..., killing two")."""
    subjects = [c for c in verb.children if c.dep_ in _SUBJECTS]
    if not subjects and verb.dep_ in _SHARING and verb.head.pos_ == "VERB" and not _by(verb):
        return _doers(verb.head) if _is_active(verb) else []
    if under := [c for c in verb.children if c.dep_ == "obl" and _case(c) == "under"]:
        return [*_by(verb), *_from(under[0])]
    if _suffers(verb):
        return _by(verb)
    heads = [
        verb.head if c.lower_ in _RELATIVES and verb.dep_ == "acl:relcl" else c for c in subjects if c.dep_ == "nsubj"
    ]
    heads = [_speaker(head) or head if head.pos_ == "PRON" else head for head in heads]
    return _by(verb) + [head for head in heads if head.pos_ in _NOUNS] + _claimants(verb)


def _claimants(verb: Token) -> list[Token]:
    """By whom what did it is claimed: "an attack claimed by X that targeted mourners"."""
    if not any(c.dep_ == "nsubj" and c.lower_ in _RELATIVES for c in verb.children):
        return []
    # The parse hangs the clause on what it tells of, or on the claim right before it.
    claims = [c for c in (verb.head, *verb.head.children) if c.lemma_ == "claim" and c.dep_ == "acl"]
    return [c for claim in claims for c in claim.children if _case(c) == "by"]


def _speaker(pronoun: Token) -> Token | None:
    """Whom "it" means in "X said it had killed two men"; of a clause that "it" speaks, who was told before."""
    verb = pronoun.head
    if pronoun.lower_ not in side_words()["same"]["words"] or verb.dep_ != "ccomp":
        return None
    said = next((c for c in verb.head.children if c.dep_ == "nsubj"), None)
    if said is None or said.pos_ in _NOUNS:
        return said
    before = [t for t in said.doc[: said.i] if t.dep_ == "nsubj" and t.head.dep_ == "root" and t.pos_ in _NOUNS]
    return before[-1] if before and before[-1].sent.end == said.sent.start else None


def continued(verb: Token) -> bool:
    """True for what "they" did, who did something before."""
    words = side_words()["same"]["words"]
    return (
        verb.pos_ == "VERB"
        and not _suffers(verb)
        and any(c.dep_ == "nsubj" and c.lower_ in words for c in verb.children)
    )


def _performers(deed: Token) -> list[Token]:
    """Who carried out what a noun tells: "strikes carried out by Y", "Y launched a raid", "the raid that Y led"."""
    doing, blaming = side_words()["agents"]["doing"], side_words()["agents"]["blaming"]
    if _case(deed) == "behind":
        return [c for c in deed.children if c.dep_ == "nsubj"]
    clauses = [c for c in deed.children if c.dep_ in ("acl", "acl:relcl")]
    found = [d for c in clauses if c.lemma_ in doing for d in _doers(c)]
    found += [d for c in clauses if c.lemma_ in blaming for d in _blamed(c)]
    verb = deed.head
    if deed.dep_ in ("obj", "nsubj:pass"):
        if verb.lemma_ in doing:
            found += _doers(verb) if deed.dep_ == "obj" else _by(verb)
        if verb.lemma_ in blaming:
            found += _blamed(verb)
    return [d for d in found if d.i != deed.i]


def _blamed(verb: Token) -> list[Token]:
    """On whom a deed is blamed: "blamed on rebels", "attributed to Y"."""
    return [c for c in verb.children if c.dep_ in ("obl", "nmod") and _case(c) in ("on", "to") and c.pos_ in _NOUNS]


def partners(doer: Token) -> list[Token]:
    """Who acts with a doer: "X and Y", "X, together with Y", "X backed by Y", "by X with the help of Y"."""
    table = side_words()["partners"]
    found = [c for c in doer.children if c.dep_ == "conj" or (c.dep_ == "nmod" and _case(c) in table["with"])]
    for clause in doer.children:
        if clause.dep_ == "acl" and clause.lemma_ in table["helped"]:
            found += _by(clause)
    beside = [c for c in doer.head.children if c.dep_ in ("obl", "nmod") and c is not doer]
    found += [c for c in beside if _case(c) in table["beside"]]
    found += [
        p for c in beside if c.lemma_ in table["help"] for p in c.children if p.dep_ == "nmod" and _case(p) == "of"
    ]
    return [c for c in found if c.pos_ in _NOUNS and c.lemma_ not in table["deeds"]]


def meets_device(doer: Token) -> list[Token]:
    """What a subject ran into: "the patrol hit a mine", "a car drove over it", "two men stepped on"."""
    verb = doer.head
    if doer.dep_ != "nsubj" or verb.lemma_ not in side_words()["meeting"]["verbs"]:
        return []
    return [c for c in verb.children if c.dep_ in ("obj", "obl") and c.pos_ in _NOUNS]


def possessors(thing: Token, hit: bool = False) -> list[Token]:
    """The words that may name whose "its jets" are: the subject of the verb that tells of them.

    `hit`: they came to harm, and not by that subject: in "X said Y attacked its troops" they are X's.
    """
    if not any(c.dep_ == "nmod:poss" and c.lower_ in side_words()["possessed"]["words"] for c in thing.children):
        return []
    deed = next((a for a in thing.ancestors if a.pos_ == "VERB"), None) if hit else None
    for verb in thing.ancestors:
        found = [c for c in verb.children if c.dep_ == "nsubj" and c.i < thing.i and c.pos_ in _NOUNS]
        if found and verb != deed:
            return [*found, *(c for c in found[0].children if c.dep_ in MODIFIERS)]
    return []


def _suffers(verb: Token) -> bool:
    return verb.lemma_ in side_words()["agents"]["suffering"]


def _is_active(verb: Token) -> bool:
    return verb.tag_ != "VBN" and not any(c.dep_ == "aux:pass" for c in verb.children)


def patients(trigger: Token, gained: bool) -> list[Token]:
    """The words that may name whom what a trigger tells was done to, the likeliest first.

    `gained`: it is taken "from" somebody.
    """
    table = side_words()["patients"]
    if trigger.pos_ not in ("VERB", "AUX"):
        found = after_on(trigger) + [c for c in trigger.children if c.dep_ == "nmod" and _case(c) in table["on"]]
        return _with_users([c for c in found if c.pos_ in _NOUNS])
    lost = [c for c in trigger.children if gained and c.dep_ == "obl" and _case(c) == "from"]
    hit = [c for c in trigger.children if c.dep_ in ("obj", "nsubj:pass")]
    return _with_users([c for c in (*lost, *hit) if c.pos_ in _NOUNS])


def _with_users(things: list[Token]) -> list[Token]:
    """Tokens with whose they are: "buildings used by rebels"."""
    clauses = [c for thing in things for c in thing.children if c.dep_ in ("acl", "acl:relcl")]
    return [*things, *(user for c in clauses if c.lemma_ in side_words()["patients"]["users"] for user in _by(c))]


def after_on(deed: Token) -> list[Token]:
    """The noun after "attack on", whatever the parse makes of it."""
    after = deed.nbor() if deed.i + 1 < len(deed.doc) else deed
    near = after.dep_ == "case" and after.lower_ in side_words()["patients"]["on"] and after.head.pos_ in _NOUNS
    return [after.head] if near else []


def _case(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")
