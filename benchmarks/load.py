"""Many people at once: readers and reviewers at the pages of a large register, as `sijill serve` gives them out.

    python -m benchmarks.load --register big.sqlite [--minutes 10] [--readers 50] [--reviewers 5] [--workers 2]

Works on a copy. Everyone signs in, looks at a page, reads it for some seconds, and goes on; reviewers decide. Told are
how long answers took, what failed, how much memory the server held, and whether any decision was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Final

import httpx
from sqlalchemy import select

from benchmarks.web import addresses, fill
from sijill.register import Register
from sijill.register.schema import decisions

# How long somebody looks at a page before the next, in seconds; who decides reads longer.
READING = (3.0, 9.0)
REVIEWING = (6.0, 14.0)
# What is asked for how often by readers (names of `benchmarks.web.addresses`). Of the overview a browser asks for its
# map and its time line besides.
PAGES: Final[Mapping[str, int]] = {
    "overview": 6, "overview, another filter each time": 14, "overview, a page of the list": 4, "event": 22,
    "report": 14, "search": 10, "actors": 3, "actor": 4, "places": 3, "place": 4, "sources": 2, "source": 3,
    "assertions": 3, "situation report": 3, "situation report as Word": 1, "review queue": 2, "event as JSON": 2,
}  # fmt: skip
_BESIDES: Final = ("its map", "its time line", "its map's ground")
# Reviewers share the queue's pages among themselves, each so many.
PARTS = 7
# Of one kind of page so many addresses are in use.
_ADDRESSES: Final = 120
PASSWORD: Final = "violet harbour ladder"
SLOWEST_MS: Final = 500.0
# Memory after a fifth of the time is what the register's columns take; by so much it may be more at the end.
FLAT: Final = 1.15
_PATIENCE: Final = 60.0
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEEN: Final = re.compile(r'name="seen" value="([^"]+)"')
_EVENT: Final = re.compile(r'href="/review/(e[0-9a-f]+)')


@dataclass
class Told:
    """What has been measured: milliseconds by kind of page, faults, decisions by their words, MB by second."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    overtaken: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)


class Person:
    """Somebody in a browser: asks, and has it measured."""

    def __init__(self, base: str, name: str, told: Told) -> None:
        # Servers close what is idle for 5 seconds; a browser notices, a client without this may ask in that moment.
        limits = httpx.Limits(keepalive_expiry=3)
        self.client = httpx.AsyncClient(
            base_url=base, timeout=_PATIENCE, limits=limits, headers={"Accept-Encoding": "gzip"}
        )
        self.name = name
        self.told = told
        self.chance = random.Random(name)

    async def ask(self, kind: str, address: str, form: Mapping[str, str] | None = None) -> httpx.Response | None:
        """The answer to a request, None where it failed. `form`: it is sent."""
        start = time.perf_counter()
        try:
            answer = await (self.client.get(address) if form is None else self.client.post(address, data=dict(form)))
        except httpx.HTTPError as error:
            self.told.faults.append(f"{kind}: {type(error).__name__} {error}")
            return None
        self.told.times[kind].append((time.perf_counter() - start) * 1000)
        if answer.status_code >= 400 and answer.status_code != 409:
            self.told.faults.append(f"{kind}: {answer.status_code} {address}")
            return None
        return answer

    async def sign_in(self) -> None:
        """Fill in the form."""
        page = await self.ask("sign-in form", "/login")
        if page is not None:
            form = {"name": self.name, "password": PASSWORD, "csrf_token": _value(_TOKEN, page.text)}
            await self.ask("sign-in", "/login", form)

    async def think(self, seconds: tuple[float, float]) -> None:
        """Read."""
        await asyncio.sleep(self.chance.uniform(*seconds))


async def read(person: Person, asked: Mapping[str, Sequence[str]], until: float) -> None:
    """Go from page to page."""
    kinds, weights = list(PAGES), list(PAGES.values())
    while time.monotonic() < until:
        kind = person.chance.choices(kinds, weights)[0]
        at = person.chance.randrange(len(asked[kind]))
        if kind.startswith("overview"):
            await person.ask(kind, asked[kind][at])
            besides = [(each, asked[each][at % len(asked[each])]) for each in _BESIDES]
            await asyncio.gather(*(person.ask(each, address) for each, address in besides))
        else:
            await person.ask(kind, asked[kind][at])
        await person.think(READING)


