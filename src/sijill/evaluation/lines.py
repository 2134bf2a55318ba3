"""Gold lines and coded reports, brought to one form. Both are JSON Lines; docs/fields.md names the fields.

An actor, source, weapon or person may be a string, a list of acceptable names (gold), or an object with `name` and
`mention` (a coded report).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sijill.evaluation.names import Names
from sijill.model import COUNT_FIELDS

NAME_FIELDS = ("initiators", "targets", "weapons", "claimed_by", "sources", "persons")

Days = tuple[int | None, int | None]
"""First and last day as ordinals, both included; None is open."""


class MalformedLine(ValueError):
    """A line of a gold or predicted file that can't be scored: where, why, and how to mend it."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """People of one group: `high` None is no upper bound."""

    group: str | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: degrees (WGS 84), tolerance in km; an empty `name` is none."""

    name: str = ""
    admin1: str = ""
    country: str = ""
    point: tuple[float, float] | None = None
    tolerance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of a gold or coded line. `raw` is the line's own object, for showing."""

    id: str
    event_type: str | None
    sub_event_type: str | None
    context: str | None
    days: Days | None
    spot: Spot | None
    counts: Mapping[str, tuple[CountLine, ...]]
    names: Mapping[str, tuple[Names, ...]]
    quote: str
    evidence: str
    optional: bool
    raw: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stated:
    """One assertion, as far as it is scored."""

    kind: str | None
    subject: Names
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """All that one line holds of one report."""

    id: str
    relevant: bool
    events: tuple[Telling, ...] = ()
    assertions: tuple[Stated, ...] = ()


def read_lines(lines: Iterable[str], source: str) -> dict[str, Line]:
    """Report id -> line, in the order of the file; blank lines are passed over.

    Raises MalformedLine, which names `source` and the number of the line.
    """
    out: dict[str, Line] = {}
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            raise MalformedLine(
                f"{source}, line {number}: not JSON ({error.msg} at column {error.colno}). "
                "Give one JSON object a line, as `sijill code` writes them."
            ) from error
        try:
            line = parse_line(value)
        except (MalformedLine, TypeError, AttributeError, KeyError) as error:
            raise MalformedLine(
                f"{source}, line {number}: {_reason(error)}. See docs/fields.md for the form of a line."
            ) from error
        out[line.id] = line
    return out


def _reason(error: Exception) -> str:
    if isinstance(error, MalformedLine):
        return str(error)
    if isinstance(error, KeyError):
        return f"the field {error.args[0]!r} is missing"
    return f"a field has the wrong form ({error})"


def parse_line(value: object) -> Line:
    """A gold line or a coded report as a Line. Raises MalformedLine where it has no id or no list of events."""
    if not isinstance(value, Mapping):
        raise MalformedLine(f"an object is expected, not {type(value).__name__}")
    head = value.get("report")
    name = value.get("id") or (head.get("id") if isinstance(head, Mapping) else None)
    if not name:
        raise MalformedLine('neither "id" nor "report": {"id"} says which report this is')
    events, assertions = value.get("events") or [], value.get("assertions") or []
    for found, what in ((events, "events"), (assertions, "assertions")):
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            raise MalformedLine(f'"{what}" must be a list of objects')
    return Line(
        id=str(name),
        relevant=bool(value.get("relevant", events or assertions)),
        events=tuple(_telling(event) for event in events),
        assertions=tuple(_stated(item) for item in assertions),
    )


def _telling(event: Mapping[str, Any]) -> Telling:
    quote = str(event.get("quote") or "")
    spans = event.get("evidence") or []
    told = " ".join(str(s.get("text", "")) if isinstance(s, Mapping) else str(s) for s in spans)
    return Telling(
        id=str(event.get("id") or "-"),
        event_type=event.get("event_type"),
        sub_event_type=event.get("sub_event_type"),
        context=event.get("context"),
        days=_days(event.get("date")),
        spot=_spot(event.get("place")),
        counts={kind: tuple(_count(row) for row in event[kind]) for kind in COUNT_FIELDS if event.get(kind)},
        names={kind: tuple(_names(item) for item in event[kind]) for kind in NAME_FIELDS if event.get(kind)},
        quote=quote,
        evidence=told or quote,
        optional=bool(event.get("optional")),
        raw=event,
    )


def _days(value: Mapping[str, Any] | None) -> Days | None:
    if not value:
        return None
    try:
        first, last = (
            date.fromisoformat(value[k]).toordinal() if value.get(k) else None for k in ("earliest", "latest")
        )
    except ValueError as error:
        raise MalformedLine(f'"date" must hold days as YYYY-MM-DD ({error})') from error
    return None if first is None and last is None else (first, last)


def _spot(value: Mapping[str, Any] | None) -> Spot | None:
    if not value:
        return None
    latitude, longitude = value.get("latitude"), value.get("longitude")
    if (latitude is None) != (longitude is None):
        raise MalformedLine('"place" needs "latitude" and "longitude" together, or both null')
    return Spot(
        name=value.get("name") or "",
        admin1=value.get("admin1") or "",
        country=value.get("country") or "",
        point=None if latitude is None or longitude is None else (float(latitude), float(longitude)),
        tolerance_km=value.get("tolerance_km"),
    )


def _count(row: Mapping[str, Any]) -> CountLine:
    return CountLine(row.get("group"), row.get("low"), row.get("high"))


def _names(item: str | list[str] | Mapping[str, Any]) -> Names:
    if isinstance(item, str):
        return (item,)
    if isinstance(item, list):
        return tuple(str(name) for name in item)
    return tuple(str(item[k]) for k in ("name", "mention", "actor_id", "text") if item.get(k))


def _stated(item: Mapping[str, Any]) -> Stated:
    return Stated(item.get("kind"), _names(item.get("subject") or ""), item.get("low"), item.get("high"))
