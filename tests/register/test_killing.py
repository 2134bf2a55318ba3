"""Nothing that the register said it kept is lost, and nothing is kept twice: kill -9, and many writers at once."""

from __future__ import annotations

import multiprocessing
import random
import signal
from datetime import timedelta
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.kills import WAYS, Ground, Way, killed, prepare
from benchmarks.kills import forks as kill_forks
from sijill.model import CodedReport, Report
from sijill.register import Register
from tests.register.killing import add_all, write_pairs
from tests.register.making import DAY, TOWNS, clash

Pairs = list[tuple[Report, CodedReport]]


@pytest.fixture(scope="module")
def forks() -> BaseContext:
    """Starts processes from one that has imported everything already, but has opened nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.register.warm"])
    return context


@pytest.fixture
def pairs() -> Pairs:
    """Two hundred reports of a hundred happenings, two of each."""
    happenings = [(town, 3 + n % 50, DAY + timedelta(days=40 * n)) for n, town in enumerate([*TOWNS] * 17)][:100]
    return [clash(*happening, outlet) for happening in happenings for outlet in ("Alpha Wire", "Beta Post")]


@pytest.fixture
def source(tmp_path: Path, pairs: Pairs) -> Path:
    """A file of these reports."""
    return write_pairs(tmp_path / "reports.jsonl", pairs)


def _starting(forks: BaseContext, address: str, source: Path, said: Path, portion: int) -> BaseProcess:
    process = forks.Process(target=add_all, args=(address, source, said, portion))  # type: ignore[attr-defined]
    process.start()
    return process  # type: ignore[no-any-return]


def _said(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_killed_at_random_moments(forks: BaseContext, address: str, tmp_path: Path, source: Path, pairs: Pairs) -> None:
    kills = 10 if "://" not in address else 5
    chance, said = random.Random(kills), tmp_path / "said"
    killed = 0
    while killed < kills:
        process = _starting(forks, address, source, said, chance.choice([1, 1, 3]))
        if _kill(process, said, len(_said(said)) + chance.choice([0, 0, 1, 2]), chance.uniform(0, 0.2)):
            killed += 1
        _check(address, _said(said))
    process = _starting(forks, address, source, said, 100)
    process.join()
    assert process.exitcode == 0
    _check(address, _said(said))
    with Register.open(address) as register:
        assert register.counts().reports == register.counts().accounts == len(pairs)
        assert len(set(_said(said))) == len(_said(said)) >= 4


def _kill(process: BaseProcess, said: Path, lines: int, delay: float) -> bool:
    """Kill a process some seconds after it has said as much; False where it had ended."""
    while process.is_alive() and len(_said(said)) < lines:
        process.join(0.003)
    process.join(delay)
    if process.is_alive():
        process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def _check(address: str, said: list[str]) -> None:
    """The register opens, holds all that was said to be kept, once, and each report whole."""
    with Register.open(address) as register, register.reading() as connection:
        kept = list(connection.scalars(text("SELECT id FROM reports")))
        assert set(said) <= set(kept)
        assert len(kept) == len(set(kept))
        whole = (
            "SELECT count(*) FROM versions v JOIN accounts a ON a.version_id = v.id JOIN events e ON e.id = a.event_id"
        )
        assert connection.scalar(text(whole)) == len(kept)
        assert connection.scalar(text("SELECT sum(reports) FROM events")) in (len(kept), None)
        if connection.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA quick_check")) == "ok"


def test_two_processes_add_the_same_and_different_reports_at_once(
    forks: BaseContext, address: str, tmp_path: Path, pairs: Pairs
) -> None:
    ours, theirs = pairs[:16], pairs[8:24]
    sources = [write_pairs(tmp_path / f"reports{n}.jsonl", its) for n, its in enumerate((ours, theirs))]
    processes = [_starting(forks, address, its, tmp_path / f"said{n}", 2) for n, its in enumerate(sources)]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    _check(address, _said(tmp_path / "said0") + _said(tmp_path / "said1"))
    with Register.open(address) as register:
        assert register.counts().reports == register.counts().versions == 24
        # Each happening was told by two reports, whichever process added them.
        assert register.counts().events == 12


@pytest.mark.parametrize("way", WAYS)
def test_what_was_confirmed_outlives_any_moment_of_death(tmp_path: Path, way: Way) -> None:
    """`python -m benchmarks.kills` does the same a hundred times each."""
    ground = Ground(str(tmp_path / "register.sqlite"), tmp_path, kill_forks(), random.Random(f"{way} 7"))
    prepare(way, ground, 200 if way == "add" else 60)
    told = killed(way, ground, 4)
    assert (told.lost, told.faults) == ([], [])
    assert told.confirmed > 0
