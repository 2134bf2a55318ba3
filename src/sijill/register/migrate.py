"""The schema of a register brought to what this program knows, and one that is newer refused."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, select, table
from sqlalchemy import column as sql_column

from sijill.register.addresses import shown
from sijill.register.copying import copy_file, free_name
from sijill.register.engine import prepare_file, reading, writing
from sijill.register.faults import RegisterError
from sijill.register.schema import REVISIONS, metadata

log: Final = logging.getLogger("sijill.register")

# Alembic's own name for it would clash where one database serves several programs.
VERSION_TABLE = "sijill_version"


def bring_up(engine: Engine, make: bool = True, *, keep: bool = True) -> None:
    """Make the tables, or change them step by step to the newest schema. `make` false: only where some are there.

    `keep`: before a file's tables are changed, a copy of it as it was is kept beside it, which is said.
    Raises `RegisterError` where the register was written by a newer Sijill, the database is another program's, or there
    is no room for the copy.
    """
    with reading(engine) as connection:
        found = revision(connection)
        check_schema(connection, found, make)
    prepare_file(engine)
    if found == REVISIONS[-1]:
        return
    with writing(engine) as connection:
        # Another process may have done it while this one waited for the lock.
        found = revision(connection)
        check_schema(connection, found, make)
        if found == REVISIONS[-1]:
            return
        copy = _kept(connection, found) if keep and found else None
        try:
            _upgrade(connection)
        except BaseException:
            # All is as it was, and the next one to try makes a copy again.
            if copy:
                copy.unlink(missing_ok=True)
            raise
    if found:
        _say(engine, found, copy)


def revision(connection: Connection) -> str | None:
    """The revision of the register's schema; None where there is no register yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(sql_column("version_num")).select_from(table(VERSION_TABLE)))


def check_schema(connection: Connection, found: str | None, make: bool) -> None:
    """Raise `RegisterError` where a schema (`revision`) is no register's, or a newer one's. `make`: none is fine."""
    name = shown(connection.engine.url)
    if found is None:
        taken = set(inspect(connection).get_table_names())
        if taken & metadata.tables.keys() or (taken and connection.dialect.name == "sqlite"):
            raise RegisterError(
                f"{name} holds tables of another program ({min(taken)} for one)", "Name another file or database"
            )
        if not make:
            raise RegisterError(f"there is no register at {name}", "Make one by adding reports to it: sijill add PATH")
    elif found not in REVISIONS:
        raise RegisterError(
            f"{name} was written by a newer Sijill (schema {found}; this one knows up to {REVISIONS[-1]})",
            "Install the newest Sijill: pip install --upgrade sijill",
        )


def _kept(connection: Connection, found: str) -> Path | None:
    """A copy of a register's file as it is, beside it; None where it lies on a server or in memory."""
    file = connection.engine.url.database
    if connection.dialect.name != "sqlite" or not file or file == ":memory:":
        return None
    copy = free_name(Path(file), f"schema-{found}")
    try:
        copy_file(Path(file), copy)
    except RegisterError as error:
        raise RegisterError(
            f"{file} was written by an older Sijill and has to be changed, but no copy of it can be kept first: "
            f"{error.reason}", error.mend,
        ) from error  # fmt: skip
    return copy


def _say(engine: Engine, found: str, copy: Path | None) -> None:
    log.warning(
        "%s: written by an older Sijill (schema %s), changed to that of this one (%s)%s.",
        shown(engine.url), found, REVISIONS[-1], f"; as it was, it is kept as {copy}" if copy else "",
    )  # fmt: skip


def _upgrade(connection: Connection) -> None:
    # Imported here: it takes most of a second, and is only needed where the schema changes.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "sijill.register:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
