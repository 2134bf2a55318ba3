"""Arithmetic of days, weeks, months, seasons and years; no words, no texts.

Every function raises `ValueError` or `OverflowError` where the result lies outside the years 1 to 9999.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

Edge = Literal["", "early", "mid", "late", "first", "second"]

# First and last month of the edges of a year, first and last day of those of a month and of a week (Monday is 1).
_YEAR_EDGES = {"early": (1, 3), "mid": (5, 8), "late": (10, 12), "first": (1, 6), "second": (7, 12)}
_MONTH_EDGES = {"early": (1, 10), "mid": (11, 20), "late": (21, 31), "first": (1, 15), "second": (16, 31)}
_WEEK_EDGES = {"early": (1, 3), "mid": (2, 4), "late": (4, 7)}
# July 19, 622 (Gregorian) as an ordinal: the first day of the Islamic calendar, civil epoch.
_HIJRI_EPOCH = date(622, 7, 19).toordinal()
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


class Days(NamedTuple):
    """A span of days, both included."""

    earliest: date
    latest: date

    def until(self, last: date) -> Days:
        """The same span without what lies after `last`; unchanged where all of it does."""
        return Days(self.earliest, min(self.latest, last)) if self.earliest <= last else self


def one_day(day: date) -> Days:
    """A span of a single day."""
    return Days(day, day)


def shifted(day: date, days: int) -> date:
    """So many days later, or earlier where negative."""
    return day + timedelta(days=days)


def month_of(year: int, month: int, edge: Edge = "") -> Days:
    """A month, or its first, second or last third."""
    length = monthrange(year, month)[1]
    first, last = _MONTH_EDGES.get(edge, (1, 31))
    return Days(date(year, month, first), date(year, month, min(last, length)))


def year_of(year: int, edge: Edge = "") -> Days:
    """A year, or its first quarter, its middle (May to August), its last quarter."""
    first, last = _YEAR_EDGES.get(edge, (1, 12))
    return Days(date(year, first, 1), month_of(year, last).latest)


def week_of(day: date, edge: Edge = "") -> Days:
    """The week, Monday to Sunday, that holds a day, or a part of it."""
    first, last = _WEEK_EDGES.get(edge, (1, 7))
    monday = shifted(day, -day.weekday())
    return Days(shifted(monday, first - 1), shifted(monday, last - 1))


def season_of(year: int, season: str) -> Days:
    """Three months of the northern year; a winter is named for the year that it ends in."""
    month = _SEASONS[season]
    if month == 12:
        return Days(date(year - 1, 12, 1), month_of(year, 2).latest)
    return Days(date(year, month, 1), month_of(year, month + 2).latest)


def weekend_of(day: date) -> Days:
    """The last Saturday on or before a day, and the Sunday after it."""
    saturday = shifted(day, -((day.weekday() - 5) % 7))
    return Days(saturday, shifted(saturday, 1))


def months_from(day: date, months: int) -> tuple[int, int]:
    """Year and month, so many months from the month of a day."""
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def same_day_in(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last day."""
    year, month = months_from(day, months)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def weekday_near(day: date, weekday: int, *, past: bool, strictly: bool) -> date:
    """The nearest such weekday (Monday is 0) before or after a day; the day itself too unless `strictly`."""
    away = (day.weekday() - weekday) % 7 if past else (weekday - day.weekday()) % 7
    if strictly and not away:
        away = 7
    return shifted(day, -away if past else away)


def easter_of(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm, Nature 1876)."""
    golden, century = year % 19, year // 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - epact - year % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def from_hijri(year: int, month: int, day: int) -> date:
    """The day of a date of the tabular Islamic calendar; the moon sighted may differ by a day or two."""
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return date.fromordinal(_HIJRI_EPOCH + days - 1)


def hijri_years(year: int) -> tuple[int, ...]:
    """The Islamic years that a Gregorian year can touch, first to last."""
    first = (year - 622) * 33 // 32
    return tuple(range(first - 1, first + 3))
