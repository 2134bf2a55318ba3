"""The time line: events by day, week, month or year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal, get_args

from sijill.register.summaries import Days

Step = Literal["day", "week", "month", "year"]
STEPS: tuple[Step, ...] = get_args(Step)

# The finest step whose bars a line has room for is taken.
_MOST_BARS: Final = 120
_LENGTHS: Final[dict[Step, float]] = {"day": 1, "week": 7, "month": 30.4, "year": 365.2}
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """The events of one step: its first and its last day."""

    first: date
    last: date
    events: int
    killed: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in order, empty ones in between left out. `unplaced`: events that lie in no one step, since their days are
    not known so exactly."""

    step: Step
    bars: tuple[Bar, ...]
    unplaced: int

    @property
    def first(self) -> date | None:
        """Where the line begins."""
        return self.bars[0].first if self.bars else None

    @property
    def last(self) -> date | None:
        """Where it ends."""
        return self.bars[-1].last if self.bars else None


def fitting_step(days: Iterable[Days]) -> Step:
    """The finest step with which the line of these days is no longer than a screen is wide."""
    known = [day for row in days for day in (row.first, row.last) if day]
    length = (max(known) - min(known)).days if known else 0
    return next((step for step in STEPS if length / _LENGTHS[step] <= _MOST_BARS), "year")


def timeline(days: Iterable[Days], step: Step | None = None) -> Timeline:
    """The line of days, by the step asked for or else the one that fits. An event counts in a step where both its days
    lie in it; one open end stands for the other."""
    rows = list(days)
    step = step or fitting_step(rows)
    sums: dict[date, tuple[int, int]] = {}
    unplaced = 0
    for row in rows:
        first, last = row.first or row.last, row.last or row.first
        if first is None or last is None or start_of(first, step) != start_of(last, step):
            unplaced += row.events
            continue
        start = start_of(first, step)
        events, killed = sums.get(start, (0, 0))
        sums[start] = events + row.events, killed + row.killed
    bars = tuple(Bar(start, end_of(start, step), *sums[start]) for start in sorted(sums))
    return Timeline(step, bars, unplaced)


@lru_cache(maxsize=1 << 16)
def start_of(day: date, step: Step) -> date:
    """The first day of the step that a day lies in; weeks begin on Monday."""
    if step == "week":
        # The first days of the calendar have no Monday before them.
        return date.fromordinal(max(1, day.toordinal() - day.weekday()))
    if step == "day":
        return day
    return day.replace(day=1) if step == "month" else day.replace(month=1, day=1)


def end_of(start: date, step: Step) -> date:
    """The last day of the step that begins on a day."""
    if step in ("day", "week"):
        return date.fromordinal(min(date.max.toordinal(), start.toordinal() + (6 if step == "week" else 0)))
    if step == "year" or start.month == _MONTHS:
        return start.replace(month=_MONTHS, day=31)
    return start.replace(month=start.month + 1) - timedelta(1)
