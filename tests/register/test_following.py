"""What is kept in memory follows the register: it says what a register opened anew would say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue
from sqlalchemy import Connection, func, select

from sijill.model import CodedReport, Report
from sijill.register import Register
from sijill.register.columns import Columns, following
from sijill.register.engine import reading
from sijill.register.following import Following
from sijill.register.portraits import gathered
from sijill.register.profiles import Selection, Who, by_actor
from sijill.register.queue import left, queue
from sijill.register.reliability import compared, publishers_of, sources, told_by
from sijill.register.remembered import clear
from sijill.register.schema import events
from sijill.register.summaries import summary
from sijill.register.tellings import Tellings
from tests.register.making import DAY, TOWNS, account, clash, coded, report

ISIS = Who("isis", "Islamic State")
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def told(connection: Connection) -> tuple[Any, ...]:
    """All that is reckoned from memory; days in an order of their own."""
    every, sums = Selection(), summary(connection)
    sets = [
        gathered(connection, each, kinds=9, spots=9, parties=9, latest=9)
        for each in (every, Selection(who=ISIS), Selection(place=("IQ", None, None)))
    ]
    return (
        replace(sums, days=tuple(sorted(sums.days, key=str))), by_actor(connection, every),
        *(replace(each, days=sorted(each.days, key=str)) for each in sets),
        sources(connection, "publisher"), sources(connection, "quoted"),
        compared(connection, "publisher", "Alpha Wire"), sorted(told_by(connection, "quoted", "police officer")),
        publishers_of(connection, told_by(connection, "publisher", "Alpha Wire")),
        [event.id for event in queue(connection)], left(connection),
    )  # fmt: skip


def pair(number: int, killed: int = 3, outlet: str = "Alpha Wire") -> tuple[Report, CodedReport]:
    """A report of a clash, and its coding."""
    day = DAY + timedelta(days=40 * (number % len(TOWNS)))
    item, found = clash(list(TOWNS)[number % len(TOWNS)], killed, day, f"{outlet} {number}")
    quoting = found.events[0].model_copy(update={"sources": ("A police officer",)})
    item = item.model_copy(update={"publisher": outlet})
    return item, coded(item, quoting)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A register of six reports."""
    made = tmp_path / "register.sqlite"
    with Register.open(made) as register:
        register.add_many([pair(number) for number in range(6)])
    return made


@pytest.fixture
def ours(path: Path) -> Iterator[Register]:
    """The register as one process has it, all read."""
    with Register.open(path) as register:
        with register.reading() as connection:
            told(connection)
        yield register


def _first(register: Register) -> str:
    return next(iter(register.events(order="oldest"))).id


def _add(register: Register) -> None:
    register.add_many([pair(0, 9, "Beta Daily"), pair(11, 2, "Beta Daily")])


def _correct(register: Register) -> None:
    line: JsonValue = [{"group": "civilians", "low": 8, "best": 8, "high": 8}]
    register.decide("correct", event=_first(register), field="killed", value=line, by="Uma", at=LONG_AGO)


def _reject(register: Register) -> None:
    register.decide("reject", event=_first(register), by="Uma", at=LONG_AGO)


def _undo(register: Register) -> None:
    made = register.decide("reject", event=_first(register), by="Uma", at=LONG_AGO)
    with register.reading() as connection:
        told(connection)
    register.undo(made.id, by="Uma")


def _merge(register: Register) -> None:
    one, two, *_ = (event.id for event in register.events(order="oldest"))
    register.decide("same_event", event=one, other=two, by="Uma", at=LONG_AGO)


def _throw_out(register: Register) -> None:
    event = next(iter(register.events(order="oldest")))
    register.decide("reject", accounts=event.accounts, by="Uma", at=LONG_AGO)


def _retell(register: Register) -> None:
    text = "Gunmen attacked a post; nobody was hurt, police said on Monday."
    item = report(text, id="r-same", publisher="Alpha Wire")
    register.add(item, coded(item, account(text)))
    item = report(text + " Later two died.", id="r-same", publisher="Gamma Post")
    register.add(item, coded(item))


@pytest.mark.parametrize("change", [_add, _correct, _reject, _undo, _merge, _throw_out, _retell])
def test_what_another_process_writes_is_followed(
    path: Path, ours: Register, change: Callable[[Register], None]
) -> None:
    with Register.open(path) as theirs:
        change(theirs)
    with ours.reading() as connection:
        found = told(connection)
    with Register.open(path) as anew, anew.reading() as connection:
        clear()
        assert found == told(connection)


def test_readers_of_an_earlier_state_see_that_one(path: Path, ours: Register) -> None:
    with reading(ours.engine) as early:
        before = told(early)
        with Register.open(path) as theirs:
            _add(theirs)
        with reading(ours.engine) as late:
            after = told(late)
        assert after != before
        every = Selection()
        assert gathered(early, every, kinds=9, spots=9, parties=8).figures.events == before[0].events
        with reading(ours.engine) as late:
            assert gathered(late, every, kinds=9, spots=9, parties=8).figures.events == after[0].events


def test_only_what_has_changed_is_read_again(path: Path, ours: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("read anew")

    with Register.open(path) as theirs:
        _add(theirs)
    for kind in (Columns, Tellings):
        monkeypatch.setattr(kind, "read_all", never)
    with ours.reading() as connection:
        assert told(connection)


def test_a_register_that_was_put_in_its_place_is_read_anew(tmp_path: Path) -> None:
    with Register.open(tmp_path / "a.sqlite") as register:
        register.add_many([pair(number) for number in range(3)])
        with register.reading() as connection:
            assert summary(connection).events == 3
        with register.engine.begin() as connection:
            for table in ("event_log", "event_actors", "events"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
        with register.reading() as connection:
            assert summary(connection).events == 0


def test_readers_do_not_wait_for_one_another(register: Register) -> None:
    """Who reads the same state is not held up by somebody who is reckoning with it."""
    register.add(*clash())
    with register.reading() as one, register.reading() as two:
        first, second = following(one), following(two)
        assert first is second
        register.add(*clash("Mosul", 3))
        assert following(one) is first
        with register.reading() as three:
            assert len(following(three).rows) == 2
        assert len(first.rows) == 1
        assert following(one) is first


def test_many_readers_while_others_write(register: Register) -> None:
    """Each sees one state as a whole: as many events as the database has for it."""
    wrong: list[str] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            with register.reading() as connection:
                number = connection.scalar(select(func.count()).select_from(events))
                dead = connection.scalar(select(func.sum(events.c.killed_best))) or 0
                told = summary(connection)
                if (told.events, told.killed.best) != (number, dead):
                    wrong.append(f"{told.events} of {number}, {told.killed.best} of {dead}")

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    for item, coding in [pair(number) for number in range(25)]:
        register.add(item, coding)
    over.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_reading_that_fails_leaves_what_there_was(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    trail: Following[Columns] = Following(Columns)
    register.add(*clash())
    with register.reading() as connection:
        assert len(trail.of(connection).rows) == 1
    register.add(*clash("Mosul", 3))

    def fail(*_: object) -> None:
        raise RuntimeError("broken off")

    with monkeypatch.context() as broken, register.reading() as connection:
        broken.setattr(Columns, "read_some", fail)
        with pytest.raises(RuntimeError):
            trail.of(connection)
    with register.reading() as connection:
        assert len(trail.of(connection).rows) == 2
