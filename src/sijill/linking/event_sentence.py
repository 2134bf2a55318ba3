"""An event in a sentence or three, built from its fields: what happened where and when, the losses, who tells it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from sijill.codebook import countries
from sijill.linking.event_words import days_text, people_text
from sijill.model import COUNT_FIELDS, ActorRef, DateRange, Event, EventCount, Place

Known = Literal["both", "who", "whom", "none"]

# More names than these make no sentence.
_NAMED: Final = 3
# Up to this tolerance something happens at a place, beyond it in one.
_NARROW_KM: Final = 10.0
_DONE: Final = {
    "killed": "Killed",
    "wounded": "Wounded",
    "abducted": "Abducted",
    "arrested": "Arrested",
    "killed_or_wounded": "Killed or wounded",
}
_STATUS: Final = {"occurred": "", "alleged": "By reports that are disputed or not confirmed: ", "foiled": "Foiled: "}


def sentence(event: Event) -> str:
    """What an event was: "Islamic State attacked Iraqi Federal Police in Daquq, Kirkuk, Iraq, on 5 November 2023.
    Killed: 9 state forces (7 to 9). Claimed by Islamic State." Ends with a full stop."""
    who, whom = _names(event.initiators), _names(event.targets)
    known: Known = "both" if who and whom else "who" if who else "whom" if whom else "none"
    happened = _phrases()[event.sub_event_type][known].format(who=who, whom=whom)
    parts = [f"{_STATUS[event.status]}{_capital(happened)}{_where(event.place)}{_when(event.date)}."]
    losses = [(field, getattr(event, field)) for field in COUNT_FIELDS if getattr(event, field)]
    parts += [f"{_DONE[field]}: {counts_text(counts)}." for field, counts in losses]
    if event.claimed_by:
        parts.append(f"Claimed by {_names(event.claimed_by)}.")
    return " ".join(parts)


def told_by(event: Event) -> str:
    """How many tell it: "4 reports, 3 of them independent"."""
    if event.reports == 1:
        return "1 report"
    if event.independent_sources == 1:
        return f"{event.reports} reports of one story"
    if event.independent_sources == event.reports:
        return f"{event.reports} independent reports"
    return f"{event.reports} reports, {event.independent_sources} of them independent"


def counts_text(counts: Sequence[EventCount]) -> str:
    """All lines with their groups and ranges: "9 state forces (7 to 9), at least 3 civilians"."""
    return ", ".join(count_text(line) for line in counts)


def count_text(line: EventCount) -> str:
    """One line: the best figure with its group, and the range where it is one."""
    if line.best is None or (line.high is None and line.low == line.best):
        return people_text(line.low, line.high, line.group)
    best = people_text(line.best, line.best, line.group)
    if line.high is None:
        return f"{best} (at least {line.low:,})"
    return best if line.low == line.high else f"{best} ({line.low:,} to {line.high:,})"


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    country = countries().get(place.country or "")
    parts = [place.name, place.admin1, country.plain_name if country else place.country]
    # "Kirkuk province, Kirkuk" says it twice.
    kept = [part for number, part in enumerate(parts) if part and not any(part in (p or "") for p in parts[:number])]
    narrow = place.latitude is not None and place.tolerance_km is not None and place.tolerance_km <= _NARROW_KM
    return f" {'at' if narrow else 'in'} {', '.join(kept)}"


def _when(days: DateRange | None) -> str:
    first, last = (days.earliest, days.latest) if days else (None, None)
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return f", on or before {_day(last)}" if last else f", on or after {_day(first)}"
    if first == last:
        return f", on {_day(first)}"
    text = days_text(days)
    if len(text) == len("2022"):
        return f", in {text}"
    if len(text) == len("2022-10"):
        return f", in {first:%B %Y}"
    return f", between {_day(first)} and {_day(last)}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


@cache
def _phrases() -> dict[str, Any]:
    return tomllib.loads((files("sijill.linking") / "data" / "sentences.toml").read_text("utf-8"))


def _names(actors: Sequence[ActorRef]) -> str:
    names = [_within(name) for name in dict.fromkeys(actor.name for actor in actors)]
    if len(names) > _NAMED:
        names = [*names[:_NAMED], "others"]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _within(name: str) -> str:
    """A name as it stands within a sentence."""
    article = "the " if name.startswith(tuple(_phrases()["articles"]["the"])) else ""
    return article + str(_phrases()["names"].get(name, name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
