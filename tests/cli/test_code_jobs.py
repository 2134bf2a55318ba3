"""`sijill code --jobs`: byte for byte what one process writes; Ctrl-C and kill leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sijill.archives.many import processors
from sijill.cli.main import app
from tests.archives.coders import TRACES, Plain, broken

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys
from sijill.cli import coders, main
from tests.archives.coders import Plain

coders.built_in, coders._ready = Plain, lambda: None
if __name__ == "__main__":
    main.run()
"""


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Reports of all sorts: good, broken, tripping, odd."""
    rows = []
    for number in range(300):
        text = "trip" if number % 41 == 7 else f"Quiet day {number} — سجل."
        published = "no day" if number % 17 == 3 else "2024-05-14"
        row = json.dumps({"id": f"r{number}", "text": text, "published": published})
        rows.append(row[:20] if number % 53 == 5 else row)
    path = tmp_path / "reports.jsonl"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def run(*args: object) -> Any:
    return CliRunner().invoke(app, ["code", *map(str, args)], obj=Plain)


@pytest.mark.parametrize("form", ["jsonl", "json", "table", "parquet"])
@pytest.mark.parametrize("jobs", [2, 0])
def test_the_same_bytes_as_one_process(lines: Path, tmp_path: Path, form: str, jobs: int) -> None:
    one, many = tmp_path / "one", tmp_path / "many"
    first = run(lines, "--format", form, "--output", one)
    second = run(lines, "--format", form, "--output", many, "--jobs", jobs)
    assert many.read_bytes() == one.read_bytes()
    assert second.stderr == first.stderr
    assert first.stderr.count("error: ") > 10
    assert (first.exit_code, second.exit_code) == (1, 1)


def test_processors_are_those_that_may_be_used() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


def test_standard_input(lines: Path) -> None:
    good = "".join(f'{{"id": "r{n}", "text": "Quiet."}}\n' for n in range(50))
    result = CliRunner().invoke(app, ["code", "-", "--jobs", "2"], obj=Plain, input=good)
    assert [json.loads(line)["report"]["id"] for line in result.stdout.splitlines()] == [f"r{n}" for n in range(50)]


def test_a_coder_that_can_not_start_is_told_once(lines: Path) -> None:
    result = CliRunner().invoke(app, ["code", str(lines), "--jobs", "2"], obj=broken)
    assert (result.exit_code, result.stdout) == (1, "")
    assert [line for line in result.stderr.splitlines() if "coder" in line] == [
        "error: the coder can't start: model.onnx is missing. Install Sijill again."
    ]


def test_a_process_that_is_killed_is_told_with_its_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TRACES, str(tmp_path))
    path = tmp_path / "a.jsonl"
    words = {7: "once", 23: "kill"}
    path.write_text("".join(json.dumps({"id": f"r{n}", "text": words.get(n, "Quiet.")}) + "\n" for n in range(60)))
    result = run(path, "--jobs", 2)
    found = [json.loads(line)["report"]["id"] for line in result.stdout.splitlines()]
    assert found == [f"r{n}" for n in range(60) if n != 23]
    assert result.exit_code == 1
    [error] = [line for line in result.stderr.splitlines() if line.startswith("error")]
    assert error.startswith(f"error: {path}:24: the process that coded this report was ended (SIGKILL")


class Running:
    """`sijill code` in a session of its own, with the stub coder, over reports that take their time."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.traces = folder / "traces"
        self.traces.mkdir()
        (folder / "run.py").write_text(SCRIPT, "utf-8")
        rows = [json.dumps({"id": f"r{n}", "text": f"slow {n}"}) for n in range(60)]
        (folder / "a.jsonl").write_text("\n".join(rows) + "\n")
        self.out = folder / "out.jsonl"
        self.command = [sys.executable, str(folder / "run.py"), "code", str(folder / "a.jsonl"), "-o", str(self.out)]
        self.env = {**os.environ, TRACES: str(self.traces), "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [*self.command, *args], env=self.env, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def wait_for_lines(self, count: int) -> None:
        end = time.monotonic() + 60
        while not self.out.exists() or self.out.read_bytes().count(b"\n") < count:
            assert time.monotonic() < end
            assert self.process.poll() is None
            time.sleep(0.05)

    def assert_nobody_left(self) -> None:
        end = time.monotonic() + 10
        left = [int(path.stem) for path in self.traces.glob("*.loaded")]
        while left and time.monotonic() < end:
            left = [pid for pid in left if Path(f"/proc/{pid}").exists() and "Z" not in status(pid)]
            time.sleep(0.05)
        assert left == []


def status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_it_cleanly_and_resume_goes_on(tmp_path: Path, jobs: str) -> None:
    running = Running(tmp_path, "--jobs", jobs)
    running.wait_for_lines(5)
    os.killpg(running.process.pid, signal.SIGINT)
    _, said = running.process.communicate(timeout=30)
    assert running.process.returncode == 130
    [line] = said.splitlines()
    assert line.startswith("note: stopped: ")
    assert line.endswith(f" are in {running.out}. With --resume the same command goes on there.")
    running.assert_nobody_left()
    done = [json.loads(line)["report"]["id"] for line in running.out.read_text().splitlines()]
    assert 5 <= len(done) < 60
    subprocess.run([*running.command, "--jobs", jobs, "--resume"], env=running.env, check=True)
    done = [json.loads(line)["report"]["id"] for line in running.out.read_text().splitlines()]
    assert done == [f"r{n}" for n in range(60)]


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_killed_it_leaves_no_process_behind(tmp_path: Path) -> None:
    running = Running(tmp_path, "--jobs", "2")
    running.wait_for_lines(5)
    running.process.kill()
    running.process.communicate(timeout=30)
    running.assert_nobody_left()
