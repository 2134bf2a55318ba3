"""Reads a place phrase: which name it holds, of what kind, inside what, and how far off which way.

"southern Kirkuk province"          name "Kirkuk", kinds ("admin1",), bearing south, a part of it
"20 km north of Tikrit"             name "Tikrit", bearing north, 20 km
"village of Sherk, Diyala, Iraq"    name "Sherk", kinds ("village", ...), containers ("Diyala", "Iraq")
"between Baiji and Siniya"          parts ("Baiji", "Siniya"), shape "between"
"the Iraqi-Syrian border"           parts ("Iraqi", "Syrian"), shape "border"
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from sijill.codebook.countries import country_of
from sijill.gazetteer.entry import bearings
from sijill.gazetteer.words import words

Known = Callable[[str], bool]
Shape = Literal["between", "border", "several"]

COMPASS: Final = r"(?:north|south|east|west)(?:[- ]?(?:north|south|east|west))?"
_WAYS: Final = re.compile(r"north|south|east|west")
OFFSET_KM: Final = r"(?P<km>\d+(?:[.,]\d+)?)\s*+-?\s*+(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)\b"
_OFFSET: Final = re.compile(
    rf"{OFFSET_KM}\s*+(?:\(.*?\)\s*+)?(?:away\s+)?"
    rf"(?:to\s+the\s+|due\s+)?(?P<way>{COMPASS})?\s*+(?:of|from|outside)\s+(?P<base>.+)",
    re.IGNORECASE,
)
_OUTWARD: Final = re.compile(
    rf"^(?P<head>.*?)\b(?:to\s+the\s+|in\s+the\s+)?(?P<way>{COMPASS})(?:ern\s+part)?\s+(?:of|from)\s+(?P<base>.+)$",
    re.IGNORECASE,
)
_INWARD: Final = re.compile(
    r"^(?:the\s+)?(?P<way>(?:north|south|east|west)(?:ern)?(?:[- ]?(?:east|west)(?:ern)?)?|central|upper|lower)"
    r"(?:\s+parts?\s+of)?[\s-]+(?P<base>.+)$",
    re.IGNORECASE,
)
# What follows meets phrases whose words are a blank apart (`read` sees to that).
_BETWEEN: Final = re.compile(r"\bbetween (?P<a>.+?) and (?P<b>.+)$", re.IGNORECASE)
_FROM_TO: Final = re.compile(
    r"\b(?:road|highway|route|motorway|railway|line)s? (?:(?:that )?(?:linking|connecting|running|leading) )?(?:from )?"
    r"(?P<a>[A-Z].*?) (?:to|with|and) (?P<b>[A-Z].*)$"
)
# "the Baiji–Siniya road": a stretch between two places.
_DASHED: Final = re.compile(
    r"^(?:the )?(?P<a>[A-Z][^–—-]+?) ?[–—-] ?(?P<b>[A-Z].+?)(?: (?:road|highway|axis|route|line|border|front))?$"
)
_BORDER: Final = re.compile(
    r"^(?:the )?(?:(?P<a>[A-Z][\w.]+)(?:['’]s)? ?(?:[–—/-]| ) ?)??(?P<b>[A-Z][\w.]+) (?:border|frontier)"
    r"(?: (?:area|areas|region|regions|strip|zone|zones))?$"
)
_BORDER_WITH: Final = re.compile(
    r"^(?:the )?(?:(?P<a>[A-Z].*?)['’]?s? )?(?:border|frontier|borders) with (?:the )?(?P<b>[A-Z].+)$"
)
_HOLDER: Final = re.compile(r" (?P<word>in|of|near|outside|at|inside|within|around|from|on|along|by) ", re.IGNORECASE)
_POSSESSIVE: Final = re.compile(r"^(?P<whole>.+?)(?:'s|’s|s'|s’) (?P<part>\S.*)$")
# "Syrias capital", of texts that lost their marks.
_LOST_APOSTROPHE: Final = re.compile(r"\b([A-Z][a-z]{3,})s\b")
_AND: Final = re.compile(r"\s+and\s+|\s*&\s*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a phrase says. `name` is looked up; `kinds` are those its words allow (empty: any); `containers` are
    phrases that the place lies in or near; `bearing` with `km` (None: not told) moves the point, from outside the
    place where `outside`; `near`: only near it; `parts`: the phrase names several places, a stretch between two, or
    a border of one or two countries, as `shape` says. `beside`: names that stand by it in the text and may hold it;
    `holding`: it stands behind another as what that one lies in.
    """

    name: str
    kinds: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    bearing: tuple[float, float] | None = None
    km: float | None = None
    outside: bool = False
    near: bool = False
    parts: tuple[str, ...] = ()
    shape: Shape | None = None
    beside: tuple[str, ...] = ()
    holding: bool = False

    @property
    def strict(self) -> bool:
        """True where a kind word settles the kind ("county")."""
        return self.kinds in _strict()


