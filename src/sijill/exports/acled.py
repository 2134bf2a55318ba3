"""An event as a row of ACLED's columns. The rules stand in `data/rules.toml`; what they rest on in docs/exports.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from sijill.codebook.actor_table import CIVILIANS_CODE, KINDS
from sijill.exports.actors import Party, day_of, party
from sijill.exports.columns import Cell, code_lists, columns
from sijill.exports.divisions import district_of, subdistrict_of
from sijill.exports.lands import land, rules
from sijill.exports.reading import Told
from sijill.exports.sources import publishers, source_scale
from sijill.linking.event_sentence import sentence
from sijill.model import EVENT_TYPE_OF, ActorRef, DateRange, Event, SubEventType

FOILED = "foiled: it did not take place, and ACLED has no type for it"


def acled_row(told: Told, *, numbers: bool = False) -> tuple[Cell, ...] | str:
    """The cells of an event in ACLED's order; a text where ACLED has no such event, saying why.

    `numbers`: ACLED's codes for `inter1`, `inter2` and `interaction`, as before 2025, not their names.
    """
    event = told.event
    kind = acled_type(event)
    if kind is None:
        return FOILED
    cells = {
        **_what(event, kind),
        **_when(event.date),
        **_who(event, kind, numbers),
        **_where(event),
        "event_id_cnty": _id(event),
        "source": publishers(told.reports),
        "source_scale": source_scale(told.reports, event.place.country if event.place else None),
        "notes": sentence(event),
        "fatalities": sum(line.low for line in event.killed),
        "tags": (),
        "timestamp": int(told.changed.timestamp()),
    }
    return tuple(cells[column.name] for column in columns("acled"))


def acled_type(event: Event) -> SubEventType | None:
    """The sub-event type under which ACLED has an event; None where it has none.

    What was prevented from exploding is "Disrupted weapons use"; another deed that did not take place is no event.
    """
    if event.status != "foiled":
        return event.sub_event_type
    instead: Mapping[str, SubEventType | str] = rules("acled")["foiled"]
    if event.event_type not in instead:
        return None
    return next((sub for sub in EVENT_TYPE_OF if sub == instead[event.event_type]), event.sub_event_type)


def _id(event: Event) -> str:
    country = land(event.place.country if event.place else None)
    return f"{country.iso3 if country else ''}{event.id}"


def _what(event: Event, kind: SubEventType) -> dict[str, Cell]:
    family = EVENT_TYPE_OF[kind]
    disorder = rules("acled")["disorder"]
    return {"event_type": family, "sub_event_type": kind, "disorder_type": disorder.get(kind) or disorder[family]}


def _when(days: DateRange | None) -> dict[str, Cell]:
    """The middle of the days, with how exact it is; no day where not even the month is known."""
    first, last = (days.earliest, days.latest) if days else (None, None)
    if first is None or last is None:
        return {"event_date": None, "year": None, "time_precision": None}
    first, last = sorted((first, last))
    span = (last - first).days + 1
    rule = rules("acled")
    precision = 1 if span == 1 else 2 if span <= rule["week_days"] else 3 if span <= rule["month_days"] else None
    middle: date | None = first + timedelta((span - 1) // 2) if precision else None
    same = first.year if first.year == last.year else None
    return {
        "event_date": middle.isoformat() if middle else None,
        "year": middle.year if middle else same,
        "time_precision": precision,
    }


def _who(event: Event, kind: SubEventType, numbers: bool) -> dict[str, Cell]:
    battle = EVENT_TYPE_OF[kind] == "Battles"
    ours, theirs = (_side(event, actors, battle) for actors in (event.initiators, event.targets))
    first, second = (next(iter(side), None) for side in (ours, theirs))
    codes = (first.inter if first else None), (second.inter if second else None)
    both = _interaction(*codes, alone=second is None)
    return {
        "actor1": first.name if first else None,
        "assoc_actor_1": _names(ours[1:]),
        "inter1": codes[0] if numbers else KINDS.get(codes[0] or 0),
        "actor2": second.name if second else None,
        "assoc_actor_2": _names(theirs[1:]),
        "inter2": codes[1] if numbers else KINDS.get(codes[1] or 0),
        "interaction": both if numbers or both is None else _interactions()[both],
        "civilian_targeting": _targeting(kind, codes[1]),
    }


def _side(event: Event, actors: Sequence[ActorRef], battle: bool) -> list[Party]:
    """The actors of a side, those that fight before others; of a battle, civilians are not among those who fight."""
    country = event.place.country if event.place else None
    found = dict.fromkeys(party(actor, "acled", day_of(event.date), country) for actor in actors)
    unarmed = rules("acled")["unarmed"]
    armed = [one for one in found if one.inter not in unarmed]
    rest = [one for one in found if one.inter in unarmed]
    return armed if battle and armed else [*armed, *rest]


def _names(parties: Sequence[Party]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in parties))


def _interaction(first: int | None, second: int | None, *, alone: bool) -> int | None:
    """Both kinds as one number, the lower first; "only" (10, 20, ...) where there is nobody else."""
    if first is None:
        return None
    if second is None:
        return first * 10 if alone else None
    return min(first, second) * 10 + max(first, second)


@cache
def _interactions() -> Mapping[int, str]:
    return {int(number): name for name, number in code_lists()["interaction"].items()}


def _targeting(kind: SubEventType, second: int | None) -> str | None:
    rule, family = rules("acled"), EVENT_TYPE_OF[kind]
    always = {kind, family} & {*rule["targeting_always"]}
    by_actor = family in rule["targeting_by_actor"] and second == CIVILIANS_CODE
    return next(iter(code_lists()["civilian_targeting"])) if always or by_actor else None


def _where(event: Event) -> dict[str, Cell]:
    place = event.place
    country = land(place.country) if place else None
    district = district_of(place) if place else None
    lower = subdistrict_of(place) if place else None
    decimals = rules("acled")["decimals"]
    return {
        "iso": country.numeric if country else None,
        "region": country.acled_region if country else None,
        "country": country.acled if country else None,
        "admin1": place.admin1 if place else None,
        "admin2": district.name if district else None,
        "admin3": lower.name if lower else None,
        "location": place.name if place else None,
        "latitude": round(place.latitude, decimals) if place and place.latitude is not None else None,
        "longitude": round(place.longitude, decimals) if place and place.longitude is not None else None,
        "geo_precision": place.geo_precision if place else None,
    }
