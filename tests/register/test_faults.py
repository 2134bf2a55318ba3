"""What happens to a register from outside: power cuts, full disks, other writers, wrong clocks, damaged files."""

from __future__ import annotations

import contextlib
import logging
import random
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue
from sqlalchemy import select, text

from sijill.model import CodedReport, Report
from sijill.register import Register, RegisterError, clock, engine
from sijill.register.checking import check
from sijill.register.engine import reading, writing
from sijill.register.faults import Damaged
from sijill.register.migrate import revision
from sijill.register.queue import is_skipped, skip
from sijill.register.schema import REVISIONS, event_log, events
from sijill.register.summaries import summary
from tests.register.making import DAY, TOWNS, clash
from tests.register.older import as_of
from tests.register.test_checking import lived_in, said

BESIDE = ("-wal", "-shm", "-journal")


def faults(register: Register) -> str:
    return said([each for each in check(register) if each.grave])


def pairs(number: int) -> list[tuple[Report, CodedReport]]:
    """Reports of so many happenings, 54 at most."""
    return [clash(town, 2 + at, DAY + timedelta(days=40 * at)) for at, town in enumerate(([*TOWNS] * 9)[:number])]


# Power


def test_every_connection_waits_for_the_disk(tmp_path: Path) -> None:
    with Register.open(tmp_path / "r.sqlite") as register:
        for open_one in (reading, writing):
            with open_one(register.engine) as connection:
                assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
                assert connection.exec_driver_sql("PRAGMA fullfsync").scalar() == 1
                assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_log_that_the_power_cut_off_anywhere(tmp_path: Path) -> None:
    """What was not on the disk yet is gone from the log's end, or is nonsense: whole transactions are left."""
    path, wal = tmp_path / "r.sqlite", tmp_path / "r.sqlite-wal"
    sizes: list[int] = []
    ids: list[str] = []
    with Register.open(path) as register:
        shutil.copyfile(path, tmp_path / "main")
        for item, coding in pairs(6):
            ids.append(register.add(item, coding).report)
            sizes.append(wal.stat().st_size)
        main, log = path.read_bytes(), wal.read_bytes()
    chance = random.Random(5)
    for number in range(40):
        at = chance.randrange(len(log))
        nonsense = chance.randbytes(len(log) - at) if number % 2 else b""
        cut = tmp_path / f"cut{number}.sqlite"
        cut.write_bytes(main)
        cut.with_name(f"{cut.name}-wal").write_bytes(log[:at] + nonsense)
        with Register.open(cut) as register:
            there = register.report_ids()
            assert there == ids[: len(there)]
            # All that was in the log whole.
            assert len(there) >= sum(size <= at for size in sizes)
            assert faults(register) == ""


