"""Typed mentions of a text: who and what stands in it, event or no event.

Persons, bodies and groups of people, places and buildings, weapons, machines, documents, times, numbers, sums of money.
The phrase of each comes from the syntax, its kind from names (model, registry), else from what its noun stands for
(`data/named.toml`). A phrase within a phrase is not told again: "the mayor of Tarra" is one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from spacy.tokens import Doc, Span, Token

from sijill.codebook import country_of
from sijill.coding.edges import characters, stretch
from sijill.coding.frames import Chars
from sijill.coding.numbers import find_counts
from sijill.coding.phrases import read_data
from sijill.coding.setting import Setting

Kind = Literal[
    "person",
    "organisation",
    "place",
    "weapon",
    "platform",
    "vehicle",
    "document",
    "nationality",
    "time",
    "number",
    "money",
]
How = Literal["name", "noun", "number", "time"]

_NOUNS = frozenset({"NOUN", "PROPN"})
# Words of these relations belong to the noun that they hang on, where they stand right beside it.
_INSIDE = frozenset({"det", "amod", "compound", "flat", "nmod:poss", "nmod:desc", "advmod", "goeswith", "fixed"})
_INSIDE |= {"det:predet", "nmod:unmarked"}
# Nouns of these relations are a part of the noun that they hang on.
_PARTS = frozenset({"compound", "flat", "nmod:desc", "fixed", "goeswith"})
_LABELS: dict[str, Kind] = {"PER": "person", "ORG": "organisation", "LOC": "place"}
_LONGEST = 12
_DEFINITE = frozenset({"det", "nmod:poss", "det:predet"})
_CASES = frozenset({"of", "'s", "’s", "'", "’"})
_LINKS = frozenset("-‑–'’.&/")
_ACTING = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl:agent", "vocative"})
_WITH = frozenset({"with", "against", "between", "by", "among", "towards", "toward", "for"})
_IN_COMMA = re.compile(r",\s")
_ARTICLE = re.compile(r"\bthe\s$", re.IGNORECASE)
_MONEY = re.compile(
    r"(?:[A-Z]{0,3}[$£€]|\b(?:USD|EUR|GBP)\s?)\s?\d[\d,.]*"
    r"(?:\s?(?:million|billion|thousand|trillion|m|bn|k)\b)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Named:
    """One mention: its whole phrase, articles and what "of" adds included, and its head (a name whole, else a noun).

    `how`: by a `name`, a `noun` of its kind, a `number` or a `time` expression. `several`: a noun in the plural.
    """

    kind: Kind
    span: Chars
    head: Chars
    how: How
    several: bool = False


@cache
def _data() -> dict[str, Any]:
    return read_data("named")


@cache
def _by_noun() -> dict[str, Kind]:
    kinds: list[Kind] = ["document", "vehicle", "platform", "weapon", "place", "organisation", "person"]
    # Later kinds win: "office" is a body before it is a place.
    return {noun: kind for kind in kinds for noun in _data()[kind]["nouns"]}


@cache
def _words(section: str, name: str) -> frozenset[str]:
    return frozenset(_data()[section][name])


@cache
def common_nouns() -> frozenset[str]:
    """Nouns, singular and regular plural, of people and things that are no names by themselves: "guerrillas"."""
    nouns = {n for kind in ("person", "weapon", "vehicle", "platform") for n in _data()[kind]["nouns"]}
    return frozenset(nouns | {f"{n}s" for n in nouns})


def named(setting: Setting) -> list[Named]:
    """The typed mentions of a report, in the order of the text; of two that share words only the wider one."""
    found = [*_times(setting), *_sums(setting)]
    taken = [n.span for n in found]
    phrases = [n for n in _phrases(setting) if not any(n.span.overlaps(t) for t in taken)]
    taken += [n.span for n in phrases]
    numbers = [n for n in _numbers(setting) if not any(n.span.overlaps(t) for t in taken)]
    return sorted((*found, *phrases, *numbers), key=lambda n: n.span)


# --- times, numbers, money ------------------------------------------------------------------------------------------


def _times(setting: Setting) -> Iterator[Named]:
    for told in setting.times:
        span = Chars(told.expression.start, told.expression.end)
        before = setting.text[max(0, span.start - 5) : span.start]
        article = _ARTICLE.search(before) if setting.text[span.start].islower() else None
        whole = Chars(span.start - len(article[0]), span.end) if article else span
        yield Named("time", whole, span, "time")


def _sums(setting: Setting) -> Iterator[Named]:
    """Money with its sign, and what is measured in a unit ("40 km")."""
    for match in _MONEY.finditer(setting.text):
        span = Chars(*match.span())
        yield Named("money", span, span, "number")
    for match in _measure().finditer(setting.text):
        span = Chars(*match.span())
        yield Named("number", span, span, "number")


def _numbers(setting: Setting) -> Iterator[Named]:
    """Numbers that count or measure, with their unit; sums of money without a sign ("two million dinars").

    A bare number that belongs to no noun (a channel, half of a coordinate, a score) is none, nor are "some" and "many".
    """
    for count in find_counts(setting.text):
        after = setting.text[count.end : count.end + 30]
        span = Chars(count.start, count.end)
        if unit := _money().match(after):
            yield Named("money", Chars(count.start, count.end + unit.end()), span, "number")
        elif _counts(setting.doc, span):
            yield Named("number", span, span, "number")


def _counts(doc: Doc, span: Chars) -> bool:
    inside = doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None:
        return False
    return any(t.dep_ == "nummod" or t.lemma_.lower() in _words("units", "plenty") for t in inside)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"(?:\s+of)?[\s-]?(?:{_either(_data()['units']['money'])})(?!\w)", re.IGNORECASE)


@cache
def _measure() -> re.Pattern[str]:
    # Atomic, since "a couple of" is a number and "a" and "couple of" are too: so it runs away otherwise.
    number = rf"(?>\d[\d,.]*|\b(?:{_either(read_data('numbers')['values'])}))"
    return re.compile(
        rf"{number}(?:[\s-]{number}){{0,8}}[\s-]?(?:{_either(_data()['units']['words'])})(?!\w)", re.IGNORECASE
    )


# --- phrases --------------------------------------------------------------------------------------------------------


def _phrases(setting: Setting) -> list[Named]:
    """The noun phrases and names of a text that have a kind, each once."""
    names = _Names(setting)
    out: list[Named] = []
    for token in setting.doc:
        if token.pos_ not in _NOUNS or _is_part(token) or setting.in_clutter(_chars(token)):
            continue
        mention = _of_noun(token, names)
        out += [mention] if mention else names.within(token)
    held = [n.span for n in out]
    out += [names.alone(e) for e in names.ents if not any(_ent_chars(e).overlaps(s) for s in held)]
    kept: list[Named] = []
    for mention in sorted(out, key=lambda n: (n.span.start, -n.span.end)):
        if kept and _lies_in(kept[-1], mention, setting):
            kept[-1] = replace(kept[-1], span=Chars(kept[-1].span.start, mention.span.end))
        elif not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return kept


def _lies_in(place: Named, other: Named, setting: Setting) -> bool:
    """True for a place right after another in which that lies: "Palmyra, Syria"."""
    if (place.kind, other.kind, place.how, other.how) != ("place", "place", "name", "name") or other.span != other.head:
        return False
    lands = [country_of(setting.words(n.head)) for n in (place, other)]
    between = setting.text[place.span.end : other.span.start]
    return lands[0] is None and lands[1] is not None and _IN_COMMA.fullmatch(between) is not None


def _chars(token: Token) -> Chars:
    return Chars(token.idx, token.idx + len(token.text))


def _ent_chars(ent: Span) -> Chars:
    return Chars(ent.start_char, ent.end_char)


def _bare(ent: Span) -> Chars:
    """A name without what tells the office before a person's: "Herrera" of "Tarra Councilman Herrera"."""
    first = ent.start
    if ent.label_ == "PER":
        offices = [t.i for t in ent[:-1] if t.lower_.strip(".") in _offices() or t.lemma_.lower() in _offices()]
        first = offices[-1] + 1 if offices else first
    return Chars(ent.doc[first].idx, ent.end_char)


