"""Reads phrases that name no known actor: the class of people they tell of, by their words and country.

"four soldiers", IQ              Military Forces of Iraq, state_forces
"unidentified gunmen"            Unidentified armed group, non_state_forces
"members of the Bu Dorraj tribe" Bu Dorraj tribe, non_state_forces
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, cast

from sijill.codebook.actor_classes import actor_words, class_id, class_name, class_of, party_of
from sijill.codebook.countries import countries, countries_in, country_of
from sijill.model import Group

_WORD: Final = re.compile(r"[^\W_]+(?:[-‑][^\W_]+)*(?:['’]\w+)?")
_COUNT: Final = re.compile(r"^\d[\d.,]*$")
_ORDINAL: Final = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)\s+"
    r"(?:\w+\s+){0,2}(?:division|brigade|battalion|regiment|corps|command)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ActorMatch:
    """Who is meant. `name` as the register calls it; `actor_id` the registry's id, None where nobody in particular is
    known (`ActorRegistry.named` has the codes of such names); `country` ISO alpha-2."""

    name: str
    actor_id: str | None
    group: Group
    country: str | None


@dataclass(frozen=True, slots=True)
class Generic:
    """What the words of a phrase tell apart from names: a match where a class fits, else perhaps a group.

    `head_end`: where the phrase's own words end (offset); `outside`: those words tell of other people than a name
    after them ("civilians held by IS"); `ties`: spans of names that only colour the phrase ("anti-IS", "IS-linked").
    """

    match: ActorMatch | None
    group: Group | None
    head_end: int
    outside: bool
    aircraft_or_police: bool
    ties: tuple[tuple[int, int], ...]

    def attributed(self, start: int, end: int) -> bool:
        """True where a name at this span is part of "anti-X" or "X-linked"."""
        return (start, end) in self.ties


@cache
def _classes() -> dict[str, str]:
    """Word -> class. A word of several parts is written with hyphens."""
    found: dict[str, str] = {}
    for name, table in actor_words()["classes"].items():
        for word in table["words"]:
            found.setdefault(word, name)
    return found


@cache
def _scan(name: str) -> frozenset[str]:
    return frozenset(actor_words()["scan"][name])


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    lower: str
    start: int
    end: int


def classify(
    text: str, country: str | None, spans: Sequence[tuple[int, int]] = (), when: date | None = None
) -> Generic:
    """The class of people that a phrase tells of. `spans`: where it names known actors; `when`: the day it tells of."""
    ties = tuple(span for span in spans if _tied(text, span))
    words = [
        _Word(m.group(), re.sub(r"['’]s?$", "", m.group().lower()), m.start(), m.end()) for m in _WORD.finditer(text)
    ]
    words = [w for w in words if not any(s < w.end and w.start < e for s, e in spans if (s, e) not in ties)]
    head, head_end = _head(words, text)
    kind = _kind(head) or ("military" if _ORDINAL.search(text) else None)
    place = _country(text) or country
    named = _kept_name(text, head, kind)
    if named:
        group = _named_group(text, kind)
        return Generic(ActorMatch(named, None, group, place), group, head_end, True, False, ties)
    if any(_opposed(text, span) for span in ties):
        return Generic(ActorMatch(tidied(text), None, "non_state_forces", place), None, head_end, True, False, ties)
    kind = _nation_in_arms(text, head) or kind or _nation(text, head)
    if kind is None:
        return Generic(None, None, head_end, False, False, ties)
    if class_of(kind) in _OFFICES and any(w.lower in _scan("past") or w.lower.startswith("ex-") for w in head):
        kind = "civilians"
    if kind == "security" and _country(text) and not _SECURITY.search(text):
        kind = "military"
    match = worded(kind, place, when)
    civil = match.group == "civilians"
    return Generic(match, match.group, head_end, civil, kind in ("military", "police"), ties)


_SECURITY: Final = re.compile(
    r"\b(?:security|guards?|bodyguards?|paramilitar\w+|patrols?|checkpoints?)\b", re.IGNORECASE
)


def _nation_in_arms(text: str, head: Sequence[_Word]) -> str | None:
    """The forces that a nation's arms stand for: "Russian missiles", "Turkish shelling"; none without a nation."""
    armed = bool(head) and head[-1].lower in actor_words()["arms"]
    return "military" if armed and _country(text) else None


