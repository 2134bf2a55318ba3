"""Values of an event's fields as forms have them, and back: one shape for pages with and without script.

A form's parts are named after field and part (`killed.low`, `place.name`); rows of a list repeat their parts in order.
What a person leaves as it was keeps all that the form doesn't show.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from pydantic import JsonValue

from sijill.codebook import countries, country_of
from sijill.linking.event_corrections import CORRECTABLE, check_correction
from sijill.model import COUNT_FIELDS, Event
from sijill.register.corrections import ACTOR_FIELDS, actor_named
from sijill.web.render import harmless

Widget = Literal["type", "status", "days", "place", "actors", "counts", "words", "persons"]
Posted = Mapping[str, Sequence[str]]
Row = dict[str, str]

WIDGETS: Final[Mapping[str, Widget]] = {
    "sub_event_type": "type",
    "status": "status",
    "date": "days",
    "place": "place",
    **dict.fromkeys(ACTOR_FIELDS, "actors"),
    **dict.fromkeys(COUNT_FIELDS, "counts"),
    "weapons": "words",
    "sources": "words",
    "persons": "persons",
}
"""By which widget each field that can be corrected is set."""

# The parts of a row, as forms name them. What a part is when nobody filled it in stands after it.
PARTS: Final[Mapping[Widget, tuple[str, ...]]] = {
    "type": ("is",),
    "status": ("is",),
    "days": ("earliest", "latest"),
    "place": ("pick", "name", "admin1", "country", "latitude", "longitude", "tolerance_km"),
    "actors": ("name", "as", "id"),
    "counts": ("group", "low", "best", "high"),
    "words": ("text",),
    "persons": ("name", "role", "fate"),
}
# A row in which only these are filled in is an empty one.
_IDLE: Final = frozenset(("group", "as", "fate"))
_ACTOR_AS: Final = "registry"
_DIGITS: Final = re.compile(r"\d{1,9}")
_PLACE_PARTS: Final = ("name", "admin1", "country", "latitude", "longitude", "tolerance_km")
_MOST_ROWS: Final = 200


class WrongValue(ValueError):
    """What a form holds can't be a value of its field. The message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the form of a field leans on: the field's present value as JSON, and the event's country."""

    value: JsonValue
    country: str | None = None


def told(event: Event, field: str) -> Told:
    """The present value of an event's field."""
    country = event.place.country if event.place else None
    return Told(event.model_dump(mode="json", include={field})[field], country)


def shown(text: str) -> str:
    """Words as a form's line shows them, and as a browser sends them back: on one line, nothing a page can't show."""
    return " ".join(harmless(text).split())


def rows_of(field: str, value: JsonValue) -> list[Row]:
    """A value as the rows of its form; one row where the field holds a single value. Unknown is an empty list."""
    if value is None:
        return []
    widget = WIDGETS[field]
    if widget in ("type", "status"):
        return [{"is": str(value)}]
    items: Sequence[Any] = value if isinstance(value, list) else [value]
    return [_row(widget, item) for item in items]


def _row(widget: Widget, item: Any) -> Row:  # noqa: ANN401 - JSON
    if widget == "words":
        return {"text": shown(str(item))}
    if widget == "actors":
        return {"name": shown(item["name"]), "as": _ACTOR_AS, "id": ""}
    return {part: "" if item.get(part) is None else shown(str(item[part])) for part in PARTS[widget]}


def posted_of(field: str, rows: Iterable[Row]) -> dict[str, list[str]]:
    """Rows as a browser sends them."""
    found: dict[str, list[str]] = {f"{field}.{part}": [] for part in PARTS[WIDGETS[field]]}
    for row in rows:
        for part in PARTS[WIDGETS[field]]:
            found[f"{field}.{part}"].append(row.get(part, ""))
    return found


def posted_rows(field: str, posted: Posted) -> list[Row]:
    """The rows that a browser sent for a field, without empty ones. Raises `WrongValue`: no form of ours sends this."""
    parts = PARTS[WIDGETS[field]]
    columns = [list(posted.get(f"{field}.{part}", ())) for part in parts]
    length = max(map(len, columns), default=0)
    # Buttons of choice send nothing where none is chosen, and what scripts fill in may be missing.
    columns = [column or [""] * length for column in columns]
    if any(len(column) != length for column in columns) or length > _MOST_ROWS:
        raise WrongValue("the form came in torn; open the page anew")
    rows = [{part: shown(text) for part, text in zip(parts, row, strict=True)} for row in zip(*columns, strict=True)]
    return [row for row in rows if any(text for part, text in row.items() if part not in _IDLE)]


def value_of(field: str, posted: Posted, before: Told) -> JsonValue:
    """The value that a form says, as JSON in the form of an event's field. Raises `WrongValue`."""
    rows = posted_rows(field, posted)
    # A type or status that nobody has chosen yet is no value.
    if rows == _bare(field, before.value) and (rows or WIDGETS[field] not in ("type", "status")):
        return before.value
    value = _READERS[WIDGETS[field]](field, rows, before)
    try:
        check_correction(field, value)
    except ValueError as error:
        raise WrongValue(str(error)) from error
    return value


def same_value(field: str, left: JsonValue, right: JsonValue) -> bool:
    """Whether two values of a field say the same."""
    try:
        return bool(check_correction(field, left)[field] == check_correction(field, right)[field])
    except ValueError:
        return left == right


def _bare(field: str, value: JsonValue) -> list[Row]:
    return posted_rows(field, posted_of(field, rows_of(field, value)))


