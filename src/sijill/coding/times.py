"""Which days the times of a text mean, for a report of a known day.

"on Monday" is the last Monday on or before the day of the report; "late July" its 21st to 31st; "September 18" the
latest such day. What can't be told stays None: a report without a date resolves full dates only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sijill.coding.calendar import (
    Days,
    Edge,
    easter_of,
    from_hijri,
    hijri_years,
    month_of,
    months_from,
    one_day,
    same_day_in,
    season_of,
    shifted,
    week_of,
    weekday_near,
    weekend_of,
    year_of,
)
from sijill.coding.phrases import read_data
from sijill.coding.timewords import Kind, TimeExpression, find_times

__all__ = ["Dateline", "Days", "TimeExpression", "ToldTime", "dateline", "find_times", "read_times", "resolve"]

# A time reaching over more days than this is too vague to count days or hours from.
_EXACT_DAYS = 3
_STEPS = {"last": -1, "this": 0, "next": 1}
# Within so many years every date comes once: nine from one leap day to the next around 1900.
_LEAP_YEARS = 9


class ToldTime(NamedTuple):
    """A time of a text with the days that it means; None where that can't be told."""

    expression: TimeExpression
    days: Days | None


def read_times(text: str, anchor: date | None, *, past: bool = True) -> list[ToldTime]:
    """All times of a text in order, each read against the one told before it where its words ask for that.

    Without an `anchor`, a date that has no year gets the year last told.
    """
    told: list[ToldTime] = []
    reference: Days | None = None
    year: int | None = None
    for time in find_times(text):
        days = resolve(time, anchor, past=past, reference=reference, year_hint=year)
        told.append(ToldTime(time, days))
        reference = days or reference
        year = time.year or year
    return told


@dataclass(frozen=True, slots=True)
class _Clock:
    """What a time is read against."""

    anchor: date | None
    past: bool
    reference: Days | None
    year_hint: int | None


def resolve(
    time: TimeExpression | str,
    anchor: date | None,
    *,
    past: bool = True,
    reference: Days | None = None,
    year_hint: int | None = None,
) -> Days | None:
    """The days that a time means; None where its words and what is known don't tell.

    `time` is an expression of `find_times`, or words, of which the first time that resolves counts. `anchor` is the
    day on which the text is told. `past` says that the happening lies before it (else after it). `reference` is the
    time of what was told just before: "the same day", "two days earlier" need it. `year_hint` is the year of a date
    without one where `anchor` is None.
    """
    clock = _Clock(anchor, past, reference, year_hint)
    times = find_times(time) if isinstance(time, str) else [time]
    return next((days for expression in times if (days := _days(expression, clock))), None)


def _days(time: TimeExpression, clock: _Clock) -> Days | None:
    try:
        days = _READERS[time.kind](time, clock)
    except (ValueError, OverflowError):  # February 30, or three thousand years ago
        return None
    if days and time.since and clock.anchor and days.earliest <= clock.anchor:
        return Days(days.earliest, clock.anchor)
    return days


def _told_year(time: TimeExpression, clock: _Clock) -> int | None:
    """The year that the words tell: "2014", "of last year"."""
    if time.year is not None or time.unit != "year":
        return time.year
    if time.which == "same" and clock.reference:
        return clock.reference.earliest.year
    if not clock.anchor:
        return None
    return {"last": clock.anchor.year - 1, "this": clock.anchor.year, "next": clock.anchor.year + 1}.get(time.which)


def _yearly(time: TimeExpression, clock: _Clock, of: Callable[[int], Days]) -> Days | None:
    """What comes once a year, in the year told, or the last one (the next one) on or before (after) the anchor."""
    if time.year is not None:
        return of(time.year)
    if clock.anchor is None:
        return of(clock.year_hint) if clock.year_hint else None
    for away in range(_LEAP_YEARS):
        try:
            days = of(clock.anchor.year - away if clock.past else clock.anchor.year + away)
        except ValueError:  # no February 29 in that year
            continue
        if days.earliest <= clock.anchor if clock.past else days.latest >= clock.anchor:
            return days
    return None


