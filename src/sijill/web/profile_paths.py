"""Addresses of the profiles of actors, places and sources. Names go into the query, where they may hold any letters."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from sijill.register.reliability import SourceKind

UNKNOWN = "unknown"
"""Stands for the country of events whose country nobody knows."""

NO_NUL = r"^[^\x00]*$"
"""What an address may hold: no database takes a NUL in a text."""


def actor_path(actor_id: str | None, name: str) -> str:
    """The profile of an actor: by its id in the registry, else by the name that reports give it."""
    if actor_id:
        return f"/actors/{quote(actor_id, safe='', errors='replace')}"
    return f"/actors/by-name?{_query(name=name)}"


def place_path(country: str | None, admin1: str | None = None, place: str | None = None) -> str:
    """The profile of a country, a division, or a place in it."""
    parts = {name: value for name, value in (("division", admin1), ("place", place)) if value is not None}
    path = f"/places/{quote(country, safe='', errors='replace') if country else UNKNOWN}"
    return f"{path}?{_query(**parts)}" if parts else path


def source_path(kind: SourceKind, name: str) -> str:
    """The profile of a publisher, or of someone whom reports quote."""
    return f"/sources/{kind}?{_query(name=name)}"


def _query(**values: str) -> str:
    return urlencode(values, errors="replace")
