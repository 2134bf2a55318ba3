"""Registers as older versions of Sijill wrote them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, insert, select

from sijill.register import Register
from sijill.register.addresses import url_of
from sijill.register.engine import make_engine, prepare_file, writing
from sijill.register.schema import metadata


def as_of(address: str, old: str, source: Register) -> None:
    """Make a register with the schema of a revision, and put in it what another holds."""
    if "://" not in address:
        Path(address).parent.mkdir(exist_ok=True)
    engine = make_engine(url_of(address))
    prepare_file(engine)
    config = Config()
    config.set_main_option("script_location", "sijill.register:migrations")
    with writing(engine) as connection, source.reading() as reader:
        config.attributes["connection"] = connection
        command.upgrade(config, old)
        there = MetaData()
        there.reflect(connection)
        for name, table in metadata.tables.items():
            known = set(there.tables[name].columns.keys()) if name in there.tables else set()
            columns = [column for column in table.columns if column.name in known]
            rows = [row._asdict() for row in reader.execute(select(*columns))] if columns else []
            if rows:
                connection.execute(insert(table), rows)
    engine.dispose()
