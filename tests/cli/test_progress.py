"""The line that moves: what it says, how fast, how much is left."""

from __future__ import annotations

import gzip
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sijill.cli.progress import Speed, line_of
from sijill.cli.streaming import Tally
from sijill.intake import Meter, pieces, size_of
from tests.cli.test_code_jobs import ROOT, SCRIPT


@pytest.mark.parametrize(
    ("speed", "said"),
    [
        (None, "1,203 reports, 87 events, 1 assertion; 2 set aside"),
        (8.4321, "1,203 reports, 87 events, 1 assertion; 2 set aside, 8.4 a second"),
        (1234.5, "1,203 reports, 87 events, 1 assertion; 2 set aside, 1,234 a second"),
    ],
)
def test_the_line(speed: float | None, said: str) -> None:
    assert line_of(Tally(reports=1203, events=87, assertions=1, failed=2), speed) == said


def test_speed_is_that_of_late() -> None:
    now = 0.0
    speed = Speed(lambda: now)
    assert speed.at(0) is None
    count = 0
    for now in range(1, 101):
        count += 10 if now <= 50 else 2
        found = speed.at(count)
    assert found == pytest.approx(2, abs=0.1)


def test_a_meter_follows_packed_files(tmp_path: Path) -> None:
    lines = "".join(f'{{"id": "r{n}", "text": "Quiet {n * 7919}."}}\n' for n in range(20_000)).encode()
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "c.txt").write_text("Quiet.")
    meter = Meter(size_of([tmp_path]))
    assert meter.total == sum(path.stat().st_size for path in tmp_path.iterdir())
    seen = [meter.done for _ in pieces([tmp_path], meter=meter)]
    assert seen == sorted(seen)
    assert 0 < seen[5_000] < len(lines) < seen[25_000] < meter.total
    assert meter.done == meter.total


@pytest.mark.parametrize("packed", [False, True])
def test_a_meter_follows_tables_by_their_rows(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.parquet.gz" if packed else "a.parquet")
    pq.write_table(pa.table({"text": [f"Quiet {n}." for n in range(1_000)]}), path, row_group_size=300)
    if packed:
        path.write_bytes(gzip.compress(path.read_bytes()))
    meter = Meter(size_of([path]))
    seen = [meter.done / path.stat().st_size for _ in pieces([path], meter=meter)]
    assert seen == sorted(seen)
    assert seen[500] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("sources", [["-"], ["https://news.example/a"], ["there/is/none"], [""]])
def test_how_much_there_is_is_not_always_known(sources: list[str]) -> None:
    assert size_of(sources) is None


def test_on_a_terminal_it_shows_speed_and_what_is_left(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(SCRIPT, "utf-8")
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"id": "r{n}", "text": "slow {"x" * 3000}"}}\n' for n in range(40)))
    ours, theirs = pty.openpty()
    command = [sys.executable, str(tmp_path / "run.py"), "code", str(path), "-o", str(tmp_path / "out"), "--jobs", "2"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "140", "TERM": "xterm"}
    process = subprocess.Popen(command, env=env, stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    shown = b""
    try:
        while data := os.read(ours, 65_536):
            shown += data
    except OSError:
        pass
    assert process.wait(30) == 0
    text = shown.decode()
    for said in (" a second", "left", "%", "40 reports, 0 events, 0 assertions"):
        assert said in text
