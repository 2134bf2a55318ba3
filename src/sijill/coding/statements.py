"""What the readers of assertions share: the words they know, and whom and where a sentence means."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from sijill.codebook import ActorMatch
from sijill.codebook.countries import countries, country_of
from sijill.coding.edges import noun_span
from sijill.coding.frames import Chars
from sijill.coding.setting import Setting
from sijill.coding.sources import sources_in
from sijill.coding.text import trim
from sijill.model import AssertionKind

_NAMES = frozenset({"ORG", "PER"})


@dataclass(frozen=True)
class Statement:
    """One assertion as it was found: `core` holds its number or its words, `place` where it is said to hold."""

    kind: AssertionKind
    sentence: Chars
    core: Chars
    subject: str
    low: int | None = None
    high: int | None = None
    unit: str | None = None
    place: Chars | None = None


@dataclass(frozen=True)
class Patterns:
    """The entries of `data/assertions.toml`: lists of pieces of regular expressions, by section and name."""

    lists: dict[str, dict[str, list[str]]] = field(hash=False)
    _made: dict[tuple[str, str], list[re.Pattern[str]]] = field(default_factory=dict, compare=False, repr=False)

    def any(self, section: str, name: str) -> str:
        """The entries of a list as one group."""
        return f"(?:{'|'.join(self.lists[section][name])})"

    def words(self, section: str, name: str) -> re.Pattern[str]:
        """Matches any entry of a list as whole words."""
        return _compiled(rf"\b{self.any(section, name)}\b")

    def filled(self, section: str, name: str, **slots: str) -> list[re.Pattern[str]]:
        """The entries of a list, one by one, with `{slot}` replaced: by the slots given, else by lists of `pieces`."""
        made = None if slots else self._made.get((section, name))
        if made is None:
            pieces = {piece: self.any("pieces", piece) for piece in self.lists["pieces"]} | slots
            made = [_compiled(_replaced(entry, pieces)) for entry in self.lists[section][name]]
            if not slots:
                self._made[section, name] = made
        return made


def _replaced(entry: str, slots: dict[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda m: slots[m[1]], entry)


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def patterns() -> Patterns:
    """The patterns as shipped."""
    return Patterns(tomllib.loads(files("sijill.coding").joinpath("data/assertions.toml").read_text(encoding="utf-8")))


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(word.lower() for c in countries().values() for word in (*c.adjectives, *c.people))


def places_in(setting: Setting, span: Chars) -> list[Chars]:
    """The places named within a span, in its order; names of sides and words such as "Iraqi" name none."""
    sides = [Chars(span.start + a, span.start + b) for a, b, _ in setting.tools.registry.find(setting.words(span))]
    return sorted(
        s
        for s in setting.places
        if span.start <= s.start < span.end
        and setting.words(s).lower() not in _adjectives()
        and not any(s.overlaps(side) for side in sides)
    )


def place_before(setting: Setting, offset: int) -> Chars | None:
    """The last place named before an offset of the text."""
    found = places_in(setting, Chars(0, offset))
    return found[-1] if found else None


def joined(setting: Setting, place: Chars) -> Chars:
    """A place with the one that "and" adds right after it: "Iraq and Syria"."""
    for other in setting.places:
        if other.start > place.end and re.fullmatch(r"\s+and\s+", setting.text[place.end : other.start]):
            return Chars(place.start, other.end)
    return place


def sides_in(setting: Setting, span: Chars) -> list[tuple[Chars, ActorMatch]]:
    """The sides that a span tells of, in its order: known names, then classes ("rebels"), then names unknown so far.

    Civilians and those who only tell are left out.
    """
    words = setting.words(span)
    registry = setting.tools.registry
    known = [(Chars(span.start + a, span.start + b), m) for a, b, m in registry.find(words, setting.country)]
    taken = [s for s, _ in known]
    known = [(s, m) for s, m in known if m.group not in ("civilians", "unknown")]
    named = [Chars(e.start_char, e.end_char) for e in setting.doc.ents if e.label_ in _NAMES]
    classes = [
        Chars(span.start + f.start(), span.start + f.end()) for f in patterns().words("pieces", "side").finditer(words)
    ]
    for own in (*named, *classes):
        if not (span.start <= own.start and own.end <= span.end) or country_of(setting.words(own)):
            continue
        # "ISIS militants": the class word only goes on with the name before it.
        if any(own.overlaps(s) or 0 <= own.start - s.end <= 2 for s in taken):
            continue
        match = registry.resolve(setting.words(own), setting.country)
        if match.group in ("state_forces", "non_state_forces") and not match.name.startswith("Unidentified"):
            known.append((own, match))
            taken.append(own)
    return sorted(known, key=lambda k: k[0])


def tellers(setting: Setting, sentence: Chars, core: Chars) -> list[Chars]:
    """Who is said to have told or reckoned what stands at `core`, the nearest first; "he" is who was named before."""
    doc = setting.doc.char_span(sentence.start, sentence.end, alignment_mode="expand")
    found = sources_in(setting, sentence)
    if doc is None:
        return found
    verbs = patterns().words("pieces", "reckon")
    for token in doc:
        if not verbs.fullmatch(token.text):
            continue
        for child in token.children:
            if child.dep_ == "nsubj" and child.pos_ in ("NOUN", "PROPN"):
                found.append(trim(setting.text, noun_span(child)))
    found = [_author(setting, s, sentence) for s in dict.fromkeys(found)]
    wars = patterns().words("summary", "wars")
    outside = [s for s in found if not s.overlaps(core) and s.end > s.start and not wars.search(setting.words(s))]
    return sorted(outside, key=lambda s: (s.start > core.start, abs(s.start - core.start)))


def _author(setting: Setting, teller: Chars, sentence: Chars) -> Chars:
    """Of "a report by United Nations experts" those who wrote it."""
    if not re.search(r"\b(?:report|statement|study|survey|tally|count)$", setting.words(teller), re.IGNORECASE):
        return teller
    by = re.match(r"\s+(?:by|from)\s+", setting.text[teller.end : sentence.end])
    if by is None:
        return teller
    start = teller.end + by.end()
    heads = [noun_span(t) for t in setting.doc if t.pos_ in ("NOUN", "PROPN") and start <= t.idx < sentence.end]
    ends = [s.end for s in heads if s.start <= start < s.end]
    return trim(setting.text, Chars(start, max(ends))) if ends else teller
