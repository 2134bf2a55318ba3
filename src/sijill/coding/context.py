"""Whether an event is what the report was written to tell, or an earlier one that it recalls.

The heads judge by the words around; how long ago the event was, and whether it is told first, speak as well.
"""

from __future__ import annotations

import math
import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sijill.coding.frames import Frame
from sijill.model import Context, DateRange


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("sijill.coding").joinpath("data/context.toml").read_text(encoding="utf-8"))


def age_odds(day: DateRange | None, told: date | None) -> float:
    """Log odds of background from the days between the middle of an event's possible days and the day of the report."""
    data = _data()
    if day is None or day.inferred or day.latest is None:
        return float(data["unknown_age"])
    if told is None:
        # Without a day of the report, only a date with its year can be known: news gives those of the past.
        return float(data["dated"])
    middle = day.latest if day.earliest is None else day.earliest + (day.latest - day.earliest) / 2
    days = (told - middle).days
    return float(next(row["odds"] for row in data["ages"] if days <= row.get("most_days", math.inf)))


def odds(frame: Frame, day: DateRange | None, told: date | None, *, first: bool) -> dict[str, float]:
    """What speaks for background (above 0) or against it, in log odds: the words, how long ago, whether told first."""
    data = _data()
    chance = min(max(frame.background, 0.02), 0.98)
    return {
        "words": math.log(chance / (1 - chance)),
        "age": data["weight"] * age_odds(day, told),
        "first": data["first"] if first else 0.0,
    }


def context(frame: Frame, day: DateRange | None, told: date | None, *, first: bool) -> Context:
    """The context of a frame's event."""
    return "background" if sum(odds(frame, day, told, first=first).values()) >= _data()["least"] else "current"
