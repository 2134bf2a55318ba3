"""Dates of publication: from a field, an address, or the head of a text. Only what is said; else null."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from sijill.intake.settings import table

_ZONE = r"(?:\s*[A-Z]{0,5}(?:[+-]\d{1,2}:?(?:\d{2})?)?)"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?" + _ZONE
# Characters of a date: what is longer is none.
_LONGEST = 80
# How far into a text its head and the dates below are looked for, in characters.
_LOOK = 50_000
# "CAPITAL, Country, May 14, 2024 (Agency) --": a town in capitals or set off by a comma, a date, what ends a dateline.
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z'’.-]{2,}(?: [A-Z][A-Z'’.-]+){0,3},?|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2},)"
    r"(?:\s{1,3}[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){0,2},)?"
    r"\s{1,3}(?P<date>[\w., ]{8,30}?)\s{0,3}(?:\([^()]{2,40}\)\s{0,3})?(?:--|[-–—:])\s"
)
_SEPARATOR = re.compile(r"\s*[|·•]\s*|\s{2,}")


class _Words(NamedTuple):
    months: dict[str, int]
    forms: tuple[re.Pattern[str], ...]
    numeric: re.Pattern[str]
    label: re.Pattern[str]
    url: re.Pattern[str]
    place: re.Pattern[str]
    head_lines: int
    head_words: int
    years: range


@cache
def _words() -> _Words:
    data = table("dates.toml")
    months = {name: int(number) for number, names in data["months"].items() for name in names}
    month = f"(?P<m>{'|'.join(sorted(months, key=len, reverse=True))})\\.?"
    days = "|".join(sorted(data["days"]["names"], key=len, reverse=True))
    before = rf"\s*(?:{_TIME}[,\s]+)?(?:(?:{days})\.?,?\s+)?"
    after = rf"(?:[T,\s|–-]*(?:at\s+)?{_TIME}(?:\s*\([\w ]+\))?)?\s*\.?\s*"
    day, year = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"(?P<y>\d{4})"
    cores = (
        rf"{year}[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:T?\d{4,6}Z?)?",
        rf"{day}[\s.-]+(?:of\s+)?{month},?[\s-]+{year}",
        rf"{month}[\s-]+{day},?\s+{year}",
        rf"{year}[\s-]{month}[\s-]{day}",
    )
    labels = "|".join(sorted(data["head"]["labels"], key=len, reverse=True))
    return _Words(
        months=months,
        forms=tuple(re.compile(before + core + after, re.I) for core in cores),
        numeric=re.compile(rf"{before}(?P<a>\d{{1,2}})(?P<s>[./-])(?P<b>\d{{1,2}})(?P=s)(?P<y>\d{{4}}){after}", re.I),
        label=re.compile(rf"\W*(?:{labels})(?:\s+(?:on|in\s+[^,:]{{1,40}},))?\s*:?\s*(?P<date>.*)", re.I),
        url=re.compile(
            rf"[/=_-](?P<y>\d{{4}})(?P<s>[/-])(?P<m>\d{{1,2}}|{'|'.join(months)})(?P=s)(?P<d>\d{{1,2}})(?!\d)", re.I
        ),
        place=re.compile(r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,3},\s+(?=\S)"),
        head_lines=data["head"]["lines"],
        head_words=data["head"]["line_words"],
        years=range(data["years"]["first"], data["years"]["last"] + 1),
    )


def _date(year: str, month: str, day: str) -> date | None:
    words = _words()
    number = words.months.get(month.casefold()) or (int(month) if month.isdecimal() else 0)
    try:
        return date(int(year), number, int(day)) if int(year) in words.years else None
    except ValueError:
        return None


def parse_date(text: str) -> date | None:
    """The day that `text` tells and nothing but tells: ISO 8601, RFC 2822, "14 May 2024", "May 14, 2024", 14.05.2024.

    A time beside it is passed over (the day stands as written, in whatever time zone). Null where the text is
    no date, or one that can be read two ways (03/04/2024).
    """
    words = _words()
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    for form in words.forms:
        found = form.fullmatch(text)
        if found:
            return _date(found["y"], found["m"], found["d"])
    found = words.numeric.fullmatch(text)
    if found is None:
        return None
    day, month = found["a"], found["b"]
    if int(month) > 12:
        day, month = month, day
    elif int(day) <= 12 and day != month and found["s"] != ".":
        return None
    return _date(found["y"], month, day)


def two_ways(text: str) -> bool:
    """True for a date such as 03/04/2024, which is one day in London and another in New York."""
    found = _words().numeric.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found is not None and int(found["a"]) <= 12 and int(found["b"]) <= 12 and found["s"] != "."


def date_in_url(url: str) -> date | None:
    """The day that an address carries: `/2024/05/14/`, `/2024/may/14/`, `2024-05-14`. Null where it carries none."""
    for found in _words().url.finditer(url):
        day = _date(found["y"], found["m"], found["d"])
        if day is not None:
            return day
    return None


def date_in_head(text: str) -> date | None:
    """The date of publication that the head of a text states on a line of its own.

    A labelled line ("Published: 14 May 2024") or a date that stands alone, perhaps beside a byline or after a
    town, or a dateline with its year (without it, it tells nothing). A date is not taken where others of its
    kind follow below: such a text is a chronology.
    """
    words = _words()
    lines = [line.strip() for line in text[:_LOOK].splitlines() if line.strip()]
    for line in lines[: words.head_lines]:
        label = words.label.fullmatch(line) if len(line.split()) <= words.head_words else None
        found = parse_date(label["date"]) if label else None
        if found is not None:
            return found
    prose = next((i for i, line in enumerate(lines) if len(line.split()) > words.head_words), len(lines))
    top = {day for line in lines[: min(prose, words.head_lines)] for day in _alone(line)}
    below = {parse_date(line) for line in lines[prose:]} - {None}
    if top:
        return top.pop() if len(top) == 1 and below <= top else None
    datelines = {parse_date(match["date"]) for line in lines if (match := _DATELINE.match(line))} - {None}
    opening = [line for line in lines[: words.head_lines] if _DATELINE.match(line)]
    return datelines.pop() if len(datelines) == 1 and opening else None


def _alone(line: str) -> set[date]:
    """The days that stand alone on a line, or beside a byline or town set off from them."""
    words = _words()
    pieces = [line, *_SEPARATOR.split(line)] if len(line) < 200 else []
    days = {parse_date(words.place.sub("", piece, count=1) if words.place.match(piece) else piece) for piece in pieces}
    return {day for day in days | {parse_date(piece) for piece in pieces} if day is not None}