def _chosen(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    if not rows:
        raise WrongValue("choose one")
    return rows[0]["is"]


def _days(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    if not rows:
        return None
    found: dict[str, JsonValue] = {}
    for part in PARTS["days"]:
        try:
            found[part] = date.fromisoformat(rows[0][part]).isoformat() if rows[0][part] else None
        except ValueError:
            raise WrongValue(f"{rows[0][part]!r} is no day; write it as 2024-05-13") from None
    return found


def _place(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    if not rows:
        return None
    row = rows[0]
    if row["pick"]:
        from sijill.web.suggesting import picked_place

        place = picked_place(row["name"], row["pick"])
        if place is None:
            raise WrongValue(f"the gazetteer has no place {row['pick']!r} of the name {row['name']!r}; look it up anew")
        return place.model_dump(mode="json")
    if not any(row[part] for part in _PLACE_PARTS):
        return None
    if not row["name"]:
        raise WrongValue("a place needs a name; clear all parts for a place that nobody knows")
    old = before.value if isinstance(before.value, dict) else {}
    latitude, longitude = _degrees(row["latitude"], 90, "latitude"), _degrees(row["longitude"], 180, "longitude")
    if (latitude is None) != (longitude is None):
        raise WrongValue("a point needs both latitude and longitude, or neither")
    kept = {
        part: old.get(part)
        for part in ("where_prec", "geo_precision", "place_id")
        if (shown(str(old.get("name"))), old.get("latitude"), old.get("longitude"))
        == (row["name"], latitude, longitude)
    }
    name = old["name"] if kept else row["name"]
    return {
        "name": name, "admin1": row["admin1"] or None, "country": _country(row["country"]), "latitude": latitude,
        "longitude": longitude, "tolerance_km": _kilometres(row["tolerance_km"], latitude), **kept,
    }  # fmt: skip


def _degrees(text: str, most: int, name: str) -> float | None:
    number = _number(text, name)
    if number is not None and abs(number) > most:
        raise WrongValue(f"{name} is {number}, and lies between -{most} and {most}")
    return number


def _kilometres(text: str, latitude: float | None) -> float | None:
    number = _number(text, "the tolerance")
    if number is not None and (number < 0 or latitude is None):
        raise WrongValue("a tolerance is a distance in kilometres, and needs a point")
    return number


def _number(text: str, name: str) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise WrongValue(f"{name}: {text!r} is no number")
    return number


def _country(text: str) -> str | None:
    if not text:
        return None
    code = text.upper() if text.upper() in countries() else country_of(text)
    if code is None:
        raise WrongValue(f"there is no country {text!r}; give its two letters or its English name")
    return code


def _actors(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    return _items(field, rows, before, lambda row: _actor(row, before.country), ("name",))


def _actor(row: Row, country: str | None) -> JsonValue:
    from sijill.codebook import registry

    name = row["name"]
    if not name:
        raise WrongValue("an actor needs a name")
    if row["as"] == "name":
        return {"name": name, "mention": name, "actor_id": None}
    chosen = registry().get(row["id"]) if row["id"] else None
    # The id is what a script filled in for a name that was chosen; a name that was changed after that has another.
    if chosen and chosen.name == name:
        return {"name": name, "mention": name, "actor_id": chosen.id}
    return actor_named(name, country)


def _counts(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    groups = [row["group"] for row in rows]
    twice = next((group for group in groups if groups.count(group) > 1), None)
    if twice:
        raise WrongValue(f"there are two lines for {twice.replace('_', ' ')}; give each group one")
    return [_count(row) for row in rows]


def _count(row: Row) -> JsonValue:
    low, best, high = (_people(row[part]) for part in ("low", "best", "high"))
    if low is None:
        if best is None:
            # "Up to 7".
            return {"group": row["group"], "low": 0, "best": None, "high": high}
        # Only the middle number: exactly so many.
        return {"group": row["group"], "low": best, "best": best, "high": best if high is None else high}
    return {"group": row["group"], "low": low, "best": best, "high": high}


def _people(text: str) -> int | None:
    if not text:
        return None
    if not _DIGITS.fullmatch(text):
        raise WrongValue(f"{text!r} is no number of people")
    return int(text)


def _words(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    return _items(field, rows, before, lambda row: row["text"], ("text",))


def _persons(field: str, rows: Sequence[Row], before: Told) -> JsonValue:
    return _items(field, rows, before, _person, ("name", "role", "fate"))


def _person(row: Row) -> JsonValue:
    if not row["name"]:
        raise WrongValue("a person needs a name")
    return {"name": row["name"], "role": row["role"] or None, "fate": row["fate"] or None}


def _items(
    field: str, rows: Sequence[Row], before: Told, made: Callable[[Row], JsonValue], parts: Sequence[str]
) -> list[JsonValue]:
    """The items of a list: those that were there as they were, others made anew."""
    old: dict[tuple[str, ...], list[JsonValue]] = defaultdict(list)
    for item in before.value if isinstance(before.value, list) else []:
        for row in rows_of(field, [item]):
            old[tuple(row[part] for part in parts)].append(item)
    found: list[JsonValue] = []
    for row in rows:
        same = old.get(tuple(row[part] for part in parts)) if row.get("as", _ACTOR_AS) == _ACTOR_AS else None
        found.append(same.pop(0) if same else made(row))
    return found


_READERS: Final[Mapping[Widget, Callable[[str, Sequence[Row], Told], JsonValue]]] = {
    "type": _chosen,
    "status": _chosen,
    "days": _days,
    "place": _place,
    "actors": _actors,
    "counts": _counts,
    "words": _words,
    "persons": _persons,
}

assert set(WIDGETS) == set(CORRECTABLE)
