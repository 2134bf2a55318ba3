"""Fuzz all targets in turn: `python -m benchmarks.fuzz --minutes 60 [--jobs 2] [--targets html,coding] [--found DIR]`.

Each target runs in a process of its own. An input that raises, takes over 10 seconds or over 1.5 GB is a finding: it is
kept in the folder of findings, named after its target, and ends that target's turn. Exit code: 0 nothing found, 1 found
something, 2 wrong use.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from benchmarks.fuzz.targets import TARGETS

HANG_SECONDS = 10
MEMORY_MB = 1_500
# How long a child may take to load and to end, in seconds, beyond the time it fuzzes.
_SPARE = 120
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PEAK = re.compile(r"stat::peak_rss_mb:\s*(\d+)")


@dataclass(slots=True)
class Turn:
    """What came of one target: how many inputs were tried in how many seconds, the most memory (MB), what was found."""

    name: str
    seconds: float
    runs: int = 0
    peak: int = 0
    found: list[Path] = field(default_factory=list)
    said: str = ""


def fuzz(name: str, seconds: int, found: Path, module: str = "benchmarks.fuzz.child") -> Turn:
    """Fuzz one target for so long. Findings are put into `found`, with what was said about them in `NAME.log`."""
    before = set(found.glob(f"{name}-*"))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(TARGETS[name].seeds() if name in TARGETS else []):
            Path(corpus, f"seed-{number}").write_bytes(seed)
        longest = TARGETS[name].longest if name in TARGETS else 4_096
        settings = {
            "max_total_time": seconds,
            "timeout": HANG_SECONDS,
            "rss_limit_mb": MEMORY_MB,
            "max_len": longest,
            "artifact_prefix": f"{found}/{name}-",
            "print_final_stats": 1,
        }
        command = [sys.executable, "-m", module, name, *(f"-{key}={value}" for key, value in settings.items()), corpus]
        code, said = _run(command, seconds + _SPARE)
    turn = Turn(name, time.monotonic() - began, _number(_RUNS, said), _number(_PEAK, said))
    turn.found = sorted(set(found.glob(f"{name}-*")) - before)
    if code and not turn.found:
        # It died before it tried anything, or without a chance to keep what it tried.
        turn.found = [found / f"{name}.log"]
    if turn.found:
        turn.said = said[-3_000:]
        (found / f"{name}.log").write_text(said[-100_000:], encoding="utf-8")
    return turn


def _run(command: list[str], seconds: float) -> tuple[int, str]:
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        said = done.stderr.decode("utf-8", "replace")
        return done.returncode, f"{said}\nit ended with exit code {done.returncode}" if done.returncode else said
    except subprocess.TimeoutExpired as error:
        return 1, (error.stderr or b"").decode("utf-8", "replace") + "\nit did not end"


def _number(pattern: re.Pattern[str], said: str) -> int:
    found = pattern.search(said)
    return int(found[1]) if found else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, and print a row for each target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="all in all, over all targets (default: 10)")
    parser.add_argument("--jobs", type=int, default=1, help="targets at once")
    parser.add_argument("--targets", default=",".join(TARGETS), help="names with commas between (default: all)")
    parser.add_argument("--found", type=Path, default=Path("build/fuzz"), help="where findings are put")
    chosen = parser.parse_args(arguments)
    names = chosen.targets.split(",")
    unknown = [name for name in names if name not in TARGETS]
    if unknown or find_spec("atheris") is None:
        said = f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}" if unknown else "pip install atheris"
        print(f"error: {said}", file=sys.stderr)
        return 2
    chosen.found.mkdir(parents=True, exist_ok=True)
    shares = sum(TARGETS[name].share for name in names)
    print(f"{'target':<12} {'seconds':>8} {'inputs':>10} {'MB':>6}  found")
    failed = 0
    with ThreadPoolExecutor(chosen.jobs) as pool:
        each = {name: max(int(60 * chosen.minutes * chosen.jobs * TARGETS[name].share / shares), 1) for name in names}
        for turn in pool.map(lambda name: fuzz(name, each[name], chosen.found), names):
            failed += bool(turn.found)
            shown = ", ".join(map(str, turn.found)) or "nothing"
            print(f"{turn.name:<12} {turn.seconds:>8.0f} {turn.runs:>10,} {turn.peak:>6,}  {shown}", flush=True)
            if turn.said:
                print(turn.said, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
