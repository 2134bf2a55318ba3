"""The actor registry: who is meant by a name or a phrase, what it is called in the register, and whose side it is.

Names come from `data/actors.tsv` and from tables that a user added; phrases without a name ("four soldiers", "unknown
gunmen") are read by the word classes of `data/actor_words.toml`, the country that the phrase or the report is about,
and the day.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Final, Literal

from sijill.codebook.actor_classes import CIVILIANS, actor_words, class_actor, class_actors
from sijill.codebook.actor_phrases import ActorMatch, Generic, classify, counted, faceless, remaining, tidied, worded
from sijill.codebook.actor_table import (
    CIVILIANS_CODE,
    IDENTITY_MILITIA,
    POLITICAL_MILITIA,
    STATE_FORCES,
    Actor,
    shipped,
    shipped_names,
)
from sijill.codebook.states import states
from sijill.codebook.user_actors import user_actors
from sijill.model import Group

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’‘`ʿʾ](?!s\b)[^\W_]+)*")
_NO_WORD: Final = re.compile(r"[^\w]")
_LOST_APOSTROPHE: Final = re.compile(r"[A-Z]{2,}s")
_GAP: Final = re.compile(r"(?:['’]s)?[\s\-–—‑/.(&“”\"'’‘]{0,3}")
_ARTICLES: Final = frozenset(("al", "el", "ul", "as", "ad", "an", "ar", "ash", "at", "az"))
_SHORT: Final = 4

Deed = Literal["violence", "protest", "riot"]
"""What an initiator did, as far as it tells who is meant by vague words."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    key: str
    start: int
    end: int
    article: bool


class _Node(dict[str, "_Node"]):
    """A step of the alias tree; `ends` are (alias as written, actor) that end here."""

    __slots__ = ("ends",)

    def __init__(self) -> None:
        super().__init__()
        self.ends: list[tuple[str, Actor]] = []


