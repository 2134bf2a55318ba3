"""Tellings for the tests of events: short to write, invented throughout."""

from __future__ import annotations

from datetime import date
from typing import Any

from sijill.model import (
    EVENT_TYPE_OF,
    Account,
    ActorRef,
    Count,
    DateRange,
    Group,
    Person,
    Place,
    ReportHead,
    SubEventType,
    Telling,
)

# Three villages of one invented district, a town far from them, and what holds them all.
TELL = Place(name="Tell Arra", admin1="Kirkuk", country="IQ", latitude=35.20, longitude=44.30, tolerance_km=10)
ARRA = Place(name="Arra", admin1="Kirkuk", country="IQ", latitude=35.22, longitude=44.33, tolerance_km=10)
FAR = Place(name="Hajj Omar", admin1="Nineveh", country="IQ", latitude=36.20, longitude=42.30, tolerance_km=10)
PROVINCE = Place(name="Kirkuk", admin1="Kirkuk", country="IQ", latitude=35.40, longitude=44.30, tolerance_km=120)
COUNTRY = Place(name="Iraq", country="IQ")

ISIS = ActorRef(name="Islamic State", mention="IS", actor_id="isis")
ISGS = ActorRef(name="Islamic State in the Greater Sahara", mention="ISGS", actor_id="isgs")
PKK = ActorRef(name="Kurdistan Workers' Party", mention="PKK", actor_id="pkk")
ARMY = ActorRef(name="Military Forces of Iraq", mention="soldiers", actor_id="iq_military")
POLICE = ActorRef(name="Iraqi Federal Police", mention="federal police", actor_id="fedpol")
SECURITY = ActorRef(name="Iraqi security forces", mention="security forces", actor_id="isf")
GUNMEN = ActorRef(name="Unidentified armed group", mention="gunmen")
PASSERS = ActorRef(name="passers-by", mention="passers-by")
CIVILIANS = ActorRef(name="Civilians", mention="villagers")


def told(
    key: str,
    kind: SubEventType = "Armed clash",
    *,
    days: str | None = None,
    published: str | None = None,
    publisher: str | None = None,
    voice: str | None = None,
    report: str | None = None,
    order: int = 0,
    **values: Any,
) -> Telling:
    """A telling. `days`: "2024-05-13" or "2024-05-01/2024-05-31". Counts: a number, a pair, or a mapping of groups."""
    for field in ("killed", "wounded", "abducted", "arrested", "killed_or_wounded"):
        if field in values:
            values[field] = counted(values[field])
    account = {
        "id": "e1",
        "event_type": EVENT_TYPE_OF[kind],
        "sub_event_type": kind,
        "context": "current",
        "status": "occurred",
        "date": span(days) if days else None,
        "quote": "words",
        "confidence": 0.5,
        "evidence": (),
    }
    head = ReportHead(
        id=report or f"r-{key}", publisher=publisher, published=date.fromisoformat(published) if published else None
    )
    return Telling(key=key, account=Account(**account | values), report=head, voice=voice or f"v-{key}", order=order)


def span(days: str) -> DateRange:
    """A day or an interval of days."""
    first, _, last = days.partition("/")
    return DateRange(earliest=date.fromisoformat(first), latest=date.fromisoformat(last or first))


def counted(value: Any) -> tuple[Count, ...]:
    """Counts of people: 7, (7, None), or {"civilians": 7}."""
    groups: dict[Group, Any] = value if isinstance(value, dict) else {"unknown": value}
    bounds = {group: item if isinstance(item, tuple) else (item, item) for group, item in groups.items()}
    return tuple(Count(group=group, low=low, high=high) for group, (low, high) in bounds.items())


def person(name: str, role: str | None = None, fate: Any = None) -> Person:
    """A person of a report."""
    return Person(name=name, role=role, fate=fate)
