"""Who claims an event: "X claimed responsibility for it", "the bombing was claimed by X", "X said it was behind it".

The words are those of `data/claims.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import dropwhile, takewhile
from typing import Any

from spacy.tokens import Doc, Token

from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.naming import names_in, whole
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import COUNT_FIELDS

_SCORE = 0.6
# From this chance on a report only recalls an event; news are claims of what is new.
_RECALLED = 0.6
# The object, and what the parse takes for a clause where it is unsure.
_WHAT = frozenset({"obj", "ccomp", "xcomp"})
_NOBODY = frozenset({"no", "nobody", "none", "neither", "not", "never", "yet"})


@dataclass(frozen=True)
class _Claim:
    """Who claims, by which verb; `telling`: whether the sentence does no more than that.

    `subject` is who is told to claim it: the claimant, or one who speaks for it.
    """

    subject: Token
    claimant: Token
    verb: Token
    telling: bool


def with_claims(frames: Sequence[Frame], doc: Doc, setting: Setting) -> list[Frame]:
    """The frames, each claim given to the one told in its sentence, else to the nearest one told before it."""
    out = list(frames)
    claims = _claims(doc) if out else []
    names = names_in(setting) if claims else []
    out = _without_tellings(out, {setting.sentences.index(c.verb.idx) for c in claims if c.telling}, setting)
    for claim in claims:
        span = _claiming(claim.claimant, names, setting)
        if span is None:
            continue
        group = setting.actor(span).group if span.end > span.start else "civilians"
        if group == "unknown" and claim.subject.lemma_ in _words()["pointing"]:
            group = "non_state_forces"  # "A group calling itself X".
        if group == "civilians" or (group != "non_state_forces" and not claim.telling):
            # An army that says what it did reports; it is others' acts that are claimed.
            continue
        clauses = [c for c in claim.subject.children if c.dep_ in ("acl", "acl:relcl")]
        first = claim.subject if claim.subject is not claim.claimant else None
        described = [Chars(c.left_edge.idx, c.right_edge.idx + 1) for c in clauses]
        described += [trim(setting.text, noun_span(first))] if first is not None and first.pos_ == "NOUN" else []
        for index in _meant(out, claim.verb, setting):
            out[index] = _claimed(out[index], span, described, setting)
    return out


def _claiming(claimant: Token, names: Sequence[Chars], setting: Setting) -> Chars | None:
    """The words for who claims: the whole of a name, and for "it" and "they" the group named last before."""
    own = Chars(claimant.idx, claimant.idx + len(claimant.text))
    if claimant.pos_ == "PRON" or _points_back(claimant):
        here = setting.sentences.index(own.start)
        reach = 1 if claimant.pos_ == "PRON" else _words()["reach"]
        near = [n for n in names if n.end <= own.start and here - setting.sentences.index(n.start) <= reach]
        if _speaks_for_a_state(claimant, setting):
            return None
        armed = [n for n in near if setting.actor(n).group == "non_state_forces"]
        if armed or claimant.pos_ == "PRON":
            return armed[-1] if armed else None
    name, phrase = whole(own, names), trim(setting.text, noun_span(claimant))
    return Chars(min(phrase.start, name.start), max(phrase.end, name.end))


def _points_back(token: Token) -> bool:
    """True for "the group", and nothing more."""
    own = [c for c in token.children if c.dep_ in ("det", "nmod:poss")]
    named = any(t.pos_ == "PROPN" and t.i == token.i - 1 for t in token.lefts)
    return token.lemma_ in _words()["pointing"] and [c.lower_ for c in own] == ["the"] and not named


def _behind(teller: Token) -> Token:
    """For whom somebody claims: "a group calling itself X", "X's spokesman", "Y, a spokesman for X"."""
    words = _words()
    for clause in (c for c in teller.children if c.dep_ in ("acl", "acl:relcl") and c.lemma_ in words["called"]):
        named = [c for c in clause.children if c.dep_ in ("xcomp", "obj", "obl") and c.pos_ == "PROPN"]
        if named:
            return named[0]
    for voice in (teller, *(c for c in teller.children if c.dep_ == "appos")):
        if voice.lemma_ in words["voices"]:
            own = [c for c in voice.children if c.dep_ in ("nmod:poss", "nmod") and c.pos_ in ("NOUN", "PROPN")]
            if own:
                return own[0]
            if (after := _after(voice)) is not None:
                return after
    return teller


def _after(voice: Token) -> Token | None:
    """The name right after "spokesman for", wherever the parse hangs it."""
    words = list(voice.doc[voice.i + 1 : voice.i + 8])
    if not words or words[0].lower_ not in ("for", "of"):
        return None
    names = list(dropwhile(lambda t: t.pos_ in ("DET", "ADJ"), words[1:]))
    run = list(takewhile(lambda t: t.pos_ == "PROPN", names))
    return run[-1] if run else None


def _posted(noun: Token) -> Token | None:
    """Who posted a claim of responsibility."""
    of = any(c.dep_ == "nmod" and c.lemma_ in _words()["taken"] for c in noun.children)
    if noun.lemma_ not in _words()["claims"] or not of or noun.dep_ != "nsubj:pass":
        return None
    return next((c for c in noun.head.children if c.dep_.startswith("obl") and _by(c)), None)


def _speaks_for_a_state(pronoun: Token, setting: Setting) -> bool:
    """True where the last subject told before "it" is a state body: what it did it reports."""
    before = [t for t in pronoun.doc[: pronoun.i] if t.dep_ == "nsubj" and t.pos_ in ("NOUN", "PROPN")]
    main = [t for t in before if t.head.dep_ == "root"]
    last = main[-1] if main else None
    if last is None or setting.sentences.index(pronoun.idx) - setting.sentences.index(last.idx) > 1:
        return False
    return setting.actor(trim(setting.text, noun_span(last))).group == "state_forces"


def _meant(frames: Sequence[Frame], verb: Token, setting: Setting) -> list[int]:
    """Which frames a claim is of: one of its sentence, else the last one told before; "both" are the last two."""
    sentence = setting.sentences.at(verb.idx)
    told = [n for n, f in enumerate(frames) if any(s.overlaps(sentence) for s in (f.trigger, *f.mentions))]
    before = [n for n, f in enumerate(frames) if f.trigger.start < verb.idx]
    before = [n for n in before if frames[n].background < _RECALLED] or before
    if told:
        return [min(told, key=lambda n: abs(frames[n].trigger.start - verb.idx))]
    several = any(t.lower_ == "both" for t in verb.subtree)
    return sorted(before, key=lambda n: frames[n].trigger.start)[-2 if several else -1 :]


def _without_tellings(frames: list[Frame], claimed: set[int], setting: Setting) -> list[Frame]:
    """The frames, those told only by a claim ("X claimed the attack") joined to the one told before them."""
    out: list[Frame] = []
    for frame in frames:
        heard = {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions)}
        if out and heard <= claimed and not frame.spans(*COUNT_FIELDS):
            out[-1] = replace(out[-1], mentions=(*out[-1].mentions, frame.trigger, *frame.mentions))
        else:
            out.append(frame)
    return out


def _claimed(frame: Frame, span: Chars, described: Sequence[Chars], setting: Setting) -> Frame:
    """The frame with who claims it, who did it too where nobody else is named.

    `described` is what is said of who claims: in "X, which is linked to Y, claimed it" Y did nothing.
    """
    roles = [r for r in frame.roles if r.name not in ("source", "claimant") or not r.span.overlaps(span)]
    sides = ("initiator", "claimant")
    said = [r for r in roles if any(r.span.overlaps(d) for d in described) and not r.span.overlaps(span)]
    roles = [r for r in roles if r.name not in sides or r not in said]
    roles.append(Role("claimant", span, _SCORE, "claims"))
    if not any(setting.actor(r.span, initiator=True).actor_id for r in roles if r.name == "initiator"):
        roles.append(Role("initiator", span, _SCORE, "claims"))
    return replace(frame, roles=tuple(roles))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("sijill.coding").joinpath("data/claims.toml").read_text(encoding="utf-8"))


def _claims(doc: Doc) -> list[_Claim]:
    """The claims of a text; sentences that say that nobody claims are left out."""
    found = []
    for verb in doc:
        if verb.pos_ == "NOUN" and (by := _posted(verb)) is not None:
            found.append(_Claim(by, by, verb, telling=True))
        if verb.pos_ != "VERB" or any(c.lower_ in _NOBODY for c in verb.children):
            continue
        who = _claimant(verb)
        said = _of_itself(verb) if who is None else None
        claimant = who or said
        pronoun = claimant is not None and claimant.lower_ in _words()["says"]["self"]
        if claimant is None or not (pronoun or claimant.pos_ in ("NOUN", "PROPN")):
            continue
        if not any(c.lower_ in _NOBODY for c in claimant.children):
            found.append(_Claim(claimant, _behind(claimant), verb, telling=who is not None))
    return found


def _claimant(verb: Token) -> Token | None:
    """Who claims by a verb that says so: "claimed the attack", "took credit", "owned up to the drones"."""
    words, children = _words(), list(verb.children)
    subject = _subject(verb)
    after = {c.lemma_.lower() for c in children if c.i > verb.i}
    if _is(verb, words["claims"]):
        told_of = [verb.head] if verb.dep_ == "acl" else [c for c in children if c.dep_ == "nsubj:pass"]
        if told_of:
            spoken = verb.dep_ != "acl" or any(t.lemma_ in words["claimed"] for t in told_of)
            return next((c for c in children if c.dep_.startswith("obl") and _by(c)), None) if spoken else None
        spoken = any(c.lemma_.lower() in words["claimed"] and c.i > verb.i and c.dep_ in _WHAT for c in children)
        return subject if spoken or any(_done(c) for c in children if _without_subject(c)) else None
    if _is(verb, words["takes"]):
        if any(c.tag_ == "TO" for c in children):
            return None  # "Must assume its responsibilities".
        return subject if any(c.lemma_ in words["taken"] and c.dep_ in _WHAT for c in children) else None
    if _is(verb, words["boasts"]) and not any(c.dep_ == "obj" for c in children):
        return subject
    beside = next((beside for lemma, beside in words["beside"].items() if _is(verb, (lemma,))), ())
    within = after | {c.lower_ for child in children for c in child.children}
    return subject if within.intersection(beside) else None


def _subject(verb: Token) -> Token | None:
    """Who does what a verb tells, or the verb that it hangs on: "X was quick to boast"."""
    while True:
        found = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        if found is not None or verb.dep_ not in ("advcl", "xcomp") or verb.head is verb:
            return found
        verb = verb.head


def _without_subject(clause: Token) -> bool:
    """A clause whose doer is that of the verb it hangs on: "to have done it"."""
    to = clause.dep_ == "ccomp" and any(c.tag_ == "TO" for c in clause.children)
    return to or clause.dep_ in ("xcomp", "advcl")


def tells_of_itself(doc: Doc, span: Chars) -> bool:
    """True for the subject of "said that it had killed two men": who tells of it did it."""
    inside = doc.char_span(span.start, span.end, alignment_mode="expand")
    return inside is not None and _of_itself(inside.root.head, _words()["denies"]) == inside.root


def _of_itself(verb: Token, also: Sequence[str] = ()) -> Token | None:
    """Who says by a verb of saying that it did something itself."""
    words = _words()["says"]
    if not _is(verb, (*words["verbs"], *also)):
        return None
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    for clause in (c for c in verb.children if c.dep_ == "ccomp"):
        doer = next((c for c in clause.children if c.dep_ == "nsubj"), None)
        if doer is None and _done(clause):  # "Killed by its fighters".
            doer = next((c for c in clause.children if c.dep_.startswith("obl") and _by(c)), None)
        if clause.lemma_ in words["work"] and any(c.lower_ in words["own"] for c in clause.children):
            return subject
        if any(
            c.lemma_ in words["people"] and any(p.lower_ in words["own"] for p in c.children)
            for c in clause.children
            if c.dep_ == "nmod"
        ):
            return subject  # "The bomber was one of its men".
        if doer is None:
            continue
        itself = doer.lower_ in words["self"]
        own = doer.lemma_ in words["people"] and any(c.lower_ in words["own"] for c in doer.children)
        if (itself or own) and _done(clause):
            return subject
    return None


def _done(verb: Token) -> bool:
    """True for a verb of violence, and for "behind it"."""
    words = _words()["says"]
    near = {verb.lower_, *(c.lower_ for c in verb.children)}
    return _is(verb, words["did"]) or bool(near.intersection(words["behind"]))


def _is(verb: Token, lemmas: Collection[str]) -> bool:
    """True for a form of one of the verbs; regular endings are seen where the lemma was guessed wrongly."""
    return verb.lemma_ in lemmas or not _bare(verb.lower_).isdisjoint(lemmas)


@lru_cache(maxsize=4096)
def _bare(word: str) -> frozenset[str]:
    return frozenset(word.removesuffix(end) for end in ("d", "ed", "s", "es", "ing"))


def _by(token: Token) -> bool:
    return any(c.dep_ == "case" and c.lower_ == "by" for c in token.children)