class ActorRegistry:
    """Finds actors in phrases and texts."""

    @cached_property
    def rows(self) -> Mapping[str, Actor]:
        """The named actors by id: the shipped ones, and those of the user's tables, which replace them."""
        return {**shipped(), **user_actors()}

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        """All actors by id: the named ones, and a state's forces and unnamed people of each country."""
        found = {actor.id: actor for actor in class_actors()}
        for actor_id in self.rows:
            row = self.get(actor_id)
            if row:
                found[actor_id] = row
        return found

    @cached_property
    def _below(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for actor in self.actors.values():
            if actor.parent:
                found.setdefault(actor.parent, []).append(actor.id)
        return {parent: tuple(below) for parent, below in found.items()}

    def get(self, actor_id: str | None) -> Actor | None:
        """The actor of an id, None where there is none."""
        if not actor_id:
            return None
        row = self.rows.get(actor_id)
        if row is None:
            return class_actor(actor_id)
        # Forces of a state that have a row of their own are called as such forces are, where the table says no more.
        made = None if row.names else class_actor(actor_id)
        return replace(row, own_names=made.own_names) if made else row

    def ancestors(self, actor_id: str) -> tuple[str, ...]:
        """The ids of what an actor is part of, the nearest first; none for an unknown id."""
        found: list[str] = []
        actor = self.get(actor_id)
        while actor and actor.parent and actor.parent not in found:
            found.append(actor.parent)
            actor = self.get(actor.parent)
        return tuple(found)

    def children(self, actor_id: str, deep: bool = False) -> tuple[str, ...]:
        """The ids of the actor's parts; `deep`: and of their parts."""
        own = self._below.get(actor_id, ())
        if not deep:
            return own
        found = dict.fromkeys(own)
        for child in own:
            found.update(dict.fromkeys(self.children(child, deep=True)))
        return tuple(found)

    def named(self, name: str, country: str | None = None) -> Actor | None:
        """The actor that goes by exactly this name in the register: that of an account whose actor has no id."""
        known = self._by_name.get(name.lower(), ())
        return next((a for a in known if country in a.countries), known[0] if known else None)

    def inter_of(
        self, name: str, actor_id: str | None = None, *, when: date | None = None, country: str | None = None
    ) -> int | None:
        """ACLED's interaction code of an actor as an account has it, on a day, in a country; None for nobody known.

        Groups that are in no table count by their names: a tribe as an identity militia, others as political ones.
        """
        actor = self.get(actor_id) or self.named(name, country)
        if actor is None:
            match = self.resolve(name, country, when=when)
            actor = self.get(match.actor_id) or self.named(match.name, country)
            if actor is None:
                tribal = match.group == "non_state_forces" and name.lower().split()[-1:] in (["tribe"], ["clan"])
                return IDENTITY_MILITIA if tribal else _UNKNOWN_GROUPS.get(match.group)
        return actor.inter_on(when, country)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Actor, ...]]:
        found: dict[str, list[Actor]] = {}
        for actor in self.actors.values():
            found.setdefault(actor.name.lower(), []).append(actor)
        return {name: tuple(known) for name, known in found.items()}

    def forget(self) -> None:
        """Drop what is remembered of phrases and texts."""
        self._found.cache_clear()
        self._resolved.cache_clear()

    @cached_property
    def _openings(self) -> Mapping[str, list[tuple[str, Actor]]]:
        """Aliases and whose they are, by the key of their first word."""
        found: dict[str, list[tuple[str, Actor]]] = {}
        for actor in self.rows.values():
            for alias in dict.fromkeys((actor.name, *actor.aliases)):
                first = next((token.key for token in _scan(alias) if not token.article), None)
                if first:
                    found.setdefault(first, []).append((alias, actor))
        return found

    @cached_property
    def _trees(self) -> dict[str, _Node]:
        return {}

    def _tree(self, first: str) -> _Node | None:
        """The aliases that begin with a word, as a tree of the words after it; grown when the word first comes."""
        root = self._trees.get(first)
        if root is None and first in self._openings:
            root = self._trees[first] = _Node()
            for alias, actor in self._openings[first]:
                node = root
                for token in [t for t in _tokens(alias) if not t.article][1:]:
                    node = node.setdefault(token.key, _Node())
                node.ends.append((alias, actor))
        return root

    def find(
        self, text: str, country: str | None = None, when: date | None = None
    ) -> list[tuple[int, int, ActorMatch]]:
        """The named actors of a text as (start, end, match), in order, the longest name at each spot.

        Offsets are code points; `country` and the day decide between actors of one alias. In a text without lower case
        the shortest names ("IS") are left alone.
        """
        return list(self._found(text, country, self._era(when)))

    # Readers of one report ask again and again for its sentences, and for the whole of it.
    @lru_cache(maxsize=256)  # noqa: B019 - there is one registry a process
    def _found(self, text: str, country: str | None, when: date | None) -> tuple[tuple[int, int, ActorMatch], ...]:
        return tuple(self._find(text, country, when, cased=any(c.islower() for c in text)))

    def _find(
        self, text: str, country: str | None, when: date | None, cased: bool
    ) -> list[tuple[int, int, ActorMatch]]:
        tokens = _tokens(text)
        found: list[tuple[int, int, ActorMatch]] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.key not in self._openings and not token.article and _singular(token) not in self._openings:
                index += 1
                continue
            hit = self._at(tokens, index, text, cased, country)
            if hit is None:
                index += 1
                continue
            last, fitting = hit
            actor = self._heir(_likeliest(fitting, country, when), when)
            found.append((tokens[index].start, tokens[last].end, _match(actor, country, when)))
            index = last + 1
        return found

    def _at(
        self, tokens: list[_Token], first: int, text: str, cased: bool, country: str | None
    ) -> tuple[int, list[Actor]] | None:
        """The longest alias that begins at a token: (index of its last token, whose alias it is)."""
        if tokens[first].article and not tokens[first].text[:1].isupper():
            return None
        node: _Node | None = None
        best = None
        for last in range(first, min(len(tokens), first + 14)):
            token = tokens[last]
            if last > first and not _GAP.fullmatch(text, tokens[last - 1].end, token.start):
                break
            if token.article:
                continue
            step = self._tree if node is None else node.get
            after = step(token.key)
            node = step(_singular(token)) if after is None else after
            if node is None:
                break
            if not node.ends:
                continue
            words = [t for t in tokens[first : last + 1] if not t.article]
            alone = all(t.article or t.key == "the" for t in (*tokens[:first], *tokens[last + 1 :]))
            fitting = [
                a for alias, a in node.ends if _case_fits(alias, words, cased) and _at_home(alias, a, country, alone)
            ]
            if fitting:
                best = (last, fitting)
        return best

    def _heir(self, actor: Actor, when: date | None) -> Actor:
        """Who is meant by an old name on a day: Jabhat al-Nusra in 2018 is Hayat Tahrir al-Sham."""
        while when and actor.successor and actor.until and when >= actor.until:
            actor = self.rows[actor.successor]
        return actor

    @cached_property
    def _turns(self) -> Sequence[date]:
        """The days on which some name or side changes, in order: between two of them all stays as it is."""
        days = {day for actor in self.rows.values() for day in (actor.since, actor.until)}
        days |= {name.since for names in shipped_names().values() for name in names if name.inter}
        days |= {state.since for known in states().values() for state in known}
        days |= {state.until for known in states().values() for state in known}
        return sorted(day for day in days if day)

    def _era(self, when: date | None) -> date | None:
        """The day on which the times of a day began."""
        if when is None:
            return None
        index = bisect_right(self._turns, when)
        return self._turns[index - 1] if index else date.min

    def resolve(
        self,
        phrase: str,
        country: str | None = None,
        initiator: bool = False,
        *,
        when: date | None = None,
        deed: Deed | None = None,
    ) -> ActorMatch:
        """Who a phrase means: a known actor named in it, else a class of people by its words, else the phrase itself.

        `country` (ISO alpha-2): where the report is set, for "the army", "police", "Asayish". `when`: the day, for
        "government forces" in Syria and for actors that changed their name or side; None: the actors of most years.
        `initiator`: the phrase tells who did something, so that "two men" are an unidentified armed group, no
        civilians; `deed`: of violence a government stands for its forces, of a protest people stand for protesters.
        """
        when = self._era(when)
        match = self._resolved(" ".join(phrase.split()), country, when)
        if not initiator:
            return match
        if match.group == "civilians" and deed in _CROWDS:
            return worded(_CROWDS[deed], match.country) if match.name == CIVILIANS else match
        if match.group == "unknown" and deed in _CROWDS and counted(phrase):
            return worded(_CROWDS[deed], country)
        if match.name == CIVILIANS and deed == "violence" and _WITH_ARMS.match(phrase):
            return worded("armed", match.country)
        if match.name == CIVILIANS and faceless(phrase):
            return worded("armed", match.country)
        if deed == "violence" and match.country and match.actor_id and _GOVERNMENT.fullmatch(match.actor_id):
            return self._own(worded("military", match.country, when))
        return match

    @lru_cache(maxsize=16384)  # noqa: B019 - there is one registry a process
    def _resolved(self, text: str, country: str | None, when: date | None) -> ActorMatch:
        spans = self._find(text, country, when, cased=True)
        generic = classify(text, country, [(s, e) for s, e, _ in spans], when)
        named = self._named(text, spans, generic)
        if named:
            return named
        if generic.match:
            return self._own(generic.match)
        return ActorMatch(tidied(text) or text, None, generic.group or "unknown", country if generic.group else None)

    def _own(self, match: ActorMatch) -> ActorMatch:
        """The match of a class, by the name that its actor has in the table, if it has a row there."""
        row = self.rows.get(match.actor_id or "")
        return match if row is None else replace(match, name=row.name)

    def _named(self, text: str, spans: list[tuple[int, int, ActorMatch]], generic: Generic) -> ActorMatch | None:
        """The known actor that a phrase is about, where it is about one and not about people beside it."""
        for start, end, match in spans:
            if generic.attributed(start, end):
                continue
            if start >= generic.head_end and generic.outside:
                continue
            if generic.aircraft_or_police and match.group != "state_forces" and start >= generic.head_end:
                continue
            return match
        return None

    def group_of(
        self, phrase: str, country: str | None = None, fallback: Group = "unknown", *, when: date | None = None
    ) -> Group:
        """Whose people a counted phrase tells of; `fallback` for pronouns, bare numbers ("six more") and bare names.

        Best fallback: the group of the event's first target, else civilians; "others" follow it too. "people" and "a
        man" are civilians, as annotators mostly take them where the report says no more (two thirds of "people", nine
        tenths of "persons" in annotated reports).
        """
        group = self.resolve(phrase, country, when=when).group
        if group == "unknown" or (group == "civilians" and fallback != "unknown" and remaining(phrase)):
            return fallback
        return group


