"""A register on each engine: a SQLite file, and a database on a PostgreSQL server that the tests start."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sijill.register import Register
from sijill.register.schema import metadata
from tests.register.postgres import NoServer, server

_number = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a running PostgreSQL server, with {name} for the database."""
    try:
        with server() as address:
            yield address
    except NoServer as error:
        pytest.skip(str(error))


def _database(server_address: str) -> str:
    """The address of a new, empty database."""
    name = f"sijill_{os.getpid()}_{next(_number)}"
    driver = server_address.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(driver.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server_address.format(name=name)


@pytest.fixture
def new_database(postgresql: str) -> str:
    """The address of a new, empty database on PostgreSQL."""
    return _database(postgresql)


@pytest.fixture(scope="session")
def shared_register(postgresql: str) -> Iterator[Register]:
    """A register on PostgreSQL that is emptied for each test, which is faster than a new one."""
    with Register.open(_database(postgresql)) as register:
        yield register


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty register on each engine; in SQLite, its file is not made yet."""
    if request.param == "sqlite":
        return str(tmp_path / "register.sqlite")
    shared: Register = request.getfixturevalue("shared_register")
    with shared.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
    return shared.engine.url.render_as_string(hide_password=False)


@pytest.fixture
def register(address: str) -> Iterator[Register]:
    """An empty register on each engine."""
    with Register.open(address) as opened:
        yield opened
