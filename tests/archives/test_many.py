"""Many processes: the same outcomes in the same order as one, whatever becomes of the processes."""

from __future__ import annotations

import os
import signal
import threading
import time
import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sijill.archives.crew import Crew
from sijill.archives.many import CoderError, outcomes
from sijill.archives.one import Outcome
from sijill.archives.settings import Work, default_work
from sijill.archives.shelf import Shelf
from sijill.intake import Fault
from sijill.intake.faults import Spot
from sijill.intake.records import record_report
from sijill.intake.settings import default_limits
from sijill.intake.unread import Common, Piece, Unread
from sijill.model import Report
from tests.archives.coders import TRACES, Plain, broken, dying

FAST = replace(default_work(), starts=2)


def report(number: int, text: str = "Quiet.") -> Report:
    return Report(id=f"r{number}", text=text)


def unread(number: int, text: object = "Quiet.") -> Unread:
    at = Spot("a.jsonl", number)
    return Unread(record_report, ({"id": f"r{number}", "text": text}, at, default_limits()), at, 10)


def mixed(count: int) -> Iterator[Piece]:
    """Reports read and unread, faults, and what is common."""
    for number in range(count):
        if number % 11 == 3:
            yield Fault(source="a.jsonl", line=number, reason="broken", mend="Mend it")
        elif number % 11 == 5:
            yield Common("a.warc", "pages were passed over", "Never mind")
        elif number % 11 == 7:
            yield unread(number, 17 if number % 2 else "Quiet.")
        else:
            yield report(number, "trip" if number % 13 == 1 else "Quiet. " * (number % 5 + 1))


def in_order(pieces: Iterable[Piece], jobs: int, work: Work = FAST) -> list[Outcome]:
    return [found for found in outcomes(pieces, Plain, jobs, work) if found.line or found.told]


def ids(found: Iterable[Outcome]) -> list[str]:
    return [one.coded().report.id for one in found if one.line]


def told(found: Iterable[Outcome]) -> list[str]:
    return [f"{said.severity} {said}" for one in found for said in one.told if isinstance(said, Fault)]


