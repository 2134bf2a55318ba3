"""What a situation report tells: counted for its period and area, and for the period before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from sijill.codebook import countries
from sijill.model import Event, ReportHead
from sijill.register.asserted import Asserted, find_assertions
from sijill.register.profiles import Party, Selection, Spot, by_actor, by_spot, deadliest, disputed, ids_of
from sijill.register.queries import Filters, reports_of
from sijill.register.reliability import publishers_of
from sijill.register.remembered import remembered
from sijill.register.schema import events
from sijill.register.summaries import Days, Summary, summary
from sijill.web.situation.period import Period, period_of
from sijill.web.timeline import Step, Timeline, fitting_step, timeline

_SPOTS = 200
_PARTIES = 8
_DEADLIEST = 8
_DISPUTED = 8
_ASSERTED = 12
_PUBLISHERS = 12
# Assertions of so many are looked through for those of the area.
_LOOKED = 500
_LONG = 4_000


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who published how many reports on the period's events; None: reports without a publisher."""

    name: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a report tells. `period` None: the register has no event with a day. `loose`: events that may lie
    outside the period, since their days are not known so exactly. `cited`: reports that the text refers to by their
    number, from 1. `as_of`: when the register last changed."""

    filters: Filters
    period: Period | None
    area: str | None
    as_of: datetime | None
    now: Summary
    before: Summary | None
    loose: int
    loose_before: int
    line: Timeline
    spots: Sequence[Spot]
    spots_all: int
    parties: Sequence[Party]
    parties_all: int
    deadliest: Sequence[Event]
    disputed: Sequence[Event]
    disputed_all: int
    asserted: Sequence[Asserted]
    cited: Sequence[ReportHead]
    numbers: dict[str, tuple[int, ...]]
    publishers: Sequence[Publisher]
    reports: int

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of its chart: those of a period that isn't too long for its bars, else of its
        events."""
        if self.period is None or fitting_step([Days(self.period.since, self.period.until, 0, 0)]) != self.line.step:
            return None
        return self.period.since, self.period.until


def situation(connection: Connection, filters: Filters) -> Situation:
    """The facts of a report. Raises `RegisterError` for values of filters that nothing has."""
    return remembered(connection, ("situation", filters), lambda: _situation(connection, filters))


def _situation(connection: Connection, asked: Filters) -> Situation:
    period = period_of(connection, asked)
    filters = replace(asked, since=period.since, until=period.until) if period else asked
    chosen = Selection(filters)
    now = summary(connection, filters)
    earlier = period.before if period else None
    before = summary(connection, replace(filters, since=earlier.since, until=earlier.until)) if earlier else None
    spots_all, spots = by_spot(connection, chosen, "place", _SPOTS)
    parties_all, parties = by_actor(connection, chosen, limit=_PARTIES)
    worst = deadliest(connection, chosen, _DEADLIEST)
    disputed_all, differing = disputed(connection, chosen, _DISPUTED)
    stated = _asserted(connection, filters) if period else []
    cited, numbers = _cited(connection, [*worst, *differing], [each.report for each in stated])
    publishers = [Publisher(*row) for row in publishers_of(connection, ids_of(connection, chosen))]
    reports = sum(each.reports for each in publishers)
    changed = connection.scalar(select(func.max(events.c.changed)))
    loose = _loose(now, period), _loose(before, earlier) if before else 0
    line = timeline(_inside(now, period), _step(period))
    return Situation(
        filters, period, area_of(filters), changed, now, before, *loose, line, spots, spots_all,
        parties, parties_all, worst, differing, disputed_all, stated, cited, numbers, publishers[:_PUBLISHERS],
        reports,
    )  # fmt: skip


def area_of(filters: Filters) -> str | None:
    """The area of a filter in words: "Kirkuk and Nineveh, Iraq"; None for all that the register has."""
    known = countries()
    lands = [known[code.upper()].name if code.upper() in known else code for code in filters.countries]
    return ", ".join(listed(names) for names in (filters.admin1, lands) if names) or None


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _step(period: Period | None) -> Step | None:
    """The step that fits the whole period; None where it is so long that the events alone decide."""
    if period is None or (period.until - period.since).days > _LONG:
        return None
    return fitting_step([Days(period.since, period.until, 0, 0)])


def _loose(found: Summary, period: Period | None) -> int:
    if period is None:
        return 0
    return sum(
        row.events
        for row in found.days
        if (row.first or row.last)
        and not (row.first and row.last and period.since <= row.first <= row.last <= period.until)
    )


def _inside(found: Summary, period: Period | None) -> Iterable[Days]:
    """The days that lie within the period; others have no bar on its time line."""
    for row in found.days:
        if (
            period is None
            or row.first is None
            or row.last is None
            or (period.since <= row.first and row.last <= period.until)
        ):
            yield row
        else:
            yield replace(row, first=None, last=None)


def _asserted(connection: Connection, filters: Filters) -> list[Asserted]:
    """What reports of the period state of the area: by its names, since assertions tell places in their own words."""
    known = countries()
    names = [name.casefold() for name in filters.admin1] or [
        (known[code.upper()].plain_name if code.upper() in known else code).casefold() for code in filters.countries
    ]
    _, found = find_assertions(connection, since=filters.since, until=filters.until, limit=_LOOKED)
    fitting = [e for e in found if not names or any(name in (e.assertion.place or "").casefold() for name in names)]
    return fitting[:_ASSERTED]


def _cited(
    connection: Connection, told: Sequence[Event], besides: Sequence[ReportHead]
) -> tuple[list[ReportHead], dict[str, tuple[int, ...]]]:
    """The reports of events and of assertions, numbered in the order in which they come; the numbers by event id, and
    by report id."""
    by_key = reports_of(connection, [key for event in told for key in event.accounts])
    cited: dict[str, ReportHead] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    order: dict[str, int] = {}

    def number(head: ReportHead) -> int:
        cited.setdefault(head.id, head)
        return order.setdefault(head.id, len(order) + 1)

    for event in told:
        heads = [by_key[key] for key in event.accounts if key in by_key]
        numbers[event.id] = tuple(dict.fromkeys(number(head) for head in heads))
    for head in besides:
        numbers[head.id] = (number(head),)
    return list(cited.values()), numbers
