"""Where a mention really begins and ends: the heads find it, the syntax knows its edges.

A head may see "officer" and "four" where the text says "an officer and four soldiers"; the noun phrase holds both.
"""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from sijill.coding.frames import Chars

# A phrase that grows longer than this was parsed wrongly, or is a whole clause.
_LONGEST = 18
_LEFT_OUT = frozenset(
    {"acl", "acl:relcl", "appos", "parataxis", "punct", "advcl", "case", "cc:preconj", "orphan", "advmod:emph"}
)
_BESIDE_NOUN = frozenset({"acl", "acl:relcl", "appos", "parataxis", "punct", "cc", "conj", "advmod", "case", "orphan"})
_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
_PEOPLE = frozenset(
    {"member", "personnel", "troop", "fighter", "militant", "soldier", "officer", "man", "gunman", "worker", "staff"}
)
_EDGES = frozenset({"ADP", "CCONJ", "SCONJ", "PUNCT"})
# Words that count what stands after "of".
_MANY = frozenset({"dozens", "scores", "hundreds", "thousands"})
# Prepositions that belong to the number after them.
_AT_LEAST = frozenset({"at least", "at most", "at minimum"})
_INTO_NOUN = frozenset(
    {"det", "nummod", "amod", "compound", "flat", "nmod:poss", "advmod", "case", "cc", "nmod:unmarked"}
)


def settle(doc: Doc, layer: str, first: int, last: int) -> tuple[int, int]:
    """Tokens `first..last` (both included) of a layer's mention with the edges that syntax and names give it."""
    first, last = _settled(doc, layer, first, last)
    return _both_ends(doc, first, last) if layer == "place" else (first, last)


