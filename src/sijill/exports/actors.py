"""Actors of events as ACLED and UCDP have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from sijill.codebook import Actor, registry
from sijill.codebook.actor_table import DataSet
from sijill.model import ActorRef, DateRange, Group

Side = Literal["state", "armed", "civilians"]
_SIDES: dict[int, Side] = {
    1: "state",
    2: "armed",
    3: "armed",
    4: "armed",
    5: "civilians",
    6: "civilians",
    7: "civilians",
    8: "state",
}
_OF_GROUP: dict[Group, Side] = {"state_forces": "state", "non_state_forces": "armed", "civilians": "civilians"}


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in an event: its name in a data set, ACLED's interaction code (None: nobody knows), what side it makes,
    and the country whose government it is (ISO alpha-2; None: no government)."""

    name: str
    inter: int | None
    side: Side | None
    state: str | None


def party(ref: ActorRef, data_set: DataSet, when: date | None, country: str | None) -> Party:
    """An actor as a data set has it on a day in a country; by our own name where the data set's is not known."""
    return _party(ref.name, ref.actor_id, data_set, when, country)


# Wars have few actors, on many days.
@lru_cache(maxsize=65536)
def _party(name: str, actor_id: str | None, data_set: DataSet, when: date | None, country: str | None) -> Party:
    actor = _actor(name, actor_id, country)
    if actor is None:
        inter = registry().inter_of(name, actor_id, when=when, country=country)
        return Party(name, inter, _SIDES.get(inter or 0), None)
    names = actor.names_on(when, country)
    called = names.acled if data_set == "acled" else names.ucdp
    inter = actor.inter_on(when, country)
    # Of external forces the group tells a foreign army from a company.
    side = _OF_GROUP.get(actor.group_on(when)) or _SIDES[inter]
    home = actor.countries[0] if side == "state" and actor.countries else None
    return Party(called or actor.name, inter, side, home)


@lru_cache(maxsize=4096)
def _actor(name: str, actor_id: str | None, country: str | None) -> Actor | None:
    return registry().get(actor_id) or registry().named(name, country)


def day_of(days: DateRange | None) -> date | None:
    """The day by which actors of an event are named: its last day, else its first."""
    return (days.latest or days.earliest) if days else None