# The unnamed people of deeds that are no violence.
_CROWDS: Final[Mapping[str | None, str]] = {"protest": "protesters", "riot": "rioters"}
_UNKNOWN_GROUPS: Final[Mapping[str, int]] = {
    "state_forces": STATE_FORCES,
    "non_state_forces": POLITICAL_MILITIA,
    "civilians": CIVILIANS_CODE,
}
# "Armed herders" are no civilians.
_WITH_ARMS: Final = re.compile(r"(?:(?:the|some|several|dozens of|suspected) )*(?:heavily[- ])?armed\b", re.IGNORECASE)
_GOVERNMENT: Final = re.compile(r"[a-z]{2}_government(?:_\d{4})?")


def _match(actor: Actor, country: str | None, when: date | None) -> ActorMatch:
    place = country if country in actor.countries else (actor.countries[0] if actor.countries else country)
    return ActorMatch(actor.name, actor.id, actor.group_on(when), place)


def _likeliest(actors: list[Actor], country: str | None, when: date | None) -> Actor:
    """Of actors of one alias, one whose own country it is, else one that acts there; that existed on the day."""
    if len(actors) == 1:
        return actors[0]

    def rank(actor: Actor) -> tuple[int, bool]:
        nearness = 0 if actor.countries[:1] == (country,) else 1 if country in actor.countries else 2
        return (nearness if country else 0), not actor.active(when)

    return min(actors, key=rank)


