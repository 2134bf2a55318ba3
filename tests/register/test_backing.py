"""Backups of registers in use, and registers from them: whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from sijill.register import Counts, Register, RegisterError
from sijill.register.backing import backup, restore
from sijill.register.checking import Finding, check
from sijill.register.copying import overwrite
from sijill.register.engine import writing
from sijill.register.faults import Damaged
from sijill.register.looking import event_ids
from sijill.register.queries import search
from sijill.register.schema import event_log, events, sessions, users, versions
from tests.register.making import DAY, clash
from tests.register.older import as_of
from tests.register.test_checking import lived_in, said


def unseen(_part: str, _done: int, _all: int) -> None:
    pass


def nothing(finding: Finding) -> None:
    raise AssertionError(str(finding))


def faults(register: Register) -> str:
    return said([each for each in check(register) if each.grave])


def told(register: Register) -> list[object]:
    """What a register holds, as far as a restored one has to hold the same."""
    with register.reading() as connection:
        names = event_ids(connection)
        log = connection.execute(select(event_log).order_by(event_log.c.id)).all()
        found = [hit.report.id for hit in search(connection, "attacked", 50)]
    return [
        [(register.event(name), register.decisions(name), register.tellings(name)) for name in names],
        log, sorted(found), register.counts(), register.second_looks(),
        [(register.versions(name), register.report(name), register.coded(name)) for name in register.report_ids()],
        register.report_ids(), register.assertions(),
    ]  # fmt: skip


@pytest.fixture(params=["file", "server"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a register that nobody has made, of each kind."""
    if request.param == "file":
        return str(tmp_path / "target" / "register.sqlite")
    found: str = request.getfixturevalue("new_database")
    return found


def test_a_backup_holds_all_and_gives_it_back(register: Register, tmp_path: Path, target: str) -> None:
    lived_in(register)
    meant, file = told(register), tmp_path / "backup.sqlite"
    held = backup(register.engine.url.render_as_string(hide_password=False), file, unseen)
    assert held == register.counts()
    done = restore(file, target, unseen, nothing)
    assert (done.counts, done.kept, done.mended) == (held, None, 0)
    with Register.open(target, make=False) as restored:
        assert told(restored) == meant
        assert faults(restored) == ""
        if "://" not in target:
            with restored.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        # Whoever writes next goes on where the other ended.
        restored.add(*clash("Najaf", 8, outlet="Omega"))
        last = restored.decide("note", event_ids_of(restored)[0], by="Uma", why="Restored.")
        assert last.id == f"d{held.decisions + 1}"
        assert faults(restored) == ""


def event_ids_of(register: Register) -> list[str]:
    with register.reading() as connection:
        return event_ids(connection)


def test_a_backup_is_one_file_in_one_state_while_others_write(register: Register, tmp_path: Path) -> None:
    register.add(*clash("Najaf", 2))
    confirmed, over = register.report_ids(), threading.Event()

    def add_on_and_on() -> None:
        number = 0
        while not over.is_set() and number < 400:
            number += 1
            item, coding = clash("Mosul", 2 + number, DAY)
            confirmed.append(register.add(item, coding).report)

    writer = threading.Thread(target=add_on_and_on)
    writer.start()
    address = register.engine.url.render_as_string(hide_password=False)
    for number in range(4):
        file = tmp_path / f"backup{number}.sqlite"
        at_least = list(confirmed)
        held = backup(address, file, unseen)
        assert [each.name for each in tmp_path.glob(f"*backup{number}*")] == [file.name]
        with Register.open(file, make=False) as copy:
            assert copy.counts() == held
            assert set(at_least) <= set(copy.report_ids())
            assert faults(copy) == ""
    over.set()
    writer.join()
    assert len(confirmed) > 5