async def review(person: Person, until: float, number: int) -> None:
    """Take events from the queue, read what is told of them, and decide."""
    count = 0
    while time.monotonic() < until:
        queue = await person.ask(
            "reviewer's queue", f"/review?size=50&page={1 + number * 7 + person.chance.randrange(7)}"
        )
        waiting = list(dict.fromkeys(_EVENT.findall(queue.text))) if queue is not None else []
        await person.think(REVIEWING)
        for event in person.chance.sample(waiting, min(3, len(waiting))):
            page = await person.ask("review, an event", f"/review/{event}")
            if page is None:
                continue
            await person.think(REVIEWING)
            count += 1
            await _decide(person, event, page.text, f"{person.name} decided {count}")


async def _decide(person: Person, event: str, page: str, why: str) -> None:
    kind = person.chance.choices(["accept", "reject", "note", "correct"], [6, 1, 1, 2])[0]
    form = {"csrf_token": _value(_TOKEN, page), "seen": _value(_SEEN, page), "why": why}
    if kind == "correct":
        wanted = {"field": "status", "status.is": person.chance.choice(["alleged", "occurred"]), "confirm": "1"}
        answer = await person.ask("decision", f"/review/{event}/correct", form | wanted)
    else:
        answer = await person.ask("decision", f"/review/{event}/rule", form | {"kind": kind})
    if answer is None:
        return
    if answer.status_code == 409:
        person.told.overtaken += 1
        return
    # Said to be kept once the browser is led on.
    person.told.decided.append(why)
    await person.ask("page after a decision", answer.headers["location"])


