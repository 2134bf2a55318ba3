"""Connections to the database: how they are opened, and the one way to write.

Every write holds the register's lock from its first statement to its commit, so that writers come one after another:
in SQLite by BEGIN IMMEDIATE, in PostgreSQL by an advisory lock. Readers never wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError

from sijill.register.addresses import shown
from sijill.register.faults import RegisterError

# How long a writer waits for others, in seconds.
PATIENCE = 300
# The advisory lock's number: the letters "sijill".
_LOCK = int.from_bytes(b"sijill", "big")
_WRITE = "sijill_write"


def make_engine(url: URL) -> Engine:
    """The engine for a register's address. Nothing is connected yet. Raises `RegisterError`."""
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        return create_engine(url, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError):
        raise RegisterError(
            f"the driver for {url.drivername} is not installed", "Install it: pip install 'sijill[postgresql]'"
        ) from None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: DBAPIConnection, _record: object) -> None:
        # Python's driver would begin transactions late, at the first write; they are begun below instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        # Committed is committed, even when the power fails.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def prepare_file(engine: Engine) -> None:
    """Let readers and a writer work on one SQLite file at once (write-ahead log). Kept in the file."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        if raw.cursor().execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raw.cursor().execute("PRAGMA journal_mode = WAL")
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
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """The database's own errors as `RegisterError`, where whoever uses the register can do something about them."""
    try:
        yield
    except DBAPIError as error:
        reason, mend = _meaning(engine.url, str(error.orig), isinstance(error, OperationalError))
        if mend is None:
            raise
        raise RegisterError(reason, mend) from error


def _meaning(url: URL, said: str, operational: bool) -> tuple[str, str | None]:
    name = shown(url)
    first = " ".join(said.strip().split("\n")[0].split())
    if "not a database" in said or "malformed" in said:
        return f"{name} is no register, or a damaged one ({first})", "Name another file, or bring back a copy of it"
    if "database is locked" in said:
        return f"{name}: another program has been writing for {PATIENCE} seconds", "Wait for it to end, and try again"
    if "unable to open" in said:
        return f"{name} can't be opened", "Check the path, and that you may read and write there"
    if "readonly" in said:
        return f"{name} may not be written", "Change its permissions, or name another register with --register"
    if "disk" in said and "full" in said:
        return f"{name}: the disk is full", "Make room and add the same reports again: nothing is kept twice"
    if operational:
        return f"{name}: the database can't be used ({first})", "Check that it runs, its address and your rights there"
    return first, None


def check_folder(path: Path, make: bool) -> None:
    """Raise `RegisterError` where a register's file isn't there (`make` false) or can't be made; makes its folder."""
    if path.is_dir():
        raise RegisterError(f"{path} is a folder", "Name a file in it, such as register.sqlite")
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
