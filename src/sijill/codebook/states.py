"""Governments by period: which one forces belong to on a day, and what ACLED calls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from sijill.codebook.tables import day, rows


@dataclass(frozen=True, slots=True)
class State:
    """A country under one government, from a day to before another. `label` as in ACLED: "Iraq (2018-2020)".

    `party`: the year that ids of its forces end with, where they are another party to the war than those meant where
    no day is known; else "". `seen`: whether the label was seen in data.
    """

    country: str
    since: date
    until: date | None
    label: str
    party: str
    seen: bool


@cache
def states() -> dict[str, tuple[State, ...]]:
    """Known governments by country (ISO alpha-2), the oldest first."""
    found: dict[str, list[State]] = {}
    for row in rows("sijill.codebook", "states.tsv"):
        since = day(row["from"]) or date.min
        state = State(row["country"], since, day(row["to"]), row["label"], row["party"], row["seen"] == "yes")
        found.setdefault(state.country, []).append(state)
    return {country: tuple(sorted(known, key=lambda s: s.since)) for country, known in found.items()}


def state_on(country: str, when: date | None) -> State | None:
    """A country's government on a day; without a day the last one; None where none is known for it."""
    known = states().get(country, ())
    if when is None:
        return known[-1] if known else None
    return next((s for s in known if s.since <= when and (s.until is None or when < s.until)), None)


def party_on(country: str, when: date | None) -> str:
    """The party (see `State`) that a country's forces were on a day."""
    if when is None or country not in _parted():
        return ""
    state = state_on(country, when)
    return state.party if state else ""


@cache
def _parted() -> frozenset[str]:
    return frozenset(country for country, known in states().items() if any(s.party for s in known))


@cache
def parties(country: str) -> dict[str, tuple[date | None, date | None]]:
    """The parties of a country other than the usual one, with the days of each: {"2024": (2024-12-08, None)}."""
    found: dict[str, tuple[date | None, date | None]] = {}
    for state in states().get(country, ()):
        if state.party:
            first = found[state.party][0] if state.party in found else state.since
            found[state.party] = (first, state.until)
    return found
