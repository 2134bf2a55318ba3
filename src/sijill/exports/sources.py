"""Who published the reports of an event, and how near they are to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import urlsplit

from sijill.codebook.tables import listed, rows
from sijill.exports.columns import code_lists
from sijill.exports.lands import land
from sijill.gazetteer.names import folded
from sijill.model import ReportHead


def publisher_of(report: ReportHead) -> str | None:
    """Who published a report: by name, else the site of its address; None where neither is known."""
    if report.publisher:
        return report.publisher
    try:
        return (urlsplit(report.url).hostname if report.url else None) or None
    except ValueError:
        return None


def publishers(reports: Sequence[ReportHead]) -> tuple[str, ...]:
    """The publishers of reports, each once, in their order."""
    return tuple(dict.fromkeys(name for name in map(publisher_of, reports) if name))


@dataclass(frozen=True, slots=True)
class _Outlet:
    """Who publishes: its scale in ACLED's words, and the country that it is of."""

    scale: str
    country: str


def source_scale(reports: Sequence[ReportHead], country: str | None) -> str | None:
    """ACLED's scale of the publishers of reports of an event in a country; None where one of them is not known.

    Two scales are joined by a hyphen, the nearer first; of more, the two nearest.
    """
    names = [publisher_of(report) for report in reports]
    scales = {_scale(name, country) for name in names}
    if not scales or None in scales:
        return None
    return "-".join([scale for scale in code_lists()["source_scale"] if scale in scales][:2])


@lru_cache(maxsize=4096)
def _scale(name: str | None, country: str | None) -> str | None:
    outlet = _outlets().get(folded(name or ""))
    if outlet is None:
        return None
    if outlet.scale not in ("National", "Subnational") or outlet.country == country:
        return outlet.scale
    here, there = land(country), land(outlet.country)
    if here is None:
        return None
    return "Regional" if there and there.acled_region == here.acled_region else "International"


@cache
def _outlets() -> Mapping[str, _Outlet]:
    found = {}
    for row in rows("sijill.exports", "outlets.tsv"):
        outlet = _Outlet(row["scale"], row["country"])
        for name in (row["name"], *listed(row["aliases"])):
            found[folded(name)] = outlet
    return found
