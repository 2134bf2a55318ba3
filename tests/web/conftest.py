"""Registers and clients for the pages' tests: the sample reports, a copy of one's own, and hostile reports."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.web import Settings, create_app
from tests.web.hostile import hostile_reports

# What a browser on this machine asks for; the pages refuse other names on the loopback address.
BASE = "http://127.0.0.1:8000"
Serve = Callable[..., TestClient]


def client_of(path: Path, **settings: object) -> TestClient:
    """A client of the pages over a register's file; no network, as there are no tiles unless asked for."""
    app = create_app(Settings(register=str(path), **({"tiles": None} | settings)))  # type: ignore[arg-type]
    return TestClient(app, base_url=BASE, client=("127.0.0.1", 50000))


@pytest.fixture(scope="session")
def sample_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register of the bundled sample reports; only to be read. Made once, which takes some seconds."""
    from sijill import samples
    from sijill.coding import load
    from sijill.intake import read_many
    from sijill.model import Report

    path = tmp_path_factory.mktemp("samples") / "register.sqlite"
    coder = load()
    with samples.folder() as folder, Register.open(path) as register:
        reports = [item for item in read_many([folder]) if isinstance(item, Report)]
        register.add_many([(report, coder.code(report)) for report in reports])
    return path


@pytest.fixture(scope="session")
def client(sample_register: Path) -> Iterator[TestClient]:
    """The pages over the sample register; only to be read."""
    with client_of(sample_register) as made:
        yield made


def copied(register: Path, path: Path) -> Path:
    """A copy of a register's file, with what has been written but not yet put into the file itself."""
    engine = create_engine(f"sqlite:///{register}")
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    shutil.copyfile(register, path)
    return path


@pytest.fixture
def own_register(sample_register: Path, tmp_path: Path) -> Path:
    """A copy of the sample register to write to."""
    return copied(sample_register, tmp_path / "own.sqlite")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Pages over any register: `serve(path, tiles=...)`."""
    with ExitStack() as open_ones:
        yield lambda path, **settings: open_ones.enter_context(client_of(path, **settings))


@pytest.fixture
def own_client(own_register: Path, serve: Serve) -> TestClient:
    """The pages over the copy of one's own."""
    return serve(own_register)


@pytest.fixture
def empty_register(tmp_path: Path) -> Path:
    """A register that holds nothing yet."""
    path = tmp_path / "empty.sqlite"
    Register.open(path).close()
    return path


@pytest.fixture(scope="session")
def hostile_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of reports that try to do harm (see `tests.web.hostile`); only to be read."""
    path = tmp_path_factory.mktemp("hostile") / "register.sqlite"
    with Register.open(path) as register:
        register.add_many(hostile_reports())
    return path


@pytest.fixture(scope="session")
def hostile_client(hostile_register: Path) -> Iterator[TestClient]:
    """The pages over the hostile reports; only to be read."""
    with client_of(hostile_register) as made:
        yield made
