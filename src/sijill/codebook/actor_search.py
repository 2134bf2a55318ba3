"""Who a name may stand for and why, for people who ask: every actor of the name, and those of nearly the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from sijill.codebook.actor_table import Actor, ExportName
from sijill.codebook.actors import ActorRegistry, word_keys
from sijill.codebook.countries import countries
from sijill.codebook.states import states

_ALIKE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that a name may stand for. `meant`: whom a report means by it; `why`: what speaks for and against it."""

    actor: Actor
    meant: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """A name in a data set, and the days for which it holds, `until` not included; `where` the event has to be."""

    dataset: str
    name: str
    where: str | None
    since: date | None
    until: date | None
    seen: bool


def candidates(
    known: ActorRegistry, name: str, country: str | None = None, when: date | None = None
) -> list[Candidate]:
    """The actors that a name may stand for, the one meant first, then others of the name, then names like it."""
    match = known.resolve(name, country, when=when)
    meant = known.get(match.actor_id) or known.named(match.name, match.country)
    found: dict[str, Candidate] = {}
    if meant:
        found[meant.id] = Candidate(meant, True, tuple(_reasons(known, meant, name, country, when)))
    for actor, how in (*_bearing(known, name), *_holding(known, name), *([] if found else _alike(known, name))):
        if actor.id not in found:
            found[actor.id] = Candidate(actor, False, (how, *_standing(actor, country, when)))
    return list(found.values())


def called(actor: Actor, when: date | None = None, country: str | None = None) -> Iterator[Called]:
    """The names of an actor in ACLED's and UCDP's data: all of them by period, or those of a day and a country."""
    for told in actor.names:
        if country and told.where not in (None, country):
            continue
        for one in _by_period(actor, told, country):
            if when is None or ((one.since is None or one.since <= when) and (one.until is None or when < one.until)):
                yield one


def _by_period(actor: Actor, told: ExportName, country: str | None) -> Iterator[Called]:
    """A name as it stands; with {state}, one for each government under which the actor exists."""
    place = countries().get(country or (actor.countries[0] if actor.countries else ""))
    name = told.name.replace("{plain}", place.plain_name if place else "the event's country")
    home = actor.countries[0] if actor.countries else None
    governments = states().get(home or "", ()) if "{state}" in name else ()
    if not governments:
        name = name.replace("{state}", countries()[home].name if home in countries() else "")
        yield Called(told.dataset, name, told.where, told.since, told.until, told.seen and "{state}" not in told.name)
    for state in governments:
        since = max(state.since, told.since or state.since, actor.since or state.since)
        ends = [day for day in (state.until, told.until, actor.until) if day]
        until = min(ends) if ends else None
        another = bool(state.party) and (actor.since is None or actor.since < state.since)
        if not another and (until is None or since < until):
            seen = told.seen and state.seen
            yield Called(told.dataset, name.replace("{state}", state.label), told.where, since, until, seen)


def _reasons(known: ActorRegistry, actor: Actor, name: str, country: str | None, when: date | None) -> Iterator[str]:
    own = next((how for other, how in _bearing(known, name) if other.id == actor.id), None)
    old = next((other for other, _ in _bearing(known, name) if _leads_to(known, other, actor)), None)
    if own:
        yield own
    elif old:
        yield f"took the place of {old.name}, whose name it is, on {old.until}"
    elif spans := known.find(name, country, when):
        start, end, _ = spans[0]
        yield f'named in it: "{name[start:end]}"'
    else:
        yield "its words tell of such people, of no group by name"
    yield from _standing(actor, country, when)


def _leads_to(known: ActorRegistry, actor: Actor, heir: Actor) -> bool:
    seen: set[str] = set()
    while actor.successor and actor.successor not in seen:
        seen.add(actor.successor)
        actor = known.rows[actor.successor]
        if actor.id == heir.id:
            return True
    return False


def _standing(actor: Actor, country: str | None, when: date | None) -> Iterator[str]:
    if country and country in countries():
        place = countries()[country].name
        if country in actor.countries[:1]:
            yield f"at home in {place}"
        elif country in actor.countries:
            yield f"acts in {place}"
        elif actor.countries:
            yield f"not known in {place}"
    if when and not actor.active(when):
        yield f"not before {actor.since}" if actor.since and when < actor.since else f"no more since {actor.until}"


def _bearing(known: ActorRegistry, name: str) -> Iterator[tuple[Actor, str]]:
    keys = word_keys(name)
    for actor in known.rows.values():
        if word_keys(actor.name) == keys:
            yield actor, "its name"
            continue
        alias = next((alias for alias in actor.aliases if word_keys(alias) == keys), None)
        if alias:
            yield actor, f"one of its names: {alias}"


def _holding(known: ActorRegistry, name: str) -> Iterator[tuple[Actor, str]]:
    keys = set(word_keys(name))
    for actor in known.rows.values():
        holding = next((alias for alias in (actor.name, *actor.aliases) if keys and keys < set(word_keys(alias))), None)
        if holding:
            yield actor, f"its words are in: {holding}"


def _alike(known: ActorRegistry, name: str) -> list[tuple[Actor, str]]:
    said = " ".join(word_keys(name))
    found: list[tuple[float, Actor, str]] = []
    for actor in known.rows.values():
        for alias in (actor.name, *actor.aliases):
            matcher = SequenceMatcher(None, said, " ".join(word_keys(alias)))
            if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                found.append((-matcher.ratio(), actor, f"spelt nearly so: {alias}"))
                break
    return [(actor, how) for _, actor, how in sorted(found, key=lambda f: (f[0], f[1].id))[:5]]