@lru_cache(maxsize=1)
def _strict() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words()["kind_words"][word]) for word in words()["phrases"]["strict"])


@lru_cache(maxsize=1)
def _kind_words() -> list[str]:
    return sorted(words()["kind_words"], key=lambda word: -len(word))


def read(phrase: str, known: Known) -> Reading:
    """The reading of a phrase; `known` tells whether a name has entries."""
    text = re.sub(r"\s+", " ", phrase).strip(" \t\n.,;:\"“”'()")
    text = with_apostrophes(text)
    if text.endswith("'s") and country_of(text):
        text = text.removesuffix("'s")
    return _relation(text, known) or _contained(text, known) or _plain(text, known)


def with_apostrophes(text: str) -> str:
    """A text with the apostrophes that countries lost: "Syrias capital" -> "Syria's capital"."""
    return _LOST_APOSTROPHE.sub(lambda m: f"{m[1]}'s" if country_of(m[1]) and not country_of(m[0]) else m[0], text)


def _relation(text: str, known: Known) -> Reading | None:
    """Between, so many kilometres from, north of, southern."""
    if border := _border(text):
        return border
    if m := _BETWEEN.search(text):
        first, second = _shared_kind(m["a"], m["b"])
        both = bool(re.search(r"\b(?:border|frontier)\b", text) and country_of(first) and country_of(second))
        return Reading(text, parts=(first, second), near=True, shape="border" if both else "between")
    if not known(text) and (m := _FROM_TO.search(text)) and known(read(m["a"], known).name):
        return Reading(text, parts=(m["a"], m["b"]), near=True, shape="between")
    if not known(text) and (m := _DASHED.match(text)) and known(m["a"]) and known(m["b"]):
        return Reading(text, parts=(m["a"], m["b"]), near=True, shape="between")
    if m := _OFFSET.search(text):
        km = kilometres_of(m["km"], m["unit"])
        base = read(m["base"], known)
        way = bearings().get(compass(m["way"])) if m["way"] else None
        return replace(base, bearing=way, km=km, outside=True, near=True)
    if m := _OUTWARD.match(text):
        head = m["head"].strip(" ,")
        inner = read(head, known) if head else None
        if inner and known(inner.name) and not inner.near:
            return replace(inner, containers=(*inner.containers, m["base"]))
        base = read(m["base"], known)
        return replace(base, bearing=bearings()[compass(m["way"])], outside=True, near=True)
    if not known(text) and (m := _INWARD.match(text)):
        base = read(m["base"], known)
        if base.bearing or base.parts:
            return base
        return replace(base, bearing=bearings().get(compass(m["way"])), outside=False)
    return None


def _border(text: str) -> Reading | None:
    """ "the Syrian-Turkish border", "Iraq's border with Syria", "the border with Turkey", "the Turkish border"."""
    for pattern in (_BORDER, _BORDER_WITH):
        m = pattern.match(text)
        if m and country_of(m["b"]) and (not m["a"] or country_of(m["a"])):
            parts = tuple(name for name in (m["a"], m["b"]) if name)
            return Reading(text, parts=parts, near=True, shape="border")
    return None


def kilometres_of(number: str, unit: str) -> float:
    """A distance in words, in kilometres: ("12", "miles") -> 19.3."""
    return float(number.replace(",", ".")) * (words()["steps"]["mile_km"] if unit.lower().startswith("mile") else 1.0)


def compass(way: str) -> str:
    """A direction word without endings, in its usual order: "North-Eastern", "eastnorth" -> "northeast"; "south-south"
    is "south"."""
    said = _WAYS.findall(way.lower())
    along = [word for word in said if word in ("north", "south")]
    across = [word for word in said if word in ("east", "west")]
    return "".join((*along[:1], *across[:1]))


