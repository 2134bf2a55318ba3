"""An index of places by name: a SQLite file that is written whole and then only read.

`write` fills one, `Index` looks names up in several at once. A name is under its exact key; where a country's names
reach English by transliteration, also under the keys of its sound, which begin with `~`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from sijill.gazetteer.entry import Entry
from sijill.gazetteer.names import exact_key, exact_keys, loose_keys, short, transliterated
from sijill.gazetteer.shipped import Named

# Raise it where the tables below or what is kept in them change: an index of another number is made anew.
FORMAT: Final = 1

SCHEMA: Final = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, admin1 TEXT, latitude INTEGER, longitude INTEGER,
    population INTEGER, place_id TEXT, layer TEXT, parent TEXT, code TEXT, source TEXT, note TEXT
);
CREATE TABLE key (key TEXT, mark INTEGER, place INTEGER, PRIMARY KEY (key, mark, place)) WITHOUT ROWID;
"""

# How a key leads to a place: its own name, another name, its sound.
_OWN, _ALIAS, _LOOSE = range(3)
# Degrees are kept as whole numbers: about a metre.
_SCALE: Final = 100_000
# Up to so many bytes of a file are read through memory that the system shares between processes.
_MAPPED: Final = 1 << 27
# Places that are read at once.
_BATCH: Final = 10_000

_COLUMNS: Final = (
    "p.name, p.kind, p.country, p.admin1, p.latitude, p.longitude, p.population, p.place_id, p.layer, p.parent, "
    "p.code, p.source, p.note"
)
_FIND: Final = """
SELECT k.mark, {columns}
FROM {part}.key AS k JOIN {part}.place AS p ON p.id = k.place WHERE k.key = ?1
"""

# A place and its number in an index.
Numbered = tuple[int, Named]

# Where the country stands in a row that is found.
_COUNTRY: Final = 3
Row = tuple[int, str, str, str, str | None, int, int, int, str, str, str | None, str | None, str, str]


def _keys(batch: list[Numbered]) -> Iterator[tuple[str, int, int]]:
    """The keys under which numbered places are found, each once, and how each leads to its place."""
    exact = exact_keys([name for _, (entry, names) in batch for name in (entry.name, *names)])
    sounding = transliterated()
    at = 0
    for number, (entry, names) in batch:
        own, others = exact[at], exact[at + 1 : at + 1 + len(names)]
        at += 1 + len(names)
        if own:
            yield own, _OWN, number
        for key in {*others} - {own, ""} if others else ():
            yield key, _ALIAS, number
        if entry.country in sounding:
            sounds = {sound for name in names for sound in loose_keys(name) if not short(sound)}
            for sound in sounds.union(loose_keys(entry.name)):
                yield f"~{sound}", _LOOSE, number


def write(database: sqlite3.Connection, places: Iterable[Named], first: int = 1) -> Iterator[int]:
    """Put places into a database made by `SCHEMA`, numbered from `first` on; yields how many are in, now and then.

    Names hold no line breaks. The caller commits.
    """
    done = 0
    with _sorting(database) as put:
        for batch in _batches(enumerate(places, first)):
            rows = [_row(number, entry) for number, (entry, _) in batch]
            database.executemany(f"INSERT INTO place VALUES ({', '.join('?' * len(rows[0]))})", rows)
            put(batch)
            done += len(batch)
            yield done


def rekey(database: sqlite3.Connection) -> None:
    """Make all keys anew, from the names of the places and their other names as they were keyed."""
    found = database.execute(
        f"SELECT p.id, group_concat(k.key, '|'), 0, {_COLUMNS} FROM place AS p "
        f"LEFT JOIN key AS k ON k.place = p.id AND k.mark = {_ALIAS} GROUP BY p.id"
    )
    with _sorting(database) as put:
        named = ((row[0], (_entry(row[2:]), tuple((row[1] or "").split("|")))) for row in found)
        for batch in _batches(named):
            put(batch)
        database.execute("DELETE FROM key")


@contextmanager
def _sorting(database: sqlite3.Connection) -> Iterator[Callable[[list[Numbered]], None]]:
    """Yields what takes the keys of numbered places; at the end they go in sorted, which is faster and packs well."""
    database.execute("CREATE TEMP TABLE heap (key TEXT, mark INTEGER, place INTEGER)")

    def put(batch: list[Numbered]) -> None:
        database.executemany("INSERT INTO heap VALUES (?, ?, ?)", _keys(batch))

    yield put
    database.execute("INSERT INTO key SELECT key, mark, place FROM heap ORDER BY key, mark, place")
    database.execute("DROP TABLE heap")


def _batches(places: Iterable[Numbered]) -> Iterator[list[Numbered]]:
    rest = iter(places)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _row(number: int, entry: Entry) -> tuple[object, ...]:
    return (
        number,
        entry.name,
        entry.kind,
        entry.country,
        entry.admin1,
        round(entry.latitude * _SCALE),
        round(entry.longitude * _SCALE),
        entry.population,
        entry.place_id,
        entry.layer,
        entry.parent,
        entry.code,
        entry.source,
        entry.note,
    )


class Index:
    """Written indexes, open for reading as one."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Nobody may write to the files any more. Raises `sqlite3.Error` where one can't be read."""
        # Reading is safe from several threads at once: SQLite takes turns.
        self._database = sqlite3.connect(":memory:", uri=True, check_same_thread=False, isolation_level=None)
        parts = [f"part{number}" for number in range(len(paths))]
        for part, path in zip(parts, paths, strict=True):
            self._database.execute(f"ATTACH ? AS {part}", (f"{path.resolve().as_uri()}?mode=ro&immutable=1",))
            self._database.execute(f"PRAGMA {part}.mmap_size = {_MAPPED}")
        self._query = "UNION ALL".join(_FIND.format(part=part, columns=_COLUMNS) for part in parts)

    def find(self, name: str) -> list[Entry]:
        """The places of a name's exact key: those of the first file first, own names before other names."""
        return [_entry(row) for row in self._database.execute(self._query, (exact_key(name),))]

    def sounding(self, name: str, outside: Container[str] = ()) -> list[Entry]:
        """The places that sound like a name, each once, but for those in the countries of `outside`."""
        rows: dict[Row, None] = {}
        for key in loose_keys(name):
            for row in self._database.execute(self._query, (f"~{key}",)):
                if row[_COUNTRY] not in outside:
                    rows[row] = None
        return [_entry(row) for row in rows]

    def close(self) -> None:
        """Let the files go."""
        self._database.close()


def _entry(row: Row) -> Entry:
    mark, name, kind, country, admin1, north, east, population, place_id, layer, parent, code, source, note = row
    return Entry(
        name,
        kind,
        country,
        admin1,
        north / _SCALE,
        east / _SCALE,
        population,
        place_id,
        layer,
        mark == _ALIAS,
        mark == _LOOSE,
        parent,
        code,
        source,
        note,
    )
