"""Connections to the database: how they are opened, and the one way to write.

Every write holds the register's lock from its first statement to its commit, so that writers come one after another:
in SQLite by BEGIN IMMEDIATE, in PostgreSQL by an advisory lock. Readers never wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError

from sijill.register.addresses import shown
from sijill.register.faults import Damaged, RegisterError

# How long a writer waits for others, in seconds.
PATIENCE = 300
# How long it waits to change how a file is kept, in milliseconds.
_SOON = 2000
# What a connection may keep of the file in memory while it reads, and while it writes, in KiB. There are many readers,
# and the system keeps the file as well.
_READS, _WRITES = 1 << 14, 1 << 16
# Connections that stay open, and how many more there may be: every request for a page holds one or two.
_POOL: Final[dict[str, Any]] = {"pool_size": 10, "max_overflow": 90, "pool_use_lifo": True}
# Errors don't tell the values of a statement: hashes of passwords and sessions would get into logs.
_TOLD: Final[dict[str, Any]] = {"hide_parameters": True}
# So large the write-ahead log may stay once all of it is in the file: a long reading makes it grow.
_LOG_BYTES = 64 << 20
# The advisory lock's number: the letters "sijill".
_LOCK = int.from_bytes(b"sijill", "big")
_WRITE = "sijill_write"


def make_engine(url: URL) -> Engine:
    """The engine for a register's address. Nothing is connected yet. Raises `RegisterError`."""
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        return create_engine(url, pool_pre_ping=True, **_TOLD, **_POOL)
    except (ImportError, NoSuchModuleError):
        raise RegisterError(
            f"the driver for {url.drivername} is not installed", "Install it: pip install 'sijill[postgresql]'"
        ) from None


def _sqlite(url: URL) -> Engine:
    # Of a register in memory there is one connection.
    pool = {} if url.database in (None, "", ":memory:") else _POOL
    engine = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False}, **_TOLD, **pool)

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: object) -> None:
        # Python's driver would begin transactions late, at the first write; they are begun below instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # Committed is committed, even when the power fails; macOS has a word of its own for it.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA fullfsync = ON")
        cursor.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_WRITES if write else _READS}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def prepare_file(engine: Engine) -> None:
    """Let readers and a writer work on one SQLite file at once (write-ahead log). Kept in the file.

    Where it can't be done now, since the file may only be read or is in use, the file can be used all the same.
    """
    if engine.dialect.name != "sqlite":
        return
    with _told(engine):
        raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            cursor.execute(f"PRAGMA busy_timeout = {_SOON}")
            with suppress(sqlite3.OperationalError):
                cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")
    finally:
        raw.close()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, and sees one state of the register throughout."""
    with _told(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the register's lock; all of it is kept, or nothing."""
    with _told(engine), engine.connect() as connection:
        connection = connection.execution_options(**{_WRITE: True})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """The database's own errors as `RegisterError`, where whoever uses the register can do something about them."""
    try:
        yield
    except DBAPIError as error:
        meant = fault(engine.url, str(error.orig), isinstance(error, OperationalError))
        if meant is None:
            raise
        raise meant from error
    except UnicodeDecodeError as error:
        # What SQLite says of a damaged file may hold bytes of it.
        raise Damaged(f"{shown(engine.url)} is damaged (it holds bytes that are no text)", _BACK) from error


def fault(url: URL, said: str, operational: bool) -> RegisterError | None:
    """What an error of a database's driver means; None where it is a fault of this program. `operational`: it is about
    the database, and not about what was asked of it."""
    name = shown(url)
    first = " ".join(said.strip().split("\n")[0].split())
    for words, reason, mend in _MEANINGS:
        if any(each in said for each in words):
            kind = Damaged if _BACK in mend else RegisterError
            return kind(reason.format(name=name, first=first, patience=PATIENCE), mend)
    if not operational:
        return None
    return RegisterError(
        f"{name}: the database can't be used ({first})", "Check that it runs, its address and your rights there"
    )


_BACK: Final = "Say sijill check for what is wrong; bring back a backup: sijill restore FILE REGISTER"
# Words of an error, what they mean, what to do. The first that fits counts.
_MEANINGS: Final = (
    (("not a database",), "{name} is no register, or a damaged one ({first})", f"Name another file. {_BACK}"),
    (("malformed", "Could not decode to UTF-8", "invalid page", "could not read block"),
     "{name} is damaged ({first})", _BACK),
    (("database is locked", "lock timeout"),
     "{name}: another program has been writing for {patience} seconds", "Wait for it to end, and try again"),
    (("unable to open",), "{name} can't be opened", "Check the path, and that you may read and write there"),
    (("readonly", "read-only"), "{name} may not be written",
     "Change its permissions, or name another register with --register"),
    (("disk is full", "No space left", "could not extend file"),
     "{name}: the disk is full", "Make room and add the same reports again: nothing is kept twice"),
    (("disk I/O error",), "{name}: the disk can't be read or written",
     "See that it has room and is whole. Nothing was kept by halves: the same command goes on; then sijill check"),
)  # fmt: skip


def check_folder(path: Path, make: bool) -> None:
    """Raise `RegisterError` where a register's file isn't there (`make` false), is gone from beside its log, or can't
    be made; makes its folder."""
    if path.is_dir():
        raise RegisterError(f"{path} is a folder", "Name a file in it, such as register.sqlite")
    if not path.exists() or not path.stat().st_size:
        _check_alone(path)
    if path.exists():
        return
    if not make:
        raise RegisterError(f"there is no register at {path}", "Make one by adding reports to it: sijill add PATH")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RegisterError(
            f"the folder {path.parent} can't be made ({error.strerror or error})", "Name another place with --register"
        ) from error


def _check_alone(path: Path) -> None:
    """SQLite would throw away the log of a file that is missing or empty, and with it what was written last."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        raise RegisterError(
            f"{path} is {'empty' if path.exists() else 'missing'}, but {wal.name} holds what was written to it last",
            f"Bring the file back beside {wal.name}, or move {wal.name} away to begin anew",
        )
