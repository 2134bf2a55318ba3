"""The schema of a register brought to what this program knows, and one that is newer refused."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, select, table
from sqlalchemy import column as sql_column

from sijill.register.addresses import shown
from sijill.register.engine import prepare_file, reading, writing
from sijill.register.faults import RegisterError
from sijill.register.schema import REVISIONS, metadata

# Alembic's own name for it would clash where one database serves several programs.
VERSION_TABLE = "sijill_version"


def bring_up(engine: Engine, make: bool = True) -> None:
    """Make the tables, or change them step by step to the newest schema. `make` false: only where some are there.

    Raises `RegisterError` where the register was written by a newer Sijill, or the database is another program's.
    """
    with reading(engine) as connection:
        found = revision(connection)
        if found == REVISIONS[-1]:
            return
        _check(connection, found, make)
    prepare_file(engine)
    with writing(engine) as connection:
        # Another process may have done it while this one waited for the lock.
        found = revision(connection)
        _check(connection, found, make)
        if found != REVISIONS[-1]:
            _upgrade(connection)


def revision(connection: Connection) -> str | None:
    """The revision of the register's schema; None where there is no register yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(sql_column("version_num")).select_from(table(VERSION_TABLE)))


def _check(connection: Connection, found: str | None, make: bool) -> None:
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


def _upgrade(connection: Connection) -> None:
    # Imported here: it takes most of a second, and is only needed where the schema changes.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "sijill.register:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
