"""Values of events and accounts as people read them: "2022-10", "Daquq, Kirkuk", "at least 7", "9 civilians"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping

from sijill.linking.derive_settings import settings
from sijill.model import ActorRef, DateRange, Group, Place


def days_text(when: DateRange | None) -> str:
    """A day, a month (`2022-10`), a year, both ends, or the one end that is known; empty where none is."""
    first, last = (when.earliest, when.latest) if when else (None, None)
    if first is None or last is None:
        return f"until {last}" if last else f"from {first}" if first else ""
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first} to {last}"


def place_text(place: Place | None) -> str:
    """The name and what it lies in, each said once: "Daquq, Kirkuk, IQ"; empty where no place is known."""
    if place is None:
        return ""
    return ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))


def bounds_text(low: int, high: int | None) -> str:
    """ "7", "5–10", "at least 7", "up to 7"; "an unknown number" where neither end says anything."""
    if high is None:
        return f"at least {low:,}" if low else "an unknown number"
    if low == high:
        return f"{low:,}"
    return f"{low:,}–{high:,}" if low else f"up to {high:,}"


def people_text(low: int, high: int | None, group: Group) -> str:
    """Bounds with their group: "9 civilians", "1 civilian", "an unknown number of people"."""
    one, many = settings().group_words[group]
    unknown = low == 0 and high is None
    return f"{bounds_text(low, high)}{' of' if unknown else ''} {one if low == high == 1 else many}"


def lines_text(lines: Mapping[Group, tuple[int, int | None]]) -> str:
    """Bounds with their groups: "9 civilians, at least 3 people"."""
    return ", ".join(people_text(low, high, group) for group, (low, high) in lines.items())


def actors_text(actors: Iterable[ActorRef]) -> str:
    """Their names, each once."""
    return "; ".join(dict.fromkeys(actor.name for actor in actors))
