"""What is known of watched feeds from one round to the next, in a small SQLite file: nothing of it is ever needed.

Without it feeds are read anew from their beginning, and the register tells what it has already. An entry counts as
done only once its report is kept, and a feed's marks (ETag, Last-Modified) are noted only once all its entries are:
whenever the program ends, the next round finds what is left to do.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from sijill.intake.faults import IntakeError
from sijill.intake.feeds import Entry
from sijill.intake.settings import settings

_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY, etag TEXT, modified TEXT, not_before REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entries (
    feed TEXT NOT NULL, key TEXT NOT NULL, stamp TEXT NOT NULL, link TEXT, report TEXT, tries INTEGER NOT NULL,
    done INTEGER NOT NULL, seen REAL NOT NULL, PRIMARY KEY (feed, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_link ON entries (link) WHERE link IS NOT NULL;
"""
# How long another process is waited for, in seconds.
_WAIT = 30.0
_DAY = 86_400.0


class Marks(NamedTuple):
    """What a feed is asked with: its site's marks of the version that was read, and when it may be asked again.

    `not_before`: seconds since 1970.
    """

    etag: str | None = None
    modified: str | None = None
    not_before: float = 0.0


class FeedState:
    """An open state file. Any number of processes may use it at once.

    Methods raise `IntakeError` where the file can't be used.
    """

    def __init__(self, path: Path | str, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        with self._told():
            # Each statement is its own transaction, kept at once.
            self._file = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            version = self._file.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                self._file.close()
                raise IntakeError(f"{path} was written by a newer Sijill", "Update Sijill")
            self._file.executescript(f"{_TABLES} PRAGMA user_version = {_VERSION};")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def marks(self, feed: str) -> Marks:
        """What is known of a feed."""
        rows = self._run("SELECT etag, modified, not_before FROM feeds WHERE url = ?", feed)
        if not rows:
            return Marks()
        etag, modified, not_before = rows[0]
        # No site may ask for more; a time further away was noted by a clock that went wrong.
        return Marks(etag, modified, not_before if not_before <= self._now() + _DAY else 0.0)

    def finished(self, feed: str, etag: str | None, modified: str | None) -> None:
        """All entries of a feed's present version are done."""
        self._run("INSERT OR REPLACE INTO feeds (url, etag, modified) VALUES (?, ?, ?)", feed, etag, modified)
        self._run("DELETE FROM entries WHERE seen < ?", self._now() - settings()["watch"]["forget_days"] * _DAY)

    def put_off(self, feed: str, seconds: float) -> None:
        """A feed is not to be asked for so long."""
        self._run(
            "INSERT INTO feeds (url, not_before) VALUES (?, ?) "
            "ON CONFLICT (url) DO UPDATE SET not_before = excluded.not_before",
            feed,
            self._now() + seconds,
        )

    def new(self, feed: str, entries: Iterable[Entry]) -> list[Entry]:
        """Those of a feed's entries that are not done, or that their publisher changed since; the oldest first."""
        found = []
        for entry in entries:
            self._run("UPDATE entries SET seen = ? WHERE feed = ? AND key = ?", self._now(), feed, entry.key)
            rows = self._run("SELECT stamp, done FROM entries WHERE feed = ? AND key = ?", feed, entry.key)
            if rows and rows[0] == (entry.stamp, 1):
                continue
            if not rows and self._elsewhere(feed, entry):
                continue
            found.append(entry)
        return found[::-1]

    def _elsewhere(self, feed: str, entry: Entry) -> bool:
        """True where another feed had the same page; it is then done here too."""
        rows = entry.url and self._run("SELECT report FROM entries WHERE link = ? AND done LIMIT 1", entry.url)
        if not rows:
            return False
        self.done(feed, entry, rows[0][0])
        return True

    def done(self, feed: str, entry: Entry, report: str | None) -> None:
        """An entry's report is kept, under this id; or there is none to be had (null)."""
        self._note(feed, entry, report, tries=0, done=True)

    def failed(self, feed: str, entry: Entry) -> bool:
        """An entry's page did not answer. True where it is to be asked for again, in a later round."""
        query = "SELECT tries FROM entries WHERE feed = ? AND key = ? AND stamp = ?"
        rows = self._run(query, feed, entry.key, entry.stamp)
        tries = (rows[0][0] if rows else 0) + 1
        again = tries < int(settings()["watch"]["tries"])
        self._note(feed, entry, None, tries=tries, done=False)
        return again

    def _note(self, feed: str, entry: Entry, report: str | None, *, tries: int, done: bool) -> None:
        row = feed, entry.key, entry.stamp, entry.url, report, tries, int(done), self._now()
        self._run("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)

    def a_report(self) -> str | None:
        """The id of a report that was kept, the last one, to see whether the register is still the same."""
        rows = self._run("SELECT report FROM entries WHERE report IS NOT NULL ORDER BY seen DESC, key LIMIT 1")
        return str(rows[0][0]) if rows else None

    def forget(self) -> None:
        """Begin anew: all feeds, all entries."""
        self._run("DELETE FROM entries")
        self._run("DELETE FROM feeds")

    def _run(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._told():
            return self._file.execute(query, values).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IntakeError(
                f"{self._path}, where what was read of feeds is noted, can't be used ({error})",
                "Make room and check that it may be written; or delete it: feeds are then read anew",
            ) from error