def _date(time: TimeExpression, clock: _Clock) -> Days | None:
    month, day, last_day = time.month, time.day, time.last_day
    if month is None or day is None or last_day is None:
        return None
    told = replace(time, year=_told_year(time, clock))
    if time.which == "same" and told.year is None:
        return None
    days = _yearly(told, clock, lambda year: Days(date(year, month, day), date(year, month, max(day, last_day))))
    return Days(days.earliest, shifted(days.earliest, 6)) if days and time.unit == "week" else days


def _nth(time: TimeExpression, clock: _Clock) -> Days | None:
    if clock.anchor is None or time.day is None:
        return None
    step = -1 if clock.past else 1
    for months in (0, step, 2 * step):
        year, month = months_from(clock.anchor, months)
        if time.day > month_of(year, month).latest.day:
            continue
        day = date(year, month, time.day)
        if (day <= clock.anchor) if clock.past else (day >= clock.anchor):
            return one_day(day)
    return None


def _clipped(days: Days | None, clock: _Clock) -> Days | None:
    """Without the days that were still to come when the text was told."""
    return days.until(clock.anchor) if days and clock.anchor and clock.past else days


def _month(time: TimeExpression, clock: _Clock) -> Days | None:
    if time.month is None:
        return None
    month, edge = time.month, time.edge
    if time.unit == "year" and time.year is None:  # "in October of last year"
        told = _told_year(time, clock)
        return month_of(told, month, edge) if told else None
    if time.year is None and time.which == "last" and clock.anchor:
        months = (clock.anchor.month - month) % 12 or 12
        return month_of(*months_from(clock.anchor, -months), edge)
    return _clipped(_yearly(time, clock, lambda year: month_of(year, month, edge)), clock)


def _year(time: TimeExpression, clock: _Clock) -> Days | None:
    return _clipped(year_of(time.year, time.edge), clock) if time.year else None


def _season(time: TimeExpression, clock: _Clock) -> Days | None:
    if time.which == "last" and time.year is None and clock.anchor:
        year = clock.anchor.year
        return next(s for y in (year + 1, year, year - 1) if (s := season_of(y, time.unit)).latest < clock.anchor)
    return _clipped(_yearly(time, clock, lambda year: season_of(year, time.unit)), clock)


def _feast(time: TimeExpression, clock: _Clock) -> Days | None:
    if time.unit == "hijri":
        return _islamic_feast(time, clock)
    if time.unit == "easter":
        return _yearly(time, clock, lambda year: one_day(shifted(easter_of(year), time.near[0])))
    month, day, *known = time.near
    if known:
        return one_day(date(known[0], month, day))
    return _yearly(time, clock, lambda year: one_day(date(year, month, day)))


def _islamic_feast(time: TimeExpression, clock: _Clock) -> Days | None:
    """A year may see a feast twice, or not at all: the last one of a year told, else the nearest to the anchor."""
    month, first, last = time.near
    year = time.year or (clock.anchor.year if clock.anchor else clock.year_hint)
    if not year:
        return None
    feasts = [Days(from_hijri(y, month, first), from_hijri(y, month, last)) for y in hijri_years(year)]
    if time.year or not clock.anchor:
        return next((days for days in reversed(feasts) if days.earliest.year == year), None)
    if clock.past:
        return _clipped(next(days for days in reversed(feasts) if days.earliest <= clock.anchor), clock)
    return next((days for days in feasts if days.latest >= clock.anchor), None)


def _weekday(time: TimeExpression, clock: _Clock) -> Days | None:
    if time.weekday is None:
        return None
    if time.which == "following":
        after = clock.reference and clock.reference.latest
        return one_day(weekday_near(after, time.weekday, past=False, strictly=True)) if after else None
    if clock.anchor is None:
        return None
    if time.unit == "week" and time.which in _STEPS:  # "Friday of last week"
        return one_day(shifted(week_of(shifted(clock.anchor, 7 * _STEPS[time.which])).earliest, time.weekday))
    strictly = time.which in ("last", "previous", "past", "next")
    past = clock.past if time.which not in ("last", "previous", "past", "next") else time.which != "next"
    return one_day(weekday_near(clock.anchor, time.weekday, past=past, strictly=strictly))


def _near(time: TimeExpression, clock: _Clock) -> Days | None:
    if clock.anchor is None:
        return None
    return Days(shifted(clock.anchor, time.near[0]), shifted(clock.anchor, time.near[1]))


