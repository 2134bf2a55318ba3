"""The weight of every pair of tellings that has a block in common, by the one model of `data/weights.toml`.

Splink scores large sets. Its planning takes longer than the scoring of a small one, so that for these the same
conditions run as one statement on DuckDB; both give the same weights.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING, Final, NamedTuple

from sijill.linking.columns import Columns, columns
from sijill.linking.settings import Comparison, Level, splink_settings, weights
from sijill.model import Telling

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# From this many tellings on, Splink's planning (some seconds) no longer matters.
LARGE: Final = 5_000

_TYPES: Final = {
    "str": "VARCHAR",
    "str | None": "VARCHAR",
    "bool": "BOOLEAN",
    "int | None": "BIGINT",
    "float | None": "DOUBLE",
    "list[str]": "VARCHAR[]",
    "list[int]": "BIGINT[]",
}
_COLUMNS: Final = {field.name: _TYPES[str(field.type)] for field in fields(Columns)}
_COMPARED: Final = tuple(name for name in _COLUMNS if name != "blocks")


class Pair(NamedTuple):
    """Two keys in order, and the match weight between them: log2 of the odds that they tell one event."""

    left: str
    right: str
    weight: float


def weighed(tellings: Sequence[Telling]) -> list[Pair]:
    """The pairs that have a block in common, but not the report, ordered by their keys."""
    rows = map(columns, tellings)
    return by_splink(rows) if len(tellings) >= LARGE else by_statement(list(rows))


def by_statement(rows: Sequence[Columns]) -> list[Pair]:
    """The pairs of a small set, in one statement."""
    met = _met(rows)
    if not met:
        return []
    connection = _loaded(rows, _COMPARED)
    connection.execute("create temp table met (key_l varchar, key_r varchar)")
    connection.execute("insert into met select unnest($1), unnest($2)", [list(side) for side in zip(*met, strict=True)])
    total = " + ".join(_case(comparison, lambda level: f"{level.weight!r}::double") for comparison in _comparisons())
    found = connection.execute(
        f"select key_l, key_r, {weights().prior!r}::double + {total} from ({_terms()}) order by key_l, key_r"
    ).fetchall()
    connection.close()
    return [Pair(*row) for row in found]


def outcomes(left: Columns, right: Columns) -> list[tuple[Comparison, Level | None]]:
    """For each comparison of two tellings the level that holds, None where it is unknown."""
    connection = _loaded([left, right], _COMPARED)
    connection.execute("create temp table met as select $1 as key_l, $2 as key_r", [left.key, right.key])
    indexes = ", ".join(_case(comparison, _index(comparison), "-1") for comparison in _comparisons())
    held = connection.execute(f"select {indexes} from ({_terms()})").fetchone()
    connection.close()
    assert held is not None
    return [(c, c.levels[at] if at >= 0 else None) for c, at in zip(_comparisons(), held, strict=True)]


def by_splink(rows: Iterable[Columns]) -> list[Pair]:
    """The pairs of a large set, without those of the least weight: they count as pairs that were not compared."""
    with scored(rows) as (connection, table):
        found = connection.execute(
            f"select key_l, key_r, match_weight from {table} where match_weight >= {weights().least!r} order by 1, 2"
        ).fetchall()
    return [Pair(*row) for row in found]


@contextmanager
def scored(rows: Iterable[Columns], retain_parts: bool = False) -> Iterator[tuple[DuckDBPyConnection, str]]:
    """Splink's scores of a large set: the connection to DuckDB, and the name of the table there.

    `retain_parts`: with the weight of each comparison, as `mw_` and its column, and the pairs of least weight.
    """
    from splink import DuckDBAPI, Linker

    connection = _loaded(rows, tuple(_COLUMNS))
    try:
        linker = Linker(DuckDBAPI(connection).register("tellings"), splink_settings(retain_parts), log_level="ERROR")
        least = None if retain_parts else weights().least
        yield connection, linker.inference.predict(threshold_match_weight=least).physical_name
    finally:
        connection.close()


def _met(rows: Sequence[Columns]) -> list[tuple[str, str]]:
    """The pairs of keys of different reports that have a block in common."""
    holders: dict[str, list[Columns]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.key):
        for block in row.blocks:
            holders[block].append(row)
    found = {
        (left.key, right.key)
        for together in holders.values()
        for left, right in combinations(together, 2)
        if left.report != right.report
    }
    return sorted(found)


def _comparisons() -> tuple[Comparison, ...]:
    return weights().comparisons


def _index(comparison: Comparison) -> Callable[[Level], str]:
    return lambda level: str(comparison.levels.index(level))


def _case(comparison: Comparison, value: Callable[[Level], str], unknown: str = "0") -> str:
    """A comparison as an SQL expression over `_terms`."""
    terms = {name: name for name in weights().terms}
    parts = [f"case when {comparison.unknown} then {unknown}"]
    for level in comparison.levels:
        condition = level.condition
        parts.append(f"when {condition.format(**terms)} then {value(level)}" if condition else f"else {value(level)}")
    return " ".join([*parts, "end"])


@cache
def _terms() -> str:
    """The columns of both tellings of each pair of `met`, and the terms, each worked out once."""
    sides = ", ".join(f"l.{name} as {name}_l, r.{name} as {name}_r" for name in _COMPARED)
    terms = ", ".join(f"{sql} as {name}" for name, sql in weights().terms.items())
    joined = f"select {sides} from met join tellings l on l.key = met.key_l join tellings r on r.key = met.key_r"
    return f"select *, {terms} from ({joined})"


@cache
def _database() -> DuckDBPyConnection:
    import duckdb

    # Nothing is fetched from anywhere; what doesn't fit into memory goes to the system's folder, not to the user's.
    return duckdb.connect(config={"threads": 2, "temp_directory": gettempdir(), "autoinstall_known_extensions": False})


def _loaded(rows: Iterable[Columns], names: Sequence[str]) -> DuckDBPyConnection:
    """A connection with the rows as its own temporary table `tellings`.

    They go there by way of a file of JSON lines: DuckDB reads one several times as fast as it takes Python's lists, and
    a large set is never held as Python's objects.
    """
    connection = _database().cursor()
    types = ", ".join(f"{name}: '{_COLUMNS[name]}'" for name in names)
    with TemporaryDirectory(prefix="sijill-") as folder:
        path = Path(folder) / "tellings.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps({name: getattr(row, name) for name in names}) + "\n" for row in rows)
        connection.execute(
            "create temp table tellings as "
            f"select * from read_json($1, format = 'newline_delimited', columns = {{{types}}})",
            [str(path)],
        )
    return connection