# "A Somali" is one of the people, "Somali" by itself tells whose forces acted.
_ONE: Final = re.compile(r"(?:an?|one|another|\d{1,2}-year-old)\b", re.IGNORECASE)


def _nation(text: str, head: Sequence[_Word]) -> str | None:
    """What a bare nation stands for: its people are civilians, its name or capital the government,
    its adjective the forces."""
    if not head or len(head) > 3:
        return None
    last = head[-1].text.removesuffix("'s").removesuffix("’s")
    whole = re.sub(r"^(?:the|The)\s+", "", text.strip())
    code = country_of(whole) or country_of(last)
    if code is None:
        return "government" if last in actor_words()["capitals"] else None
    country = countries()[code]
    one = _ONE.match(text.strip()) and last in (*country.people, *country.adjectives)
    if one or (last in country.people and last not in country.adjectives):
        return "civilians"
    return "military" if whole in country.adjectives or last in country.adjectives else "government"


def faceless(phrase: str) -> bool:
    """True for people told only as people: "two men", "a person", "a group of people"."""
    words = {m.group().lower() for m in _WORD.finditer(phrase)}
    return bool(words & frozenset(actor_words()["scan"]["faceless"]))


def counted(phrase: str) -> bool:
    """True for a number that tells of nobody: "some hundreds", "tens of thousands"."""
    words = [m.group().lower() for m in _WORD.finditer(phrase)]
    return bool(words) and all(w in _scan("partitives") or w in _scan("lead") or _COUNT.match(w) for w in words)


def remaining(phrase: str) -> bool:
    """True for "two others", "ten of his men": the rest of people told before, of whatever side."""
    words = [m.group().lower() for m in _WORD.finditer(phrase)]
    if words[-1:] in (["men"], ["people"]) and words[-2:-1] in (["his"], ["her"], ["their"], ["its"]):
        return True
    return words[-1:] == ["others"] and not _strong([_Word(w, w, 0, 0) for w in words[:-1]])


def _opposed(text: str, span: tuple[int, int]) -> bool:
    return bool(re.search(r"\banti[-‑ ]$", text[: span[0]].lower()))


def _tied(text: str, span: tuple[int, int]) -> bool:
    start, end = span
    before = re.search(r"([a-z]+)[-‑ ]$", text[:start].lower())
    after = re.match(r"[-‑ ]([a-z]+)", text[end:].lower())
    joined = bool(before) and text[start - 1] in "-‑"
    if before and before.group(1) in _scan("against") and joined:
        return True
    return bool(after and after.group(1) in _scan("tied") and text[end] in "-‑")


def _head(words: Sequence[_Word], text: str) -> tuple[list[_Word], int]:
    """The words of the phrase's own noun, without what hangs on it; and where they end."""
    head: list[_Word] = []
    for index, word in enumerate(words):
        if word.lower in ("and", "or") and not _kind(head):
            continue
        if word.lower in _scan("stops") and head and not (word.lower == "suspected" and index + 1 < len(words)):
            return head, word.start
        if word.lower == "of":
            if (head and head[-1].lower in _scan("partitives")) or not head or _COUNT.match(head[-1].lower):
                strong = [w for w in head if w.lower in _classes() and w.lower not in _scan("weak")]
                rest, end = _head(words[index + 1 :], text)
                if rest and _kind(rest):
                    return [*strong, *rest] if strong and not _strong(rest) else rest, end
                return head or rest, end
            return head, word.start
        head.append(word)
    return head, len(text)


def _strong(head: Sequence[_Word]) -> bool:
    return any(w.lower in _classes() and w.lower not in _scan("weak") for w in head)


_OFFICES: Final = frozenset(("military", "police", "security", "intelligence", "air_force"))
# Forces that have people of other trades among them.
_BODIES: Final = frozenset(("military", "police", "air_force"))


