"""Processes that code batches of pieces: started when there is work, replaced when they end, ended with the run."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from sijill.archives.one import Outcome, spot_of
from sijill.archives.settings import Work
from sijill.archives.worker import READY, Broken, serve
from sijill.intake.faults import Fault, plural
from sijill.intake.unread import Piece

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from sijill.coding import Coder

_GRACE = 2.0


class CoderError(Exception):
    """The coder can't start, or its files fail: no report can be coded. `mend`: what to do about it."""

    def __init__(self, reason: str, mend: str = "Install Sijill again") -> None:
        super().__init__(reason)
        self.mend = mend


@dataclass(slots=True)
class Job:
    """A piece with its place in the input; `tries`: how many processes have ended over it."""

    number: int
    piece: Piece
    size: int
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    pipe: Connection[Any, Any]
    ready: bool = False
    given: int = 0
    # When the first of the batches was begun.
    since: float = 0.0
    overdue: bool = False
    batches: deque[list[Job]] = field(default_factory=deque)


class Crew:
    """Up to `jobs` processes. Give `hand_out` what is to be done, and `gather` gives what was done.

    Nothing else may start processes with these pipes open: each is known to have ended by the end of its pipe.
    """

    def __init__(self, load: Callable[[], Coder], jobs: int, work: Work) -> None:
        self._load = load
        self._jobs = jobs
        self._work = work
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self.again: deque[Job] = deque()
        """Jobs that a process has ended over, or left behind: to be handed out before others, those with `tries`
        alone."""

    @property
    def pids(self) -> list[int]:
        """The processes that are there."""
        return [worker.process.pid for worker in self._workers if worker.process.pid]

    def free(self, waiting: int) -> bool:
        """True where a batch can be handed out now. Starts another process where `waiting` jobs would need it."""
        if any(self._has_room(worker) for worker in self._workers):
            return True
        starting = sum(not worker.ready for worker in self._workers)
        if waiting > starting and len(self._workers) < self._jobs:
            self._start()
        return False

    def _has_room(self, worker: _Worker) -> bool:
        return worker.ready and len(worker.batches) < self._work.ahead and worker.given < self._work.recycle

    def hand_out(self, batch: list[Job]) -> None:
        """Send a batch to the process that has the least to do (see `free`)."""
        worker = min(filter(self._has_room, self._workers), key=lambda it: len(it.batches))
        if not worker.batches:
            worker.since = time.monotonic()
        worker.batches.append(batch)
        worker.given += len(batch)
        # One that has ended is found out by the end of its pipe, with all that it had.
        with suppress(OSError):
            worker.pipe.send([(job.number, job.piece) for job in batch])

    def gather(self, others: Iterable[Connection[Any, Any]], seconds: float | None) -> Iterator[tuple[int, Outcome]]:
        """What was done since, by number, as soon as there is something, or one of the `others` can be received from.

        The number is -1 for what is to be told only. Raises `CoderError`.
        """
        self._end_overdue()
        heard = wait([*(worker.pipe for worker in self._workers), *others], seconds)
        for worker in [worker for worker in self._workers if worker.pipe in heard]:
            try:
                message = worker.pipe.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if isinstance(message, Broken):
                raise CoderError(message.reason)
            if message == READY:
                worker.ready, self._failed_starts = True, 0
                continue
            worker.batches.popleft()
            worker.since = time.monotonic()
            yield from message
            if worker.given >= self._work.recycle and not worker.batches:
                self._dismiss(worker)

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._load), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, since=time.monotonic()))

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.pipe.close()

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            if worker.batches and now - worker.since > self._work.seconds * len(worker.batches[0]):
                worker.overdue = True
                worker.process.kill()

    def _bury(self, worker: _Worker) -> Iterator[tuple[int, Outcome]]:
        """Find out about a process that has ended, and put what it had to be done again."""
        self._dismiss(worker)
        worker.process.join(_GRACE)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join(_GRACE)
        how = (
            f"took more than {self._work.seconds:,.0f} seconds" if worker.overdue else _ending(worker.process.exitcode)
        )
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= self._work.starts:
                raise CoderError(f"the process that loads it {how}", "Take fewer --jobs, or free some memory")
            return
        suspects = worker.batches.popleft() if worker.batches else []
        left = [job for batch in worker.batches for job in batch]
        self.again.extendleft(reversed(left))
        if not suspects:
            return
        for job in suspects:
            job.tries += 1
        lost = suspects[0] if len(suspects) == 1 and suspects[0].tries >= self._work.tries else None
        if lost is None:
            self.again.extendleft(reversed(suspects))
            yield -1, Outcome(told=(_retold(suspects, how),))
        else:
            yield lost.number, Outcome(told=(_set_aside(lost, how),))

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(_GRACE)
        self._workers.clear()


def _retold(suspects: list[Job], how: str) -> Fault:
    at = spot_of(suspects[0].piece)
    reason = f"the process that coded {'this report' if len(suspects) == 1 else plural(len(suspects), 'report')} {how}"
    if len(suspects) > 1:
        reason += ", this the first of them"
    return Fault(source=at.source, line=at.line, reason=reason, mend="Another codes them again", severity="note")


def _set_aside(job: Job, how: str) -> Fault:
    at = spot_of(job.piece)
    return Fault(
        source=at.source,
        line=at.line,
        reason=f"the process that coded this report {how}, {job.tries} times",
        mend="It was set aside and the rest goes on. If memory was short, code it by itself, or with fewer --jobs",
    )


def _ending(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended (exit code {code})"
    with suppress(ValueError):
        name = signal.Signals(-code).name
        short = ", as the system does when memory runs out" if name == "SIGKILL" else ""
        return f"was ended ({name}{short})"
    return f"was ended (signal {-code})"


@contextmanager
def _deaf() -> Iterator[None]:
    """A process that is started meanwhile does not hear Ctrl-C, not even while it loads its modules."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