def _both_ends(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """The whole of "X and Y" after "between" where only one of the two names was seen."""
    before, after = doc[first - 1].lower_ if first else "", doc[last + 1].lower_ if last + 1 < len(doc) else ""
    if before == "between" and after == "and":
        end = last + 1
        while end + 1 < len(doc) and doc[end + 1].pos_ == "PROPN":
            end += 1
        return first, end if end > last + 1 else last
    if before == "and":
        start = first - 1
        while start and doc[start - 1].pos_ == "PROPN":
            start -= 1
        if 0 < start < first - 1 and doc[start - 1].lower_ == "between":
            return start, last
    return first, last


def _settled(doc: Doc, layer: str, first: int, last: int) -> tuple[int, int]:
    if layer in ("place", "person", "actor", "source"):
        named = _named(doc[first : last + 1])
        if layer == "person" or (layer == "place" and named != (first, last)):
            return _trimmed(doc, *named)
        first, last = named
    if layer == "count":
        # Its first words may be "over" or "up to", which count.
        return _phrase(doc[slice(*_whole_names(doc, first, last))], joined=True)
    if layer == "weapon":
        last = _whole_noun(doc, last)
    if layer in ("actor", "source", "place"):
        first, last = _phrase(doc[first : last + 1], joined=False)
    return _trimmed(doc, first, last)


def _whole_names(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Start and end of a stretch with the whole of the persons' names at its edges: "Omar al" and "Hadi" are one."""
    edges = [doc[first], doc[last]]
    if any(token.ent_type_ == "PER" for token in edges):
        first, last = _named(doc[first : last + 1])
    first, last = _unbroken(doc, first, last)
    return first, last + 1


def _whole_noun(doc: Doc, last: int) -> int:
    """The token that ends a noun whose first part was seen: "precision" of "precision airstrikes"."""
    head = doc[last].head
    near = last < head.i <= last + 2 and head.pos_ == "NOUN"
    return head.i if near and doc[last].dep_ in ("amod", "compound") else last


def _trimmed(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Without the prepositions, conjunctions and marks that a mention may have caught at its edges."""
    while first < last and doc[first].pos_ in _EDGES and doc[first : first + 2].text.lower() not in _AT_LEAST:
        first += 1
    while last > first and (doc[last].pos_ in _EDGES or (doc[last].pos_ == "DET" and doc[last].dep_ == "det")):
        last -= 1
    return first, last


def _named(span: Span) -> tuple[int, int]:
    """A span with the whole of the names that it begins or ends in."""
    doc, first, last = span.doc, span.start, span.end - 1
    while first > 0 and doc[first].ent_iob_ == "I":
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
        last += 1
    return _unbroken(doc, first, last)


def _unbroken(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """A stretch with the whole of the words at its edges: "Al-Shabaab" is three tokens."""
    while first > 1 and _hyphen(doc[first - 1]):
        first -= 2
    while last + 2 < len(doc) and _hyphen(doc[last + 1]):
        last += 2
    return first, last


def _hyphen(token: Token) -> bool:
    """True for a hyphen within a word."""
    return token.text in ("-", "‑") and not token.whitespace_ and not token.nbor(-1).whitespace_


def _phrase(span: Span, *, joined: bool) -> tuple[int, int]:
    """The noun phrase around a span; where `joined`, with the phrases that "and" joins to it."""
    head = span.root
    while (
        head.pos_ not in ("NOUN", "PROPN", "PRON")
        and head.dep_ in _INTO_NOUN
        and head.head.pos_ in _NOUNS
        and head.head is not head
    ):
        head = head.head
    if head.dep_ == "compound" and head.head.i == span.end and head.head.lemma_ in _PEOPLE:
        # "two US service" of "two US service members" names nobody.
        head = head.head
    if joined:
        while head.dep_ == "conj" and head.head.pos_ in _NOUNS and head.head.sent == head.sent:
            head = head.head
        if head.dep_ in ("nmod", "nmod:unmarked") and _of(head) and head.head.lower_ in _MANY:
            head = head.head
    if head.pos_ not in _NOUNS:
        return span.start, span.end - 1
    keep = _members(head, joined=joined)
    first, last = stretch(keep, min(span.start, head.i), max(span.end - 1, head.i))
    grown = (*range(first, span.start), *range(span.end, last + 1))
    if last - first >= _LONGEST or any(span.doc[i].pos_ == "AUX" for i in grown):
        # A clause was taken for part of the phrase.
        return span.start, span.end - 1
    return first, last


def characters(doc: Doc, first: int, last: int) -> Chars:
    """Where tokens `first..last` (both included) stand in the text."""
    return Chars(doc[first].idx, doc[last].idx + len(doc[last].text))


def stretch(keep: set[int], first: int, last: int) -> tuple[int, int]:
    """`first..last` grown over the neighbours that are in `keep`, up to the first gap on each side."""
    while first - 1 in keep:
        first -= 1
    while last + 1 in keep:
        last += 1
    return first, last


def _members(head: Token, *, joined: bool) -> set[int]:
    """Token numbers of a phrase, clauses, appositions and prepositions before it left out."""
    keep = {head.i}
    for child in head.children:
        if child.dep_ in _LEFT_OUT or (child.dep_ == "conj" and (not joined or child.pos_ not in _NOUNS)):
            continue
        if child.dep_ == "cc" and not joined:
            continue
        if child.dep_ in ("nmod", "obl") and not _of(child):
            continue
        keep |= (
            {t.i for t in child.subtree if t.dep_ not in ("acl:relcl", "acl", "appos", "advcl")}
            if child.dep_ != "conj"
            else _members(child, joined=True)
        )
    if joined and any(c.dep_ == "conj" for c in head.children):
        keep |= {
            c.i for conj in head.children if conj.dep_ == "conj" for c in conj.children if c.dep_ in ("cc", "punct")
        }
    return keep


def _of(token: Token) -> bool:
    """True for "of his men" in "ten of his men": what a number or group noun counts."""
    return any(c.dep_ == "case" and c.lower_ == "of" for c in token.children)


def noun_span(head: Token) -> Chars:
    """A noun with what belongs to it right beside it; clauses, appositions and (of a name) additions left out."""
    keep = {head.i}
    for child in head.children:
        if child.dep_ in _BESIDE_NOUN or (child.dep_ == "nmod" and head.pos_ == "PROPN"):
            continue
        keep.update(t.i for t in child.subtree)
    first, last = _unbroken(head.doc, *stretch(keep, head.i, head.i))
    return characters(head.doc, first, last)


def named_span(token: Token) -> Chars:
    """A noun with what belongs to it, a name whole: "Al-Shabaab" hangs together by a mark."""
    span = noun_span(token)
    names = [Chars(e.start_char, e.end_char) for e in token.doc.ents if e.start <= token.i < e.end]
    return Chars(min(span.start, *(n.start for n in names)), max(span.end, *(n.end for n in names))) if names else span


def token_span(token: Token) -> Chars:
    """A word by itself."""
    return Chars(token.idx, token.idx + len(token.text))


def unnumbered(span: Chars, doc: Doc) -> Chars:
    """A party's words without how many they are, or whose: "twelve Malian soldiers" -> "Malian soldiers"."""
    inside = doc.char_span(span.start, span.end, alignment_mode="expand")
    if inside is None or inside.root.tag_ not in ("NNS", "NNPS", "NN"):
        return span
    before = [t for t in inside if t.i < inside.root.i]
    said = [
        t
        for t in before
        if t.head == inside.root and (t.dep_ == "nummod" or (t.dep_ == "nmod:poss" and t.pos_ == "PRON"))
    ]
    if not said or any(t.text == "-" for t in before):
        return span
    first = doc[said[-1].i + 1]
    return Chars(first.idx, span.end) if first.pos_ in ("NOUN", "ADJ", "PROPN") else span