def _kind(head: Sequence[_Word]) -> str | None:
    """The class of a head: its last telling word; weak words ("officers") only where no other tells."""
    weak: str | None = None
    strong: str | None = None
    for index, first in enumerate(head):
        second = head[index + 1] if index + 1 < len(head) else None
        pair = f"{first.lower}-{second.lower}" if second else ""
        kind = _classes().get(pair) or _classes().get(first.lower)
        if kind is None and "-" in first.lower:
            kind = _classes().get(first.lower.rsplit("-", 1)[-1])
        if kind is None:
            continue
        if strong in _BODIES and first.lower in _scan("trades"):
            continue
        if pair in _classes() or first.lower not in _scan("weak"):
            strong = kind if strong is None or kind != "government" else strong
            if strong == "government" and second and second.lower in ("forces", "troops", "army", "soldiers"):
                strong = "government_forces"
        else:
            weak = kind
    return strong or weak


_DEMONYM_TIES: Final = re.compile(
    r"(?<![\w.-])[\w.]++-(?:"
    + "backed|led|linked|allied|affiliated|aligned|funded|trained|supported|occupied|born|made"
    + r")\b",
    re.IGNORECASE,
)


def _country(text: str) -> str | None:
    """The country that the phrase itself names; "US-backed" names none."""
    found = countries_in(_DEMONYM_TIES.sub(" ", text))
    if found:
        return found[0]
    seats = actor_words()["capitals"]
    return next((seats[word] for word in re.findall(r"[A-Z][a-z]+", text) if word in seats), None)


def worded(kind: str, place: str | None, when: date | None = None) -> ActorMatch:
    """The actor of a class in a country on a day: ("police", "SY", 2025-03-01) -> those of the new government."""
    party = party_of(kind, place, when)
    group = cast(Group, actor_words()["classes"][class_of(kind)]["group"])
    # A match has an id where it tells who it was: "gunmen" and "civilians" don't.
    actor_id = class_id(kind, place, party) if group == "state_forces" else None
    return ActorMatch(class_name(kind, place, party), actor_id, group, place)


_TRIBE: Final = re.compile(
    r"\b(?:(?:al|Al|el|El|Bu|Albu|Al[- ]Bu|Bani|Beni)[- ])?[A-Z][\w'’-]++(?:[ -](?:al|el|bin|bu|of|[A-Z][\w'’-]++))*\s+"
    r"(?:tribe|clan|tribes|clans)\b"
)
_TRIBE_OF: Final = re.compile(
    r"\b(?:tribe|clan|gang|cartel|militia)\s+of\s+((?:al-)?[A-Z][\w'’-]++(?:[ -][A-Z][\w'’-]++)*)"
)


def _kept_name(text: str, head: Sequence[_Word], kind: str | None) -> str | None:
    """The name of a tribe or of an armed group that the registry does not know, as it stands."""
    if m := _TRIBE.search(text):
        return _without_lead(m.group())
    if m := _TRIBE_OF.search(text):
        return m.group()
    own = [
        w
        for w in head
        if _capital(w.text)
        and w.lower.rpartition("-")[2] not in _scan("tied")
        and not countries_in(w.text)
        and w.lower not in _scan("lead")
    ]
    table = actor_words()["named"]
    ends = {*table["non_state_forces"], *table["state_forces"]}
    proper = [w for w in own if w.lower not in _classes() or w.lower in ends]
    if len(proper) >= 2 and kind not in ("police", "military", "security", "civilians", "government"):
        tail = head[-1]
        if any(w.lower in ends for w in proper) or (tail.lower in ends and tail not in own):
            return _without_lead(text[proper[0].start : proper[-1].end])
    return None


def _capital(word: str) -> bool:
    """True for a word of a name: "Ansar", "al-Nasr"."""
    return word[:1].isupper() or (word.startswith(("al-", "el-", "ul-")) and word[3:4].isupper())


def _named_group(text: str, kind: str | None) -> Group:
    last = re.findall(r"[\w-]+", text.lower())
    if kind and worded(kind, None).group == "state_forces" and kind not in ("security", "state_weak"):
        return "state_forces"
    if last and last[-1] in actor_words()["named"]["state_forces"]:
        return "state_forces"
    return "non_state_forces"


def _without_lead(text: str) -> str:
    words = text.split()
    while len(words) > 1 and (words[0].lower() in _scan("lead") or _COUNT.match(words[0])):
        words = words[1:]
    return " ".join(words)


def tidied(text: str) -> str:
    """A phrase without determiners, counts and the quotation marks around it."""
    return _without_lead(text.strip(" \t\n.,;:\"“”'()"))
