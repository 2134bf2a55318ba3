"""Events and accounts as data frames of pandas or polars, with the columns of `sijill export csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, overload

from sijill.exports.columns import Cell, Column, columns
from sijill.exports.events import event_cells
from sijill.exports.reading import Told, told_events
from sijill.model import COUNT_FIELDS, Account, CodedReport, Event
from sijill.register.store import Register, Wanted, filters_of

if TYPE_CHECKING:
    import pandas
    import polars

Kind = Literal["pandas", "polars"]

# What an account has besides, or instead of, an event's columns; the rest are an event's.
_HEAD: Final = ("report", "published", "publisher", "title", "url")
_OF_EVENTS: Final = ("publishers", "reports", "independent_sources", "disagreements", "corrected", "review", "summary")
_JOINT: Final = "; "


class FrameError(ImportError):
    """The library of the frame is not installed; the message says how to get it."""


@overload
def frame(
    what: Register | Iterable[Event] | CodedReport | Iterable[CodedReport],
    kind: Literal["pandas"] = "pandas",
    **filters: Wanted,
) -> pandas.DataFrame: ...
@overload
def frame(
    what: Register | Iterable[Event] | CodedReport | Iterable[CodedReport], kind: Literal["polars"], **filters: Wanted
) -> polars.DataFrame: ...
def frame(
    what: Register | Iterable[Event] | CodedReport | Iterable[CodedReport], kind: Kind = "pandas", **filters: Wanted
) -> pandas.DataFrame | polars.DataFrame:
    """A row for each event, in the columns of `sijill export csv`; of coded reports a row for each account.

    `what`: a register (with the filters of `Register.events`; the oldest event first), events, or coded reports. Only a
    register knows who published: else `publishers` is empty. Lists are joined by `; `; unknown is null. Numbers of
    people are integers (pandas: `Int64`), days are days. A row of an account has its report's `report`, `published`,
    `publisher`, `title` and `url` before an event's columns, then `context` and `quote`.

    Raises `FrameError` where pandas or polars is missing; `ValueError` for another kind, and for filters without a
    register; `RegisterError` for filters that name what nothing has.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"there is no frame of kind {kind!r}; use one of: {', '.join(get_args(Kind))}")
    if not isinstance(what, Register):
        if filters:
            raise ValueError(f"{next(iter(filters))} is a filter of a register; give the register itself")
        named, rows = _rows([what] if isinstance(what, CodedReport) else what)
        return _made(kind, named, rows)
    asked = filters_of(filters)
    with what.reading() as connection:
        return _made(kind, columns("events"), map(event_cells, told_events(connection, asked)))


def _rows(items: Iterable[Event | CodedReport]) -> tuple[Sequence[Column], Iterator[Mapping[str, Cell]]]:
    """The columns that fit the first item, and the rows of all. Nothing gives an empty table of events."""
    rest = iter(items)
    first = next(rest, None)
    if isinstance(first, CodedReport):
        return _account_columns(), (row for coded in chain([first], rest) for row in _account_rows(coded))
    together = chain([first], rest) if first is not None else rest
    return columns("events"), (event_cells(_told(event)) for event in together)


def _told(event: Event | CodedReport) -> Told:
    if not isinstance(event, Event):
        raise TypeError(f"there is a {type(event).__name__} among events")
    return Told(event, (), datetime.min.replace(tzinfo=UTC))


def _account_columns() -> Sequence[Column]:
    texts = [Column(name, "date" if name == "published" else "text", "", "") for name in _HEAD]
    of_events = [column for column in columns("events") if column.name not in _OF_EVENTS]
    after = [Column(name, "text", "", "") for name in ("context", "quote")]
    return [*texts, *(c for c in of_events if not c.name.endswith("_best")), *after]


def _account_rows(coded: Event | CodedReport) -> Iterator[Mapping[str, Cell]]:
    if not isinstance(coded, CodedReport):
        raise TypeError(f"there is an {type(coded).__name__} among coded reports; give events, or coded reports")
    head = coded.report
    known: dict[str, Cell] = {
        "report": head.id,
        "published": head.published.isoformat() if head.published else None,
        "publisher": head.publisher,
        "title": head.title,
        "url": head.url,
    }
    for account in coded.events:
        cells = event_cells(_told(_as_event(account)))
        yield {**known, **cells, "context": account.context, "quote": account.quote}


def _as_event(account: Account) -> Event:
    """The account as an event that nobody else tells."""
    values = {name: getattr(account, name) for name in Account.model_fields if name in Event.model_fields}
    counts = {
        field: tuple({**line.model_dump(), "best": line.low} for line in getattr(account, field) or ())
        for field in COUNT_FIELDS
    }
    alone = {"accounts": (account.id,), "reports": 1, "independent_sources": 1}
    return Event.model_validate({**values, **counts, **alone})


def _made(
    kind: Kind, named: Sequence[Column], rows: Iterable[Mapping[str, Cell]]
) -> pandas.DataFrame | polars.DataFrame:
    values: dict[str, list[Any]] = {column.name: [] for column in named}
    for row in rows:
        for column in named:
            values[column.name].append(_value(column, row[column.name]))
    return _pandas(named, values) if kind == "pandas" else _polars(named, values)


def _value(column: Column, cell: Cell) -> Any:  # noqa: ANN401 - whatever a frame holds
    if column.kind == "list" and isinstance(cell, tuple):
        return _JOINT.join(cell)
    return date.fromisoformat(str(cell)) if column.kind == "date" and cell is not None else cell


def _pandas(named: Sequence[Column], values: Mapping[str, list[Any]]) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError as error:
        raise _missing("pandas") from error
    series = {column.name: pandas.Series(values[column.name], dtype=column.dtype) for column in named}
    return pandas.DataFrame(series)


def _polars(named: Sequence[Column], values: Mapping[str, list[Any]]) -> polars.DataFrame:
    try:
        import polars
    except ImportError as error:
        raise _missing("polars") from error
    types = {
        "text": polars.String,
        "list": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "date": polars.Date,
        "boolean": polars.Boolean,
    }
    return polars.DataFrame(values, schema={column.name: types[column.kind] for column in named})


def _missing(library: Kind) -> FrameError:
    return FrameError(f"{library} is not installed. Install it: pip install {library} (or 'sijill[frames]' for both)")
