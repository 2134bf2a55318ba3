"""What reports state besides events: how strong a force is, and who holds a place from when to when."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, select

from sijill.model import ASSERTION_KINDS, Assertion, AssertionKind, ReportHead
from sijill.register.faults import RegisterError
from sijill.register.rows import HEAD, head_of
from sijill.register.schema import assertions, versions

_DATED: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that something is said of, both included; None on a side where it is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Asserted:
    """An assertion with the report that states it. `span`: of its `as_of`; None where it has none. `voice`: shared by
    the reprints of one story. `reports`: how many reports of that voice state it."""

    assertion: Assertion
    report: ReportHead
    voice: str
    span: Span | None
    reports: int = 1

    @property
    def day(self) -> date | None:
        """The last day that it speaks of, else the day of its report."""
        return (self.span and (self.span.last or self.span.first)) or self.report.published


def find_assertions(
    connection: Connection, kind: AssertionKind | None = None, subject: str | None = None, place: str | None = None,
    since: date | None = None, until: date | None = None, limit: int | None = None, offset: int = 0,
) -> tuple[int, list[Asserted]]:  # fmt: skip
    """How many assertions there are, and some of them, the latest report first. `subject`, `place`: part of a name, or
    the name. `since`, `until`: days of publication. A voice that says one thing twice counts once."""
    conditions = [versions.c.current, *_conditions(kind, subject, place), *_published(since, until)]
    # Reprints state the same of the same, as often as the oldest of them, which stands for all.
    same = (assertions.c.kind, assertions.c.subject, assertions.c.place, assertions.c.as_of)
    again = func.row_number().over(partition_by=(versions.c.id, *same), order_by=assertions.c.number)
    columns = [assertions.c.json, assertions.c.number, versions.c.id, versions.c.voice, *HEAD, *same[1:]]
    each = select(*columns, assertions.c.kind, again.label("again"))
    every = each.join_from(assertions, versions, versions.c.id == assertions.c.version_id).where(*conditions).subquery()
    story = (every.c.voice, every.c.kind, every.c.subject, every.c.place, every.c.as_of, every.c.again)
    nth = func.row_number().over(partition_by=story, order_by=(every.c.id, every.c.number)).label("nth")
    told = select(every, nth, func.count().over(partition_by=story).label("reports")).subquery()
    number = connection.scalar(select(func.count()).select_from(told).where(told.c.nth == 1)) or 0
    wanted = (
        select(told).where(told.c.nth == 1).order_by(told.c.published.desc().nulls_last(), told.c.id, told.c.number)
    )
    rows = connection.execute(wanted.limit(limit if limit is not None else 2**62).offset(offset))
    return number, [_asserted(row) for row in rows]


def names(connection: Connection) -> tuple[list[str], list[str]]:
    """The subjects and the places of all assertions, by name."""
    subjects, places = (
        connection.scalars(
            select(column).join_from(assertions, versions).where(versions.c.current).distinct().order_by(column)
        )
        for column in (assertions.c.subject, assertions.c.place)
    )
    return [name for name in subjects if name], [name for name in places if name]


def span_of(as_of: str | None) -> Span | None:
    """The days of an `as_of`: a day, a month, a year, or two of them with a stroke between; None where it is none."""
    if not as_of:
        return None
    first, stroke, last = as_of.partition("/")
    start, end = _days(first), _days(last) if stroke else _days(first)
    if start is None and end is None:
        return None
    return Span(start and start[0], end and end[1])


def _days(text: str) -> tuple[date, date] | None:
    match = _DATED.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or month is None:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _conditions(kind: str | None, subject: str | None, place: str | None) -> Iterable[ColumnElement[bool]]:
    if kind is not None:
        if kind not in ASSERTION_KINDS:
            raise RegisterError(f"there is no kind {kind!r}", f"Choose one of: {', '.join(ASSERTION_KINDS)}")
        yield assertions.c.kind == kind
    if subject:
        yield func.lower(assertions.c.subject).contains(subject.strip().lower(), autoescape=True)
    if place:
        yield func.lower(assertions.c.place).contains(place.strip().lower(), autoescape=True)


def _published(since: date | None, until: date | None) -> Iterable[ColumnElement[bool]]:
    if since or until:
        yield and_(
            *([versions.c.published >= since] if since else []), *([versions.c.published <= until] if until else [])
        )


def _asserted(row: Any) -> Asserted:  # noqa: ANN401 - a row of a subquery
    told = Assertion.model_validate_json(row.json)
    return Asserted(told, head_of(row), row.voice, span_of(told.as_of), int(row.reports))
