"""Corrected values as people type them, turned into JSON in the form of an event's fields."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, cast, get_args

from pydantic import JsonValue

from sijill.model import COUNT_FIELDS, Event, Group

_NOTHING: Final = frozenset(("", "unknown", "none", "null"))
_NUMBERS: Final = re.compile(r"(\d+)(?:/(\d+)/(\d+|\?)|[-–](\d+)|(\+))?")
_DAY: Final = re.compile(r"\d{4}(-\d{2}){0,2}")
_SPAN: Final = re.compile(r"\s*(?:\.\.|/| to )\s*")
_GROUPS: Final = get_args(Group)
ACTOR_FIELDS: Final = ("initiators", "targets", "claimed_by")


def typed_value(field: str, text: str, event: Event) -> JsonValue:
    """The value that a person typed for a field of an event. Raises ValueError with what is wrong."""
    text = text.strip()
    if text[:1] in ("[", "{"):
        try:
            return cast(JsonValue, json.loads(text))
        except json.JSONDecodeError as error:
            raise ValueError(f"no JSON ({error})") from None
    if field in COUNT_FIELDS:
        return list(_counts(text, _group(field, event)))
    if field == "date":
        return _days(text)
    if field == "place":
        return _place(text, event)
    if field in ACTOR_FIELDS:
        return [actor_named(name, event.place.country if event.place else None) for name in _items(text)]
    if field in ("weapons", "sources"):
        return list(_items(text))
    if field == "persons":
        return [{"name": name} for name in _items(text)]
    if field == "sub_event_type":
        return _kind(text)
    return text


def _counts(text: str, group: Group) -> Iterator[dict[str, Any]]:
    """ "9", "7-9", "7+", "7/9/12", "civilians=3,state_forces=6"."""
    if text.lower() in _NOTHING:
        return
    for item in re.split(r"\s*[,;]\s*", text):
        name, equals, numbers = item.rpartition("=")
        name = name.strip().lower().replace(" ", "_").replace("-", "_") if equals else group
        if name not in _GROUPS:
            raise ValueError(f"there is no group {name!r}; use {', '.join(_GROUPS)}")
        match = _NUMBERS.fullmatch(numbers.strip())
        if match is None:
            raise ValueError(f"{numbers.strip()!r} is no number of people; write 9, 7-9, 7+ or 7/9/12")
        low, best, high, top, plus = match.groups()
        if best:
            ends = int(best), None if high == "?" else int(high)
        else:
            ends = int(low), None if plus else int(top or low)
        yield {"group": name, "low": int(low), "best": ends[0], "high": ends[1]}


def _group(field: str, event: Event) -> Group:
    """The group of a bare number: the one that the event counts, where it counts one."""
    groups = {line.group for line in getattr(event, field)} - {"unknown"}
    return groups.pop() if len(groups) == 1 else "unknown"


def _days(text: str) -> JsonValue:
    if text.lower() in _NOTHING:
        return None
    ends = _SPAN.split(text)
    if len(ends) > 2 or not all(_DAY.fullmatch(end) for end in ends):
        raise ValueError("no day; write 2024-05-13, 2024-05-13..2024-05-15, 2024-05 or 2024")
    first, last = _edges(ends[0])[0], _edges(ends[-1])[1]
    return {"earliest": first.isoformat(), "latest": last.isoformat()}


def _edges(text: str) -> tuple[date, date]:
    """First and last day of a day, a month or a year."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, None, None)[:3]
    if year is None or (month is not None and not 1 <= month <= 12):
        raise ValueError(f"there is no month {text}")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _place(text: str, event: Event) -> JsonValue:
    """A place by name, "Daquq" or "Daquq, Kirkuk"; the event's country speaks for its own."""
    from sijill.gazetteer import gazetteer

    if text.lower() in _NOTHING:
        return None
    name, _, around = text.partition(",")
    country = event.place.country if event.place else None
    found = gazetteer().resolve([name.strip()], country, [around.strip()] if around else [])
    if found[0] is None:
        raise ValueError(
            'the gazetteer does not know it; give JSON: {"name": "...", "latitude": ..., "longitude": ..., ...}'
        )
    return cast(JsonValue, found[0].model_copy(update={"inferred": ()}).model_dump(mode="json"))


def actor_named(name: str, country: str | None = None) -> dict[str, JsonValue]:
    """An actor, by id or name, as the registry calls it; a name that it does not know stands as it is. `country`: the
    event's, which speaks for its own."""
    from sijill.codebook import registry

    row = registry().actors.get(name)
    meant = registry().resolve(row.name if row else name, country)
    return {"name": meant.name, "mention": name, "actor_id": row.id if row else meant.actor_id}


def _kind(text: str) -> str:
    from sijill.register import RegisterError
    from sijill.register.queries import types_named

    try:
        found = types_named(text)
    except RegisterError as error:
        raise ValueError(f"{error.reason}. {error.mend}") from None
    if len(found) > 1:
        raise ValueError(f"it may be {', '.join(found)}")
    return found[0]


def _items(text: str) -> Iterator[str]:
    if text.lower() not in _NOTHING:
        yield from (item.strip() for item in text.split(";") if item.strip())