@pytest.mark.parametrize("left", ["nothing", "empty"])
def test_a_log_without_its_file_is_not_thrown_away(tmp_path: Path, left: str) -> None:
    path, wal = tmp_path / "r.sqlite", tmp_path / "r.sqlite-wal"
    register = Register.open(path)
    register.add(*clash())
    main, log = path.read_bytes(), wal.read_bytes()
    register.close()
    wal.write_bytes(log)
    if left == "nothing":
        path.unlink()
    else:
        path.write_bytes(b"")
    for make in (True, False):
        with pytest.raises(RegisterError, match="holds what was written to it last") as error:
            Register.open(path, make=make)
        assert "move r.sqlite-wal away" in error.value.mend
    assert wal.read_bytes() == log
    path.write_bytes(main)
    with Register.open(path) as register:
        assert register.counts().reports == 1


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "sijill", folder], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("only root may make a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_is_said_and_nothing_is_kept_by_halves(small_disk: Path) -> None:
    path, kept = small_disk / "r.sqlite", []
    with Register.open(path) as register:
        full = None
        for item, coding in pairs(54):
            try:
                kept.append(register.add(item, coding).report)
            except RegisterError as error:
                full = error
                break
            with contextlib.suppress(OSError):
                (small_disk / f"filling{len(kept)}").write_bytes(bytes(60_000))
        assert full is not None
        assert full.reason == f"{path}: the disk is full"
        assert "Make room" in full.mend
        with pytest.raises(RegisterError, match="the disk is full"):
            register.decide("accept", next(iter(register.events())).id, by="Rana")
        for each in small_disk.glob("filling*"):
            each.unlink()
        assert register.report_ids() == kept
        assert faults(register) == ""
        register.decide("accept", next(iter(register.events())).id, by="Rana")
        register.add(item, coding)
        assert register.counts().reports == len(kept) + 1


def test_a_file_that_may_grow_no_more(tmp_path: Path) -> None:
    """The same where nobody may make a small disk: SQLite itself allows no more pages."""
    with Register.open(tmp_path / "r.sqlite") as register:
        register.add(*clash())
        with register.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(RegisterError, match="the disk is full"):
            register.add_many(pairs(30))
        assert register.counts().reports == 1
        assert faults(register) == ""


# Two writers


def test_a_second_writer_waits_for_the_first(address: str) -> None:
    with Register.open(address) as ours, Register.open(address) as theirs:
        done: list[str] = []

        def add() -> None:
            done.append(theirs.add(*clash()).report)

        with writing(ours.engine) as connection:
            connection.execute(text("INSERT INTO settings (name, value) VALUES ('one', 'two')"))
            second = threading.Thread(target=add)
            second.start()
            time.sleep(0.3)
            assert done == []
        second.join()
        assert len(done) == ours.counts().reports == 1


def test_a_writer_does_not_wait_for_ever(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 1)
    with Register.open(address) as ours, Register.open(address) as theirs:
        with (
            writing(ours.engine),
            pytest.raises(RegisterError, match="another program has been writing for 1 seconds") as error,
        ):
            theirs.add(*clash())
        assert "try again" in error.value.mend
        assert theirs.add(*clash()).status == "new"


# Clocks


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set what this machine's clock says."""
    return lambda at: monkeypatch.setattr(clock, "now", lambda: at)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _moments(register: Register) -> list[datetime]:
    with register.reading() as connection:
        return list(connection.scalars(select(event_log.c.at).order_by(event_log.c.id)))


def test_a_clock_that_is_set_back_a_little_stands_still(
    register: Register, set_clock: Callable[[datetime], None]
) -> None:
    for minutes in (0, 10, 4, 7, 11):
        set_clock(NOON + timedelta(minutes=minutes))
        register.add(*clash("Mosul", 2 + minutes, DAY + timedelta(days=40 * minutes)))
    assert _moments(register) == [NOON + timedelta(minutes=each) for each in (0, 10, 10, 10, 11)]


@pytest.mark.parametrize("jump", [timedelta(days=-700), timedelta(days=9000)])
def test_a_clock_that_jumps_far_is_believed_and_said(
    register: Register, set_clock: Callable[[datetime], None], caplog: pytest.LogCaptureFixture, jump: timedelta
) -> None:
    moments = [NOON, NOON + jump, NOON + timedelta(minutes=5)]
    with caplog.at_level(logging.WARNING, "sijill.register"):
        for number, at in enumerate(moments):
            set_clock(at)
            register.add(*clash("Mosul", 2 + number, DAY + timedelta(days=40 * number)))
    assert _moments(register) == moments
    assert len(caplog.records) == 1
    assert "this machine's clock says" in caplog.text
    with register.reading() as connection:
        changed = list(connection.scalars(select(events.c.changed).order_by(events.c.changed)))
        order = list(connection.scalars(select(event_log.c.event_id).order_by(event_log.c.id)))
        by_change = list(connection.scalars(select(events.c.id).order_by(events.c.changed)))
    assert len(set(changed)) == 3
    assert by_change == order


def test_what_is_in_memory_follows_whatever_the_clock_does(
    register: Register, set_clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, days in enumerate((0, 9000, -5, 1, 0)):
        set_clock(NOON + timedelta(days=days))
        register.add(*clash("Mosul", 2 + number, DAY + timedelta(days=40 * number)))
        with register.reading() as connection:
            assert summary(connection).events == number + 1
    event = next(iter(register.events())).id
    set_clock(NOON - timedelta(days=300))
    register.set_rule("median")
    with writing(register.engine) as connection:
        skip(connection, event, "Rana", clock.now())
        assert is_skipped(connection, event, "Rana")
    line: JsonValue = {"group": "civilians", "low": 70, "best": 70, "high": 70}
    register.decide("correct", event, by="Rana", field="killed", value=[line])
    with register.reading() as connection:
        assert not is_skipped(connection, event, "Rana")
        assert summary(connection).killed.best >= 70


def test_history_is_told_in_the_order_in_which_it_was_written(
    register: Register, set_clock: Callable[[datetime], None]
) -> None:
    for number, days in enumerate((0, 9000, 1)):
        set_clock(NOON + timedelta(days=days))
        register.add(*clash(outlet=f"Paper {number}"))
    event = next(iter(register.events())).id
    register.decide("note", event, by="Rana", why="First.")
    set_clock(NOON + timedelta(days=8000))
    register.decide("note", event, by="Rana", why="Second.")
    told = [entry.decision.why if entry.decision else entry.what for entry in register.history(event)]
    assert [each for each in told if each in ("made", "joined")] == ["made", "joined", "joined"]
    assert [each for each in told if each in ("First.", "Second.")] == ["First.", "Second."]


def test_moments_are_taken_once_the_register_is_locked(address: str) -> None:
    """Whoever waits for the lock does not bring an earlier moment than the one who held it."""
    with Register.open(address) as ours, Register.open(address) as theirs:
        with writing(ours.engine) as connection:
            second = threading.Thread(target=lambda: theirs.add(*clash("Mosul", 3)))
            second.start()
            time.sleep(0.3)
            now = clock.moment(connection)
            connection.execute(
                text("INSERT INTO event_log (event_id, at, what, detail) VALUES ('e-x', :at, 'made', '{}')"),
                {"at": now.replace(tzinfo=None) if connection.dialect.name == "sqlite" else now},
            )
        second.join()
        moments = _moments(ours)
        assert len(moments) == 2
        assert moments == sorted(moments)


# Damaged and foreign files


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A register's file, all of it in the file itself."""
    path = tmp_path_factory.mktemp("whole") / "r.sqlite"
    with Register.open(path) as register:
        lived_in(register)
    return path.read_bytes()


@pytest.mark.parametrize("part", [0.01, 0.2, 0.5, 0.9, 0.98])
def test_a_file_that_was_cut_off(tmp_path: Path, content: bytes, part: float) -> None:
    path = tmp_path / "r.sqlite"
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(Damaged) as error, Register.open(path, make=False) as register:
        list(check(register))
    assert "sijill restore" in error.value.mend
    assert path.read_bytes() == content[: int(len(content) * part)]


def _everything(path: Path) -> list[object]:
    """What the texts, accounts, decisions and events of a register are, as far as they can be read."""
    asked = (
        "SELECT id, text, digest, clutter FROM versions", "SELECT key, event_id, json FROM accounts",
        "SELECT number, kind, accounts, value FROM decisions", "SELECT id, killed_best, json FROM events",
    )  # fmt: skip
    found: list[object] = []
    connection = sqlite3.connect(path)
    for each in asked:
        try:
            found.append(sorted(connection.execute(each)))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            found.append(str(error))
    connection.close()
    return found


def test_bytes_that_a_disk_has_changed(tmp_path: Path, content: bytes) -> None:
    """Whatever is changed: the check ends and finds it, unless nothing that it vouches for is another one."""
    chance, whole = random.Random(3), tmp_path / "whole.sqlite"
    whole.write_bytes(content)
    meant, damaged = _everything(whole), 0
    # Where something is written: most of a small file is empty.
    places = [at for at in range(100, len(content) - 200) if content[at] and content[at + 100]]
    for number in range(40):
        path = tmp_path / f"r{number}.sqlite"
        torn = bytearray(content)
        at = chance.choice(places)
        torn[at : at + 200] = chance.randbytes(200)
        path.write_bytes(torn)
        try:
            with Register.open(path, make=False) as register:
                told = faults(register)
        except RegisterError as error:
            told = str(error)
        if _everything(path) != meant:
            damaged += 1
            assert told
    assert damaged > 5


def test_a_file_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE cities (name)")
    other.commit()
    other.close()
    before = path.read_bytes()
    for make in (True, False):
        with pytest.raises(RegisterError, match="holds tables of another program"):
            Register.open(path, make=make)
    assert path.read_bytes() == before


# Schemas


@pytest.mark.parametrize("old", REVISIONS[:-1])
def test_an_older_register_is_kept_as_it_was(tmp_path: Path, old: str, caplog: pytest.LogCaptureFixture) -> None:
    path, kept = tmp_path / "r.sqlite", tmp_path / f"r.schema-{old}.sqlite"
    with Register.open(tmp_path / "new.sqlite") as new:
        new.add_many([clash(), clash("Mosul", 3)])
        as_of(str(path), old, new)
    with caplog.at_level(logging.WARNING, "sijill.register"), Register.open(path) as register:
        assert register.counts().reports == 2
        assert faults(register) == ""
    assert f"as it was, it is kept as {kept}" in caplog.text
    assert sqlite3.connect(kept).execute("SELECT version_num FROM sijill_version").fetchall() == [(old,)]
    assert sqlite3.connect(kept).execute("SELECT count(*) FROM versions").fetchall() == [(2,)]
    assert kept.stat().st_mode == path.stat().st_mode
    Register.open(path).close()
    assert sorted(each.name for each in tmp_path.glob("r.*")) == ["r.schema-" + old + ".sqlite", "r.sqlite"]


def test_a_step_that_fails_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite"
    with Register.open(tmp_path / "new.sqlite") as new:
        new.add(*clash())
        as_of(str(path), "0002", new)
    with sqlite3.connect(path) as raw:
        # What the last step makes is there already.
        raw.execute("CREATE INDEX ix_versions_told ON versions (id)")
    for _ in range(2):
        with pytest.raises(RegisterError, match="ix_versions_told already exists"):
            Register.open(path)
    assert [each.name for each in tmp_path.glob("r.*") if not each.name.endswith(BESIDE)] == ["r.sqlite"]
    with sqlite3.connect(path) as raw:
        raw.execute("DROP INDEX ix_versions_told")
    with Register.open(path) as register, register.reading() as connection:
        assert revision(connection) == REVISIONS[-1]
        assert register.counts().reports == 1


def test_without_room_for_a_copy_nothing_is_changed(small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "r.sqlite"
    with Register.open(tmp_path / "new.sqlite") as new:
        new.add_many([clash(), clash("Mosul", 3)])
        as_of(str(path), "0003", new)
    (small_disk / "filling").write_bytes(bytes(shutil.disk_usage(small_disk).free - 100_000))
    with pytest.raises(RegisterError, match="no copy of it can be kept first") as error:
        Register.open(path)
    assert "Make room" in error.value.mend
    assert sorted(each.name for each in small_disk.iterdir() if not each.name.endswith(BESIDE)) == [
        "filling",
        "r.sqlite",
    ]
    (small_disk / "filling").unlink()
    with Register.open(path) as register:
        assert register.counts().reports == 2