def _at_home(alias: str, actor: Actor, country: str | None, alone: bool) -> bool:
    """False for a common word far from where its actor acts: "Rangers" in Glasgow, "coalition" of parties anywhere.

    `alone`: nothing else is said.
    """
    if alias in _common("alone"):
        return alone and country in actor.countries
    return country in (None, *actor.countries) or alias not in _common("local")


@cache
def _common(kind: str) -> frozenset[str]:
    return frozenset(actor_words()["aliases"][kind])


def _case_fits(alias: str, words: list[_Token], cased: bool) -> bool:
    """Short names must stand as written ("IS", "LeT"); a name of one word needs its capital."""
    plain = _NO_WORD.sub("", alias)
    if not cased:
        return len(plain) > 2 or not plain.isupper()
    if len(plain) <= _SHORT and plain.isascii() and len(words) == 1:
        return _NO_WORD.sub("", words[0].text) in (plain, plain + "s")
    if len(words) == 1 and alias[:1].isupper():
        return words[0].text[:1].isupper()
    return True


def _singular(token: _Token) -> str:
    """ "ISILs", "ISs" -> the key without the s of a lost apostrophe."""
    text = token.text
    lost = len(text) > 2 and text[-1] == "s" and text[-2].isupper() and _LOST_APOSTROPHE.fullmatch(text)
    return token.key[:-1] if lost else token.key


def _key(token: str) -> str:
    if token.isascii():
        return _NO_WORD.sub("", token).lower()
    text = unicodedata.normalize("NFKD", token)
    return _NO_WORD.sub("", "".join(c for c in text if not unicodedata.combining(c))).lower()


@lru_cache(maxsize=16384)
def word_keys(name: str) -> tuple[str, ...]:
    """A name's words as names are compared: without articles, case, accents and apostrophes."""
    return tuple(token.key for token in _scan(name) if not token.article)


def _tokens(text: str) -> list[_Token]:
    return list(_scan(text))


def _scan(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        token = match.group()
        lower = token.lower()
        after = text[match.end() : match.end() + 1]
        always = lower in ("al", "el", "ul")
        article = lower in _ARTICLES and ((after in "-–‑" and after != "") or (always and after == " "))
        yield _Token(token, _key(token), match.start(), match.end(), article)


@cache
def registry() -> ActorRegistry:
    """The registry of this process."""
    return ActorRegistry()
