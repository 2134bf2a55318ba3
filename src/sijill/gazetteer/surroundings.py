"""What the words around a name in a text say of its place: what kind it is, what it lies in, how far off which way.

"the village of [Sherk] in [Diyala]"      Sherk: kinds ("village", ...), beside ("Diyala",)
"20 km north of [Tikrit]"                 Tikrit: bearing north, 20 km
"[London], Ky."                           London: beside ("Ky.",)
"the road from [Baiji] to [Siniya]"       both: parts ("Baiji", "Siniya")
"northern [Iraq]"                         Iraq: bearing north, a part of it; the name begins with "northern"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from sijill.codebook.countries import country_of
from sijill.gazetteer.entry import bearings
from sijill.gazetteer.phrases import COMPASS, OFFSET_KM, Known, Reading, compass, kilometres_of, read
from sijill.gazetteer.words import words

Span = tuple[int, int]

# How far around a name its words are looked at, in characters.
_REACH: Final = 70
_LOWER: Final = r"(?:[a-z][a-z'’-]*\s+){0,4}"
_NATION: Final = r"(?:[A-Z][a-z]+\s+)?"
_INSIDE: Final = re.compile(
    rf"^(?:\s+[a-z-]+)?,?\s+(?:(?:in|inside|within|of|near|outside|at|from|on)\s+){_LOWER}{_NATION}{_LOWER}$"
)
_COMMA: Final = re.compile(rf"^(?:\s+[a-z-]+)?\s*(?:,\s*|,?\s*\(\s*){_LOWER}$")
_LIST: Final = re.compile(r"^\s*+,?\s*+(?:and|or|&)\s")
_OWNED: Final = re.compile(rf"^['’]s?\s+(?:the\s+)?{_LOWER}$")
_AFTER_COMMA: Final = re.compile(r"^,\s+([A-Z][A-Za-z]*\.?(?:[A-Z]\.)*(?:\s[A-Z][a-z]+)?)")
_TO: Final = re.compile(rf"^\s+(?:and|to|with|toward|towards)\s+(?:the\s+)?{_LOWER}$")
_BETWEEN: Final = re.compile(rf"\b(?:between|linking|connecting|from)\s+(?:the\s+)?{_LOWER}$", re.IGNORECASE)
# "relations between" two capitals are no stretch of land; what lies between two places is a road, a desert, a village.
_ROAD: Final = re.compile(
    r"\b(?:road|highway|route|motorway|railway|line|corridor|stretch|area|desert|mountains|hills|villages?|midway|halfway"
    r"|located|lies|lying|situated|somewhere|checkpoint|point)s?\b[^.;,]{0,30}$",
    re.IGNORECASE,
)
_BORDER: Final = re.compile(r"^(?:['’]s?)?\s+(?:[a-z]+\s+)?(?:border|frontier)\s+with\s+(?:the\s+)?$")
_BORDER_BEFORE: Final = re.compile(r"\b(?:border|frontier)\s+with\s+(?:the\s+)?$")
_BORDER_BETWEEN: Final = re.compile(r"\b(?:border|frontier)\s+between\s+(?:the\s+)?$")
_BORDER_AFTER: Final = re.compile(r"^\s+(?:border|frontier)\b")
_DASH: Final = re.compile(r"^\s?[–—-]\s?$")
_OFF: Final = re.compile(
    rf"{OFFSET_KM}\s*+(?:\([^)]*\)\s*+)?(?:away\s+)?(?:to\s+the\s+|due\s+)?(?P<way>{COMPASS})?\s*+"
    rf"(?:of|from|outside)\s+(?:the\s+)?{_LOWER}$",
    re.IGNORECASE,
)
_WAY_OF: Final = re.compile(
    rf"\b(?:just\s+|to\s+the\s+|in\s+the\s+)?(?P<way>{COMPASS})(?:ern\s+(?:outskirts|edge|suburbs|part))?\s+of\s+"
    rf"(?:the\s+)?{_LOWER}$",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"\b(?P<way>(?:north|south|east|west)(?:[- ]?(?:east|west))?ern|(?:north|south)(?:[- ]?(?:east|west))?|east|west)"
    r"(?:\s+parts?\s+of)?(?:\s+the)?[\s-]+$",
    re.IGNORECASE,
)
_KIND_OF: Final = re.compile(r"\b(?P<kind>[A-Za-z-]+(?:\s[a-z-]+)?)\s+(?:of\s+|called\s+|named\s+)(?:the\s+)?$")
_KIND_BEFORE: Final = re.compile(r"\b(?P<kind>[A-Za-z-]+)\s+$")
_KIND_AFTER: Final = re.compile(r"^\s+(?P<kind>[A-Za-z-]+(?:\s[a-z-]+)?)\b")
_NEAR: Final = re.compile(
    r"\b(?:near|outside|around|close to|not far from|(?:outskirts|edge|edges|vicinity|suburbs|countryside) of)"
    rf"\s+(?:the\s+)?{_LOWER}$",
    re.IGNORECASE,
)
_DEMONYM: Final = re.compile(r"\b(?P<word>[A-Z][a-z]+(?:['’]s)?)\s+(?:[a-z][a-z-]*\s+){0,4}$")


@dataclass(frozen=True, slots=True)
class Named:
    """A place name in a text: its words, with a direction that stands before them ("northern Iraq"), and how they and
    those around them are read."""

    phrase: str
    reading: Reading


def read_all(text: str, spans: Sequence[Span], known: Known) -> list[Named]:
    """Each span of a text (in any order, disjoint) with what it and the words around it say."""
    order = sorted(range(len(spans)), key=lambda n: spans[n])
    found: dict[int, Named] = {}
    for place, n in enumerate(order):
        before = spans[order[place - 1]] if place else None
        after = [spans[m] for m in order[place + 1 : place + 4]]
        found[n] = _Around(text, spans[n], before, after, known).named()
    return [found[n] for n in range(len(spans))]


class _Around:
    """One name and its neighbours in the text."""

    def __init__(self, text: str, span: Span, before: Span | None, after: Sequence[Span], known: Known) -> None:
        self.text, self.span, self.after, self.known = text, span, after, known
        self.floor = before[1] if before else 0
        self.before = before
        self.phrase = text[span[0] : span[1]]
        self.left = text[max(span[0] - _REACH, 0) : span[0]]
        self.right = text[span[1] : span[1] + _REACH]

    def named(self) -> Named:
        own = read(full_name(self.phrase, self._follows_comma()), self.known)
        beside = self._beside()
        reading = replace(own, beside=beside) if beside else own
        if self._holding():
            reading = replace(reading, holding=True)
        if not own.parts and (border := self._border()):
            begin = _BORDER_BEFORE.search(self.left) if len(border) == 1 else None
            phrase = self.left[begin.start() :] + self.phrase if begin else self.phrase
            return Named(phrase, replace(reading, parts=border, near=True, shape="border"))
        if not own.parts and (stretch := self._stretch()):
            return Named(self.phrase, replace(reading, parts=stretch, near=True, shape="between"))
        if not reading.kinds:
            reading = replace(reading, kinds=self._kinds())
        if reading.bearing is None and reading.km is None and not reading.parts:
            return self._shifted(reading)
        return Named(self.phrase, reading)

    def _gap(self, first: Span, second: Span) -> str | None:
        """The words between two names that stand close together in one line."""
        gap = self.text[first[1] : second[0]]
        return gap if len(gap) <= _REACH and "\n" not in gap else None

    def _words(self, span: Span) -> str:
        return self.text[span[0] : span[1]]

    def _beside(self) -> tuple[str, ...]:
        """What the text says that the name lies in or by: the names that follow, whose it is, whose land."""
        found: list[str] = []
        last = self.span
        for number, span in enumerate(self.after):
            gap = self._gap(last, span)
            if gap is None or not (_COMMA.match(gap) or _INSIDE.match(gap)):
                break
            if _COMMA.match(gap) and _LIST.match(self.text[span[1] : span[1] + 8]):
                break  # "Hama, Homs and Idlib": a list, and none lies in another.
            found.append(full_name(self._words(span), True))
            last = span
            if number == 0 and _INSIDE.match(gap) and not _COMMA.match(gap):
                continue
        if not found and (m := _AFTER_COMMA.match(self.right)):
            name = full_name(m[1], True)
            if self.known(name) and (name != m[1] or not _LIST.match(self.right[m.end() :])):
                found.append(name)
        if self.before and (gap := self._gap(self.before, self.span)) and _OWNED.match(gap):
            found.append(self._words(self.before))
        if (m := _DEMONYM.search(self.left)) and country_of(m["word"]):
            found.append(m["word"].removesuffix("'s").removesuffix("’s"))
        return tuple(found)

    def _holding(self) -> bool:
        """True where the name follows another after a comma, as what that one lies in: "Laval, Quebec"."""
        gap = self._gap(self.before, self.span) if self.before else None
        enumerated = bool(self.after) and self._gap(self.span, self.after[0]) == ", "
        return gap == ", " and not _LIST.match(self.right) and not enumerated

    def _follows_comma(self) -> bool:
        return self.left.rstrip().endswith(",")

    def _kinds(self) -> tuple[str, ...]:
        """The kinds that a word beside the name allows: "village of", "the town", "district"."""
        table = words()["kind_words"]
        for pattern, text in ((_KIND_AFTER, self.right), (_KIND_OF, self.left), (_KIND_BEFORE, self.left)):
            if not (m := pattern.search(text)):
                continue
            said = m["kind"].lower()
            for word in (said, said.split()[0], said.split()[-1]):
                if word in table and not (pattern is _KIND_BEFORE and word in _loose_before()):
                    return tuple(table[word])
        return ()

    def _border(self) -> tuple[str, ...] | None:
        """The countries whose border is meant: "[Syria]'s border with [Turkey]", "the [Iraq]-[Iran] border"."""
        if not country_of(self.phrase):
            return None
        for first, second in self._pairs():
            gap = self.text[first[1] : second[0]]
            if not (country_of(self._words(first)) and country_of(self._words(second))) or len(gap) > _REACH:
                continue
            left, right = self.text[max(first[0] - _REACH, 0) : first[0]], self.text[second[1] : second[1] + 20]
            between = _BORDER_BETWEEN.search(left) and _TO.match(gap)
            if _BORDER.match(gap) or between or (_DASH.match(gap) and _BORDER_AFTER.match(right)):
                return self._words(first), self._words(second)
        return (self.phrase,) if _BORDER_BEFORE.search(self.left) else None

    def _pairs(self) -> list[tuple[Span, Span]]:
        """The name with its neighbours on both sides, in the order of the text."""
        pairs = [(self.span, self.after[0])] if self.after else []
        return [*pairs, (self.before, self.span)] if self.before else pairs

    def _stretch(self) -> tuple[str, str] | None:
        """Both ends, where the name is one end of a road or lies on one side of "between"."""
        for first, second in self._pairs():
            gap = self._gap(first, second)
            left = self.text[max(first[0] - _REACH, 0) : first[0]]
            if gap is None:
                continue
            road = bool(_ROAD.search(left)) or _road_after(self.text[second[1] : second[1] + 25])
            if country_of(self._words(first)) or country_of(self._words(second)):
                continue
            if (_TO.match(gap) and _BETWEEN.search(left) and road) or (_DASH.match(gap) and road):
                return self._words(first), self._words(second)
        return None

    def _shifted(self, reading: Reading) -> Named:
        """With the distance and direction that stand before the name."""
        left, start = self.left, self.span[0]
        plain = Named(self.phrase, reading)
        if start - self.floor < len(left) and self.before:
            left = self.text[self.floor : start]
        if m := _OFF.search(left):
            way = bearings().get(compass(m["way"])) if m["way"] else None
            km = kilometres_of(m["km"], m["unit"])
            return replace(plain, reading=replace(reading, bearing=way, km=km, outside=True, near=True))
        if m := _WAY_OF.search(left):
            way = bearings().get(compass(m["way"]))
            return replace(plain, reading=replace(reading, bearing=way, outside=True, near=True))
        if m := _PART.search(left):
            longer = f"{m['way']} {reading.name}"
            if m["way"][0].isupper() and self.known(longer):
                return Named(longer, read(longer, self.known))
            way = bearings().get(compass(m["way"]))
            begin = start - len(left) + m.start()
            return Named(self.text[begin : self.span[1]], replace(reading, bearing=way))
        if _NEAR.search(left):
            return replace(plain, reading=replace(reading, near=True))
        return plain


def _road_after(text: str) -> bool:
    return bool(re.match(r"\s+(?:road|highway|route|motorway|railway|axis|corridor)\b", text))


@cache
def _loose_before() -> frozenset[str]:
    """Kind words that before a name mostly belong to another noun: "the state Iraq" tells nothing."""
    return frozenset(words()["phrases"]["not_before"])


def full_name(phrase: str, after_comma: bool = False) -> str:
    """A division's name for its abbreviation: "Ky." -> "Kentucky"; two capitals ("KY") only after a comma,
    where they can't be anything else."""
    table = words()["abbreviations"]
    lone = after_comma or len(phrase) > 2
    full = table["dotted"].get(phrase) or (lone and table["letters"].get(phrase))
    return str(full) if full else phrase
