"""A user's own places: layers made of files, kept together as one index in the user's data folder.

The index is never changed in place: a copy is, which then takes its place in one step. So readers are never in the way,
a process that ends early leaves everything as it was, and those that add at once take turns.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sijill.gazetteer import names
from sijill.gazetteer.folders import data_folder
from sijill.gazetteer.index import FORMAT, SCHEMA, rekey, write
from sijill.gazetteer.shipped import Named

_FILE: Final = "layers.sqlite"
_LOCK: Final = "layers.lock"
# How long to wait, in seconds, while another process adds a large file.
_PATIENCE: Final = 1800.0
_LAYERS: Final = """
CREATE TABLE layer (name TEXT PRIMARY KEY, path TEXT, added TEXT, first INTEGER, last INTEGER);
CREATE TABLE made (spellings INTEGER);
"""


class LayersError(OSError):
    """The user's layers can't be read or written; the message names the file and the mend."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its name, the file that it was made of, when (ISO 8601, UTC), and how many places it has."""

    name: str
    path: str
    added: str
    places: int


class Layers:
    """The layers of one folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: where they are kept; else the user's data folder (`SIJILL_DATA_DIR` names another)."""
        self._folder = folder or data_folder()

    @property
    def path(self) -> Path:
        """The file of the index; it may not be there yet."""
        return self._folder / _FILE

    def index(self) -> Path | None:
        """The index, ready to be read; None where there is none.

        Where names are keyed otherwise than when it was made, its keys are made anew, with a word on standard error.
        Raises `LayersError` where it is damaged or another version's.
        """
        if not self.path.exists():
            return None
        if not self._current():
            _say(f"the index of your places {self.path} is of another version; making it anew")
            with self._changed():
                pass
        return self.path

    def all(self) -> list[Layer]:
        """The layers, by name."""
        if not self.path.exists():
            return []
        self._check()
        with closing(_opened(self.path)) as database:
            rows = database.execute("SELECT name, path, added, last - first + 1 FROM layer ORDER BY name").fetchall()
        return [Layer(*row) for row in rows]

    def add(self, name: str, path: Path, places: Iterable[Named], tell: Callable[[int], None] | None = None) -> Layer:
        """Put a layer in, in the place of one of the same name; `tell` gets the number of places that are in.

        An exception from `places` leaves the layers as they were. Raises `LayersError`.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._changed() as database:
            _drop(database, name)
            first = 1 + int(database.execute("SELECT coalesce(max(last), 0) FROM layer").fetchone()[0])
            done = 0
            for done in write(database, places, first):
                if tell:
                    tell(done)
            row = (name, str(path.resolve()), now, first, first + done - 1)
            database.execute("INSERT INTO layer VALUES (?, ?, ?, ?, ?)", row)
        return Layer(name, row[1], now, done)

    def remove(self, name: str) -> bool:
        """Take a layer out; False where there is none of that name."""
        if name not in {layer.name for layer in self.all()}:
            return False
        with self._changed() as database:
            _drop(database, name)
        return True

    def _current(self) -> bool:
        self._check()
        with closing(_opened(self.path)) as database:
            return bool(database.execute("SELECT spellings FROM made").fetchone()[0] == names.SPELLINGS_SUM)

    def _check(self) -> None:
        """Raise where the file is not a whole index of this version."""
        mend = f"Remove {self.path} and add your files again with: sijill gazetteer add FILE"
        try:
            with closing(_opened(self.path)) as database:
                version = database.execute("PRAGMA user_version").fetchone()[0]
                pages = database.execute("PRAGMA page_count").fetchone()[0]
                size = pages * database.execute("PRAGMA page_size").fetchone()[0]
                database.execute("SELECT spellings FROM made").fetchone()
        except sqlite3.Error as error:
            raise LayersError(f"{self.path}: the index of your places is damaged ({error}). {mend}") from error
        if version != FORMAT:
            raise LayersError(f"{self.path}: the index of your places is of another version of sijill. {mend}")
        if size != self.path.stat().st_size:
            raise LayersError(f"{self.path}: the index of your places is not whole. {mend}")

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """A copy of the index to be changed; it takes the index's place at the end, if all went well."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LayersError(f"{self._folder}: {error.strerror}. Set SIJILL_DATA_DIR to a folder with room") from error
        with self._turn(), tempfile.TemporaryDirectory(prefix="making-", dir=self._folder) as folder:
            copy = Path(folder) / _FILE
            try:
                if self.path.exists():
                    self._check()
                    shutil.copyfile(self.path, copy)
                with closing(sqlite3.connect(copy, isolation_level=None)) as database:
                    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
                    _prepare(database, new=not self.path.exists())
                    yield database
                    database.execute("COMMIT")
                copy.replace(self.path)
            except sqlite3.Error as error:
                raise LayersError(f"{self.path}: could not be written ({error}). Is there room on the disk?") from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Only one process at a time; one that ends early gives its turn up."""
        with closing(sqlite3.connect(self._folder / _LOCK, timeout=_PATIENCE, isolation_level=None)) as lock:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                raise LayersError(f"{self._folder / _LOCK}: {error}. Is another sijill adding places?") from error
            yield


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _prepare(database: sqlite3.Connection, *, new: bool) -> None:
    """Begin the change of a copy: a new one gets its tables, one with other keys gets them anew."""
    if new:
        database.executescript(f"{SCHEMA} {_LAYERS} PRAGMA user_version = {FORMAT};")
        database.execute("INSERT INTO made VALUES (?)", (names.SPELLINGS_SUM,))
    elif database.execute("SELECT spellings FROM made").fetchone()[0] != names.SPELLINGS_SUM:
        rekey(database)
        database.execute("UPDATE made SET spellings = ?", (names.SPELLINGS_SUM,))
    database.execute("BEGIN")


def _drop(database: sqlite3.Connection, name: str) -> None:
    for first, last in database.execute("SELECT first, last FROM layer WHERE name = ?", (name,)).fetchall():
        database.execute("DELETE FROM key WHERE place BETWEEN ? AND ?", (first, last))
        database.execute("DELETE FROM place WHERE id BETWEEN ? AND ?", (first, last))
        database.execute("DELETE FROM layer WHERE name = ?", (name,))


def _say(text: str) -> None:
    sys.stderr.write(f"note: {text}\n")
