"""Countries and first-level divisions as data sets spell them, to those of the register."""

from __future__ import annotations

from functools import cache, lru_cache

from sijill.codebook import countries, country_of
from sijill.exports.lands import land
from sijill.gazetteer import gazetteer
from sijill.gazetteer.names import loose_keys
from sijill.gazetteer.phrases import read
from sijill.linking.features import division, divisions_of
from sijill.model import Place


@lru_cache(maxsize=1024)
def country_code(name: str, iso: str = "") -> str | None:
    """The ISO alpha-2 code of a country by its name ("DR Congo (Zaire)"), else by its number ("368"); None: unknown."""
    # UCDP has former names in brackets.
    today = name.partition(" (")[0].strip()
    known = _called()
    found = known.get(name.lower()) or country_of(name) or known.get(today.lower()) or country_of(today)
    return found or known.get(iso.removesuffix(".0").lstrip("0"))


@cache
def _called() -> dict[str, str]:
    """Names in ACLED and UCDP in lower case, and ISO numbers -> ISO alpha-2."""
    found: dict[str, str] = {}
    for code in countries():
        known = land(code)
        if known:
            names = known.acled.lower(), known.ucdp.lower(), known.ucdp.partition(" (")[0].lower(), str(known.numeric)
            for name in names:
                found.setdefault(name, code)
    return found


@lru_cache(maxsize=16384)
def canonical_division(name: str, country: str | None) -> str | None:
    """A division's name: as the gazetteer has it where it knows the spelling ("Dayr al-Zawr governorate")."""
    if not name:
        return None
    if country is None or division(Place(name=name, admin1=name, country=country)) in divisions_of(country):
        return name
    known = [entry for entry in gazetteer().find(name, country) if entry.country == country and entry.admin1]
    sounds = set(loose_keys(read(name, lambda _: False).name))
    # A spelling that is known only as a town's: of the division that sounds the same.
    alike = (e.admin1 for e in known if e.admin1 and not sounds.isdisjoint(loose_keys(e.admin1)))
    return next((e.admin1 for e in known if e.kind == "admin1"), None) or next(alike, name)
