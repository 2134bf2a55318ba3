"""Where the entries lie: the hand-made tables in memory, the world's settlements in one sorted, compressed text.

Both load on first use (0.2 s together); a lookup takes some tens of microseconds.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Final

from sijill.codebook.countries import countries, country_of
from sijill.codebook.tables import listed, rows
from sijill.gazetteer.entry import Entry, kilometres
from sijill.gazetteer.names import exact_key, loose_key

HAND_TABLES: Final = ("iraq.tsv", "syria.tsv", "elsewhere.tsv")
# Two entries of one name and country nearer than this are one place; the first table's entry stands.
_SAME_PLACE_KM: Final = 25.0


class Store:
    """All entries, found by name."""

    @cached_property
    def _tables(self) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
        exact: dict[str, list[Entry]] = defaultdict(list)
        loose: dict[str, list[Entry]] = defaultdict(list)
        for entry, aliases in self._rows():
            keys = {exact_key(name) for name in aliases} - {exact_key(entry.name)}
            exact[exact_key(entry.name)].append(entry)
            for key in sorted(keys):
                exact[key].append(replace(entry, alias=True))
            sounds = {loose_key(name) for name in (entry.name, *aliases)} if entry.country in _TRANSLITERATED else set()
            for sound in sorted(sound for sound in sounds if sound):
                loose[sound].append(replace(entry, loose=True))
        return exact, loose

    def _rows(self) -> Iterator[tuple[Entry, tuple[str, ...]]]:
        for country in countries().values():
            at = (country.latitude, country.longitude)
            entry = Entry(country.plain_name, "country", country.code, None, *at, 0, country.code, "country")
            yield entry, (country.name, *(name for name in country.aliases if name not in country.adjectives))
        for row in rows("sijill.gazetteer", "admin1.tsv"):
            kind = "district" if row["parent"] else "admin1"
            at = (float(row["lat"]), float(row["lon"]))
            place_id = f"{row['country']}/{row['name']}"
            admin1 = row["parent"] or row["name"]
            yield (
                Entry(row["name"], kind, row["country"], admin1, *at, 0, place_id, "admin1"),
                listed(row["aliases"]),
            )
        for table in HAND_TABLES:
            for row in rows("sijill.gazetteer", table):
                at = (float(row["lat"]), float(row["lon"]))
                place_id = f"{row['country']}/{row['admin1']}/{row['kind']}/{row['name']}"
                admin1 = row["admin1"] or ""
                entry = Entry(row["name"], row["kind"], row["country"], admin1 or None, *at, 0, place_id, "hand")
                yield entry, listed(row["aliases"])

    @cached_property
    def _world(self) -> bytes:
        return gzip.decompress((files("sijill.gazetteer") / "data" / "world.tsv.gz").read_bytes())

    def _settlements(self, key: str) -> Iterator[Entry]:
        """The world's settlements under a key, by binary search over the sorted lines."""
        data, target = self._world, key.encode() + b"\t"
        low, high = 0, len(data)
        while low < high:
            start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = data.find(b"\n", start)
            if data[start:end] < target:
                low = end + 1
            else:
                high = start
        while data.startswith(target, low):
            end = data.find(b"\n", low)
            cells = data[low:end].decode().split("\t")
            _, name, country, admin1, latitude, longitude, population, place_id, mark = cells
            at = (float(latitude), float(longitude))
            size = int(population)
            kind = "city" if size >= 100_000 else "town" if size >= 5_000 else "village"
            yield Entry(name, kind, country, admin1 or None, *at, size, place_id, "world", mark == "a", mark == "l")
            low = end + 1

    @lru_cache(maxsize=8192)  # noqa: B019 - there is one store a process
    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every entry that a name may stand for, exact spellings first; places told by several tables once."""
        exact, loose = self._tables
        key, sound = exact_key(name), loose_key(name)
        if not key:
            return ()
        found = [*exact.get(key, ()), *self._settlements(key)]
        if sound:
            found += [*loose.get(sound, ()), *self._settlements(f"~{sound}")]
        kept: list[Entry] = []
        for entry in found:
            if not any(_same(entry, other) for other in kept):
                kept.append(_grown(entry, found))
        return tuple(kept)

    def demonym(self, word: str) -> str | None:
        """The country of an adjective or of a people: "Iraqi" -> "IQ"."""
        return country_of(word)


# Countries whose names reach English by transliteration, so that their sound finds them.
_TRANSLITERATED: Final = frozenset(
    [
        "IQ",
        "SY",
        "LB",
        "JO",
        "PS",
        "YE",
        "LY",
        "EG",
        "SD",
        "SA",
        "SO",
        "TN",
        "DZ",
        "MA",
        "KW",
        "QA",
        "AE",
        "OM",
        "BH",
        "IR",
        "AF",
        "PK",
        "TR",
        "IL",
    ]
)


def _same(entry: Entry, other: Entry) -> bool:
    if entry.place_id == other.place_id:
        return True
    if entry.country != other.country or entry.layer != "world" or other.kind in ("admin1", "country", "region"):
        return False
    return kilometres(entry.point, other.point) < _SAME_PLACE_KM


def _grown(entry: Entry, found: list[Entry]) -> Entry:
    """A hand-made entry with the population that the world's table has for the same place."""
    if entry.layer != "hand" or entry.population:
        return entry
    sizes = [other.population for other in found if other.layer == "world" and _same(other, entry)]
    return replace(entry, population=max(sizes)) if sizes else entry
