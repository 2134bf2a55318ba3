"""Fields of accounts and assertions as pages show them: their names, and each value in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sijill.linking.event_words import days_text, people_text, place_text
from sijill.model import COUNT_FIELDS, Account, Assertion, Person, Place

LABELS: Final[dict[str, str]] = {
    "event": "Told as",
    "event_type": "What",
    "status": "Standing",
    "date": "When",
    "place": "Where",
    "initiators": "Who",
    "targets": "Whom",
    "killed": "Killed",
    "wounded": "Wounded",
    "killed_or_wounded": "Killed or wounded",
    "abducted": "Abducted",
    "arrested": "Arrested",
    "weapons": "With",
    "claimed_by": "Claimed by",
    "sources": "Told by",
    "persons": "Persons",
    "assertion": "Stated as",
    "subject": "Of whom",
    "low": "Figure",
    "as_of": "As of",
    "source": "Told by",
}
"""The fields with words, in the order in which they are shown."""

SHOWN: Final[tuple[str, ...]] = tuple(
    name for name in LABELS if name not in ("event", "assertion", "subject", "low", "source")
)
_ACTORS: Final = ("initiators", "targets", "claimed_by")
_PRECISION: Final = {
    1: "at the place itself",
    2: "near it",
    3: "known to a district",
    4: "known to a division",
    5: "a wide or drawn-out area",
    6: "known to a country",
    7: "at sea or across countries",
}


def label(field: str) -> str:
    """The name of a field, whatever its line: "Killed" for `killed.0`."""
    name = field.partition(".")[0]
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def value_words(item: Account | Assertion, field: str) -> str:
    """One value of an account or assertion as people read it: `killed.0` gives "5 state forces"; empty for none."""
    name, _, index = field.partition(".")
    if isinstance(item, Assertion):
        return _assertion_words(item, name)
    if name in ("event", "event_type"):
        return item.sub_event_type
    if name == "date":
        return days_text(item.date)
    if name == "place":
        return place_text(item.place)
    value: Any = getattr(item, name, None)
    if isinstance(value, tuple):
        at = int(index) if index.isdigit() else None
        chosen = value if at is None else value[at : at + 1]
        return "; ".join(_line(name, line) for line in chosen)
    return str(value or "")


def values_of(item: Account | Assertion) -> Iterator[tuple[str, str]]:
    """The values that there are, each line for itself: (`killed.0`, "5 state forces"), in the order of `LABELS`."""
    if isinstance(item, Assertion):
        for name in ("assertion", "subject", "low", "place", "as_of", "source"):
            if stated := _assertion_words(item, name):
                yield name, stated
        return
    for name in SHOWN:
        value: Any = getattr(item, name, None)
        if isinstance(value, tuple):
            yield from ((f"{name}.{n}", _line(name, line)) for n, line in enumerate(value))
        elif (said := value_words(item, name)) and (name != "status" or said != "occurred"):
            yield name, said


def person_words(person: Person) -> str:
    """A person with role and fate."""
    return ", ".join(part for part in (person.name, person.role, person.fate) if part)


def spot_words(place: Place) -> str:
    """The point of a place and how sure it is: "35.14, 44.45 ± 5 km, at the place itself"; empty without a point."""
    if place.latitude is None or place.longitude is None:
        return ""
    reach = f" ± {place.tolerance_km:g} km" if place.tolerance_km is not None else ""
    known = _PRECISION.get(place.where_prec or 0)
    return f"{place.latitude:.5g}, {place.longitude:.5g}{reach}" + (f", {known}" if known else "")


def _line(name: str, line: Any) -> str:  # noqa: ANN401 - of any kind
    if name in COUNT_FIELDS:
        return people_text(line.low, line.high, line.group)
    if name in _ACTORS:
        return str(line.name)
    return person_words(line) if isinstance(line, Person) else str(line)


def _assertion_words(item: Assertion, name: str) -> str:
    if name == "assertion":
        return item.kind.replace("_", " ")
    if name == "low":
        if item.low is None and item.high is None:
            return ""
        return f"{_bounds(item.low, item.high)} {item.unit or ''}".strip()
    return str(getattr(item, name, None) or "")


def _bounds(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"at least {low:,}" if low is not None else f"up to {high:,}"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"
