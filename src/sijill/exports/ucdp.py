"""An event as a row of UCDP GED's columns. The rules stand in `data/rules.toml`; what they rest on: docs/exports.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Final

from sijill.exports.actors import Party, Side, day_of, party
from sijill.exports.columns import Cell, columns
from sijill.exports.divisions import district_of
from sijill.exports.lands import land, rules
from sijill.exports.reading import Told
from sijill.exports.sources import publisher_of, publishers
from sijill.linking.event_words import place_text
from sijill.model import ActorRef, DateRange, Event, EventCount, Group, ReportHead

FOILED: Final = "foiled: it did not take place"
NOT_LETHAL: Final = "nobody is said to have been killed"

CIVILIANS: Final = "Civilians"
_PEOPLE: Final[Mapping[Group, Side]] = {
    "state_forces": "state",
    "non_state_forces": "armed",
    "civilians": "civilians",
}


@dataclass(frozen=True, slots=True)
class Dyad:
    """Who stands against whom. `violence`: UCDP's type; None where the sides are not known or make none of the three.

    `kinds`: what each side is. `names`: what UCDP calls them. `states`: the country of a side that is one government.
    """

    violence: int | None
    kinds: tuple[Side | None, Side | None]
    names: tuple[str | None, str | None]
    states: tuple[str | None, str | None]


def ucdp_row(told: Told) -> tuple[Cell, ...] | str:
    """The cells of an event in UCDP GED's order; a text where GED has no such event, saying why."""
    event = told.event
    if event.status == "foiled":
        return FOILED
    if not lethal(event.killed):
        return NOT_LETHAL
    sides = dyad(event)
    cells: dict[str, Cell] = dict.fromkeys(column.name for column in columns("ucdp-ged"))
    cells |= _sides(sides) | _sources(told) | _where(event) | _when(event.date)
    cells |= {
        "id": event.id,
        "code_status": "Clear" if event.review == "accepted" else None,
        "event_clarity": 1,
        **deaths(event.killed, sides.kinds),
    }
    return tuple(cells.values())


def lethal(killed: Sequence[EventCount]) -> bool:
    """True where someone was killed by some figure, or nobody knows how many were."""
    return any(line.best or line.high or line.high is None for line in killed)


def dyad(event: Event) -> Dyad:
    """The sides of an event: the government first in state-based conflict, the killers in one-sided violence, else who
    did it. A target that no report names is told by who was killed."""
    country = event.place.country if event.place else None
    first, second = (_parties(actors, event, country) for actors in (event.initiators, event.targets))
    kinds = _kind(first), _kind(second) or _kind_of_dead(event.killed)
    violence = rules("ucdp")["violence"].get(f"{kinds[0]} {kinds[1]}")
    states = _state(first, kinds[0]), _state(second, kinds[1])
    if kinds == ("state", "state") and (None in states or states[0] == states[1]):
        # Forces of one state against each other are no conflict of UCDP's.
        violence = None
    names = _names(first, kinds[0]), _names(second, kinds[1])
    if violence == 3:
        names = names[0], CIVILIANS
    if violence == 1 and kinds[0] == "armed":
        return Dyad(violence, kinds[::-1], names[::-1], states[::-1])
    return Dyad(violence, kinds, names, states)


def _parties(actors: Sequence[ActorRef], event: Event, country: str | None) -> list[Party]:
    return list(dict.fromkeys(party(actor, "ucdp", day_of(event.date), country) for actor in actors))


def _kind(parties: Sequence[Party]) -> Side | None:
    """What a side is by its actors: of a state where one of them is, civilians only where nobody is armed."""
    sides: tuple[Side, ...] = ("state", "armed", "civilians")
    return next((side for side in sides if any(one.side == side for one in parties)), None)


def _kind_of_dead(killed: Sequence[EventCount]) -> Side | None:
    """What the dead were, where all of them were the same."""
    kinds = {_PEOPLE.get(line.group) for line in killed}
    return kinds.pop() if len(kinds) == 1 else None


def _state(parties: Sequence[Party], kind: Side | None) -> str | None:
    states = {one.state for one in parties if one.state}
    return states.pop() if kind == "state" and len(states) == 1 else None


