"""Who a sentence says told it: subjects of reporting verbs, and what follows "according to"."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from sijill.coding.edges import characters, stretch
from sijill.coding.frames import Chars
from sijill.coding.setting import Setting
from sijill.coding.text import trim

_LEFT_OUT = frozenset({"acl", "acl:relcl", "appos", "parataxis", "punct", "cc", "conj", "advmod", "case", "orphan"})
_SUBJECTS = frozenset({"nsubj", "nsubj:outer"})


@cache
def _verbs() -> frozenset[str]:
    raw = files("sijill.coding").joinpath("data/sources.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(raw)["verbs"])


def sources_in(setting: Setting, sentence: Chars) -> list[Chars]:
    """Spans of those who told what the sentence says, in its order; pronouns name nobody and are left out."""
    doc = setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
    if doc is None:
        return []
    out: list[Chars] = []
    for token in doc:
        if token.pos_ == "VERB" and token.lemma_ in _verbs():
            tellers = [c for c in token.children if c.dep_ in _SUBJECTS]
        elif token.lower_ == "according" and token.head is not token:
            tellers = [token.head]
        else:
            continue
        for teller in tellers:
            span = trim(setting.text, noun_span(teller)) if teller.pos_ in ("NOUN", "PROPN") else None
            if span and span.end > span.start and span not in out:
                out.append(span)
    return sorted(out)


def noun_span(head: Token) -> Chars:
    """A noun with what belongs to it right beside it; clauses, appositions and (of a name) additions left out."""
    keep = {head.i}
    for child in head.children:
        if child.dep_ in _LEFT_OUT or (child.dep_ == "nmod" and head.pos_ == "PROPN"):
            continue
        keep.update(t.i for t in child.subtree)
    first, last = stretch(keep, head.i, head.i)
    return characters(head.doc, first, last)
