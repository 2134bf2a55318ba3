"""An event as a row of Sijill's own columns (`data/columns-events.tsv`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from sijill.codebook import countries
from sijill.codebook.plover import plover
from sijill.exports.columns import Cell, columns
from sijill.exports.divisions import district_of
from sijill.exports.reading import Told
from sijill.exports.sources import publishers
from sijill.linking.event_sentence import sentence
from sijill.model import COUNT_FIELDS, ActorRef, Event, Group, Person

_GROUPS: tuple[Group, ...] = get_args(Group)
_PLAIN = ("event_type", "sub_event_type", "status", "reports", "independent_sources", "review", "confidence")
# Stands for an actor that the registry doesn't know, so that ids and names stay side by side.
UNREGISTERED = "none"
_PLACE = ("admin1", "country", "latitude", "longitude", "tolerance_km", "where_prec", "geo_precision")


def event_row(told: Told) -> tuple[Cell, ...]:
    """The cells of an event, in the order of the columns `events`."""
    cells = event_cells(told)
    return tuple(cells[column.name] for column in columns("events"))


def event_cells(told: Told) -> Mapping[str, Cell]:
    """The cells of an event by column."""
    event = told.event
    found: dict[str, Cell] = {"id": event.id, **{name: getattr(event, name) for name in _PLAIN}}
    found |= _when(event) | _where(event) | _who(event) | _losses(event) | _plover(event)
    return found | {
        "weapons": event.weapons,
        "persons": tuple(person_text(person) for person in event.persons),
        "sources": event.sources,
        "publishers": publishers(told.reports),
        "disagreements": tuple(item.field for item in event.disagreements),
        "corrected": event.corrected,
        "summary": sentence(event),
    }


def person_text(person: Person) -> str:
    """ "Abu Omar (commander, killed)"."""
    known = [part for part in (person.role, person.fate) if part]
    return f"{person.name} ({', '.join(known)})" if known else person.name


def _when(event: Event) -> dict[str, Cell]:
    days = event.date
    if days is None:
        return {"earliest": None, "latest": None, "date_inferred": None}
    return {
        "earliest": days.earliest.isoformat() if days.earliest else None,
        "latest": days.latest.isoformat() if days.latest else None,
        "date_inferred": days.inferred,
    }


def _where(event: Event) -> dict[str, Cell]:
    place = event.place
    district = district_of(place) if place else None
    country = countries().get(place.country or "") if place else None
    found: dict[str, Cell] = {name: getattr(place, name) if place else None for name in _PLACE}
    return found | {
        "place": place.name if place else None,
        "admin2": district.name if district else None,
        "country_name": country.plain_name if country else None,
        "place_inferred": place.inferred if place else (),
    }


def _who(event: Event) -> dict[str, Cell]:
    return {
        "initiators": _names(event.initiators),
        "initiator_ids": _ids(event.initiators),
        "targets": _names(event.targets),
        "target_ids": _ids(event.targets),
        "claimed_by": _names(event.claimed_by),
    }


def _names(actors: Sequence[ActorRef]) -> tuple[str, ...]:
    return tuple(actor.name for actor in actors)


def _ids(actors: Sequence[ActorRef]) -> tuple[str, ...]:
    return tuple(actor.actor_id or UNREGISTERED for actor in actors)


def _plover(event: Event) -> dict[str, Cell]:
    codes = plover(event)
    return {
        "plover": codes.event if codes else None,
        "plover_modes": codes.modes if codes else (),
        "plover_contexts": codes.contexts if codes else (),
        "cameo": codes.cameo if codes else None,
    }


def _losses(event: Event) -> dict[str, Cell]:
    from sijill.register.rows import total

    found: dict[str, Cell] = {}
    for field in COUNT_FIELDS:
        low, best, high = total(getattr(event, field))
        found |= {f"{field}_low": low, f"{field}_best": best, f"{field}_high": high}
    by_group = {line.group: line.best for line in event.killed}
    return found | {f"killed_{group}": by_group.get(group) for group in _GROUPS}
