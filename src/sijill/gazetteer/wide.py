"""Continents, seas and lands of several countries: places that lie in no one country. Read from `data/wide.tsv`."""

from __future__ import annotations

from functools import cache

from sijill.codebook.tables import listed, rows
from sijill.gazetteer.entry import Entry
from sijill.gazetteer.names import exact_key


@cache
def _wide() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for row in rows("sijill.gazetteer", "wide.tsv"):
        at = (float(row["lat"]), float(row["lon"]))
        entry = Entry(row["name"], row["kind"], "", None, *at, 0, f"wide/{row['kind']}/{row['name']}", "wide")
        for name in (row["name"], *listed(row["aliases"])):
            found[exact_key(name)] = entry
    return found


def wide(name: str) -> Entry | None:
    """The continent, sea or region of that name; its `country` is empty."""
    return _wide().get(exact_key(name.strip().removeprefix("the ")))
