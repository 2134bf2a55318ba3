"""Who a sentence says told it: subjects of reporting verbs, and what follows "according to"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Span, Token

from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars, Frame, Role
from sijill.coding.setting import Setting
from sijill.coding.text import trim
from sijill.model import COUNT_FIELDS, Assertion

_SUBJECTS = frozenset({"nsubj", "nsubj:outer"})
_WITHIN = frozenset({"appos", "nmod", "nmod:desc", "nmod:poss", "flat", "compound", "list"})
# Parts of one phrase stand so many characters apart at most.
_NEAR = 40


# Of one who speaks "for X and the Y" there is one.
_TWO = re.compile(r"((?:(?!\b(?:of|for|between|from)\b).)+?),? and ((?:the|an?)\s.+)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_BYLINE = re.compile(r"\bby:?\s+$", re.IGNORECASE)


@cache
def _words(name: str) -> frozenset[str]:
    raw = files("sijill.coding").joinpath("data/sources.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(raw)[name])


def with_sources(frames: Sequence[Frame], setting: Setting, stated: Sequence[Assertion] = ()) -> list[Frame]:
    """The frames with each teller once, under the fullest name; who only tells what is `stated` tells of no event."""
    lines = [e for assertion in stated for e in assertion.evidence if e.field == "source"]
    return [_settled(frame, setting, [Chars(e.start, e.end) for e in lines]) for frame in frames]


def _settled(frame: Frame, setting: Setting, apart: Sequence[Chars]) -> Frame:
    score = max((r.score for r in frame.roles if r.name == "source"), default=0.0)
    own = {setting.sentences.index(s.start) for s in (frame.trigger, *frame.mentions, *frame.spans(*COUNT_FIELDS))}
    apart = [s for s in apart if setting.sentences.index(s.start) not in own]
    told = [s for s in frame.spans("source") if not any(s.overlaps(a) for a in apart)]
    spans = [part for s in told for part in _apart(trim(setting.text, s), setting)]
    spans = [s for s in spans if not _unnamed(s, setting) and not _hears(s, setting) and _tells(s, setting)]
    sides = {setting.actor(s).actor_id for s in frame.spans("initiator", "claimant")} - {None}
    spans = [s for s in spans if not _speaks_for_itself(s, sides, setting)]
    spans = _without_offices(_fullest(_joined(spans, setting), setting), setting)
    kept = tuple(r for r in frame.roles if r.name != "source")
    return replace(frame, roles=(*kept, *(Role("source", s, score, "heads") for s in spans)))


def _apart(span: Chars, setting: Setting) -> list[Chars]:
    """Two tellers in one phrase, each by itself: "an aid worker and the army"; "the army and police" are one voice."""
    found = _TWO.fullmatch(setting.words(span))
    if found is None:
        return [span]
    return [Chars(span.start + found.start(n), span.start + found.end(n)) for n in (1, 2)]


def _telling_words(span: Chars, setting: Setting) -> frozenset[str]:
    found = [w.lower() for w in _WORD.findall(setting.words(span))]
    return frozenset(w for w in found if w not in _words("plain"))


def _unnamed(span: Chars, setting: Setting) -> bool:
    return not _telling_words(span, setting)


def _speaks_for_itself(span: Chars, sides: AbstractSet[str | None], setting: Setting) -> bool:
    """True for an armed group that did it or claims it: that is no source, it is a side."""
    match = setting.actor(span)
    return match.group == "non_state_forces" and match.actor_id in sides


def _tells(span: Chars, setting: Setting) -> bool:
    """True for somebody, in a sentence in which somebody tells something."""
    inside = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None or not any(t.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ") for t in inside):
        return False
    if inside.root.tag_ in ("VBZ", "VBD", "VBP") and inside.root.text.islower():
        return False
    return any(
        token.lemma_ in _words("verbs") | _words("telling") or token.lower_ in _words("marks")
        for token in _around(inside, setting)
    )


def _around(span: Span, setting: Setting) -> Span:
    sentence = setting.sentences.at(span.start_char)
    return setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand") or span


def _hears(span: Chars, setting: Setting) -> bool:
    """True for one who is told ("a source told the agency"), and for the paper's own name in its dateline."""
    tokens = setting.doc.char_span(span.start, span.end, alignment_mode="expand")
    if tokens is None:
        return False
    own, verb = tokens.root, tokens.root.head
    if own.dep_ in ("obj", "iobj") and verb.lemma_ in _words("to_hearers"):
        return True
    # What stands after "told" heard it, even where the parse takes it for the subject.
    if own.dep_ in _SUBJECTS and verb.lemma_ == "tell" and own.i > verb.i:
        return True
    line = setting.dateline
    if line and (line.overlaps(span) or setting.text[line.end : span.start].strip(" ,;-–—\n") == "("):
        return True  # "BAGHDAD (an agency) -".
    tells = own.dep_ in _SUBJECTS and verb.lemma_ in _words("verbs")
    return not tells and (is_publisher(span, setting) or _is_place(span, setting))


def is_publisher(span: Chars, setting: Setting) -> bool:
    """True for words of the name of the report's publisher, and nothing else."""
    own = frozenset(w.lower() for w in _WORD.findall(setting.report.publisher or ""))
    said = frozenset(w for w in _telling_words(span, setting) if not w.isdecimal())
    return bool(said) and said <= own


