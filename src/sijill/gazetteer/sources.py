"""Reads a user's places: GeoNames dumps, GeoJSON, CSV. A row that can't be read becomes a `Fault`, the rest goes on.

GeoNames  `IQ.txt`, `IQ.zip`, `allCountries.zip`: 19 columns split by tabs; streamed.
GeoJSON   points; the middle of lines and areas. Properties name, country, and where known names, kind, admin1.
CSV       a header with name, lat, lon, country, and where known admin1, kind, aliases (split by `|` or `;`).
"""

from __future__ import annotations

import csv
import json
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

from sijill.codebook.countries import countries, country_of
from sijill.gazetteer.entry import Entry
from sijill.gazetteer.outlines import centre
from sijill.gazetteer.shipped import Named, divisions, other_names, settlement_kind
from sijill.gazetteer.words import words

_COLUMNS: Final = 19
_SAME_COLUMN: Final = {"latitude": "lat", "longitude": "lon", "lng": "lon", "long": "lon", "names": "aliases"}
# Longer lines are no rows; csv's own limit would end the reading.
_FIELD_LIMIT: Final = 1 << 22


class SourceError(ValueError):
    """A file holds no places that can be read; the message names the file and the mend."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be read: where (`IQ.txt:12`) and what to mend."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class _RowError(ValueError):
    """What is wrong with one row."""


Item = Named | Fault


def layer_of(path: Path) -> str:
    """What the layer of a file is called: `IQ` for `IQ.txt` and `IQ.zip`."""
    return path.stem


def read_places(path: Path, country: str | None = None, source: str | None = None) -> Iterator[Item]:
    """The places of a file, in its order; rows of kinds that reports don't name are left out.

    `country` (ISO alpha-2) holds where a row says none; `source`: the layer, else called after the file. Raises
    `SourceError` where the whole file can't be read.
    """
    source, suffix = source or layer_of(path), path.suffix.lower()
    if suffix == ".csv":
        return _csv(path, source, country)
    if suffix in (".geojson", ".json", ".geojsonl", ".jsonl"):
        return _geojson(path, source, country)
    if suffix in (".txt", ".tsv", ".zip"):
        return _geonames(path, source)
    raise SourceError(
        f"{path}: not a kind of file that holds places. Name a GeoNames dump (.txt, .zip), GeoJSON (.geojson) or CSV"
    )


# GeoNames


@cache
def _features() -> tuple[frozenset[str], dict[str, str]]:
    table = tomllib.loads((files("sijill.gazetteer") / "data" / "features.toml").read_text("utf-8"))
    return frozenset(table["settlements"]), {code: kind for kind, codes in table["kinds"].items() for code in codes}


@contextmanager
def _text(path: Path) -> Iterator[tuple[str, TextIO]]:
    """The lines of a dump, and the name to speak of them by; out of a ZIP file, its one table."""
    try:
        if path.suffix.lower() != ".zip":
            with path.open(encoding="utf-8", newline="\n") as file:
                yield path.name, file
            return
        with zipfile.ZipFile(path) as archive:
            inside = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name.lower()]
            if len(inside) != 1:
                raise SourceError(f"{path}: holds {len(inside)} tables, not one. Unpack it and name the table")
            with archive.open(inside[0]) as raw, TextIOWrapper(raw, "utf-8", newline="\n") as file:
                yield f"{path.name}/{inside[0]}", file
    except zipfile.BadZipFile as error:
        raise SourceError(f"{path}: not a whole ZIP file ({error}). Fetch it again") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text ({error.reason}). Save it as UTF-8") from error


def _geonames(path: Path, source: str) -> Iterator[Item]:
    with _text(path) as (label, file):
        for number, line in enumerate(file, start=1):
            if not line.strip() or line.startswith("#"):
                continue
            place = _tried(partial(_geoname, line.rstrip("\r\n").split("\t"), source), f"{label}:{number}")
            if place is not None:
                yield place


def _geoname(cells: list[str], source: str) -> Named | None:
    if len(cells) != _COLUMNS:
        raise _RowError(f"{len(cells)} columns, GeoNames has {_COLUMNS}; is it a dump, split by tabs?")
    place_id, name, plain, others, north, east, _, code, country, _, division = cells[:11]
    settlements, kinds = _features()
    if not country or (code not in settlements and code not in kinds):
        return None
    latitude, longitude = _point(north, east)
    population = int(cells[14]) if cells[14].isdigit() else 0
    if not name.strip():
        raise _RowError("no name")
    admin1 = divisions().coded(country, division) or divisions().nearest(country, latitude, longitude)
    entry = Entry(
        " ".join(name.split()),
        kinds.get(code) or settlement_kind(population),
        country,
        admin1,
        latitude,
        longitude,
        population,
        place_id,
        "world",
        source=source,
    )
    return entry, tuple(other_names(entry.name, (plain, *others.split(","))))


# CSV


def _csv(path: Path, source: str, country: str | None) -> Iterator[Item]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = {_column(name or ""): name for name in reader.fieldnames or ()}
            missing = [name for name in ("name", "lat", "lon") if name not in header]
            if missing:
                raise SourceError(
                    f"{path}: no column {', '.join(missing)} in its header. A header is: "
                    "name,lat,lon,country,admin1,kind,aliases"
                )
            for row in reader:
                plain = {name: row[column] or "" for name, column in header.items()}
                where = f"{path.name}:{reader.line_num}"
                place = _tried(partial(_described, plain, source, country), where)
                if place is not None:
                    yield place
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text (byte {error.start}). Save it as UTF-8") from error
    except csv.Error as error:
        raise SourceError(f"{path}: not a CSV table ({error})") from error


def _column(name: str) -> str:
    plain = name.strip().lower()
    return _SAME_COLUMN.get(plain, plain)


def _described(row: Mapping[str, str], source: str, country: str | None) -> Named:
    """A place of a table that says in so many words what it is."""
    name = " ".join(row.get("name", "").split())
    if not name:
        raise _RowError("no name")
    point = _point(row.get("lat", ""), row.get("lon", ""))
    aliases = row.get("aliases", "").replace(";", "|").split("|")
    return _placed(name, [" ".join(alias.split()) for alias in aliases], point, row, (source, country))


def _placed(
    name: str, aliases: list[str], point: tuple[float, float], row: Mapping[str, str], defaults: tuple[str, str | None]
) -> Named:
    """A user's own place; `defaults`: the name of its layer, and the country where the row says none."""
    source, default = defaults
    country = _country(row.get("country", ""), default)
    kind = row.get("kind", "").strip().lower() or "town"
    if kind not in words()["kinds"]:
        raise _RowError(f"kind {kind!r} is none of {', '.join(words()['kinds'])}")
    said = row.get("admin1", "").strip()
    admin1 = (divisions().told(country, said) or said) if said else divisions().nearest(country, *point)
    place_id = f"{source}/{country}/{kind}/{name}/{point[0]:.3f},{point[1]:.3f}"
    entry = Entry(
        name, kind, country, admin1, *point, _count(row.get("population", "")), place_id, "user", source=source
    )
    return entry, tuple(alias for alias in aliases if alias)