def test_a_backup_has_the_rights_of_its_register(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    Register.open(path).close()
    path.chmod(0o640)
    backup(path, tmp_path / "b.sqlite", unseen)
    assert (tmp_path / "b.sqlite").stat().st_mode & 0o777 == 0o640


def test_an_older_register_is_backed_up_as_it_is_and_restored_as_it_should_be(tmp_path: Path) -> None:
    old, file = tmp_path / "old.sqlite", tmp_path / "backup.sqlite"
    with Register.open(tmp_path / "new.sqlite") as new:
        new.add_many([clash(), clash("Mosul", 3)])
        meant = told(new)
        as_of(str(old), "0002", new)
    backup_of_old(old, file)
    restore(file, tmp_path / "restored.sqlite", unseen, nothing)
    with Register.open(tmp_path / "restored.sqlite", make=False) as restored:
        assert told(restored) == meant
        assert faults(restored) == ""


def backup_of_old(old: Path, file: Path) -> None:
    held = backup(old, file, unseen)
    assert held == Counts(2, 2, 2, 0, 2, 0)
    for path in (old, file):
        with sqlite3.connect(path) as raw:
            assert raw.execute("SELECT version_num FROM sijill_version").fetchall() == [("0002",)]


def test_nothing_is_overwritten_unasked(address: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite"
    with Register.open(address) as register:
        register.add(*clash())
        backup(address, file, unseen)
        register.add(*clash("Mosul", 3))
        before = told(register)
        content = file.read_bytes()
        with pytest.raises(RegisterError, match="there is a file"):
            backup(address, file, unseen)
        assert file.read_bytes() == content
        with pytest.raises(RegisterError, match=r"there is a file|holds a register already") as error:
            restore(file, address, unseen, nothing)
        assert "--force" in error.value.mend
        assert told(register) == before


def test_overwritten_where_asked_and_those_who_read_go_on(address: str, tmp_path: Path) -> None:
    from sijill.register.summaries import summary

    file = tmp_path / "backup.sqlite"
    with Register.open(address) as register:
        register.add(*clash())
        backup(address, file, unseen)
        meant = told(register)
        register.add(*clash("Mosul", 3))
        later = told(register)
        with register.reading() as connection:
            assert summary(connection).events == 2
        done = restore(file, address, unseen, nothing, over=True)
        assert told(register) == meant
        with register.reading() as connection:
            assert summary(connection).events == 1
        register.add(*clash("Basra", 4))
        assert register.counts().reports == 2
        assert faults(register) == ""
        if done.kept:
            with Register.open(done.kept, make=False) as kept:
                assert told(kept) == later
        backup(address, file, unseen, over=True)
        with Register.open(file, make=False) as copy:
            assert copy.counts().reports == 2


def test_who_was_signed_in_is_not_any_more(register: Register, tmp_path: Path, target: str) -> None:
    lived_in(register)
    file = tmp_path / "backup.sqlite"
    backup(register.engine.url.render_as_string(hide_password=False), file, unseen)
    restore(file, target, unseen, nothing)
    with Register.open(target) as restored, restored.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(sessions)) == 0
        assert connection.scalar(select(func.count()).select_from(users)) == 1


def test_a_backup_with_faults_is_not_restored(tmp_path: Path) -> None:
    path, file = tmp_path / "r.sqlite", tmp_path / "backup.sqlite"
    with Register.open(path) as register:
        lived_in(register)
        backup(path, file, unseen)
        before = told(register)
    with Register.open(file) as register, writing(register.engine) as connection:
        connection.execute(update(versions).values(text=func.replace(versions.c.text, "attacked", "assailed")))
    found: list[Finding] = []
    for force in (False, True):
        with pytest.raises(Damaged, match=r"faults: nothing was restored"):
            restore(file, path if force else tmp_path / "other.sqlite", unseen, found.append, over=force)
    assert any("its text is not the one that came in" in each.what for each in found)
    assert not (tmp_path / "other.sqlite").exists()
    with Register.open(path) as register:
        assert told(register) == before
    assert not list(tmp_path.glob("*.part*"))


def test_what_another_sijill_derived_otherwise_is_derived_anew(tmp_path: Path) -> None:
    path, file = tmp_path / "r.sqlite", tmp_path / "backup.sqlite"
    with Register.open(path) as register:
        register.add_many([clash(), clash("Mosul", 3)])
        meant = {name: register.event(name) for name in event_ids_of(register)}
        with writing(register.engine) as connection:
            connection.execute(
                update(events).values(killed_best=77, json=func.replace(events.c.json, "Daquq", "Dakuk"))
            )
    backup(path, file, unseen)
    done = restore(file, tmp_path / "restored.sqlite", unseen, nothing)
    assert done.mended == 2
    with Register.open(tmp_path / "restored.sqlite") as register:
        assert {name: register.event(name) for name in event_ids_of(register)} == meant


@pytest.mark.parametrize("damage", ["half", "nonsense", "header"])
def test_a_damaged_register_makes_room_and_is_kept(tmp_path: Path, damage: str) -> None:
    path, file = tmp_path / "r.sqlite", tmp_path / "backup.sqlite"
    with Register.open(path) as register:
        lived_in(register)
        meant = told(register)
    backup(path, file, unseen)
    content = path.read_bytes()
    torn = {"half": content[: len(content) // 2], "nonsense": b"no" * 9000, "header": b"x" * 100 + content[100:]}[
        damage
    ]
    path.write_bytes(torn)
    path.with_name("r.sqlite-wal").write_bytes(b"a log of the damaged one")
    with pytest.raises(RegisterError, match="there is a file"):
        restore(file, path, unseen, nothing)
    done = restore(file, path, unseen, nothing, over=True)
    assert done.kept is not None
    assert done.kept.read_bytes() == torn
    with Register.open(path, make=False) as register:
        assert told(register) == meant
        assert faults(register) == ""


@pytest.mark.parametrize("content", [b"", b"no register at all" * 300])
def test_a_file_that_is_no_backup(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "backup.sqlite"
    file.write_bytes(content)
    with pytest.raises(RegisterError, match=r"is no register|there is no register"):
        restore(file, tmp_path / "r.sqlite", unseen, nothing)
    assert not (tmp_path / "r.sqlite").exists()


def test_a_backup_of_a_newer_sijill_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite"
    with Register.open(file) as register, writing(register.engine) as connection:
        connection.exec_driver_sql("UPDATE sijill_version SET version_num = '9999'")
    with pytest.raises(RegisterError, match="newer Sijill") as error:
        restore(file, tmp_path / "r.sqlite", unseen, nothing)
    assert "pip install --upgrade" in error.value.mend


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("none.sqlite", "b.sqlite", "there is no register at"),
        ("other.sqlite", "b.sqlite", "tables of another program"),
        ("r.sqlite", "r.sqlite", "there is a file"),
        ("r.sqlite", "none/b.sqlite", "there is no folder"),
        ("r.sqlite", ".", "there is a file"),
    ],
)
def test_backups_that_can_not_be_made(tmp_path: Path, source: str, target: str, words: str) -> None:
    Register.open(tmp_path / "r.sqlite").close()
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE cities (name)")
    with pytest.raises(RegisterError, match=words):
        backup(tmp_path / source, tmp_path / target, unseen)
    assert not list(tmp_path.glob("*.part*"))


def test_the_register_is_no_backup_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with Register.open(path) as register:
        register.add(*clash())
    for work in (
        lambda: backup(path, path, unseen, over=True),
        lambda: restore(path, path, unseen, nothing, over=True),
    ):
        with pytest.raises(RegisterError, match="itself"):
            work()
    with Register.open(path) as register:
        assert register.counts().reports == 1


# Broken off


def _overwrite(source: Path, target: Path) -> None:
    overwrite(source, target)


def test_killed_while_it_overwrites(tmp_path: Path) -> None:
    path, file, chance = tmp_path / "r.sqlite", tmp_path / "backup.sqlite", random.Random(2)
    with Register.open(path) as register:
        register.add_many([clash("Mosul", 2 + n, DAY, outlet=f"Paper {n}") for n in range(120)])
    backup(path, file, unseen)
    with Register.open(path) as register:
        register.add(*clash("Basra", 4))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.register.warm", "sijill.register.copying"])
    held = set()
    for _ in range(12):
        process = context.Process(target=_overwrite, args=(file, path))
        process.start()
        process.join(chance.uniform(0, 0.06))
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        with Register.open(path, make=False) as register:
            held.add(register.counts().reports)
            assert faults(register) == ""
            if register.counts().reports == 120:
                register.add(*clash("Basra", 4))
    assert held <= {120, 121}


def test_a_full_disk_leaves_no_half_of_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register import copying

    path = tmp_path / "r.sqlite"
    with Register.open(path) as register:
        lived_in(register)
    meant = path.read_bytes()
    real = copying.connect

    def small(where: Path, mode: str = "rwc") -> sqlite3.Connection:
        connection = real(where, mode)
        if mode == "rwc":
            connection.execute("PRAGMA max_page_count = 5")
        return connection

    monkeypatch.setattr(copying, "connect", small)
    with pytest.raises(RegisterError, match="the disk is full"):
        backup(path, tmp_path / "b.sqlite", unseen)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["r.sqlite"]
    assert path.read_bytes() == meant


def test_nothing_that_was_confirmed_falls_between_what_is_kept_and_what_comes(tmp_path: Path) -> None:
    path, file = tmp_path / "r.sqlite", tmp_path / "backup.sqlite"
    with Register.open(path) as register:
        register.add_many([clash("Mosul", 2 + n, DAY, outlet=f"Paper {n}") for n in range(8)])
        backup(path, file, unseen)
        added: list[str] = []
        over = threading.Event()

        def add_on_and_on() -> None:
            for number in range(60):
                if over.is_set():
                    return
                added.append(register.add(*clash("Basra", 2 + number, DAY)).report)

        writer = threading.Thread(target=add_on_and_on)
        writer.start()
        for _ in range(2):
            time.sleep(0.1)
            restore(file, path, unseen, nothing, over=True)
        time.sleep(0.1)
        over.set()
        writer.join()
        assert faults(register) == ""
        held = set(register.report_ids())
    kept = sorted(tmp_path.glob("r.before-restore*.sqlite"))
    assert len(kept) == 2
    for each in kept:
        with Register.open(each, make=False) as register:
            assert faults(register) == ""
            held |= set(register.report_ids())
    assert len(added) > 3
    assert set(added) <= held