def _is_place(span: Chars, setting: Setting) -> bool:
    return any(place.start <= span.start and span.end <= place.end for place in setting.places)


def _joined(spans: Sequence[Chars], setting: Setting) -> list[Chars]:
    """Spans, those that tell of one person side by side as one: "an officer, Karim Hadi"."""
    out: list[Chars] = []
    for span in spans:
        gap = setting.text[out[-1].end : span.start].strip() if out else None
        title = gap == "." and _ends_in_title(out[-1], setting)
        if gap in ("", "of", "of the") or title or (gap is not None and _one_phrase(out[-1], span, gap, setting)):
            out[-1] = Chars(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _ends_in_title(span: Chars, setting: Setting) -> bool:
    return (_WORD.findall(setting.words(span).lower()) or [""])[-1] in _words("titles")


def _one_phrase(left: Chars, right: Chars, gap: str, setting: Setting) -> bool:
    """Whether the words of one stand in the phrase of the other: "a commander in Zarn, Abu Karim", no "A and a B"."""
    first = setting.doc.char_span(left.start, left.end, alignment_mode="expand")
    second = setting.doc.char_span(right.start, right.end, alignment_mode="expand")
    if first is None or second is None or len(gap) > _NEAR:
        return False
    if gap.endswith("and") and second[0].pos_ == "DET":
        return False
    one, other = first.root, second.root
    pairs = ((one, second), (other, first))
    beside = gap == "," and any(root.head in phrase and root.dep_ != "conj" for root, phrase in pairs)
    # No verb has two subjects: the second says again who the first is.
    twice = gap.endswith(",") and one.head == other.head and {one.dep_, other.dep_} <= _SUBJECTS
    return beside or twice or any(_hangs_on(root, phrase) for root, phrase in pairs)


def _hangs_on(token: Token, phrase: Span) -> bool:
    while token.dep_ in _WITHIN or (token.dep_ == "conj" and token.head is not phrase.root):
        token = token.head
        if token in phrase:
            return True
    return False


def _fullest(spans: Sequence[Chars], setting: Setting) -> list[Chars]:
    """Spans without those that say again, in fewer words, who another is: "the source" beside "a police source"."""
    words = [_telling_words(span, setting) for span in spans]
    kept = []
    for n, span in enumerate(spans):
        fuller = any(words[n] < other or (words[n] == other and m < n) for m, other in enumerate(words) if m != n)
        if not fuller:
            kept.append(span)
    return kept


def _without_offices(spans: Sequence[Chars], setting: Setting) -> list[Chars]:
    """Spans without what only says who a person is: "a spokesman for the council, Karim Hadi" is he alone."""
    roots = {s: t.root for s in spans if (t := setting.doc.char_span(s.start, s.end, alignment_mode="expand"))}
    people = {s for s, root in roots.items() if root.ent_type_ == "PER"}
    tops = [top for s in people for top in _tops(roots[s])]

    def tells_who(span: Chars) -> bool:
        root = roots.get(span)
        if root is None or span in people or root.dep_ == "conj":
            return False
        return any(top in root.ancestors for top in tops)

    return [s for s in spans if not tells_who(s)]


def _tops(token: Token) -> list[Token]:
    """The nouns whose phrases a name belongs to: no verb has two subjects, so that both are one person."""
    while token.dep_ in _WITHIN and token.head.pos_ in ("NOUN", "PROPN"):
        token = token.head
    twins = [c for c in token.head.children if token.dep_ in _SUBJECTS and c.dep_ in _SUBJECTS and c.i < token.i]
    return [token, *twins]


def in_full(span: Chars, frame: Frame, setting: Setting) -> Chars:
    """Of a teller's surname ("Mr Hadi", "Hadi") the full name that stands before it, where only one person has it.

    Not of one who came to harm: a widow has the name too.
    """
    words = [w.lower() for w in _WORD.findall(setting.words(span))]
    own = [w for w in words if w not in _words("titles")]
    if len(own) != 1 or _words("wives") & set(words) or setting.words(span).islower():
        return span
    named = [e for e in setting.doc.ents if e.label_ == "PER" and e.end_char <= span.start]
    full = [e for e in named if len(said := _WORD.findall(e.text.lower())) > 1 and said[-1] == own[0]]
    if len({e.text for e in full}) != 1:
        return span
    found = Chars(full[0].start_char, full[0].end_char)
    harmed = any(found.overlaps(s) for s in frame.spans("target", "person", *COUNT_FIELDS))
    signed = _BYLINE.search(setting.text[max(0, found.start - 12) : found.start]) is not None
    return span if harmed or signed else found


def sources_in(setting: Setting, sentence: Chars) -> list[Chars]:
    """Spans of those who told what the sentence says, in its order; pronouns name nobody and are left out."""
    doc = setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
    if doc is None:
        return []
    out: list[Chars] = []
    for token in doc:
        if token.pos_ == "VERB" and token.lemma_ in _words("verbs"):
            # A dateline may be read as a subject too: who tells stands nearest.
            tellers = [c for c in token.children if c.dep_ in _SUBJECTS][-1:]
        elif token.lower_ == "according" and token.head is not token:
            tellers = [token.head]
        else:
            continue
        for teller in tellers:
            span = trim(setting.text, noun_span(teller)) if teller.pos_ in ("NOUN", "PROPN") else None
            if span and span.end > span.start and span not in out:
                out.append(span)
    return sorted(out)
