"""The events of a filter as rows of the columns: the same events as the database finds by it.

What stands in a column is looked for there; actors and words in reports are looked for in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import Connection, select

from sijill.model import REVIEWS
from sijill.register.columns import Columns, Division, Kind, Rows, Span
from sijill.register.queries import (
    STATUSES,
    Filters,
    Order,
    actor_named,
    checked,
    conditions,
    country_named,
    divisions_named,
    types_named,
)
from sijill.register.schema import events

if TYPE_CHECKING:
    from numpy.typing import NDArray

REJECTED: Final = "rejected"
# Later than any day, and more than the days there are.
_LAST: Final = 1 << 23
_STRIDE: Final = 1 << 25
_SMALL: Final = str.maketrans(ascii_uppercase, ascii_lowercase)


def chosen(connection: Connection, columns: Columns, asked: Filters) -> tuple[Rows, int]:
    """The rows of a filter's events and, where it names no review, how many rejected ones are left out of them.

    Raises `RegisterError` for values that nothing has.
    """
    rows = every(connection, columns, asked)
    if asked.reviews:
        return rows, 0
    out = fitting(columns, "kind", lambda kind: kind[3] == REJECTED)[columns.codes("kind", rows)]
    return rows[~out], int(out.sum())


def every(connection: Connection, columns: Columns, asked: Filters) -> Rows:
    """The rows of a filter's events, rejected ones among them. As `chosen`."""
    kept = columns.chosen(asked)
    if kept is None:
        kept = _matching(connection, columns, asked)
        columns.keep(asked, kept)
    return kept


def ordered(columns: Columns, rows: Rows, order: Order, limit: int, offset: int) -> list[str] | None:
    """The ids of a part of some rows, sorted as the database sorts them; None for an order that no column tells."""
    if order == "killed":
        return columns.first_ids(rows, -columns.number("counted", rows), limit, offset)
    if order == "doubtful":
        return columns.first_ids(rows, columns.confidence(rows), limit, offset)
    if order not in ("newest", "oldest"):
        return None
    sign = -1 if order == "newest" else 1
    days = np.array([_day_key(span if order == "oldest" else span[::-1], sign) for span in columns.span.values] or [0])
    return columns.first_ids(rows, days[columns.codes("span", rows)], limit, offset)


def _day_key(span: Span, sign: int) -> int:
    """Two days as one number to sort by, the first before the second; unknown ones last."""
    front, back = (_LAST if day is None else sign * day.toordinal() for day in span)
    return front * _STRIDE + back


def _matching(connection: Connection, columns: Columns, asked: Filters) -> Rows:
    rows = columns.all_rows()
    for name, fits in _tests(connection, asked):
        rows = rows[fitting(columns, name, fits)[columns.codes(name, rows)]]
    if asked.killed_at_least is not None:
        rows = rows[columns.killed(rows) >= asked.killed_at_least]
    if asked.actors:
        rows = columns.with_party(rows, columns.parties(_one_of(connection, asked)))
    if asked.text:
        found = columns.rows_of(
            connection.scalars(select(events.c.id).where(*conditions(connection, Filters(text=asked.text))))
        )
        rows = rows[np.isin(rows, found)]
    return rows


def _one_of(connection: Connection, asked: Filters) -> Callable[[str | None, Collection[str]], bool]:
    meant = [actor_named(name) for name in asked.actors]
    ids, names = (frozenset[str]().union(*each) for each in zip(*meant, strict=True))
    # SQLite knows the small letters of English only.
    lower = _lower if connection.dialect.name == "sqlite" else str.lower
    return lambda actor_id, called: actor_id in ids or any(lower(name) in names for name in called)


def _lower(name: str) -> str:
    return name.translate(_SMALL)


def _tests(connection: Connection, asked: Filters) -> list[tuple[str, Callable[[Any], bool]]]:
    """The coded columns that a filter looks at, and which of their values fit it."""
    tests: list[tuple[str, Callable[[Any], bool]]] = []
    if asked.since or asked.until:
        tests.append(("span", lambda span: _lies(span, asked)))
    if asked.countries or asked.admin1:
        codes = {country_named(name) for name in asked.countries}
        names = {each for name in asked.admin1 for each in divisions_named(connection, name)}

        def there(division: Division) -> bool:
            return (not codes or division[0] in codes) and (not names or division[1] in names)

        tests.append(("division", there))
    if asked.types or asked.statuses or asked.reviews:
        types = {sub for name in asked.types for sub in types_named(name)}
        statuses = checked(asked.statuses, STATUSES, "status")
        reviews = checked(asked.reviews, REVIEWS, "review")

        def so(kind: Kind) -> bool:
            wanted = ((types, kind[1]), (statuses, kind[2]), (reviews, kind[3]))
            return all(not values or value in values for values, value in wanted)

        tests.append(("kind", so))
    return tests


def _lies(span: Span, asked: Filters) -> bool:
    """Whether days may lie in those of a filter; an open end stands for the other."""
    first, last = span[0] or span[1], span[1] or span[0]
    after = asked.since is None or (last is not None and last >= asked.since)
    return after and (asked.until is None or (first is not None and first <= asked.until))


def fitting(columns: Columns, name: str, fits: Callable[[Any], bool]) -> NDArray[np.bool_]:
    """For each number of a coded column whether its value fits."""
    return np.fromiter((fits(value) for value in getattr(columns, name).values), np.bool_)
