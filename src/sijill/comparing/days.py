"""Days as files of data sets write them, and as spreadsheets leave them when they save such a file again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from sijill.intake.dates import parse_date

Order = Literal["day", "month"]
"""Which comes first in 03/04/2024."""

_NAMED: Final = re.compile(r"(\d{1,2})-([A-Za-z]{3,9})-(\d{4}|\d{2})(?:\s.*)?")
_NUMBERS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[\sT].*)?")
# Two figures for a year: 70 is 1970, 69 is 2069, as spreadsheets have it (and no data set begins before).
_PIVOT: Final = 70


def order_of(values: Iterable[str]) -> Order | None:
    """Which of day and month comes first in a column: days above 12 tell; None where none or both ways are told."""
    found: set[Order] = set()
    for value in values:
        match = _NUMBERS.fullmatch(value.strip())
        if match:
            first, second = int(match[1]), int(match[3])
            found |= {"day"} if first > 12 >= second else {"month"} if second > 12 >= first else set()
    return found.pop() if len(found) == 1 else None


def day_of(said: str, order: Order | None = None) -> date | None:
    """The day that a cell tells, None where it tells none, or may tell two and the column's `order` is not known."""
    named = _NAMED.fullmatch(said)
    if named:
        return parse_date(f"{named[1]} {named[2]} {_year(named[3])}")
    numbers = _NUMBERS.fullmatch(said)
    if numbers is None:
        return parse_date(said)
    first, second, year = int(numbers[1]), int(numbers[3]), _year(numbers[4])
    if order is None and numbers[2] == ".":
        order = "day"
    if order is None and first != second:
        return parse_date(f"{first}/{second}/{year}")
    day, month = (second, first) if order == "month" else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(said: str) -> int:
    year = int(said)
    return year if len(said) > 2 else year + (1900 if year >= _PIVOT else 2000)
