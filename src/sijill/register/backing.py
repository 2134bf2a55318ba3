"""Backups: a register as one file, and a register from such a file.

A register in a file is copied as it is (SQLite's online backup). One on a server is copied row by row, in one state,
into a file that any Sijill can read; `pg_dump` is the faster way there, and its own. Either file can be restored to
either kind of register.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, delete, func, insert, literal, select, text

from sijill.register.addresses import shown, url_of
from sijill.register.checking import Finding, Seen, check
from sijill.register.copying import (
    copy_file,
    fault_of,
    free_name,
    new_beside,
    opened,
    overwrite,
    place,
    settled,
    there_already,
)
from sijill.register.engine import check_folder, make_engine, reading, writing
from sijill.register.faults import Damaged, RegisterError
from sijill.register.looking import counts
from sijill.register.migrate import bring_up, check_schema, revision
from sijill.register.results import Counts
from sijill.register.schema import metadata, sessions
from sijill.register.store import Register

# Rows read at once; texts are long.
_AT_ONCE: Final = 100
_COPYING: Final = "copying"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a register holds now. `kept`: the file with what it held before; `mended`: what was derived anew in it."""

    counts: Counts
    kept: Path | None
    mended: int


def backup(address: str | Path | None, target: Path, seen: Seen, *, over: bool = False) -> Counts:
    """Write a register to one file, while others read and write it; gives how much it holds.

    The file appears whole or not at all. `over`: it may take the place of another. Raises `RegisterError`.
    """
    url = url_of(address)
    if target.exists() and not over:
        raise there_already(target)
    if target.is_dir():
        raise RegisterError(f"{target} is a folder", "Name a file in it, such as backup.sqlite")
    if url.get_backend_name() == "sqlite":
        source = _file(url)
        if target.exists() and os.path.samefile(source, target):
            raise RegisterError(f"{target} is the register itself", "Name another file for the backup")
        _check_register(source)
        copy_file(source, target, lambda done, every: seen(_COPYING, done, every), over=over)
    else:
        with Register.open(address, make=False) as register, new_beside(target) as part:
            _to_file(register.engine, part, seen)
            place(part, target, over=over)
    with opened(target) as engine, reading(engine) as connection:
        return counts(connection)


def restore(
    source: Path, address: str | Path | None, seen: Seen, said: Callable[[Finding], None], *, over: bool = False
) -> Restored:
    """Put what a backup holds in the place of a register, once all of it is found to be whole.

    What is derived is derived anew where this Sijill derives otherwise; sessions and tokens end, since some may have
    been ended after the backup was made. Whoever has the register open goes on with what it holds then. Broken off at
    any moment, the register holds what it held. `said`: told what is wrong with the backup. `over`: what the register
    holds is overwritten; of a file a copy is kept. Raises `RegisterError`, also where the backup has faults.
    """
    url = url_of(address)
    if not source.is_file():
        raise RegisterError(f"there is no backup {source}", "Check the path")
    _check_register(source)
    if url.get_backend_name() != "sqlite":
        return _to_server(source, url, seen, said, over)
    target = _file(url)
    check_folder(target, make=True)
    if target.exists() and os.path.samefile(source, target):
        raise RegisterError(f"{target} is the backup itself", "Name another register")
    held = target.exists() and target.stat().st_size > 0
    if held and not over:
        raise there_already(target)
    with new_beside(target) as part:
        mended, found = _verified(source, part, seen, said)
        kept = _replaced(part, target, seen) if held else None
        if not held:
            place(part, target, over=target.exists())
    return Restored(found, kept, mended)


def _file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise RegisterError("a register in memory has no backups", "Name a file")
    return Path(url.database)


def _check_register(path: Path) -> None:
    """Raise `RegisterError` where a file is no register that this program knows; an older one stays as it is."""
    check_folder(path, make=False)
    with opened(path) as engine, reading(engine) as connection:
        check_schema(connection, revision(connection), make=False)


def _to_file(engine: Engine, part: Path, seen: Seen) -> None:
    """The rows of a register on a server in a new file."""
    with opened(part) as made:
        bring_up(made)
        with reading(engine) as source, writing(made) as target:
            copy_rows(source, target, seen)
    settled(part)