def _country(cell: str, default: str | None) -> str:
    cell = cell.strip()
    code = cell.upper() if cell.upper() in countries() else country_of(cell) if cell else default
    if code is None:
        raise _RowError(
            f"country {cell!r} is not known; write its two letters, as in IQ"
            if cell
            else "no country; write its two letters, as in IQ, or name one for the whole file with --country"
        )
    return code


def _count(cell: str) -> int:
    plain = cell.replace(",", "").strip()
    return int(plain) if plain.isdigit() else 0


def _point(north: str, east: str) -> tuple[float, float]:
    try:
        latitude, longitude = float(north), float(east)
    except ValueError:
        raise _RowError(f"lat {north!r} and lon {east!r} are not both numbers") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise _RowError(f"lat {north} and lon {east} lie outside the world; are they in degrees, latitude first?")
    return latitude, longitude


# GeoJSON


def _geojson(path: Path, source: str, country: str | None) -> Iterator[Item]:
    for where, feature in _features_of(path):
        place = _tried(partial(_feature, feature, source, country), where)
        if place is not None:
            yield place


def _features_of(path: Path) -> Iterator[tuple[str, object]]:
    """Each feature and where it stands: the members of a collection, or a feature a line."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text (byte {error.start}). Save it as UTF-8") from error
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        lines = text.splitlines()
        if not lines or not _whole(lines[0]):
            raise SourceError(f"{path}:{error.lineno}: not JSON ({error.msg})") from error
        yield from ((f"{path.name}:{number}", line) for number, line in enumerate(lines, 1) if line.strip())
        return
    if isinstance(whole, dict) and whole.get("type") == "Feature":
        whole = {"features": [whole]}
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list):
        raise SourceError(f"{path}: not a GeoJSON FeatureCollection")
    yield from ((f"{path.name}, feature {number}", item) for number, item in enumerate(whole["features"], 1))


def _whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except json.JSONDecodeError:
        return False


def _feature(feature: object, source: str, country: str | None) -> Named:
    if isinstance(feature, str):
        try:
            feature = json.loads(feature)
        except json.JSONDecodeError as error:
            raise _RowError(f"not JSON ({error.msg})") from None
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise _RowError("not a feature with properties")
    properties = {str(key).lower(): value for key, value in feature["properties"].items()}
    row = {key: str(value) for key, value in properties.items() if isinstance(value, str | int | float)}
    name = " ".join((row.get("name:en") or row.get("name_en") or row.get("name") or "").split())
    if not name:
        raise _RowError("no property name")
    point = centre(feature.get("geometry"))
    if point is None:
        raise _RowError("no point, line or area with coordinates in degrees")
    row.setdefault("country", row.get("country_code") or row.get("iso_a2") or "")
    return _placed(name, _names(properties), _point(str(point[0]), str(point[1])), row, (source, country))


def _names(properties: Mapping[str, object]) -> list[str]:
    """All names in a feature's properties: `name`, `name:ku`, `names` and `aliases` as text, list or table."""
    found: list[str] = []
    for key, value in properties.items():
        if not (key.startswith("name") or key in ("aliases", "alt_name", "asciiname")):
            continue
        values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for item in values:
            if isinstance(item, str):
                found += [" ".join(part.split()) for part in item.replace(";", "|").split("|")]
    return found


def _tried(reader: Callable[[], Named | None], where: str) -> Item | None:
    try:
        return reader()
    except _RowError as error:
        return Fault(where, str(error))
