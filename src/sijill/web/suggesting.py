"""Places and actors that a few letters or a name may mean, for those who correct an event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from sijill.codebook import Actor, registry
from sijill.codebook.actor_search import candidates
from sijill.codebook.actors import word_keys
from sijill.gazetteer import Entry, gazetteer
from sijill.gazetteer.points import spot
from sijill.gazetteer.resolve import Resolver
from sijill.gazetteer.store import Store
from sijill.model import Place

# Names longer than this are no names; looking for them would only take time.
LONGEST = 120


def place_entries(name: str, country: str | None = None, limit: int = 12) -> list[Entry]:
    """The entries that a name may stand for, likeliest first; also those that a report would have to say more for.

    `country`: ISO alpha-2, speaks for its own places.
    """
    name = " ".join(name.split())[:LONGEST]
    if not name:
        return []
    likely = gazetteer().find(name, country)
    names = {entry.place_id for entry in likely}
    rest = [entry for entry in _store().lookup(name) if entry.place_id not in names]
    rest.sort(key=lambda entry: (entry.country != country, -entry.population, entry.place_id))
    return [*likely, *rest][:limit]


def picked_place(name: str, place_id: str) -> Place | None:
    """The place of an entry that a person chose for a name; None where the name has no such entry."""
    for entry in place_entries(name, limit=1000):
        if entry.place_id == place_id:
            return placed(entry, " ".join(name.split()))
    return None


def placed(entry: Entry, name: str | None = None) -> Place:
    """An entry as an event's place, under the name by which it was looked for."""
    found = spot(_resolver().reading(entry.name), entry)
    where, geo = found.codes
    return Place(
        name=name or entry.name, admin1=entry.admin1, country=entry.country or None,
        latitude=round(entry.latitude, 3), longitude=round(entry.longitude, 3), tolerance_km=round(found.km, 1),
        where_prec=where, geo_precision=geo, place_id=entry.place_id,
    )  # fmt: skip


def actor_entries(words: str, country: str | None = None, when: date | None = None, limit: int = 12) -> list[Actor]:
    """The actors whose names begin with these words, or hold them; where there are none, names spelt nearly so.

    `country` and `when` put those first that act there and exist then.
    """
    keys = word_keys(words[:LONGEST])
    if not keys:
        return []
    found: dict[str, tuple[int, bool, bool, int, str, Actor]] = {}
    for actor, number, names in _names():
        rank = _rank(keys, names)
        if rank is None:
            continue
        far = bool(country) and bool(actor.countries) and country not in actor.countries
        key = (rank, far, not actor.active(when), number, actor.id, actor)
        if actor.id not in found or key[:4] < found[actor.id][:4]:
            found[actor.id] = key
    best = [row[-1] for row in sorted(found.values(), key=lambda row: (*row[:3], len(row[-1].name), row[4]))]
    if not best:
        best = [candidate.actor for candidate in candidates(registry(), words[:LONGEST], country, when)]
    return best[:limit]


def _rank(keys: tuple[str, ...], names: tuple[str, ...]) -> int | None:
    """How well words fit a name: 0 the name itself, 1 its beginning, 2 words in it; None not at all. The last word may
    be the beginning of one."""
    if keys == names:
        return 0
    *whole, last = keys
    if names[: len(whole)] == tuple(whole) and len(names) > len(whole) and names[len(whole)].startswith(last):
        return 1
    rest = list(names)
    for word in whole:
        if word not in rest:
            return None
        rest.remove(word)
    return 2 if any(name.startswith(last) for name in rest) else None


@cache
def _names() -> tuple[tuple[Actor, int, tuple[str, ...]], ...]:
    """All names of all actors, as words to compare, and whether each is its own (0) or another (1)."""

    def each() -> Iterator[tuple[Actor, int, tuple[str, ...]]]:
        for actor in registry().actors.values():
            yield actor, 0, word_keys(actor.name)
            for alias in actor.aliases:
                yield actor, 1, word_keys(alias)

    return tuple(each())


@cache
def _store() -> Store:
    return Store()


@cache
def _resolver() -> Resolver:
    return Resolver(_store())