def _verified(source: Path, part: Path, seen: Seen, said: Callable[[Finding], None]) -> tuple[int, Counts]:
    """Copy a backup to a file of ours, bring it to this program's schema, and check all of it; how much was derived
    anew, and what it holds."""
    copy_file(source, part, lambda done, every: seen(_COPYING, done, every), over=True)
    faults = mended = 0
    with opened(part) as engine:
        bring_up(engine, make=False, keep=False)
        with writing(engine) as connection:
            connection.execute(delete(sessions))
        for finding in check(Register(engine), seen, mend=True):
            mended += finding.mended
            if finding.grave and not finding.mended:
                faults += 1
                said(finding)
        if faults:
            raise Damaged(
                f"{source} has {faults:,} fault{'' if faults == 1 else 's'}: nothing was restored",
                "Take another backup, or see it all: sijill check",
            )
        with reading(engine) as connection:
            found = counts(connection)
    settled(part)
    return mended, found


def _replaced(part: Path, target: Path, seen: Seen) -> Path:
    """Put a file in the place of a register that may be in use; where what was there is kept."""
    kept = free_name(target, "before-restore")
    try:
        # Kept once nobody can write any more: nothing that was confirmed falls between the two.
        overwrite(
            part, target, lambda done, every: seen("putting it in place", done, every), lambda: copy_file(target, kept)
        )
    except Damaged:
        _put_aside(target, kept)
        place(part, target, over=True)
    return kept


def _put_aside(target: Path, kept: Path) -> None:
    """A second name for a damaged file, and its log along with it: it belongs to no other."""
    with fault_of(target):
        kept.unlink(missing_ok=True)
        try:
            os.link(target, kept)
        except OSError:
            # A file system without second names.
            target.rename(kept)
        for more in ("-wal", "-journal"):
            beside = target.with_name(target.name + more)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + more))
        target.with_name(f"{target.name}-shm").unlink(missing_ok=True)


def _to_server(source: Path, url: URL, seen: Seen, said: Callable[[Finding], None], over: bool) -> Restored:
    engine = make_engine(url)
    try:
        bring_up(engine)
        with reading(engine) as connection:
            _check_empty(connection, over)
        with tempfile.TemporaryDirectory(prefix="sijill-") as folder:
            part = Path(folder) / "backup.sqlite"
            mended, found = _verified(source, part, seen, said)
            with opened(part) as made, reading(made) as rows, writing(engine) as target:
                # Somebody may have written meanwhile.
                _check_empty(target, over)
                for table in reversed(metadata.sorted_tables):
                    target.execute(delete(table))
                copy_rows(rows, target, seen)
    finally:
        engine.dispose()
    return Restored(found, None, mended)


def _check_empty(connection: Connection, over: bool) -> None:
    for table in () if over else metadata.sorted_tables:
        if connection.scalar(select(literal(1)).select_from(table).limit(1)):
            raise RegisterError(
                f"{shown(connection.engine.url)} holds a register already",
                "Name an empty database, or say --force to overwrite it (pg_dump keeps what is there)",
            )


def copy_rows(source: Connection, target: Connection, seen: Seen) -> None:
    """Copy all rows of a register into the empty tables of another one, of whatever kind. One state, some at a time."""
    tables = metadata.sorted_tables
    every = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    for table in tables:
        wanted = select(table).order_by(*table.primary_key.columns)
        rows = source.execute(wanted, execution_options={"yield_per": _AT_ONCE})
        for portion in rows.mappings().partitions(_AT_ONCE):
            target.execute(insert(table), [dict(row) for row in portion])
            done += len(portion)
            seen(_COPYING, done, every)
    if target.dialect.name == "postgresql":
        _go_on_counting(target)


def _go_on_counting(connection: Connection) -> None:
    """The next number that the server gives is higher than those that are there."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.autoincrement is True:
            last = connection.scalar(select(func.max(column)))
            if last is not None:
                asked = text("SELECT setval(pg_get_serial_sequence(:name, :part), :last)")
                connection.execute(asked, {"name": table.name, "part": column.name, "last": last})
