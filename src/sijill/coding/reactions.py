"""What a statement condemns or welcomes has happened: "condemns today's attack on X", "welcomes the liberation of Y".

The event heads read such a deed as a mention in passing; at the head of a report it is what the report tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from spacy.tokens import Token

from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.kinds import kind_of
from sijill.coding.numbers import find_counts
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting
from sijill.model import SubEventType

# Of what its first sentences react to, a statement has no doubt.
_SCORE = 0.85
# UCDP's code for a point that stands for a whole country.
_COUNTRY_PREC = 6
# A statement says what it is about in its first sentences.
_LEAD = 2
_OBJECTS = frozenset({"obj", "nsubj", "ccomp"})


@cache
def _words() -> dict[str, Any]:
    return read_data("reactions")


def with_reactions(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames, that of a deed which the report's first sentences react to as sure as a rule's."""
    out = list(frames)
    lead = [s for s in setting.sentences.spans if not setting.in_clutter(s)][:_LEAD]
    for sentence in lead:
        inside = setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
        for deed in _deeds(list(inside) if inside is not None else []):
            phrase = _phrase(deed)
            if not _particular(phrase, setting):
                continue
            within = [n for n, f in enumerate(out) if f.trigger.overlaps(phrase)]
            told = _frame(deed, phrase, setting)
            if within:
                best = max(within, key=lambda n: out[n].score)
                new = [r for r in told.roles if not out[best].spans(r.name)]
                # The deed says what it was where the heads don't know.
                kind = told.sub_event_type if out[best].sub_event_type == "Other" else out[best].sub_event_type
                score = max(out[best].score, _SCORE)
                out[best] = replace(out[best], sub_event_type=kind, score=score, roles=(*out[best].roles, *new))
            else:
                out.append(told)
    return out


def _deeds(sentence: Sequence[Token]) -> Iterator[Token]:
    """The deeds that a sentence condemns or welcomes; deeds in general ("all attacks on schools") are none."""
    table = _words()["deeds"]
    for verb in sentence:
        if verb.pos_ != "VERB":
            continue
        condemned = table if verb.lemma_ in _words()["condemning"] else ()
        kinds = _words()["welcomed"] if verb.lemma_ in _words()["welcoming"] else condemned
        lemmas = {lemma for kind in kinds for lemma in table[kind]}
        # The parse may take what follows a verb for its subject.
        objects = [
            c for c in verb.children if c.i > verb.i and c.dep_ in ("obj", "nsubj", "ccomp") and c.pos_ == "NOUN"
        ]
        yield from (c for c in objects if c.lemma_ in lemmas and _certain(c))


def _phrase(deed: Token) -> Chars:
    """A deed with all that belongs to it, and where it was: "condemns the attack in Zarn"."""
    where = [c for c in deed.head.children if c.i > deed.i and c.dep_ == "obl"]
    last = max((deed.right_edge, *(c.right_edge for c in where)), key=lambda t: t.i)
    return Chars(deed.left_edge.idx, last.idx + len(last.text))


def _particular(phrase: Chars, setting: Setting) -> bool:
    """True for a deed of which it is told when, where in a country, on which person, or how many came to harm."""
    places = (place for span, place in setting.places.items() if span.overlaps(phrase))
    known = any(p.where_prec is not None and p.where_prec < _COUNTRY_PREC for p in places)
    counted = any(c.interval.low > 1 for c in find_counts(setting.words(phrase)))
    inside = setting.doc.char_span(phrase.start, phrase.end, alignment_mode="expand")
    known = known or any(entity.label_ == "PER" for entity in (inside.ents if inside is not None else ()))
    return known or counted or any(s.overlaps(phrase) for s in setting.time_spans())


def _certain(deed: Token) -> bool:
    before = {c.lower_ for c in deed.children if c.dep_ in ("det", "nmod:poss", "amod")}
    if deed.tag_ == "NNS":
        where = [t for c in deed.head.children if c.i >= deed.i for t in c.subtree]
        return any(t.pos_ == "PROPN" for t in where) and not before & {"all", "any", "such"}
    return any(c.dep_ == "nmod:poss" for c in deed.children) or bool(before & {"the", "this", "that"})


def _speaks(token: Token, deed: Token) -> bool:
    """True for a person by name who condemns or welcomes; what governments do so tells no source."""
    return token.dep_ == "nsubj" and token.i < deed.head.i and token.ent_type_ == "PER"


def _frame(deed: Token, phrase: Chars, setting: Setting) -> Frame:
    kind: SubEventType = next(k for k, lemmas in _words()["deeds"].items() if deed.lemma_ in lemmas)
    roles = [Role("place", s, _SCORE, "reaction") for s in setting.places if s.overlaps(phrase)]
    roles += [Role("source", noun_span(c), _SCORE, "reaction") for c in deed.head.children if _speaks(c, deed)]
    return Frame(
        trigger=Chars(deed.idx, deed.idx + len(deed.text)),
        sub_event_type=(kind_of(setting.words(phrase)) or kind) if kind == "Attack" else kind,
        background=0.0,
        roles=tuple(roles),
        score=_SCORE,
    )