def _names(parties: Sequence[Party], kind: Side | None) -> str | None:
    """The names of a side's own kind, each once, in the order of the alphabet; armed allies of a state with it."""
    fighting = [one for one in parties if one.side != "civilians"] if kind in ("state", "armed") else parties
    return ", ".join(sorted({one.name for one in fighting})) or None


def _sides(sides: Dyad) -> dict[str, Cell]:
    first, second = sides.names
    numbers = [country.gw if (country := land(code)) else None for code in sides.states]
    return {
        "type_of_violence": sides.violence,
        "side_a": first,
        "side_b": second,
        "dyad_name": f"{first} - {second}" if first and second else None,
        "gwnoa": numbers[0],
        "gwnob": numbers[1],
    }


def deaths(killed: Sequence[EventCount], kinds: tuple[Side | None, Side | None]) -> dict[str, Cell]:
    """The dead by side, and all together: `best` is their sum, `low` and `high` the ends of what is told.

    The dead of a kind are a side's where only that side is of the kind; else nobody knows whose they were.
    """
    columns_of: dict[str, int] = dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), 0)
    for line in killed:
        columns_of[_column(line.group, kinds)] += line.low if line.best is None else line.best
    highs = [line.high for line in killed if line.high is not None]
    return {
        **columns_of,
        "best": sum(columns_of.values()),
        "high": sum(highs) if len(highs) == len(killed) else None,
        "low": sum(line.low for line in killed),
    }


def _column(group: Group, kinds: tuple[Side | None, Side | None]) -> str:
    kind = _PEOPLE.get(group)
    if kind == "civilians":
        return "deaths_civilians"
    if kind is None or kinds.count(kind) != 1:
        return "deaths_unknown"
    return "deaths_a" if kinds[0] == kind else "deaths_b"


def _sources(told: Told) -> dict[str, Cell]:
    days = (head.published.isoformat() if head.published else None for head in told.reports)
    return {
        "number_of_sources": told.event.reports,
        "source_article": tuple(article for article in map(_article, told.reports) if article),
        "source_office": publishers(told.reports),
        "source_date": tuple(dict.fromkeys(day for day in days if day)),
        "source_headline": tuple(head.title for head in told.reports if head.title),
        "source_original": told.event.sources,
    }


def _article(head: ReportHead) -> str:
    """ "Alpha Times,2024-05-14,Seven dead at Daquq", as far as it is known."""
    day = head.published.isoformat() if head.published else None
    return ",".join(part for part in (publisher_of(head), day, head.title) if part)


def _where(event: Event) -> dict[str, Cell]:
    place = event.place
    if place is None:
        return {}
    country, district = land(place.country), district_of(place)
    north, east = place.latitude, place.longitude
    pointed = north is not None and east is not None
    return {
        "where_prec": place.where_prec,
        "where_coordinates": place.name,
        "where_description": place_text(place),
        "adm_1": place.admin1,
        "adm_2": district.name if district else None,
        "latitude": north,
        "longitude": east,
        "geom_wkt": f"POINT ({east} {north})" if pointed else None,
        "priogrid_gid": priogrid(north, east) if north is not None and east is not None else None,
        "country": country.ucdp if country else None,
        "country_id": country.gw if country else None,
        "region": country.ucdp_region if country else None,
    }


def priogrid(latitude: float, longitude: float) -> int:
    """The number of a point's cell in PRIO-GRID: half degrees, row by row from the south-west corner, from 1."""
    row = min(floor((latitude + 90) * 2), 359)
    column = min(floor((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def _when(days: DateRange | None) -> dict[str, Cell]:
    first, last = (days.earliest, days.latest) if days else (None, None)
    if first and last:
        first, last = sorted((first, last))
    span = (last - first).days + 1 if first and last else None
    table: Sequence[tuple[int, int]] = rules("ucdp")["date_prec"]
    precision = next((code for most, code in table if span <= most), None) if span else None
    return {
        "date_start": first.isoformat() if first else None,
        "date_end": last.isoformat() if last else None,
        "date_prec": precision,
        "year": first.year if first and last and first.year == last.year else None,
    }
