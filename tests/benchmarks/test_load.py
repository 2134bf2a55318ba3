"""The load test: a small crowd, and that it says so where something is lost, slow, wrong or grows."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import pytest

from benchmarks import load
from benchmarks.load import PAGES, Told, crowd, furnish, kept, percentile, report, served
from benchmarks.web import addresses, fill
from sijill.register import Register


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("load") / "register.sqlite"
    with Register.open(found) as register:
        fill(register, 60)
    furnish(found, 2, 1)
    return found


def test_a_small_crowd_reads_and_decides(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "READING", (0.05, 0.2))
    monkeypatch.setattr(load, "REVIEWING", (0.05, 0.2))
    monkeypatch.setattr(load, "PARTS", 1)
    with Register.open(path) as register:
        asked = addresses(register, 20)
    assert PAGES.keys() <= asked.keys()
    with served(path, 2) as (base, process):
        told = asyncio.run(crowd(base, process, asked, argparse.Namespace(minutes=0.15, readers=2, reviewers=1)))
    assert told.faults == []
    assert len(told.decided) > 3
    assert sorted(told.decided) == sorted(why for why in kept(path) if "decided" in why)
    assert {"overview", "event", "review, an event", "decision", "page after a decision"} <= told.times.keys()
    assert told.memory[-1][1] > 30


def well() -> Told:
    """What a run without fault tells."""
    told = Told(memory=[(float(at), 300.0) for at in range(0, 60, 2)])
    told.times["event"] = [20.0] * 99 + [700.0]
    told.decided = ["one decision"]
    return told


@pytest.fixture(scope="module")
def decided(path: Path) -> Path:
    with Register.open(path) as register:
        register.decide("accept", next(iter(register.events(limit=1))).id, by="x", why="one decision")
    return path


@pytest.mark.parametrize("fault", ["", "lost", "slow", "wrong", "grown", "idle"])
def test_what_is_missed_is_said(decided: Path, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = well()
    if fault == "lost":
        told.decided.append("another decision")
    elif fault == "slow":
        told.times["event"] += [501.0] * 9
    elif fault == "wrong":
        told.faults.append("event: 500 /events/e1")
    elif fault == "grown":
        told.memory[-6:] = [(at, 400.0) for at, _ in told.memory[-6:]]
    elif fault == "idle":
        told.decided.clear()
    assert report(told, decided, 60.0, 12.0) is (fault == "")
    said = capsys.readouterr().out
    assert "the server used 20% of a core" in said
    assert ("500 /events/e1" in said) is (fault == "wrong")


def test_the_share_of_answers() -> None:
    times = [float(at) for at in range(1, 101)]
    assert [percentile(times, share) for share in (0.5, 0.95, 0.99, 1.0)] == [51.0, 96.0, 100.0, 100.0]
