"""People's names hidden, as every export and every report for others has it unless names are asked for.

Hidden are the names of all whom the register knows as persons, and the names within the words of sources, wherever
they stand in what is told of the event. The register itself keeps them. What this does not reach: responsible-use.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Final
from urllib.parse import unquote

from sijill.codebook import registry
from sijill.codebook.actor_classes import actor_words
from sijill.codebook.countries import country_of
from sijill.exports.generalise import kind_of
from sijill.exports.reading import Told
from sijill.model import ActorRef, Disagreement, Event, Person, ReportHead, Telling

BLOCK: Final = "█"
"""Stands for each letter of a hidden name, so that offsets into a text still fit."""
HIDDEN: Final = "name hidden"
"""Stands for a person's name, and for an id or address that spells one."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Shorter ones stand in many addresses by chance.
_SPELT: Final = 4
# A longer word of capitals is no abbreviation.
_INITIALS: Final = 5


@dataclass(frozen=True)
class Names:
    """Names to hide. `full`: as they are written; `words`: their parts, each of which hides by itself."""

    full: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.full or self.words)

    def __or__(self, other: Names) -> Names:
        return Names(self.full | other.full, self.words | other.words)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        spelt = sorted(
            self.full | self.words | {word.upper() for word in self.words}, key=lambda each: (-len(each), each)
        )
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelt))})(?!\w)")

    @cached_property
    def _slugs(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self.words if len(word) >= _SPELT)

    def masked(self, text: str) -> str:
        """The text with a block for each letter of a name; of the same length."""
        return self._pattern.sub(lambda found: _blocks(found.group()), text) if self else text

    def spelt_in(self, address: str) -> bool:
        """Whether an id or a web address spells a name ("https://news.example/rana-aziz-shot")."""
        return bool(self._slugs & set(_WORD.findall(unquote(address).replace("_", " ").casefold())))


def unnamed(told: Told) -> Told:
    """The event, its reports and accounts without people's names; how many people, their roles and fates stay."""
    names = names_of(told.event, [telling.account.persons for telling in told.tellings])
    if not names:
        return told
    return replace(
        told,
        event=unnamed_event(told.event, names),
        reports=tuple(unnamed_head(head, names) for head in told.reports),
        tellings=tuple(_telling(telling, names) for telling in told.tellings),
    )


def names_of(event: Event, more: Iterable[Sequence[Person]] = ()) -> Names:
    """The names that an event's people and sources have. `more`: people whom its accounts name besides."""
    named = {person.name for people in (event.persons, *more) for person in people}
    found = Names(frozenset(filter(None, named)), frozenset(word for name in named for word in name_words(name)))
    place = event.place
    lies = " ".join(filter(None, (place.name, place.admin1))) if place else ""
    for source in event.sources:
        found |= names_in(source, lies)
    return found


def unnamed_event(event: Event, names: Names) -> Event:
    """An event with these names hidden, and those of its persons."""
    changes = {
        "persons": tuple(_person(person, names) for person in event.persons),
        "sources": tuple(dict.fromkeys(map(names.masked, event.sources))),
        "weapons": tuple(map(names.masked, event.weapons)),
        "disagreements": tuple(_disagreement(item, names) for item in event.disagreements),
        **{side: actors_without(getattr(event, side), names, _country(event)) for side in _SIDES},
    }
    return event.model_copy(update=changes)


def unnamed_head(head: ReportHead, names: Names) -> ReportHead:
    """A report's head with these names hidden; an id or an address that spells one is left out."""
    changes = {
        "id": HIDDEN if names.spelt_in(head.id) else head.id,
        "title": head.title and names.masked(head.title),
        "url": None if head.url and names.spelt_in(head.url) else head.url,
    }
    return head.model_copy(update=changes)


def actors_without(actors: Sequence[ActorRef], names: Names, country: str | None) -> tuple[ActorRef, ...]:
    """Actors in words that hide these names; one that is such a person is told by what kind of people he is."""
    return tuple(dict.fromkeys(_actor(actor, names, country) for actor in actors))