def _value(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return unescape(found[1]) if found else ""


@contextmanager
def served(path: Path, workers: int) -> Iterator[tuple[str, int]]:
    """`sijill serve` over a register, with sign-in: its address and the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["serve", "--register", str(path), "--port", str(port), "--login", "--tiles", "none"]
    command += ["--workers", str(workers)]
    program = "import sys; from sijill.cli.main import run; sys.argv[0] = 'sijill'; run()"
    process = subprocess.Popen([sys.executable, "-c", program, *command], stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                httpx.get(f"{base}/login", timeout=5)
                break
            except httpx.HTTPError:
                if process.poll() is not None:
                    raise SystemExit("the server ended while it was starting") from None
                time.sleep(0.1)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(30)


def family(process: int) -> list[Path]:
    """What the system tells of a process and those that it has started."""
    started = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [Path(f"/proc/{process}"), *(each for child in started for each in family(int(child)))]


def held(process: int) -> float:
    """The memory of a process and those that it has started, in MB."""
    found = [re.search(r"VmRSS:\s+(\d+)", (each / "status").read_text()) for each in family(process)]
    return sum(int(each[1]) for each in found if each) / 1024


def busy(process: int) -> float:
    """Seconds of processor time that a process and those that it has started have used."""
    parts = [(each / "stat").read_text().rpartition(")")[2].split() for each in family(process)]
    return sum(int(each[11]) + int(each[12]) for each in parts) / os.sysconf("SC_CLK_TCK")


async def _watch(process: int, told: Told, until: float) -> None:
    start = time.monotonic()
    while time.monotonic() < until:
        told.memory.append((time.monotonic() - start, held(process)))
        await asyncio.sleep(2)


async def warm(base: str, asked: Mapping[str, Sequence[str]]) -> float:
    """Ask for a page of each kind once, as on a server that has run for a while; gives the seconds it took."""
    first = Person(base, "reader 0", Told())
    start = time.perf_counter()
    first.client.timeout = httpx.Timeout(600)
    await first.sign_in()
    for kind in PAGES:
        await first.ask(kind, asked[kind][0])
    await first.client.aclose()
    return time.perf_counter() - start


async def crowd(base: str, process: int, asked: Mapping[str, Sequence[str]], args: argparse.Namespace) -> Told:
    """Let all of them work for the time that was asked for, and give what was measured."""
    told = Told()
    until = time.monotonic() + args.minutes * 60
    readers = [Person(base, f"reader {number}", told) for number in range(args.readers)]
    reviewers = [Person(base, f"reviewer {number}", told) for number in range(args.reviewers)]

    async def come(person: Person, late: float, number: int | None = None) -> None:
        # They don't all come in the same second.
        await asyncio.sleep(late)
        await person.sign_in()
        await (read(person, asked, until) if number is None else review(person, until, number))

    step = min(30.0, args.minutes * 6) / max(1, len(readers) + len(reviewers))
    work = [come(person, at * step) for at, person in enumerate(readers)]
    work += [come(person, at * step * 3, at) for at, person in enumerate(reviewers)]
    await asyncio.gather(_watch(process, told, until), *work)
    for person in (*readers, *reviewers):
        await person.client.aclose()
    return told


def kept(path: Path) -> list[str]:
    """What the register holds of decisions, by their words."""
    with Register.open(path) as register, register.reading() as connection:
        return [why for why in connection.scalars(select(decisions.c.why)) if why]


def furnish(path: Path, readers: int, reviewers: int) -> None:
    """Make an account for each of them."""
    from sijill.web.people import People

    with Register.open(path) as register:
        people = People(register.engine)
        for role, called, number in (("reader", "reader", readers), ("coder", "reviewer", reviewers)):
            for at in range(number):
                people.add(f"{called} {at}", role, PASSWORD)


def percentile(times: Sequence[float], share: float) -> float:
    """The time within which a share of the answers came."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def report(told: Told, path: Path, seconds: float, used: float) -> bool:
    """Print what was measured; True where all is as it should be."""
    print("| asked for | number | median ms | 95 % ms | 99 % ms | slowest ms |\n|---|---|---|---|---|---|")
    every = [each for times in told.times.values() for each in times]
    for kind, times in [*sorted(told.times.items()), ("**all**", every)]:
        shown = (statistics.median(times), percentile(times, 0.95), percentile(times, 0.99), max(times))
        print(f"| {kind} | {len(times):,} | {' | '.join(f'{each:,.0f}' for each in shown)} |")
    there = kept(path)
    lost = [why for why in told.decided if there.count(why) != 1]
    early = [mb for at, mb in told.memory if at >= seconds / 5][:5]
    late = [mb for _, mb in told.memory][-5:]
    grown = statistics.median(late) / statistics.median(early)
    slow = percentile(every, 0.95)
    print(f"\n{len(every) / seconds:.1f} answers a second; the server used {used / seconds:.0%} of a core.")
    print(f"{len(told.decided):,} decisions, {len(lost)} lost, {told.overtaken} times somebody else was faster.")
    print(f"{len(told.faults)} faults.")
    print(f"95 % of all answers within {slow:,.0f} ms (bar: {SLOWEST_MS:,.0f}).")
    marks = [told.memory[int(len(told.memory) * share)] for share in (0.0, 0.2, 0.4, 0.6, 0.8)] + told.memory[-1:]
    print("Memory of the server, MB by seconds:", ", ".join(f"{mb:,.0f} at {at:,.0f}" for at, mb in marks))
    print(f"From a fifth of the time to its end: {grown - 1:+.0%} (bar: {FLAT - 1:+.0%}).")
    for fault in told.faults[:10]:
        print(f"- {fault}")
    return not told.faults and not lost and slow < SLOWEST_MS and grown <= FLAT and bool(told.decided)


def main() -> None:
    """Copy or make the register, serve it, let them work, print. Exit code 1 where a bar is missed."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--register", type=Path, help="a SQLite file, which is copied; made where none is named")
    cli.add_argument("--events", type=int, default=100_000, help="of a register that is made")
    cli.add_argument("--minutes", type=float, default=10.0)
    cli.add_argument("--readers", type=int, default=50)
    cli.add_argument("--reviewers", type=int, default=5)
    cli.add_argument("--workers", type=int, default=os.cpu_count(), help="processes of the server (default: the cores)")
    args = cli.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        if args.register:
            shutil.copyfile(args.register, path)
        else:
            with Register.open(path) as register:
                fill(register, args.events)
        furnish(path, args.readers, args.reviewers)
        with Register.open(path) as register:
            counts, asked = register.counts(), addresses(register, _ADDRESSES)
        people = f"{args.readers} readers and {args.reviewers} reviewers for {args.minutes:g} minutes"
        people += f", {args.workers} processes"
        load = f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.2f}"
        print(f"{counts.events:,} events, {people}; {load}.\n", flush=True)
        with served(path, args.workers) as (base, process):
            # Each process has its own memory, and nobody knows which of them answers: so often that all were asked.
            took = [asyncio.run(warm(base, asked)) for _ in range(2 * args.workers - 1)]
            print(f"The first page of each kind, all together: {took[0]:.1f} s.\n", flush=True)
            start, before = time.monotonic(), busy(process)
            told = asyncio.run(crowd(base, process, asked, args))
            good = report(told, path, time.monotonic() - start, busy(process) - before)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