@cache
def _offices() -> frozenset[str]:
    return _words("titles", "words") | _words("person", "nouns") - _words("titles", "names")


def _is_part(token: Token) -> bool:
    """True for a noun that only helps to name another one right beside it: "police" of "police station"."""
    head = token.head
    return token.dep_ in _PARTS and head is not token and head.pos_ in _NOUNS and abs(head.i - token.i) < _LONGEST


class _Names:
    """The names of a text: what the model tags, and actors that the registry knows."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.doc = setting, setting.doc
        self.ents = [e for e in setting.doc.ents if e.label_ in _LABELS]
        self.at = {t.i: e for e in self.ents for t in e}
        found = setting.tools.registry.find(setting.text, setting.country)
        self.actors = [Chars(start, end) for start, end, match in found if match.actor_id]

    def kind(self, ent: Span) -> Kind:
        """What a name names: an actor of the registry is a body whatever the model says; a place may act."""
        span = _ent_chars(ent)
        if any(a.overlaps(span) for a in self.actors) and not country_of(ent.text):
            return "organisation"
        if ent.root.tag_ in ("NNS", "NNPS") and country_of(ent.root.text):
            return "organisation"  # "the Iraqis"
        kind = _LABELS[ent.label_]
        if kind == "organisation" and country_of(ent.text):
            return kind
        if kind != "place" and self.setting.tools.gazetteer.is_place(ent.text) > (0.9 if kind == "person" else 0.99):
            kind = "place"
        return "organisation" if kind == "place" and country_of(ent.text) and _acts(ent.root) else kind

    def alone(self, ent: Span) -> Named:
        """A name by itself."""
        return Named(self.kind(ent), _ent_chars(ent), _bare(ent), "name")

    def within(self, token: Token) -> list[Named]:
        """What is in the phrase of a noun that is nothing by itself: names, nationalities ("Turkish law"), a weapon
        ("bomb attack")."""
        first, last = _extent(token)
        ents = dict.fromkeys(self.at[i] for i in range(first, last + 1) if i in self.at)
        found = [self.alone(e) for e in ents if not _adjective(e)]
        arms = [t for t in self.doc[first : token.i] if t.dep_ == "compound" and _noun_kind(t) == "weapon"]
        found += [Named("weapon", _chars(t), _chars(t), "noun") for t in arms[-1:] if t.i not in self.at]
        for word in self.doc[first : last + 1]:
            if word.pos_ in ("ADJ", "PROPN") and country_of(word.text) and word.dep_ == "amod":
                found.append(Named("nationality", _chars(word), _chars(word), "name"))
        return found


def _adjective(ent: Span) -> bool:
    return len(ent) == 1 and ent[0].pos_ == "ADJ"


def _acts(token: Token) -> bool:
    """True for a country that does something or to which something is done, rather than one where it is."""
    case = next((c.lower_ for c in token.children if c.dep_ == "case"), "")
    if token.dep_ == "conj":
        return not case and _acts(token.head)
    return (token.dep_ in _ACTING and not case) or case in _WITH


def _of_noun(token: Token, names: _Names) -> Named | None:
    """The mention whose head a noun is; None where it is of no kind."""
    ent = names.at.get(token.i)
    whole = _span(token)
    if ent is not None and not _adjective(ent):
        return Named(names.kind(ent), _covering(whole, _ent_chars(ent)), _bare(ent), "name")
    kind = _noun_kind(token)
    if kind is None:
        return None
    actor = next((a for a in names.actors if a.overlaps(_chars(token))), None)
    if actor is not None:
        return Named("organisation", _covering(whole, actor), actor, "name")
    several = token.tag_ in ("NNS", "NNPS")
    if kind == "person":
        # A person told by office and name is one by name: "Mayor Hadi".
        own = next(
            (names.at[c.i] for c in token.children if c.dep_ in ("flat", "nmod:desc", "appos") and c.i in names.at),
            None,
        )
        if own is not None and own.label_ == "PER" and own.start - token.i <= 2:
            return Named("person", _covering(whole, _ent_chars(own)), _bare(own), "name")
        kind = "organisation" if several else "person"
    return Named(kind, whole, _chars(token), "noun", several)


def _noun_kind(token: Token) -> Kind | None:
    # A noun in -ing is none of the thing that its verb comes from: "training" is no train.
    lemma = token.lower_ if token.lower_.endswith("ing") else token.lemma_.lower()
    before = token.doc[token.i - 1].lower_ if token.i else ""
    kind = _by_noun().get(f"{before} {lemma}") or _by_noun().get(lemma) or _by_noun().get(token.lower_)
    if kind == "document" and lemma in _words("document", "named_only"):
        return (
            kind
            if any(c.dep_ in ("nummod", "compound") and c.pos_ in ("NUM", "PROPN") for c in token.children)
            else None
        )
    if lemma in _words("place", "parts") and not any(c.dep_ in ("amod", "compound") for c in token.children):
        return None  # "part of the plan"
    if kind == "vehicle" and any(c.lower_ in _words("vehicle", "armed") for c in token.children):
        return "platform"
    return kind


def _covering(a: Chars, b: Chars) -> Chars:
    return Chars(min(a.start, b.start), max(a.end, b.end))


def _span(token: Token) -> Chars:
    return characters(token.doc, *_extent(token))


def _extent(token: Token) -> tuple[int, int]:
    """First and last token of a noun's phrase: what belongs to it, and what "of" adds; numbers before it left out."""
    keep = _members(token, set())
    first, last = stretch(keep, token.i, token.i)
    return _trimmed(token.doc, first, last, token.i)


