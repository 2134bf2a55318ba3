"""What a toll has come to: "the death toll rose to nine", "the number of soldiers killed has risen to 15".

It is no event of its own; it counts the losses of the one told beside it or before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token

from sijill.coding.edges import token_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting

_SCORE = 0.7
_REACHED = frozenset({"obl", "obj", "dep", "xcomp", "ccomp"})


@cache
def _words() -> dict[str, Any]:
    return read_data("tolls")


def with_tolls(frames: Sequence[Frame], setting: Setting) -> list[Frame]:
    """The frames, each toll with the one told in its sentence, else with the last one told shortly before."""
    out = list(frames)
    for role, grown, victims in tolls(setting.doc):
        if setting.in_clutter(role.span):
            continue
        here = setting.sentences.index(role.span.start)
        heard = [[setting.sentences.index(s.start) for s in (f.trigger, *f.mentions)] for f in out]
        reach = [max((n for n in told if n <= here), default=-1) for told in heard]
        last = max(reach, default=-1)
        if last >= 0 and here - last <= _words()["reach"]:
            home = max((n for n, at in enumerate(reach) if at == last), key=lambda n: out[n].trigger)
            have = [r for r in out[home].roles if not (r.name == role.name and r.span.overlaps(role.span))]
            beside = [r for r in have if r.name == role.name and setting.sentences.index(r.span.start) == here]
            if beside and not grown:
                continue  # "Ten died, X said; Y put the toll at six": of two tellings the fuller stands.
            have = [r for r in have if r not in beside]
            hit = [] if out[home].spans("target") else [Role("target", s, _SCORE, "toll") for s in victims]
            out[home] = replace(out[home], roles=(*have, role, *hit))
    return out


def tolls(doc: Doc) -> Iterator[tuple[Role, bool, list[Chars]]]:
    """The numbers that tolls have come to, as roles "killed" and "wounded", whether they say that it has grown, and the
    words for whose toll it is: "the number of soldiers killed"."""
    words = _words()
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_ not in words["verbs"]:
            continue
        toll = next((c for c in verb.children if c.dep_ in ("nsubj", "obj") and c.lemma_ in words["nouns"]), None)
        new = next((c for c in verb.children if c.pos_ == "NUM" and c.i > verb.i and c.dep_ in _REACHED), None)
        if toll is None or new is None or (new.dep_ != "obj" and not _towards(new)):
            continue
        told = {form for c in toll.subtree for form in (c.lower_, c.lemma_)}
        hurt = not told.isdisjoint(words["hurt"])
        if toll.lemma_ == "toll" or hurt or not told.isdisjoint(words["dead"]):
            whose = [token_span(c) for c in toll.children if c.dep_ == "nmod" and c.tag_ == "NNS"]
            role = Role("wounded" if hurt else "killed", _number(new), _SCORE, "toll")
            yield role, verb.lemma_ not in words["said"], whose


def _towards(token: Token) -> bool:
    """True after "to" or "at", whatever the parse makes of them."""
    return token.doc[max(token.i - 1, 0)].lower_ in ("to", "at") or any(
        c.dep_ == "case" and c.lower_ in ("to", "at") for c in token.children
    )


def _number(token: Token) -> Chars:
    """A number with the bounds before it ("at least"), without the preposition that leads to it."""
    first = min((c.i for c in token.subtree if c.i < token.i and c.dep_ != "case"), default=token.i)
    start = token.doc[first].idx
    least = token.doc[first - 1] if first and token.doc[first - 1].lower_ == "at" and first < token.i else None
    return Chars(least.idx if least is not None else start, token.idx + len(token.text))
