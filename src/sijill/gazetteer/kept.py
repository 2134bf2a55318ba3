"""The shipped places as indexes on disk: made on first use, checked whenever they are opened, made anew where wrong.

An index's file is named after what it was made of and the sum of its own bytes: `world-SOURCE-BYTES.sqlite`. A file
that is torn has another sum, one of another version another source, and neither is read. Files are made under another
name and put in place in one step, so that any number of processes can make the same one at once.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from sijill.gazetteer import names, shipped
from sijill.gazetteer.folders import cache_folders
from sijill.gazetteer.index import FORMAT, SCHEMA, write
from sijill.gazetteer.shipped import Named

Tell = Callable[[int, int], None]

_CHUNK: Final = 1 << 20
# Indexes of other versions are left for their programs, until they have not been opened for so long.
_UNUSED_DAYS: Final = 7
_LEFT_OVER_HOURS: Final = 1


class NoRoomError(OSError):
    """An index could not be made in any folder; the message says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One index: its name, the files (package, name) that it is made of, and how its places are read."""

    name: str
    sources: tuple[tuple[str, str], ...]
    places: Callable[[], tuple[int, Iterator[Named]]]


def _tables() -> tuple[int, Iterator[Named]]:
    places = list(shipped.tabled())
    return len(places), iter(places)


def _world() -> tuple[int, Iterator[Named]]:
    lines = shipped.world_lines()
    return len(lines), shipped.settlements(lines)


_DIVISIONS: Final = ("gazetteer", "data/admin1.tsv")
_PARTS: Final = (
    _Part(
        "tables",
        (
            _DIVISIONS,
            ("codebook", "data/countries.tsv"),
            *(("gazetteer", f"data/{table}") for table in shipped.HAND_TABLES),
        ),
        _tables,
    ),
    _Part("world", (_DIVISIONS, ("gazetteer", f"data/{shipped.WORLD}")), _world),
)


def indexes() -> list[Path]:
    """The files of the shipped places, the hand-made ones first; made where they are not there or not whole.

    Takes milliseconds, and a few seconds on first use, with a bar on a terminal. Raises `NoRoomError`.
    """
    return [_found(part) or _made(part) for part in _PARTS]


def _source(part: _Part) -> str:
    """What an index is made of, as eight hexadecimal digits."""
    total = zlib.crc32(f"{FORMAT} {SCHEMA}".encode(), names.SPELLINGS_SUM)
    for room, name in part.sources:
        total = zlib.crc32((files(f"sijill.{room}") / name).read_bytes(), total)
    return f"{total:08x}"


def _found(part: _Part) -> Path | None:
    source = _source(part)
    others = False
    for folder in cache_folders():
        for path in sorted(folder.glob(f"{part.name}-*.sqlite")):
            if not path.name.startswith(f"{part.name}-{source}-"):
                others = True
            elif path.name == _name(part, source, path):
                os.utime(path)
                return path
            else:
                _say(f"the gazetteer's index {path} is damaged; making it anew")
                path.unlink(missing_ok=True)
                return None
    if others:
        _say(f"the gazetteer's index of the {part.name} is of another version; making it anew")
    return None


def _name(part: _Part, source: str, path: Path) -> str:
    return f"{part.name}-{source}-{_sum(path):08x}.sqlite"


def _sum(path: Path) -> int:
    total = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                total = zlib.crc32(chunk, total)
    except OSError:
        return -1
    return total


def _made(part: _Part) -> Path:
    """Make an index in the first folder that takes it."""
    reasons = []
    for folder in cache_folders():
        try:
            path = _make(part, folder)
        except (OSError, sqlite3.Error) as error:
            reasons.append(f"{folder}: {error}")
            continue
        _clear(folder, part, path)
        return path
    told = "; ".join(reasons) or "no folder can be written"
    raise NoRoomError(f"the gazetteer's index could not be made ({told}). Set SIJILL_CACHE_DIR to a folder with room.")


def _make(part: _Part, folder: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix="making-", suffix=".sqlite", dir=folder)
    os.close(handle)
    making = Path(name)
    # Before the sources are read: one that changes meanwhile makes another index.
    source = _source(part)
    try:
        total, places = part.places()
        with _bar(total) as tell, _quick():
            fill(making, places, lambda done: tell(done, total))
        path = folder / _name(part, source, making)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    return path


def fill(path: Path, places: Iterator[Named], tell: Callable[[int], None]) -> None:
    """Write an index of places into an empty file; `tell` gets the number of places that are in."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        # The file is put in place when it is whole: nothing has to be taken back.
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {SCHEMA} BEGIN;")
        for done in write(database, places):
            tell(done)
        database.execute("COMMIT")
    finally:
        database.close()


@contextmanager
def _quick() -> Iterator[None]:
    """Without the search for cycles in millions of new objects, of which there are none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _clear(folder: Path, part: _Part, but: Path) -> None:
    """Remove what nobody has opened for long, and what a process that ended early left."""
    now = time.time()
    for pattern, hours in ((f"{part.name}-*.sqlite", 24 * _UNUSED_DAYS), ("making-*", _LEFT_OVER_HOURS)):
        for path in folder.glob(pattern):
            try:
                if path != but and now - path.stat().st_mtime > hours * 3600:
                    path.unlink()
            except OSError:
                continue


def _say(text: str) -> None:
    sys.stderr.write(f"note: {text}\n")


@contextmanager
def _bar(total: int) -> Iterator[Tell]:
    """A bar on a terminal; silence elsewhere, and where something else draws on the terminal already."""
    if total < _LONG or not sys.stderr.isatty() or sys.stderr is not sys.__stderr__:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("preparing the gazetteer, once", total=total)
        yield lambda done, total: progress.update(task, completed=done)


# Fewer places are in before a bar is seen.
_LONG: Final = 50_000
