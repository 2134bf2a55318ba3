"""The actor registry: who is meant by a name or a phrase, what it is called in the register, and whose side it is.

Names come from `data/actors.tsv`; phrases without a name ("four soldiers", "unknown gunmen") are read by the word
classes of `data/actor_words.toml` and the country that the phrase or the report is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final, cast, get_args

from sijill.codebook.actor_phrases import ActorMatch, Generic, actor_words, classify, faceless, remaining, tidied
from sijill.codebook.tables import TableError, listed, rows
from sijill.model import Group

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’‘`ʿʾ](?!s\b)[^\W_]+)*")
_NO_WORD: Final = re.compile(r"[^\w]")
_LOST_APOSTROPHE: Final = re.compile(r"[A-Z]{3,}s")
_GAP: Final = re.compile(r"(?:['’]s)?[\s\-–—‑/.(“”\"'’‘]{0,3}")
_ARTICLES: Final = frozenset(("al", "el", "ul", "as", "ad", "an", "ar", "ash", "at", "az"))
_SHORT: Final = 4
_LEAF: Final = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of the registry. `countries`: ISO alpha-2 codes of where it acts, its own first."""

    id: str
    name: str
    group: Group
    countries: tuple[str, ...]
    parent: str | None
    acled: str | None
    ucdp: str | None
    aliases: tuple[str, ...]


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
    def actors(self) -> dict[str, Actor]:
        """All rows by id."""
        groups = get_args(Group)
        found: dict[str, Actor] = {}
        for row in rows("sijill.codebook", "actors.tsv"):
            if row["group"] not in groups:
                raise TableError(f"actors.tsv: {row['id']} has group {row['group']!r}; use one of {', '.join(groups)}")
            if row["id"] in found:
                raise TableError(f"actors.tsv: the id {row['id']} stands twice; give the second another")
            found[row["id"]] = Actor(
                row["id"],
                row["name"],
                cast(Group, row["group"]),
                listed(row["countries"]),
                row["parent"] or None,
                row["acled"] or None,
                row["ucdp"] or None,
                listed(row["aliases"]),
            )
        return found

    @cached_property
    def _tree(self) -> _Node:
        root = _Node()
        for actor in self.actors.values():
            for alias in dict.fromkeys((actor.name, *actor.aliases)):
                node = root
                for token in _tokens(alias):
                    if not token.article:
                        node = node.setdefault(token.key, _Node())
                node.ends.append((alias, actor))
        return root

    def find(self, text: str, country: str | None = None) -> list[tuple[int, int, ActorMatch]]:
        """The named actors of a text as (start, end, match), in order, the longest name at each spot.

        Offsets are code points; `country` decides between actors of one alias. In a text without lower case the
        shortest names ("IS") are left alone.
        """
        return list(self._found(text, country))

    # Readers of one report ask again and again for its sentences, and for the whole of it.
    @lru_cache(maxsize=256)  # noqa: B019 - there is one registry a process
    def _found(self, text: str, country: str | None) -> tuple[tuple[int, int, ActorMatch], ...]:
        return tuple(self._find(text, country, cased=any(c.islower() for c in text)))

    def _find(self, text: str, country: str | None, cased: bool) -> list[tuple[int, int, ActorMatch]]:
        tokens = _tokens(text)
        found: list[tuple[int, int, ActorMatch]] = []
        index = 0
        while index < len(tokens):
            hit = self._at(tokens, index, text, cased, country)
            if hit is None:
                index += 1
                continue
            last, actor = hit
            found.append((tokens[index].start, tokens[last].end, _match(actor, country)))
            index = last + 1
        return found

    def _at(
        self, tokens: list[_Token], first: int, text: str, cased: bool, country: str | None
    ) -> tuple[int, Actor] | None:
        """The longest alias that begins at a token: (index of its last token, actor)."""
        if tokens[first].article and not tokens[first].text[:1].isupper():
            return None
        node, best = self._tree, None
        for last in range(first, min(len(tokens), first + 14)):
            token = tokens[last]
            if last > first and not _GAP.fullmatch(text, tokens[last - 1].end, token.start):
                break
            if token.article:
                continue
            following = node.get(token.key) or node.get(_singular(token))
            if following is None:
                break
            node = following
            words = [t for t in tokens[first : last + 1] if not t.article]
            fitting = [a for alias, a in node.ends if _case_fits(alias, words, cased) and _at_home(alias, a, country)]
            if fitting:
                best = (last, _of_country(fitting, country))
        return best

    @lru_cache(maxsize=8192)  # noqa: B019 - there is one registry a process
    def resolve(self, phrase: str, country: str | None = None, initiator: bool = False) -> ActorMatch:
        """Who a phrase means: a known actor named in it, else a class of people by its words, else the phrase itself.

        `country` (ISO alpha-2): where the report is set, for "the army", "police", "Asayish". `initiator`: the phrase
        tells who did violence, so that "two men" are an unidentified armed group, no civilians.
        """
        match = self._resolved(" ".join(phrase.split()), country)
        if initiator and match.name == actor_words()["classes"]["civilians"]["name"] and faceless(phrase):
            armed = actor_words()["classes"]["armed"]
            return ActorMatch(armed["name"], None, cast(Group, armed["group"]), match.country)
        return match

    def _resolved(self, text: str, country: str | None) -> ActorMatch:
        spans = self._find(text, country, cased=True)
        generic = classify(text, country, [(s, e) for s, e, _ in spans])
        named = self._named(text, spans, generic)
        if named:
            return named
        if generic.match:
            return generic.match
        return ActorMatch(tidied(text) or text, None, generic.group or "unknown", country if generic.group else None)

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

    def group_of(self, phrase: str, country: str | None = None, fallback: Group = "unknown") -> Group:
        """Whose people a counted phrase tells of; `fallback` for pronouns, bare numbers ("six more") and bare names.

        Best fallback: the group of the event's first target, else civilians; "others" follow it too. "people" and "a
        man" are civilians, as annotators mostly take them where the report says no more (two thirds of "people", nine
        tenths of "persons" in annotated reports).
        """
        group = self.resolve(phrase, country).group
        if group == "unknown" or (group == "civilians" and fallback != "unknown" and remaining(phrase)):
            return fallback
        return group


def _match(actor: Actor, country: str | None) -> ActorMatch:
    place = country if country in actor.countries else (actor.countries[0] if actor.countries else country)
    return ActorMatch(actor.name, actor.id, actor.group, place)


def _of_country(actors: list[Actor], country: str | None) -> Actor:
    if country:
        own = [actor for actor in actors if actor.countries[:1] == (country,)]
        acting = own or [actor for actor in actors if country in actor.countries]
        if acting:
            return acting[0]
    return actors[0]


def _at_home(alias: str, actor: Actor, country: str | None) -> bool:
    """False for a common word far from where its actor acts: "Rangers" in Glasgow."""
    return country in (None, *actor.countries) or alias not in _local()


@cache
def _local() -> frozenset[str]:
    return frozenset(actor_words()["aliases"]["local"])


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
    """ "ISILs", "Assads" -> the key without the s of a lost apostrophe."""
    return token.key[:-1] if _LOST_APOSTROPHE.fullmatch(token.text) else token.key


def _key(token: str) -> str:
    if token.isascii():
        return _NO_WORD.sub("", token).lower()
    text = unicodedata.normalize("NFKD", token)
    return _NO_WORD.sub("", "".join(c for c in text if not unicodedata.combining(c))).lower()


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
