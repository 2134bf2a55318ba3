"""Agreement on each field of a doubly coded sample: which values of a coding are compared, and by which distance.

Unknown is an answer where the values are names ("no place is told"); where they are numbers or days, it is a missing
one. Where a coder says that there is no event, the other fields of that unit are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sijill.evaluation.agreement import Agreement, Level, agreement
from sijill.gazetteer.names import exact_key
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF
from sijill.register.samples import IS_EVENT, Sample

Codings = Mapping[tuple[int, str], Mapping[str, Any]]
_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Measure:
    """One variable: `field` of a coding, and its value as it is compared (None: missing)."""

    name: str
    field: str
    level: Level
    about: str
    value: Callable[[Any], Hashable | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """The agreement on one variable, and the places in the sample of the units on which coders differ."""

    measure: Measure
    agreement: Agreement
    differing: Sequence[int]


def measured(of: Sample, codings: Codings, seed: int | None = None) -> list[Measured]:
    """The agreement on each variable that the sample's fields give. `seed` of the bootstrap: else the sample's own."""
    found = []
    for measure in MEASURES:
        if measure.field not in of.fields:
            continue
        units = [_unit(of, codings, drawn.position, measure) for drawn in of.events]
        result = agreement(units, measure.level, of.seed if seed is None else seed)
        differing = [drawn.position for drawn, unit in zip(of.events, units, strict=True) if len(set(unit)) > 1]
        found.append(Measured(measure, result, differing))
    return found


def _unit(of: Sample, codings: Codings, position: int, measure: Measure) -> list[Hashable]:
    """The values of one event, in the order of the coders, missing ones left out."""
    found: list[Hashable] = []
    for coder in of.coders:
        said = codings.get((position, coder), {})
        if measure.field not in said or (measure.field != IS_EVENT and said.get(IS_EVENT) == "no"):
            continue
        value = measure.value(said[measure.field])
        if value is not None:
            found.append(value)
    return found


def _plain(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
    return None if value is None else str(value)


def _family(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
    return EVENT_TYPE_OF.get(value)


def _day(part: str) -> Callable[[Any], Hashable | None]:
    def day(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
        said = (value or {}).get(part)
        return None if said is None else date.fromisoformat(said).toordinal()

    return day


def _place(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
    return _NONE if value is None else str(value.get("place_id") or exact_key(value["name"]))


def _division(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
    return _NONE if value is None else (value.get("country"), exact_key(value.get("admin1") or ""))


def _names(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
    return frozenset(
        item.casefold() if isinstance(item, str) else item.get("actor_id") or item["name"].casefold()
        for item in value or ()
    )


def _people(value: Any) -> Hashable | None:  # noqa: ANN401 - JSON
    """All groups together: the best figure, else the lowest."""
    if not value:
        return 0
    return sum(int(line["low"] if line.get("best") is None else line["best"]) for line in value)


MEASURES: Final[tuple[Measure, ...]] = (
    Measure("is an event", IS_EVENT, "nominal", "yes or no", _plain),
    Measure("sub-event type", "sub_event_type", "nominal", "ACLED's 25", _plain),
    Measure("event type", "sub_event_type", "nominal", "ACLED's 6, from the sub-event type", _family),
    Measure("status", "status", "nominal", "occurred, foiled, alleged", _plain),
    Measure("first day", "date", "interval", "in days; unknown is missing", _day("earliest")),
    Measure("last day", "date", "interval", "in days; unknown is missing", _day("latest")),
    Measure("place", "place", "nominal", "the gazetteer's place, else its name", _place),
    Measure("province", "place", "nominal", "with its country", _division),
    Measure("initiators", "initiators", "sets", "actors of the registry, else names; distance MASI", _names),
    Measure("targets", "targets", "sets", "actors of the registry, else names; distance MASI", _names),
    *(
        Measure(field.replace("_", " "), field, "ratio", "people of all groups, best figure; none is 0", _people)
        for field in COUNT_FIELDS
    ),
    Measure("weapons", "weapons", "sets", "as written; distance MASI", _names),
    Measure("claimed by", "claimed_by", "sets", "actors of the registry, else names; distance MASI", _names),
    Measure("sources", "sources", "sets", "as written; distance MASI", _names),
)