def _shared_kind(first: str, second: str) -> tuple[str, str]:
    """ "Diyala", "Salahuddin provinces" -> both with the kind word."""
    last = second.rsplit(" ", 1)[-1].lower()
    if last in words()["kind_words"] and last not in first.lower():
        return f"{first} {last}", second
    return first, second


def _contained(text: str, known: Known) -> Reading | None:
    """A place and what it lies in: "X, Y province, Iraq", "X in Y", "Iraq's X", "village of X"; or several places."""
    if known(text):
        return None
    if "," in text:
        first, *rest = [chunk.strip() for chunk in text.split(",") if chunk.strip()]
        head = read(first, known)
        return replace(head, containers=(*head.containers, *rest))
    if m := _HOLDER.search(text):
        return _held(text[: m.start()], m["word"].lower(), text[m.end() :], known)
    if (m := _POSSESSIVE.match(text)) and known(m["whole"].strip()):
        head = read(m["part"], known)
        return replace(head, containers=(*head.containers, m["whole"]))
    if spot := _facility(text, known):
        return spot
    chunks = _AND.split(text)
    if len(chunks) == 2 and all(chunks):
        first, second = _shared_kind(*chunks)
        if all(known(read(part, known).name) for part in (first, second)):
            return Reading(text, parts=(first, second), shape="several")
    return None


def _facility(text: str, known: Known) -> Reading | None:
    """A building or spot called after its town: "Damascus Opera House" lies in Damascus."""
    parts = text.split(" ")
    for cut in range(len(parts) - 1, 0, -1):
        front, rest = " ".join(parts[:cut]), parts[cut:]
        if known(front) and not country_of(front) and rest[-1].lower() in words()["phrases"]["facilities"]:
            return Reading(text, containers=(front,))
    return None


def _held(left: str, holder: str, right: str, known: Known) -> Reading:
    """What stands before "of", "in", "near": a kind word, a part, or a place of its own."""
    kind_words, phrases = words()["kind_words"], words()["phrases"]
    bare = left.lower().removeprefix("the ").strip()
    last = bare.rsplit(" ", 1)[-1]
    inner = read(left, known)
    if known(inner.name) and not country_of(inner.name):
        return replace(inner, containers=(*inner.containers, right))
    base = read(right, known)
    if last in kind_words and holder == "of":
        near = base.near or last in phrases["near"]
        return replace(base, kinds=base.kinds or tuple(kind_words[last]), near=near)
    named = [word for word in left.split() if word[:1].isupper() and word.lower() not in kind_words]
    if named and holder in ("in", "of", "near", "at", "outside") and not country_of(" ".join(named)):
        return replace(inner, containers=(*inner.containers, right))
    return replace(base, near=True)


def _plain(text: str, known: Known) -> Reading:
    """A name with words around it: articles, adjectives and demonyms before, kind words before or after."""
    leading = frozenset(words()["phrases"]["leading"])
    kinds: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    near = False
    left = text.split(" ")
    while len(left) > 1:
        rest = " ".join(left)
        if known(rest) and not kinds:
            kinds = _kinds_of_own(rest)
            break
        cut = next((w for w in _kind_words() if rest.lower().endswith(" " + w)), None)
        if cut and not (known(rest) and kinds):
            kinds = kinds or tuple(words()["kind_words"][cut])
            near = near or cut in words()["phrases"]["near"]
            left = rest[: -len(cut) - 1].split(" ")
            continue
        first = left[0]
        if country_of(first) and not known(rest):
            containers += (first,)
        elif first.lower() in words()["kind_words"] and not known(rest):
            kinds = kinds or tuple(words()["kind_words"][first.lower()])
        elif not (first.lower() in leading or (first.islower() and not known(rest))):
            break
        left = left[1:]
    return Reading(" ".join(left), kinds, containers, near=near)


def _kinds_of_own(name: str) -> tuple[str, ...]:
    """The kinds that a known name's own last or first word asks for: "Mount Sinjar" a mountain."""
    table = words()["kind_words"]
    parts = name.lower().split(" ")
    for word in (parts[-1], parts[0]):
        if word in table:
            return tuple(table[word])
    return ()
