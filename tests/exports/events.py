"""Events of every shape, for tables of cases and for reading back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sijill.exports.reading import Told
from sijill.model import ActorRef, DateRange, Event, EventCount, Group, Place, ReportHead

DAY = date(2024, 5, 13)
CHANGED = datetime(2024, 6, 1, 12, tzinfo=UTC)
DAQUQ = Place(
    name="Daquq",
    admin1="Kirkuk",
    country="IQ",
    latitude=35.13987654,
    longitude=44.45,
    tolerance_km=25.0,
    where_prec=1,
    geo_precision=1,
    place_id="IQ/Kirkuk/district/Daquq",
)
IS = ActorRef(name="Islamic State", mention="ISIS", actor_id="isis")
POLICE = ActorRef(name="Police Forces of Iraq", mention="police", actor_id="iq_police")
ARMY = ActorRef(name="Military Forces of Iraq", mention="soldiers", actor_id="iq_military")
TURKEY = ActorRef(name="Military Forces of Turkey", mention="Turkish jets", actor_id="tr_military")
PKK = ActorRef(name="Kurdistan Workers' Party", mention="PKK", actor_id="pkk")
CIVILIANS = ActorRef(name="Civilians", mention="villagers")
GUNMEN = ActorRef(name="Unidentified armed group", mention="gunmen")
PROTESTERS = ActorRef(name="Protesters", mention="protesters")
TRIBE = ActorRef(name="Al-Jabour tribe", mention="the Jabour tribe")
STRANGER = ActorRef(name="the Blue Circle", mention="the Blue Circle")


def days(first: date | None = DAY, last: date | None = None) -> DateRange:
    """A day, or a span."""
    return DateRange(earliest=first, latest=last or first)


def line(group: Group, low: int, best: int | None = None, high: int | None = None) -> EventCount:
    """People of a group."""
    return EventCount(group=group, low=low, best=best, high=high)


def event(**changes: Any) -> Event:
    """An armed clash at Daquq, with other values where they are given."""
    usual: dict[str, Any] = {
        "id": "e1234567890",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "status": "occurred",
        "date": days(),
        "place": DAQUQ,
        "initiators": (IS,),
        "targets": (POLICE,),
        "accounts": ("a1",),
        "reports": 1,
        "independent_sources": 1,
        "confidence": 0.75,
    }
    return Event(**(usual | changes))


def told(reports: tuple[ReportHead, ...] = (), **changes: Any) -> Told:
    """An event with the reports that tell it."""
    return Told(event(**changes), reports, CHANGED)


def head(publisher: str | None = None, **more: Any) -> ReportHead:
    """What is known of a report."""
    return ReportHead(id=more.pop("id", f"r-{publisher}"), publisher=publisher, **more)
