"""The data package that `link` wrote, read on one machine, without Spark: its events in the formats of the exports."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from sijill.cluster.accounts import tellings
from sijill.cluster.faults import ClusterError
from sijill.exports.formats import format_of
from sijill.exports.names import unnamed
from sijill.exports.reading import Told
from sijill.exports.tables import row_maker
from sijill.exports.writers import writer_of
from sijill.model import CodedReport, Event, Telling

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PARTS: Final = ("events", "accounts", "coded")
# Rows that are fetched at once.
_ROWS: Final = 2_000
# The oldest first; what is coded goes along as JSON, a row for each account.
_EACH: Final = """
select e.record, a.key, to_json(c), a.voice
from events e join accounts a on a.event = e.id join coded c on c.report.id = a.report
order by e.earliest nulls last, e.id, a.key
"""


def told_events(folder: Path) -> Iterator[Told]:
    """The events of a package with the reports and accounts that tell them, the oldest first.

    DuckDB sorts them, on disk where they don't fit into memory. Raises `ClusterError`: it is no such package.
    """
    from sijill.cluster.events import never

    connection = _opened(folder)
    try:
        connection.execute(_EACH)
        for record, rows in groupby(_fetched(connection), key=itemgetter(0)):
            event = Event.model_validate_json(record)
            found: dict[str, Telling] = {}
            for _, key, coded, voice in rows:
                found |= {t.key: t for t in tellings(CodedReport.model_validate_json(coded), voice) if t.key == key}
            told = tuple(found[key] for key in event.accounts)
            reports = {telling.report.id: telling.report for telling in told}
            yield Told(event, tuple(reports.values()), never(), told)
    finally:
        connection.close()


def export_package(folder: Path, name: str, out: BinaryIO, *, names: bool = False) -> tuple[int, dict[str, int]]:
    """Write the events of a package in the format `name` of `sijill.exports`; the stream stays open.

    How many were written, and how many were not, by the reason. `names`: with people's names, else they are hidden.
    Raises `ClusterError`, and `ExportError` for a format that there is not.
    """
    form = format_of(name)
    make = row_maker(form.table)
    written, left_out = 0, dict[str, int]()
    with writer_of(form.writer, form.table, out) as writer:
        for told in told_events(folder):
            row = make(told if names else unnamed(told))
            if isinstance(row, str):
                left_out[row] = left_out.get(row, 0) + 1
            else:
                writer.write(row)
                written += 1
    return written, left_out


def _opened(folder: Path) -> DuckDBPyConnection:
    import duckdb

    missing = [part for part in _PARTS if not any((folder / part).glob("*.parquet"))]
    if missing:
        raise ClusterError(
            f"{folder} is no package of events: it has no {' and no '.join(missing)}",
            "Write one with sijill cluster link",
        )
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    for part in _PARTS:
        table = connection.read_parquet([str(path) for path in sorted((folder / part).glob("*.parquet"))])
        table.create_view(part)
    return connection


def _fetched(connection: DuckDBPyConnection) -> Iterator[tuple[str, str, str, str]]:
    while rows := connection.fetchmany(_ROWS):
        yield from rows