def _unit_around(day: date, unit: str, edge: Edge) -> Days | None:
    match unit:
        case "week":
            return week_of(day, edge)
        case "month":
            return month_of(day.year, day.month, edge)
        case "year":
            return year_of(day.year, edge)
        case "weekend":
            return weekend_of(day)
    return None


def _moved(day: date, unit: str, amount: int) -> date:
    match unit:
        case "month":
            return same_day_in(day, amount)
        case "year":
            return same_day_in(day, 12 * amount)
        case "decade":
            return same_day_in(day, 120 * amount)
        case "hour":
            return shifted(day, int(amount / 24))
    return shifted(day, amount * {"week": 7, "fortnight": 14, "weekend": 7}.get(unit, 1))


def _period(time: TimeExpression, clock: _Clock) -> Days | None:
    """ "last month", "this week", "late last year", "over the weekend"."""
    anchor = clock.anchor
    if anchor is None:
        return None
    if time.unit == "weekend":
        day = shifted(anchor, -1) if time.which == "last" and anchor.weekday() >= 5 else anchor
        return weekend_of(shifted(day, 7) if time.which == "next" else day)
    steps = _STEPS.get(time.which, 0)
    days = _unit_around(_moved(anchor, time.unit, steps), time.unit, time.edge)
    if not days or steps:
        return days
    if time.back and days.earliest < anchor:  # "earlier this month" leaves today out
        return days.until(shifted(anchor, -1))
    return _clipped(days, clock)


def _span(time: TimeExpression, clock: _Clock) -> Days | None:
    """ "the past 24 hours", "the last two weeks", "the next three days"."""
    if clock.anchor is None or time.amount is None:
        return None
    if time.which == "next":
        return Days(clock.anchor, _moved(clock.anchor, time.unit, time.amount))
    begun = _moved(clock.anchor, time.unit, -time.amount)
    return Days(begun, clock.anchor)


def _around(day: date, unit: str) -> Days:
    """How exactly a time so many units away is meant: months and years as wholes."""
    return (_unit_around(day, unit, "") if unit in ("month", "year") else None) or one_day(day)


def _ago(time: TimeExpression, clock: _Clock) -> Days | None:
    if clock.anchor is None or time.amount is None:
        return None
    return _around(_moved(clock.anchor, time.unit, -time.amount), time.unit)


def _shift(time: TimeExpression, clock: _Clock) -> Days | None:
    """ "the same day", "two days earlier", "the next morning": told from the time before it."""
    told = clock.reference
    if told is None:
        return None
    if time.which == "same" and time.unit not in ("day", "hour"):
        return _unit_around(told.earliest, time.unit, "")
    if time.unit not in ("month", "year") and shifted(told.earliest, _EXACT_DAYS) < told.latest:
        return None
    if time.which == "same" or time.unit == "hour":
        return told
    if time.amount is None:
        return None
    if time.back:
        return _around(_moved(told.earliest, time.unit, -time.amount), time.unit)
    return _around(_moved(told.latest, time.unit, time.amount), time.unit)


def _part(time: TimeExpression, clock: _Clock) -> Days | None:
    told = clock.reference
    return told if told and shifted(told.earliest, _EXACT_DAYS) >= told.latest else None


def _range_of(time: TimeExpression, clock: _Clock) -> Days | None:
    if time.first is None or time.then is None:
        return None
    last = _days(time.then, clock)
    if last is None:
        return None
    first = time.first
    if first.year is None and first.kind in ("date", "month"):  # "May 6 to May 12, 2014": one year for both
        months = (first.month or 0, first.day or 0) > (time.then.month or 0, time.then.day or 0)
        first = replace(first, year=last.latest.year - months if time.then.month else None)
    begun = _days(first, replace(clock, anchor=last.latest) if clock.anchor and clock.past else clock)
    return Days(begun.earliest, last.latest) if begun and begun.earliest <= last.latest else None


def _vague(time: TimeExpression, clock: _Clock) -> Days | None:
    return None


