"""Nothing that was confirmed is lost: `python -m benchmarks.kills [--kills N] [--seed N] [--only add|decide|serve]`.

Processes are killed (SIGKILL) at random moments, N times each: `sijill add` while it adds reports, a process that
decides through the register, and `sijill serve` while decisions are sent to it. After each kill the register has to
hold what was confirmed: a report whose line was printed, a decision that was returned or answered; and `sijill check`
has to find nothing. Prints a Markdown table. Exit code: 0, or 1 where something was lost or is wrong.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final, Literal, get_args

import httpx

from benchmarks.register import pair
from benchmarks.synthetic import made
from sijill.model import Decision, Review
from sijill.register import Register, RegisterError
from sijill.register.checking import check
from sijill.register.looking import event_ids
from sijill.web.people import People

Way = Literal["add", "decide", "serve"]
WAYS: Final[tuple[Way, ...]] = ("add", "decide", "serve")

# Read once by the process from which those to be killed are forked; no database is opened by it.
_WARM: Final = [
    "alembic.command",
    "duckdb",
    "httpx",
    "uvicorn",
    "sijill.linking.events",
    "sijill.register.checking",
    "sijill.web",
]
_NAME: Final = "Rana"
# How long a process may take to confirm something, in seconds.
_PATIENCE: Final = 60.0


@dataclass(slots=True)
class Told:
    """What came of killing: how often, what was confirmed in all, and what was lost or found wrong."""

    way: Way
    kills: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"| {_SAID[self.way]} | {self.kills} | {self.confirmed:,} | {len(self.lost)} | {len(self.faults)} |"


_SAID: Final[dict[Way, str]] = {
    "add": "`sijill add`: reports printed", "decide": "the register: decisions returned",
    "serve": "`sijill serve`: decisions answered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it happens: the register's address, a folder for files, a source of processes, and of chance."""

    address: str
    folder: Path
    forks: ForkServerContext
    chance: random.Random

    @property
    def said(self) -> Path:
        """The file to which a process writes what is confirmed, a line each."""
        return self.folder / "said"

    def lines(self) -> list[str]:
        """The whole lines of that file."""
        text = self.said.read_text("utf-8") if self.said.exists() else ""
        return text.split("\n")[:-1]