_SIDES: Final = ("initiators", "targets", "claimed_by")


def _country(event: Event) -> str | None:
    return event.place.country if event.place else None


def _actor(actor: ActorRef, names: Names, country: str | None) -> ActorRef:
    mention = names.masked(actor.mention)
    known = registry().get(actor.actor_id) or registry().named(actor.name, country)
    if known or names.masked(actor.name) == actor.name:
        return actor if mention == actor.mention else actor.model_copy(update={"mention": mention})
    kind = kind_of(actor.name, country)
    return ActorRef(name=kind, mention=kind)


def _person(person: Person, names: Names) -> Person:
    return Person(name=HIDDEN, role=person.role and names.masked(person.role), fate=person.fate)


def _disagreement(item: Disagreement, names: Names) -> Disagreement:
    versions = tuple(each.model_copy(update={"value": names.masked(each.value)}) for each in item.versions)
    return item.model_copy(update={"versions": versions})


def _telling(telling: Telling, names: Names) -> Telling:
    """An account as the table of evidence has it: only that is hidden which stands there."""
    account = telling.account
    evidence = tuple(item.model_copy(update={"text": names.masked(item.text)}) for item in account.evidence)
    changes = {"evidence": evidence, "quote": names.masked(account.quote), "persons": ()}
    return telling.model_copy(
        update={"account": account.model_copy(update=changes), "report": unnamed_head(telling.report, names)}
    )


def _blocks(name: str) -> str:
    return "".join(BLOCK if letter.isalnum() else letter for letter in name)


def name_words(name: str) -> Iterator[str]:
    """The parts of a person's name that hide by themselves: no ranks ("Inspector"), particles, nations."""
    for word in map(_bare, _WORD.findall(name)):
        folded = word.casefold()
        if len(word) > 1 and folded not in _particles() | _plain() and not country_of(word):
            yield word


@lru_cache(maxsize=8192)
def names_in(source: str, place: str = "") -> Names:
    """The names within a source's own words: what has a capital and is neither an actor that the registry knows, nor a
    country, an abbreviation, an office, a rank, or a place (of `place`, or after "in"). In doubt a word is a name."""
    kept = [(start, end) for start, end, _ in registry().find(source)]
    lies = {word.casefold() for word in _WORD.findall(place)}
    found: set[str] = set()
    name = spot = -1
    before = ""
    for match in _WORD.finditer(source):
        word, beside = _bare(match.group()), source[max(name, spot, 0) : match.start()] in (" ", "-")
        folded, last = word.casefold(), before
        before = folded
        if not word[0].isupper() or any(start < match.end() and match.start() < end for start, end in kept):
            continue
        if last in _data("before_places") or (spot > name and beside):
            spot = match.end()
            continue
        # What follows a name at once is of it ("Halima Baker"), offices excepted ("Anbar Operations Command").
        follows = name >= 0 and beside and folded not in _data("bodies")
        if follows or not _names_nobody(word, source, lies):
            found.add(word)
            name = match.end()
    return Names(words=frozenset(word for word in found if len(word) > 1 and word.casefold() not in _particles()))


def _names_nobody(word: str, source: str, lies: Collection[str]) -> bool:
    folded = word.casefold()
    short = word.isupper() and len(word) <= _INITIALS and (word == source or any(map(str.islower, source)))
    return short or folded in _plain() | _particles() or folded in lies or country_of(word) is not None


def _bare(word: str) -> str:
    """Without the "'s" of whose something is."""
    return re.sub("['’]s$", "", word)


@cache
def _data(name: str) -> frozenset[str]:
    told = tomllib.loads((files("sijill.exports") / "data" / "names.toml").read_text("utf-8"))
    return frozenset(told[name])


def _particles() -> frozenset[str]:
    return _data("particles")


@cache
def _plain() -> frozenset[str]:
    """Words that name nobody by themselves."""
    classes = actor_words()["classes"].values()
    spelt = (part for told in classes for word in told["words"] for part in (word, *word.split("-")))
    return _data("bodies") | _data("words") | _data("agencies") | frozenset(spelt)
