"""Where the entries lie: the shipped places and the user's layers, looked up by name in indexes on disk.

The indexes are made on first use and opened in some hundredths of a second after that; a lookup takes some tens of
microseconds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from sijill.codebook.countries import country_of
from sijill.gazetteer.entry import Entry, kilometres
from sijill.gazetteer.index import Index
from sijill.gazetteer.kept import indexes
from sijill.gazetteer.layers import Layers, LayersError
from sijill.gazetteer.names import exact_key
from sijill.gazetteer.shipped import HAND_TABLES

__all__ = ["HAND_TABLES", "Store"]

# Two entries of one name and country nearer than this are one place; the first table's entry stands.
_SAME_PLACE_KM: Final = 25.0
# To a degree of latitude; a stripe is a little wider than that.
_STRIPES: Final = 4
# The name of a place of this size is not some other place's, misspelt.
_LARGE: Final = 100_000
# What no settlement of the same name is the same as.
_WIDE: Final = ("admin1", "country", "region")


class Store:
    """All entries, found by name."""

    @cached_property
    def _index(self) -> Index:
        tables, *world = indexes()
        return Index([tables, *_layers(), *world])

    @lru_cache(maxsize=8192)  # noqa: B019 - there is one store a process
    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every entry that a name may stand for, exact spellings first; places told by several tables once.

        Places that only sound like the name come from those countries where none is spelt so; none do where the name
        is that of a country or a large city.
        """
        if not exact_key(name):
            return ()
        found = self._index.find(name)
        if not any(map(_well_known, found)):
            found += self._index.sounding(name, outside={entry.country for entry in found})
        return tuple(_distinct(found))

    def demonym(self, word: str) -> str | None:
        """The country of an adjective or of a people: "Iraqi" -> "IQ"."""
        return country_of(word)


def _well_known(entry: Entry) -> bool:
    return entry.kind == "country" or (entry.population >= _LARGE and not entry.alias)


def _layers() -> list[Path]:
    """The index of the user's places, before the world's; left out with a word where it can't be read."""
    try:
        path = Layers().index()
    except LayersError as error:
        sys.stderr.write(f"warning: {error}. Until then your places are left out\n")
        return []
    return [path] if path else []


def _distinct(found: Iterable[Entry]) -> list[Entry]:
    """Each place once. A settlement of the world's table near an entry before it is the same place."""
    kept: list[Entry] = []
    seen: set[str] = set()
    # Where the kept ones of a country and a stripe of latitude stand: those of three stripes can be near.
    stripes: dict[tuple[str, int], list[int]] = {}
    for entry in found:
        if entry.place_id in seen:
            continue
        seen.add(entry.place_id)
        country, stripe = entry.country, int(entry.latitude * _STRIPES)
        if entry.layer == "world":
            beside = [at for step in (-1, 0, 1) for at in stripes.get((country, stripe + step), ())]
            same = next((at for at in beside if kilometres(entry.point, kept[at].point) < _SAME_PLACE_KM), None)
            if same is not None:
                kept[same] = _grown(kept[same], entry)
                continue
        if entry.kind not in _WIDE:
            stripes.setdefault((country, stripe), []).append(len(kept))
        kept.append(entry)
    return kept


def _grown(entry: Entry, same: Entry) -> Entry:
    """A hand-made entry with the population that the world's table has for the same place."""
    if entry.layer == "world" or same.population <= entry.population:
        return entry
    return replace(entry, population=same.population)
