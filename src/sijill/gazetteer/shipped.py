"""The places that ship with the package: countries, their divisions, the hand-made tables, the world's settlements.

Each comes as an `Entry` and its other names. They are read when the index is made (`index.py`), not when names are
looked up.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Final

from sijill.codebook.countries import countries
from sijill.codebook.tables import listed, rows
from sijill.gazetteer.entry import Entry
from sijill.gazetteer.names import exact_key, exact_keys

HAND_TABLES: Final = ("iraq.tsv", "syria.tsv", "elsewhere.tsv")
WORLD: Final = "world.tsv.gz"

# A place and its other names.
Named = tuple[Entry, tuple[str, ...]]

# Shorter names in Latin letters are codes of airports and abbreviations.
_SHORTEST: Final = 4
# What splits names in our tables.
_MARKS: Final = re.compile(r"[|\t\r\n]")

SETTLEMENTS_NOTE: Final = "the middle of its settlements"


def tabled() -> Iterator[Named]:
    """Countries, divisions and the hand-made places, in the order in which they come first among one name's."""
    for country in countries().values():
        at = (country.latitude, country.longitude)
        code = country.code
        entry = Entry(country.plain_name, "country", code, None, *at, 0, code, "country", code=code)
        names = (country.name, *(name for name in country.aliases if name not in country.adjectives))
        yield entry, names
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        yield _division(row), listed(row["aliases"])
    for table in HAND_TABLES:
        for row in rows("sijill.gazetteer", table):
            yield _hand_made(row), listed(row["aliases"])


def _division(row: Mapping[str, str]) -> Entry:
    return Entry(
        row["name"],
        "district" if row["parent"] else "admin1",
        row["country"],
        row["parent"] or row["name"],
        float(row["lat"]),
        float(row["lon"]),
        0,
        f"{row['country']}/{row['name']}",
        "admin1",
        code=row["iso"] or None,
        note=SETTLEMENTS_NOTE if row["centre"] == "settlements" else "",
    )


def _hand_made(row: Mapping[str, str]) -> Entry:
    return Entry(
        row["name"],
        row["kind"],
        row["country"],
        row["admin1"] or None,
        float(row["lat"]),
        float(row["lon"]),
        0,
        f"{row['country']}/{row['admin1']}/{row['kind']}/{row['name']}",
        "hand",
        parent=row.get("parent") or None,
    )


@dataclass(frozen=True, slots=True)
class _Centre:
    name: str
    latitude: float
    longitude: float

    def gap(self, latitude: float, longitude: float) -> float:
        """How far a point lies from the centre, squared, in degrees of latitude: for comparing only."""
        east = (self.longitude - longitude) * cos(radians(latitude))
        return (self.latitude - latitude) ** 2 + east * east


class Divisions:
    """The first-level divisions of all countries: by GeoNames' code, by ISO 3166-2, by name, by nearness."""

    def __init__(self) -> None:
        self._coded: dict[tuple[str, str], str] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._centres: dict[str, list[_Centre]] = {}
        for row in rows("sijill.gazetteer", "admin1.tsv"):
            if not row["parent"]:
                self._read(row)

    def _read(self, row: Mapping[str, str]) -> None:
        country, name = row["country"], row["name"]
        self._centres.setdefault(country, []).append(_Centre(name, float(row["lat"]), float(row["lon"])))
        for code in (*listed(row["codes"]), *listed(row["iso"])):
            self._coded[country, code] = name
        self._named[country, exact_key(name)] = name
        for alias in listed(row["aliases"]):
            self._named.setdefault((country, exact_key(alias)), name)

    def told(self, country: str, cell: str) -> str | None:
        """The division that a code or a name stands for; None where none is known by it."""
        return self._coded.get((country, cell)) or self._named.get((country, exact_key(cell)))

    def coded(self, country: str, code: str) -> str | None:
        """The division of one of GeoNames' codes."""
        return self._coded.get((country, code))

    def nearest(self, country: str, latitude: float, longitude: float) -> str | None:
        """The division whose centre is nearest to a point; None for a country without any."""
        centres = self._centres.get(country)
        return min(centres, key=lambda centre: centre.gap(latitude, longitude)).name if centres else None


@cache
def divisions() -> Divisions:
    """The divisions, read once."""
    return Divisions()


def other_names(name: str, others: Iterable[str]) -> Iterator[str]:
    """Of GeoNames' alternate names those in Latin or Arabic letters whose keys are all different."""
    plain = [other for other in others if other and not _MARKS.search(other)]
    own, *keys = exact_keys([name, *plain])
    seen = {own}
    for other, key in zip(plain, keys, strict=True):
        if key not in seen and (_latin(key) or _arabic(key)):
            seen.add(key)
            yield other


def _latin(key: str) -> bool:
    letters = key.replace(" ", "")
    return letters.isascii() and letters.isalpha() and len(letters) >= _SHORTEST


def _arabic(key: str) -> bool:
    return bool(key) and all("\u0600" <= letter <= "\u06ff" or letter == " " for letter in key)


def settlement_kind(population: int) -> str:
    """What a settlement is called by its size."""
    return "city" if population >= 100_000 else "town" if population >= 5_000 else "village"


def world_lines() -> list[str]:
    """The lines of the table of the world's settlements; what each cell holds: `build.py`."""
    packed = (files("sijill.gazetteer") / "data" / WORLD).read_bytes()
    return gzip.decompress(packed).decode().splitlines()


def settlements(lines: list[str]) -> Iterator[Named]:
    """The world's settlements, the largest first. Where GeoNames' division is none of ours, the nearest one stands."""
    known = divisions()
    for line in sorted(lines, key=_size_first):
        place_id, country, code, north, east, people, name, others = line.split("\t")
        latitude, longitude, population = float(north), float(east), int(people)
        division = known.coded(country, code) or known.nearest(country, latitude, longitude)
        kind = settlement_kind(population)
        entry = Entry(name, kind, country, division, latitude, longitude, population, place_id, "world")
        yield entry, tuple(others.split("|")) if others else ()


def _size_first(line: str) -> tuple[int, int]:
    place_id, _, _, _, _, people, _ = line.split("\t", 6)
    return -int(people), int(place_id)