_READERS: dict[Kind, Callable[[TimeExpression, _Clock], Days | None]] = {
    "iso": _date,
    "dates": _date,
    "date": _date,
    "nth": _nth,
    "month": _month,
    "year": _year,
    "season": _season,
    "feast": _feast,
    "weekday": _weekday,
    "near": _near,
    "part": _part,
    "period": _period,
    "span": _span,
    "ago": _ago,
    "shift": _shift,
    "range": _range_of,
    "vague": _vague,
}


class Dateline(NamedTuple):
    """Where and when a report says that it was told: `text[start:end]`; None for what it doesn't say."""

    start: int
    end: int
    place: str | None
    when: TimeExpression | None

    def day(self, published: date | None = None) -> date | None:
        """The day told; one without a year needs the day of publication."""
        days = resolve(self.when, published) if self.when else None
        return days.earliest if days else None


_DATELINE = read_data("times")["dateline"]
_REACH: int = _DATELINE["reach"]
_CAPITAL = r"[^\W\d_a-z]"
_NAME = r"[^\W\d_a-z][\w.'’]{0,30}"
_CAPITALS = rf"{_CAPITAL}[\w.'’]{{0,30}}?{_CAPITAL}(?:[ /-]{_CAPITAL}{{2,30}}){{0,3}}\b"
_MONTH_DAY = r"(?:[A-Z][a-z]{2,8}\.?[ ]\d{1,2}|\d{1,2}[ ][A-Z][a-z]{2,8}\.?)(?:,?[ ]\d{4})?"
_WEEKDAY = "[A-Z][a-z]{2,5}day"
_DATELINES = re.compile(
    rf"(?:^|(?<=[.\-\"”]))[ \t\xa0]*(?:\([^()\n]{{2,40}}\)[ ])?"
    rf"(?P<place>(?:(?P<capitals>{_CAPITALS})|{_NAME}(?:[ /-]{_NAME}){{0,3}}?)"
    rf"(?:,[ ]?{_NAME}(?:[ -](?:{_NAME}|[a-z]{{2,10}})){{0,3}}?){{0,2}}?)"
    rf"(?P<date>,?[ ](?:(?:{_WEEKDAY},?[ ])?{_MONTH_DAY}|{_WEEKDAY}))?"
    rf"(?P<agency>,?[ ]?[(/][^()/\n]{{2,40}}[)/])?"
    r"[ \xa0]*(?:—|–|--|-(?=\s)|:(?=\s)|(?(date)\.(?=\s)|(?!)))",
    re.MULTILINE,
)
_HEADED = re.compile(
    rf"^(?P<place>{_NAME}(?:(?:[ ]/[ ]|[ /-]){_NAME}){{0,3}})[ ](?:Today|Now)[ ]*(?::|$)", re.MULTILINE
)
_BEFORE_DATE = re.compile(
    "(?:^|\n|\\b(?:" + "|".join(_DATELINE["lead"] + _DATELINE["agencies"]) + r")\b)[\s:,|-]*$",
    re.IGNORECASE,
)


def dateline(text: str) -> Dateline | None:
    """What the first lines say of where and when a text was told: "BEIRUT, Dec 12 (Reuters) -", "Posted May 2 2016"."""
    start = text[:_REACH]
    times = [time for time in find_times(start) if time.kind in ("date", "iso", "weekday")]
    found = _place_told(start)
    if found:
        first, last = found.span()
        first += len(found[0]) - len(found[0].lstrip())
        when = next((time for time in times if time.start < last and first < time.end), None)
        return Dateline(first, last, found["place"], when or _day_told(start, times))
    day = _day_told(start, times)
    return Dateline(day.start, day.end, None, day) if day else None


def _place_told(start: str) -> re.Match[str] | None:
    for found in _DATELINES.finditer(start):
        if found["capitals"] and (found["capitals"] in _DATELINE["no_places"] or len(found["capitals"]) < 3):
            continue
        first = not start[: found.start()].strip() and "," in found["place"] and not found[0].endswith(":")
        if found["capitals"] or found["date"] or found["agency"] or first:
            return found
    return _HEADED.search(start)


def _day_told(start: str, times: list[TimeExpression]) -> TimeExpression | None:
    """A full date at the beginning of a line, or after words that lead to it."""
    return next((t for t in times if t.year and _BEFORE_DATE.search(start[max(0, t.start - 40) : t.start])), None)
