"""What fuzzing found once is tried again: every file of `corpus/TARGET`, and what each target begins with.

The corpus is made by programs: no words of any report are in it.
"""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.fuzz.__main__ import HANG_SECONDS, fuzz
from benchmarks.fuzz.child import mutator
from benchmarks.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")
FOUND = sorted(path for path in CORPUS.rglob("*") if path.is_file())
PLANTED = """
import sys
import atheris

@atheris.instrument_func
def run(data):
    if data[:1] == b"!":
        if data[1:2] == b"!":
            {harm}

atheris.Setup(sys.argv[1:], run)
atheris.Fuzz()
"""


@pytest.mark.parametrize("path", FOUND, ids=lambda path: "/".join(path.parts[-2:]))
def test_what_was_found_is_mended(path: Path) -> None:
    began = time.process_time()
    TARGETS[path.parent.name].run(path.read_bytes())
    assert time.process_time() - began < HANG_SECONDS


def test_what_was_found_is_small() -> None:
    assert {path.parent.name for path in FOUND} <= TARGETS.keys()
    assert all(path.stat().st_size < 100_000 for path in FOUND)


@pytest.mark.parametrize("name", list(TARGETS))
def test_every_target_takes_what_it_begins_with_and_what_becomes_of_it(name: str) -> None:
    target = TARGETS[name]
    mutate = mutator(target.pieces, lambda data, most: data[:most])
    seeds = target.seeds()
    assert seeds
    for seed in seeds:
        target.run(seed)
    chance = random.Random(name)
    for number in range(5 if name == "coding" else 60):
        data = chance.choice(seeds)
        for _ in range(3):
            data = mutate(data, target.longest, chance.getrandbits(32))
        assert len(data) <= target.longest
        target.run(data)
        assert data or number >= 0


@pytest.mark.parametrize(
    "harm", ["raise ValueError('planted')", "__import__('time').sleep(99)", "x = bytearray(10**10)"]
)
def test_the_programme_finds_what_is_planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed")
    (tmp_path / "planted.py").write_text(PLANTED.replace("{harm}", harm))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    # On a busy machine a harmless input may take a second or two as well.
    monkeypatch.setattr("benchmarks.fuzz.__main__.HANG_SECONDS", 6)
    found = tmp_path / "found"
    found.mkdir()
    turn = fuzz("planted-target", 30, found, "planted")
    # What fills the memory slowly may also take too long: the same input is then kept under both names.
    kept = [path.read_bytes() for path in turn.found if path.suffix != ".log"]
    assert kept
    assert all(data.startswith(b"!!") for data in kept)
    assert (found / "planted-target.log").exists()


def test_wrong_use_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fuzz", "--targets", "no-such"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no target no-such; there are text, " in done.stderr