@pytest.fixture
def traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(TRACES, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("jobs", [2, 3])
def test_several_processes_say_what_one_says(jobs: int) -> None:
    one = in_order(mixed(700), 1)
    assert len(ids(one)) > 500
    assert in_order(mixed(700), jobs) == one


@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_few_pieces_are_few_outcomes(count: int) -> None:
    assert ids(in_order((report(n) for n in range(count)), 2)) == [f"r{n}" for n in range(count)]


def test_each_process_loads_its_coder_once(traces: Path) -> None:
    in_order((report(n, "slow") for n in range(12)), 2)
    loaded = list(traces.glob("*.loaded"))
    assert len(loaded) == 2
    assert f"{os.getpid()}.loaded" not in {path.name for path in loaded}


def test_no_more_processes_than_there_is_work_for(traces: Path) -> None:
    in_order([report(1)], 4)
    assert len(list(traces.glob("*.loaded"))) == 1


def test_a_process_that_is_killed_costs_no_report(traces: Path) -> None:
    pieces = [report(n, "once" if n in (5, 60) else "Quiet.") for n in range(100)]
    found = in_order(pieces, 2)
    assert ids(found) == [f"r{n}" for n in range(100)]
    notes = told(found)
    assert len(notes) == 2
    for note in notes:
        assert note.startswith("note r")
        assert "was ended (SIGKILL, as the system does when memory runs out)" in note
        assert note.endswith("Another codes them again.")


def test_a_report_that_ends_every_process_is_set_aside(traces: Path) -> None:
    pieces = [report(n, "kill" if n == 17 else "Quiet.") for n in range(60)]
    found = in_order(pieces, 2)
    assert ids(found) == [f"r{n}" for n in range(60) if n != 17]
    [error] = [text for text in told(found) if text.startswith("error")]
    assert error.startswith("error r17: the process that coded this report was ended (SIGKILL")
    assert ", 2 times. It was set aside and the rest goes on." in error
    place = [one.coded().report.id if one.line else str(one.told[0]) for one in found if "again" not in str(one.told)]
    assert place.index("r16") + 1 == next(i for i, text in enumerate(place) if text.startswith("r17:"))


def test_processes_killed_from_outside_at_random(traces: Path) -> None:
    pieces = [report(n, "slow") for n in range(60)]
    crews: list[Crew] = []
    start = Crew.__init__

    def watched(self: Crew, *args: object) -> None:
        start(self, *args)  # type: ignore[arg-type]
        crews.append(self)

    def killer() -> None:
        for _ in range(4):
            time.sleep(1.2)
            for pid in crews[0].pids[:1]:
                os.kill(pid, signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Crew, "__init__", watched)
        thread = threading.Thread(target=killer)
        found = outcomes(pieces, Plain, 2, replace(FAST, starts=9, tries=9))
        thread.start()
        assert ids(found) == [f"r{n}" for n in range(60)]
        thread.join()


def test_a_process_that_hangs_is_ended(traces: Path) -> None:
    pieces = [report(n, "hang" if n == 3 else "Quiet.") for n in range(8)]
    found = in_order(pieces, 2, replace(FAST, seconds=0.5, batch=2))
    assert ids(found) == [f"r{n}" for n in range(8) if n != 3]
    assert any("took more than 0 seconds" in text or "took more than 1 seconds" in text for text in told(found))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_coder_that_can_not_be_loaded(jobs: int) -> None:
    with pytest.raises(CoderError, match=r"model\.onnx is missing"):
        list(outcomes([report(1)], broken, jobs, FAST))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_coder_whose_files_fail(jobs: int) -> None:
    with pytest.raises(CoderError, match=r"model\.onnx is missing"):
        list(outcomes([report(1), report(2, "files")], Plain, jobs, FAST))


def test_processes_that_die_before_they_begin() -> None:
    with pytest.raises(CoderError, match="was ended") as caught:
        list(outcomes([report(1)], dying, 2, FAST))
    assert "fewer --jobs" in caught.value.mend


def test_processes_make_way_for_fresh_ones(traces: Path) -> None:
    assert ids(in_order((report(n) for n in range(300)), 2, replace(FAST, recycle=50))) == [f"r{n}" for n in range(300)]
    assert len(list(traces.glob("*.loaded"))) >= 5


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_finding_pieces_is_raised_after_what_was_found(jobs: int) -> None:
    def pieces() -> Iterator[Piece]:
        yield report(1)
        raise ZeroDivisionError

    found = outcomes(pieces(), Plain, jobs, FAST)
    assert next(found).coded().report.id == "r1"
    with pytest.raises(ZeroDivisionError):
        next(found)


def test_input_is_not_read_far_ahead() -> None:
    taken = 0

    def endless() -> Iterator[Piece]:
        nonlocal taken
        while True:
            taken += 1
            yield report(taken)

    work = replace(FAST, window=20, shelf=10)
    found = outcomes(endless(), Plain, 2, work)
    for _ in range(100):
        next(found)
    time.sleep(0.5)
    assert taken <= 100 + 2 * work.window + work.shelf + 1
    found.close()


def test_large_pieces_are_not_heaped_up() -> None:
    taken = 0

    def large() -> Iterator[Piece]:
        nonlocal taken
        for taken in range(40):
            yield report(taken, "x" * 1_000_000)

    work = replace(FAST, window_size=3_000_000, shelf_size=2_000_000)
    found = outcomes(large(), Plain, 2, work)
    next(found)
    time.sleep(0.5)
    assert taken < 12
    assert len(ids(found)) == 39


def test_outcomes_come_as_pieces_do() -> None:
    """A slow source: what has come is given before what has not."""
    gate = threading.Event()

    def slow() -> Iterator[Piece]:
        yield report(1)
        gate.wait(30)
        yield report(2)

    found = outcomes(slow(), Plain, 2, FAST)
    assert next(found).coded().report.id == "r1"
    gate.set()
    assert next(found).coded().report.id == "r2"


def test_closing_ends_the_processes(traces: Path) -> None:
    found = outcomes((report(n, "slow") for n in range(10_000)), Plain, 2, FAST)
    next(found)
    found.close()
    time.sleep(0.2)
    for path in traces.glob("*.loaded"):
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.stem), 0)


def test_memory_of_the_one_who_shares_the_work_stays_flat() -> None:
    pieces = (unread(number) for number in range(20_000))
    found = outcomes(pieces, Plain, 2)
    for _ in range(2_000):
        next(found)
    tracemalloc.start()
    count = sum(1 for _ in found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 18_000
    assert peak < 6_000_000


def test_a_shelf_rings_for_the_last_piece_too() -> None:
    shelf = Shelf(iter([]), default_work())
    assert shelf.bell.poll(5)
    shelf.heard()
    assert shelf.take() is None
    assert shelf.ended