def forks() -> ForkServerContext:
    """Where processes come from that have imported everything already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_WARM)
    return context


def killed(way: Way, ground: Ground, kills: int) -> Told:
    """Kill processes of one kind `kills` times, and say what came of it."""
    told = Told(way)
    before: list[str] = []
    while told.kills < kills:
        ground.said.unlink(missing_ok=True)
        confirmed, was_killed = _RUN[way](ground)
        told.kills += was_killed
        told.confirmed += len(confirmed)
        before += confirmed
        told.lost += _lost(way, ground.address, before)
        told.faults += _faults(ground.address)
        if told.lost or told.faults:
            break
        if not was_killed:
            _begin_anew(ground)
            before.clear()
    return told


def _begin_anew(ground: Ground) -> None:
    """An empty register: all reports were in."""
    for path in ground.folder.glob("register.sqlite*"):
        path.unlink()
    Register.open(ground.address).close()


def _lost(way: Way, address: str, confirmed: Sequence[str]) -> list[str]:
    """What was confirmed and is not there, or is another one than was confirmed."""
    with Register.open(address, make=False) as register, register.reading() as connection:
        if way == "add":
            return sorted(set(confirmed) - set(register.report_ids()))
        from sqlalchemy import select

        from sijill.register.rows import decision_of
        from sijill.register.schema import decisions

        there = {row.id: decision_of(row) for row in connection.execute(select(decisions))}
        meant = [Decision.model_validate_json(line) for line in confirmed]
        return [each.id for each in meant if there.get(each.id) != each]


def _faults(address: str) -> list[str]:
    with Register.open(address, make=False) as register:
        return [str(finding) for finding in check(register) if finding.grave]


# The processes


def run_command(arguments: Sequence[str], out: Path, standard_input: Path | None = None) -> None:
    """`sijill ARGUMENTS` as this process; what it prints is added to a file."""
    for number, path in ((1, out), (2, out.with_suffix(".errors"))):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), number)
    if standard_input:
        os.dup2(os.open(standard_input, os.O_RDONLY), 0)
        sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.argv = ["sijill", *arguments]
    from sijill.cli.main import run

    run()


def decide_on_and_on(address: str, out: Path, seed: int) -> None:
    """Decide at random; each decision is written to a file once the register has returned it."""
    chance = random.Random(seed)
    told = os.open(out, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with Register.open(address, make=False) as register:
        while True:
            with register.reading() as connection:
                names = event_ids(connection)
            asked_for = asked(register, names, chance)
            try:
                decision = register.decide(by=_NAME, **asked_for)
            except RegisterError:
                continue
            os.write(told, f"{decision.model_dump_json()}\n".encode())


def asked(register: Register, names: Sequence[str], chance: random.Random) -> dict[str, Any]:
    """A decision to make, of any kind."""
    event, other = chance.choice(names), chance.choice(names)
    kind = chance.choice(("accept", "reject", "correct", "note", "same_event", "other_event", "undo"))
    if kind == "correct":
        killed = chance.randrange(50)
        value = [{"group": "civilians", "low": killed, "best": killed, "high": killed}]
        return {"kind": kind, "event": event, "field": "killed", "value": value}
    if kind == "note":
        return {"kind": kind, "event": event, "why": f"seen {chance.random():.6f}"}
    if kind == "same_event":
        return {"kind": kind, "event": event, "other": other}
    if kind == "other_event":
        accounts = register.event(event).accounts
        return {"kind": kind, "event": event, "accounts": accounts[: len(accounts) // 2]}
    if kind == "undo":
        return {"kind": kind, "undoes": f"d{chance.randrange(1, max(2, register.counts().decisions))}"}
    return {"kind": kind, "event": event}


# Killing them


def _add(ground: Ground) -> tuple[list[str], bool]:
    """One run of `sijill add`, killed soon after its first reports; the ids that it printed. From standard input each
    report is kept by itself, from a file those of a second together."""
    reports, coded = ground.folder / "reports.jsonl", ground.folder / "coded.jsonl"
    piped = ground.chance.random() < 0.8
    source = "-" if piped else str(reports)
    arguments = ["add", source, "--coded", str(coded), "--register", ground.address, "--verbose"]
    process = _started(ground, run_command, arguments, ground.said, reports if piped else None)
    ended = _kill(ground, process, ground.chance.choice([0, 1, 3, 10]), ground.chance.uniform(0, 0.3 if piped else 1.3))
    return [line.split()[1] for line in ground.lines() if line.startswith("new ")], ended


def _decide(ground: Ground) -> tuple[list[str], bool]:
    """One process that decides, killed after some decisions; the decisions that it was given back."""
    process = _started(ground, decide_on_and_on, ground.address, ground.said, ground.chance.randrange(1 << 30))
    ended = _kill(ground, process, ground.chance.choice([0, 1, 3, 10]), ground.chance.uniform(0, 0.1))
    return ground.lines(), ended


def _serve(ground: Ground) -> tuple[list[str], bool]:
    """One run of `sijill serve`, killed while decisions are sent to it; those that it answered."""
    port, token = _free_port(), (ground.folder / "token").read_text()
    arguments = ["serve", "--login", "--port", str(port), "--register", ground.address, "--tiles", "none"]
    process = _started(ground, run_command, arguments, ground.folder / "served")
    over = Event()
    sending = [
        Thread(target=_send, args=(port, token, ground.said, random.Random(ground.chance.random()), over))
        for _ in range(2)
    ]
    for thread in sending:
        thread.start()
    try:
        ended = _kill(ground, process, ground.chance.choice([1, 2, 5, 10]), ground.chance.uniform(0, 0.1))
    finally:
        over.set()
        for thread in sending:
            thread.join()
    return ground.lines(), ended


def _send(port: int, token: str, said: Path, chance: random.Random, over: Event) -> None:
    """Decide through the pages until nobody answers any more."""
    told = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"}, timeout=_PATIENCE,
        trust_env=False,
    ) as client:  # fmt: skip
        while not over.is_set():
            try:
                _send_one(client, chance, told)
            except httpx.TransportError:
                # Not there yet, or no more.
                over.wait(0.02)
    os.close(told)


def _send_one(client: httpx.Client, chance: random.Random, told: int) -> None:
    # Settled events too: those that are not run out long before the last kill.
    page = client.get("/api/events", params={"size": 60, "review": get_args(Review)}).raise_for_status()
    event = chance.choice(page.json()["items"])["id"]
    kind = chance.choice(("accept", "reject", "note"))
    body = {"kind": kind, "why": f"seen {chance.random():.6f}", "seen": {event: "any"}}
    answer = client.post(f"/api/events/{event}/decisions", json=body)
    if answer.status_code == 201:
        decision = Decision.model_validate(answer.json()["decision"])
        os.write(told, f"{decision.model_dump_json()}\n".encode())


def _started(ground: Ground, work: Callable[..., None], *arguments: object) -> BaseProcess:
    process: BaseProcess = ground.forks.Process(target=work, args=arguments)
    process.start()
    return process


def _kill(ground: Ground, process: BaseProcess, lines: int, delay: float) -> bool:
    """Kill a process some seconds after it has confirmed so much; False where it had ended by itself."""
    end = time.monotonic() + _PATIENCE
    while process.is_alive() and len(ground.lines()) < lines:
        if time.monotonic() > end:
            process.kill()
            raise RuntimeError(f"nothing was confirmed within {_PATIENCE:.0f} seconds")
        process.join(0.003)
    process.join(delay)
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


_RUN: Final[dict[Way, Callable[[Ground], tuple[list[str], bool]]]] = {"add": _add, "decide": _decide, "serve": _serve}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


# The ground


def prepare(way: Way, ground: Ground, reports: int) -> None:
    """Files of reports to add, or a register of them to decide on."""
    tellings, _ = made(reports)
    pairs = [pair(telling) for telling in tellings]
    if way == "add":
        lines = [report.model_dump_json() for report, _ in pairs], [coded.model_dump_json() for _, coded in pairs]
        for name, each in zip(("reports.jsonl", "coded.jsonl"), lines, strict=True):
            (ground.folder / name).write_text("\n".join(each) + "\n", "utf-8")
        Register.open(ground.address).close()
        return
    with Register.open(ground.address) as register:
        register.add_many(pairs)
        if way == "serve":
            people = People(register.engine)
            people.add(_NAME, "coder", "seven grey herons by the weir")
            (ground.folder / "token").write_text(people.make_token(_NAME, "kills", 30))


def main() -> int:
    """Kill, print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--kills", type=int, default=100, help="of each kind")
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--reports", type=int, default=300, help="to decide on; ten times as many to add")
    cli.add_argument("--only", choices=WAYS, help="one kind")
    args = cli.parse_args()
    print("| killed | times | confirmed | lost | faults found |\n|---|---|---|---|---|")
    failed = False
    for way in [args.only] if args.only else WAYS:
        with tempfile.TemporaryDirectory(prefix="sijill-kills-") as name:
            folder = Path(name)
            ground = Ground(str(folder / "register.sqlite"), folder, forks(), random.Random(f"{way} {args.seed}"))
            prepare(way, ground, args.reports * (10 if way == "add" else 1))
            told = killed(way, ground, args.kills)
            print(told, flush=True)
            for line in (*told.lost, *told.faults):
                print(json.dumps(line), file=sys.stderr)
            failed |= bool(told.lost or told.faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
