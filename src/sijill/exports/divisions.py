"""Which second- and first-level division a place lies in, and where that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sijill.codebook import countries
from sijill.codebook.tables import rows
from sijill.gazetteer.shipped import HAND_TABLES
from sijill.model import Place

_DEPTH: Final = 4
# What others lie in, the widest first.
_UNITS: Final = ("district", "subdistrict", "")


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its name, its point in degrees, and the gazetteer's id."""

    name: str
    latitude: float
    longitude: float
    place_id: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A place of a hand-made table, with what it lies in."""

    name: str
    country: str
    admin1: str
    parent: str
    unit: str
    division: Division


def district_of(place: Place) -> Division | None:
    """The district that a place is or lies in; None where no table says so."""
    return _above(place.place_id or "", "district")


def subdistrict_of(place: Place) -> Division | None:
    """The sub-district that a place is or lies in; None where no table says so."""
    return _above(place.place_id or "", "subdistrict")


def division_of(place: Place) -> Division | None:
    """The first-level division of a place, with its centre."""
    return _first_level().get((place.country or "", place.admin1 or ""))


def country_point(code: str) -> Division | None:
    """A country, with a point near its middle."""
    country = countries().get(code)
    return Division(country.plain_name, country.latitude, country.longitude, code) if country else None


@cache
def _above(place_id: str, unit: str) -> Division | None:
    by_id, by_name = _tables()
    row = by_id.get(place_id)
    for _ in range(_DEPTH):
        if row is None or row.unit == unit:
            return row.division if row else None
        row = by_name.get((row.country, row.admin1, row.parent)) if row.parent else None
    return None


@cache
def _tables() -> tuple[Mapping[str, _Row], Mapping[tuple[str, str, str], _Row]]:
    """The places of the hand-made tables by id, and those that others lie in by country, division and name."""
    by_id: dict[str, _Row] = {}
    by_name: dict[tuple[str, str, str], _Row] = {}
    for table in HAND_TABLES:
        for cells in rows("sijill.gazetteer", table):
            place_id = f"{cells['country']}/{cells['admin1']}/{cells['kind']}/{cells['name']}"
            point = Division(cells["name"], float(cells["lat"]), float(cells["lon"]), place_id)
            row = _Row(
                cells["name"],
                cells["country"],
                cells["admin1"],
                cells.get("parent", ""),
                cells.get("unit", ""),
                point,
            )
            by_id.setdefault(place_id, row)
            key = (row.country, row.admin1, row.name)
            # Of a district, its sub-district and a village of one name the widest is what others lie in.
            if key not in by_name or _UNITS.index(row.unit) < _UNITS.index(by_name[key].unit):
                by_name[key] = row
    return by_id, by_name


@cache
def _first_level() -> Mapping[tuple[str, str], Division]:
    return {
        (row["country"], row["name"]): Division(
            row["name"], float(row["lat"]), float(row["lon"]), f"{row['country']}/{row['name']}"
        )
        for row in rows("sijill.gazetteer", "admin1.tsv")
        if not row["parent"]
    }
