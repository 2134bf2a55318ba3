"""Opening registers: made, migrated, refused; addresses as people write them."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from sijill.register import Register, RegisterError, users
from sijill.register.addresses import default_path, shown, url_of
from sijill.register.identity import url_key
from sijill.register.looking import event_ids
from sijill.register.migrate import VERSION_TABLE, revision
from sijill.register.queries import search
from sijill.register.schema import REVISIONS, metadata
from tests.register.making import clash
from tests.register.older import as_of


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a register that nobody has made, on each engine."""
    if request.param == "sqlite":
        return str(tmp_path / "folder" / "register.sqlite")
    found: str = request.getfixturevalue("new_database")
    return found


def test_migrations_make_the_schema_that_the_program_knows(nowhere: str) -> None:
    with Register.open(nowhere) as register, register.reading() as connection:
        known = {VERSION_TABLE} | {name for name in ("search",) if connection.dialect.name == "sqlite"}
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("search"),
                "include_object": lambda _, name, kind, *__: (
                    not (kind in ("column", "index") and "search" in str(name))
                ),
            },
        )
        assert compare_metadata(context, metadata) == []
        assert known


def test_every_migration_is_known_in_order() -> None:
    steps = sorted(path.name for path in (files("sijill.register") / "migrations" / "versions").iterdir())
    assert [step[1:5] for step in steps if step.startswith("r")] == list(REVISIONS)


@pytest.mark.parametrize("old", REVISIONS[:-1])
def test_a_register_of_an_older_sijill_is_brought_up_with_all_it_holds(nowhere: str, tmp_path: Path, old: str) -> None:
    with Register.open(tmp_path / "new.sqlite") as new:
        new.add_many([clash(), clash("Mosul", 3)])
        with new.reading() as connection:
            ids = event_ids(connection)
            found = [hit.report.id for hit in search(connection, "Mosul")]
        made = new.decide("accept", ids[0], by="Rana")
        as_of(nowhere, old, new)
        with Register.open(nowhere) as register, register.reading() as connection:
            assert revision(connection) == REVISIONS[-1]
            assert register.counts() == new.counts()
            assert event_ids(connection) == ids
            assert [hit.report.id for hit in search(connection, "Mosul")] == found != []
            assert register.decisions(ids[0]) == [made]
            assert users.all_users(connection) == []


def test_a_register_that_is_missing(nowhere: str) -> None:
    with pytest.raises(RegisterError, match="there is no register at"):
        Register.open(nowhere, make=False)
    Register.open(nowhere).close()
    with Register.open(nowhere, make=False) as register:
        assert register.counts().reports == 0


def test_a_register_of_a_newer_sijill_is_refused(nowhere: str) -> None:
    with Register.open(nowhere) as register, register.engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(RegisterError, match=r"newer Sijill \(schema 9999") as error:
        Register.open(nowhere)
    assert "Install the newest Sijill" in error.value.mend


def test_a_database_of_another_program_is_left_alone(nowhere: str) -> None:
    with Register.open(nowhere) as register, register.engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    with pytest.raises(RegisterError, match="tables of another program"):
        Register.open(nowhere)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", None), (b"no database at all, but long enough to be read as one" * 30, "is no register")],
)
def test_a_file_that_is_no_register(tmp_path: Path, content: bytes, said: str | None) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(content)
    if said is None:
        Register.open(path).close()
    else:
        with pytest.raises(RegisterError, match=said):
            Register.open(path)
        assert path.read_bytes() == content


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="is a folder"):
        Register.open(tmp_path)


def test_many_processes_may_make_the_same_register(nowhere: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.register.warm"])
    processes = [context.Process(target=_open, args=(nowhere,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4


def _open(address: str) -> None:
    Register.open(address).close()


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with Register.open(path) as register:
        register.add(*clash())
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM bands")
        assert register.counts().reports == 1
        writer.close()


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("news.sqlite", "news.sqlite"),
        ("/data/news.db", "/data/news.db"),
        ("sqlite:////data/news.db", "/data/news.db"),
        ("postgresql://me:secret@db.example:5433/news", "postgresql://me:***@db.example:5433/news"),
        ("postgres://db.example/news", "postgresql://db.example/news"),
        ("postgresql+psycopg://db.example/news", "postgresql://db.example/news"),
    ],
)
def test_addresses(address: str, url: str) -> None:
    assert shown(url_of(address)) == url


@pytest.mark.parametrize(
    ("address", "said"),
    [("mysql://db.example/news", "can't lie in mysql"), ("", "is empty"), ("postgresql://a:b:c@:x/y", "can't be read")],
)
def test_wrong_addresses(address: str, said: str) -> None:
    with pytest.raises(RegisterError, match=said):
        url_of(address)


def test_a_server_that_does_not_answer_is_told() -> None:
    with pytest.raises(RegisterError, match="can't be used") as error:
        Register.open("postgresql://me:secret@127.0.0.1:1/news")
    assert "secret" not in str(error.value)


def test_the_default_register_is_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if os.name == "posix" and os.uname().sysname == "Linux":
        assert default_path() == tmp_path / "sijill" / "register.sqlite"
    assert url_of(None).database == str(default_path())


@pytest.mark.parametrize(
    ("url", "key"),
    [
        (None, None),
        ("https://News.example/a/", "news.example/a"),
        ("http://news.example/a#top", "news.example/a"),
        ("https://user:pw@news.example/a?utm_medium=x&id=5&fbclid=z", "news.example/a?id=5"),
        ("https://news.example/A?q=1&b=", "news.example/A?q=1&b="),
        ("http://[broken", "http://[broken"),
    ],
)
def test_what_of_an_address_names_the_page(url: str | None, key: str | None) -> None:
    assert url_key(url) == key
