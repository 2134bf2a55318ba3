"""What other data sets call countries, read from `data/countries.tsv`; and the rules of `data/rules.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sijill.codebook import countries
from sijill.codebook.actor_classes import actor_words
from sijill.codebook.tables import rows


@dataclass(frozen=True, slots=True)
class Land:
    """A country: ISO 3166-1 alpha-3 and numeric codes, names in ACLED and UCDP, their regions, and its number in
    Gleditsch and Ward's list of states."""

    iso3: str
    numeric: int | None
    acled: str
    acled_region: str
    ucdp: str
    ucdp_region: str | None
    gw: int | None


def land(code: str | None) -> Land | None:
    """The country of an ISO alpha-2 code; None where there is none."""
    return _lands().get(code or "")


@cache
def _lands() -> Mapping[str, Land]:
    found = {}
    for row in rows("sijill.exports", "countries.tsv"):
        plain = countries()[row["iso"]].plain_name
        number = int(row["gw"]) if row["gw"] else None
        found[row["iso"]] = Land(
            iso3=row["iso3"],
            numeric=int(row["numeric"]) if row["numeric"] else None,
            acled=row["acled"] or plain,
            acled_region=row["region"],
            ucdp=actor_words()["ucdp"].get(row["iso"], plain),
            ucdp_region=_region(number),
            gw=number,
        )
    return found


def _region(number: int | None) -> str | None:
    regions = rules("ucdp")["regions"]
    return next((name for name, (first, last) in regions.items() if number and first <= number <= last), None)


@cache
def rules(data_set: str) -> Mapping[str, Any]:
    """The rules of a data set: `acled` or `ucdp`."""
    told = tomllib.loads((files("sijill.exports") / "data" / "rules.toml").read_text("utf-8"))
    found: Mapping[str, Any] = told[data_set]
    return found
