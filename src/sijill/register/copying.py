"""A register's file copied in one state, while others read and write it; files put into their places whole or not."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import URL, Engine

from sijill.register.engine import PATIENCE, fault, make_engine
from sijill.register.faults import Damaged, RegisterError

# What is done so far, and what there is in all.
Seen = Callable[[int, int], None]

# So much is copied before it is told how far it has come, in pages of the file (4 KiB mostly).
_STEP: Final = 4096


def unseen(_done: int, _all: int) -> None:
    """Tells nobody how far it has come."""


def copy_file(source: Path, target: Path, seen: Seen = unseen, *, over: bool = False) -> None:
    """Copy a register's file in the one state that it has now, also while it is written to (SQLite's online backup).

    The copy is one file that needs no others beside it, with the rights of the source, on the disk when this returns.
    `over`: it may take the place of a file. Raises `RegisterError`: there is such a file, no room, a damaged source.
    """
    with new_beside(target) as part:
        with (
            fault_of(source), closing(connect(source, _looking(source))) as reader,
            fault_of(target), closing(connect(part)) as writer,
        ):  # fmt: skip
            _copied(source, reader, writer, seen)
            writer.execute("PRAGMA journal_mode = DELETE")
            _check_quickly(writer, source)
        part.chmod(source.stat().st_mode & 0o777)
        place(part, target, over=over)


def overwrite(source: Path, target: Path, seen: Seen = unseen, locked: Callable[[], None] = lambda: None) -> None:
    """Put what one file holds in the place of what another does, in one transaction: whoever has that one open goes on
    with the new content. Broken off, nothing has changed. `locked`: called before, when nobody else can write there any
    more, and all can read what is there still. Raises `RegisterError`."""
    waiting = [locked]

    def told(done: int, every: int) -> None:
        while waiting:
            waiting.pop()()
        seen(done, every)

    with (
        fault_of(source), closing(connect(source, _looking(source))) as reader,
        fault_of(target), closing(connect(target, "rw")) as writer,
    ):  # fmt: skip
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA synchronous = FULL")
        writer.execute("PRAGMA fullfsync = ON")
        # The first of two steps locks, the last one commits.
        pages = reader.execute("PRAGMA page_count").fetchone()[0]
        _copied(source, reader, writer, told, step=min(_STEP, max(1, pages // 2)))


def connect(path: Path, mode: str = "rwc") -> sqlite3.Connection:
    """A connection to a file. `mode`: ro, rw, or rwc, which makes it."""
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)


def _looking(path: Path) -> str:
    """How to open a file only to look into it: SQLite clears away what it makes beside it where it may write there."""
    return "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"


def place(part: Path, target: Path, *, over: bool) -> None:
    """Give a whole file its name, and wait until the disk has both. Raises `RegisterError` where there is one of that
    name, unless `over`."""
    with fault_of(target):
        sync(part)
        if over:
            part.replace(target)
        else:
            try:
                # Unlike a renaming, it fails where somebody has made such a file meanwhile.
                os.link(part, target)
            except FileExistsError:
                raise there_already(target) from None
            except OSError:
                # A file system without second names.
                if target.exists():
                    raise there_already(target) from None
                part.replace(target)
        sync(target.parent)


def free_name(path: Path, word: str) -> Path:
    """A name beside a file that nothing has yet: `register.WORD.sqlite`, else `register.WORD-2.sqlite`, and so on."""
    names = (path.with_name(f"{path.stem}.{word}{f'-{n}' if n > 1 else ''}{path.suffix}") for n in count(1))
    return next(name for name in names if not name.exists())


def there_already(target: Path) -> RegisterError:
    """That a file would be overwritten."""
    return RegisterError(f"there is a file {target} already", "Name another one, or say --force to overwrite it")


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def fault_of(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the system about a file as `RegisterError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise fault(URL.create("sqlite", database=str(path)), str(error), operational=True) or error from error
    except OSError as error:
        raise RegisterError(
            f"{path}: {error.strerror or error}", "Check the path, your rights there, and the room on the disk"
        ) from error


@contextmanager
def opened(path: Path) -> Iterator[Engine]:
    """An engine for a file that only we use; nothing of it stays open."""
    engine = make_engine(URL.create("sqlite", database=str(path)))
    try:
        yield engine
    finally:
        engine.dispose()


def settled(path: Path) -> None:
    """Make a file that we have written whole by itself, without a log beside it."""
    with fault_of(path), closing(connect(path, "rw")) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def new_beside(target: Path) -> Iterator[Path]:
    """A new file in the folder of another one, for us alone; gone at the end where it has no other name by then."""
    with fault_of(target):
        if not target.parent.is_dir():
            raise RegisterError(f"there is no folder {target.parent}", "Make it first, or name another place")
        number, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent)
        os.close(number)
    part = Path(name)
    try:
        yield part
    finally:
        for each in (part, *(part.with_name(part.name + more) for more in ("-journal", "-wal", "-shm"))):
            each.unlink(missing_ok=True)


def _copied(
    source: Path, reader: sqlite3.Connection, writer: sqlite3.Connection, seen: Seen, step: int = _STEP
) -> None:
    # An open transaction holds the state in which it began: what others write meanwhile does not begin the copy anew.
    with fault_of(source):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
    reader.backup(writer, pages=step, progress=lambda _status, left, pages: seen(pages - left, pages))
    reader.execute("ROLLBACK")


def _check_quickly(copy: sqlite3.Connection, source: Path) -> None:
    said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Damaged(
            f"{source} is damaged ({' '.join(said.split())}): no copy of it is kept",
            f"See what is wrong: sijill check {source}",
        )