def _members(token: Token, seen: set[int]) -> set[int]:
    keep = {token.i}
    seen = seen | keep
    for child in token.children:
        if child.i in seen:
            continue
        if child.dep_ in _INSIDE or (child.dep_ == "nmod" and _case(child) == "of" and _may_add(token, seen)):
            keep |= _members(child, seen)
        elif _ties(child, token):
            keep.add(child.i)
        elif child.dep_ in ("conj", "cc") and token.dep_ in ("amod", "compound", "nmod"):
            keep |= _members(child, seen)
    return keep


def _may_add(token: Token, seen: set[int]) -> bool:
    """True where "of" may add to a noun: to the first of a phrase, and within names ("Ministry of Defence of Iraq")."""
    return len(seen) == 1 or token.pos_ == "PROPN"


def _ties(child: Token, token: Token) -> bool:
    """True for the small words and marks within a phrase, and for numbers that count nothing anew: "the two men"."""
    if child.dep_ == "nummod":
        return child.i > token.i or any(c.dep_ in _DEFINITE and c.i < child.i for c in token.children)
    return (child.dep_ == "case" and child.lower_ in _CASES) or (child.dep_ == "punct" and child.text in _LINKS)


def _case(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")


def _trimmed(doc: Doc, first: int, last: int, head: int) -> tuple[int, int]:
    """Without marks, conjunctions and adverbs at the edges."""
    while first < head and (doc[first].pos_ in ("PUNCT", "CCONJ", "ADP", "SCONJ") or doc[first].dep_ == "advmod"):
        first += 1
    while last > head and doc[last].pos_ in ("PUNCT", "CCONJ", "ADP", "PART"):
        last -= 1
    return first, last
