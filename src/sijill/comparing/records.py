"""The events of a comparison as flat records: a row of a table for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sijill.comparing.sides import Both, Here, Row

Flat = dict[str, Any]

_SIDE: Final = ("first", "last", "place", "admin1", "country", "type", "killed_low", "killed_best", "killed_high")
RECORD: Final = (
    *("where", "event", "row", "line", "chance", "killed_difference", "fits"),
    *(f"{side}_{name}" for side in ("here", "there") for name in _SIDE),
)
"""The names of a record's values, in their order."""


def record(where: str, here: Here | None, there: Row | None, pair: Both | None = None, fits: str | None = None) -> Flat:
    """An event or a row, or both where they are one. `where`: on which side; `fits`: the event that a row would fit."""
    values = (
        where,
        here.id if here else None,
        there.id if there else None,
        there.line if there else None,
        round(pair.chance, 4) if pair else None,
        pair.difference if pair else None,
        fits,
        *_values(here),
        *_values(there),
    )
    return dict(zip(RECORD, values, strict=True))


def _values(side: Here | Row | None) -> Sequence[Any]:
    if side is None:
        return [None] * len(_SIDE)
    place = side.place
    days = [day.isoformat() if day else None for day in (side.first, side.last)]
    where = [place and place.name, place and place.admin1, place and place.country]
    return [*days, *where, side.kind, side.low, side.best, side.high]
