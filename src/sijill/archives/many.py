"""All of an input coded, by this process or by several: the same outcomes in the same order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import TYPE_CHECKING

from sijill.archives.crew import CoderError, Crew, Job
from sijill.archives.one import Outcome, outcome
from sijill.archives.settings import Work, default_work
from sijill.archives.shelf import Shelf, size_of
from sijill.intake.faults import Fault
from sijill.intake.unread import Common, Piece
from sijill.model import CodedReport, Report

if TYPE_CHECKING:
    from sijill.coding import Coder

__all__ = ["CoderError", "outcomes", "processors"]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def outcomes(
    pieces: Iterable[Piece], load: Callable[[], Coder], jobs: int = 1, work: Work | None = None
) -> Generator[Outcome, None, None]:
    """What each piece comes to, in the order of the input; memory does not grow with its length.

    With `jobs` of 2 and more, so many processes code, each with a coder of its own that `load` makes there: a function
    of a module. A process that ends costs no report unless the report itself is what ends it; that is told. Close the
    iterator to end the processes early. Raises `CoderError`.
    """
    if jobs == 1:
        return _here(pieces, load)
    return _Run(pieces, load, jobs, work or default_work()).outcomes()


class _Late:
    """A coder that is loaded at the first report, so that faulty input is told at once."""

    def __init__(self, load: Callable[[], Coder]) -> None:
        self._load = load
        self._coder: Coder | None = None

    def code(self, report: Report) -> CodedReport:
        self._coder = self._coder or self._load()
        return self._coder.code(report)


def _here(pieces: Iterable[Piece], load: Callable[[], Coder]) -> Generator[Outcome, None, None]:
    coder = _Late(load)
    for piece in pieces:
        try:
            found = outcome(piece, coder)
        except OSError as error:
            raise CoderError(str(error)) from error
        yield found


class _Run:
    """One input on its way through several processes."""

    def __init__(self, pieces: Iterable[Piece], load: Callable[[], Coder], jobs: int, work: Work) -> None:
        self._shelf = Shelf(pieces, work)
        self._crew = Crew(load, jobs, work)
        self._jobs = jobs
        self._work = work
        self._taken = self._given = 0
        self._waiting: deque[Job] = deque()
        # Outcomes that wait for those before them, and the sizes of what has none yet.
        self._done: dict[int, Outcome] = {}
        self._sizes: dict[int, int] = {}
        self._size = 0

    def outcomes(self) -> Generator[Outcome, None, None]:
        """See the function of this name."""
        try:
            while True:
                self._take()
                self._hand_out()
                yield from self._in_order()
                if not self._sizes and self._shelf.ended:
                    return
                yield from self._gather()
        finally:
            self._shelf.close()
            self._crew.close()

    @property
    def _open(self) -> bool:
        """True where more may be on its way."""
        return self._taken - self._given < self._work.window * self._jobs and self._size < self._work.window_size

    def _take(self) -> None:
        """Pieces from the shelf; what is only to be told is done with."""
        while self._open and (piece := self._shelf.take()) is not None:
            number, self._taken = self._taken, self._taken + 1
            if isinstance(piece, Fault | Common):
                self._done[number] = Outcome(told=(piece,))
                continue
            size = size_of(piece)
            self._sizes[number] = size
            self._size += size
            self._waiting.append(Job(number, piece, size))

    def _hand_out(self) -> None:
        while (waiting := len(self._crew.again) + len(self._waiting)) and self._crew.free(waiting):
            self._crew.hand_out(self._batch(waiting))

    def _batch(self, waiting: int) -> list[Job]:
        again = self._crew.again
        if again and again[0].tries:
            return [again.popleft()]
        # Where little is there, all get some of it.
        most = max(1, min(self._work.batch, waiting // (2 * self._jobs)))
        batch: list[Job] = []
        while len(batch) < most and sum(job.size for job in batch) < self._work.batch_size:
            if again and not again[0].tries:
                batch.append(again.popleft())
            elif self._waiting:
                batch.append(self._waiting.popleft())
            else:
                break
        return batch

    def _gather(self) -> Iterator[Outcome]:
        # The bell is left alone while nothing can be taken; a process that hangs is looked for now and then.
        wanted = self._open
        for number, found in self._crew.gather([self._shelf.bell] if wanted else [], min(self._work.seconds, 10.0)):
            if number < 0:
                yield found
                continue
            self._done[number] = found
            self._size -= self._sizes.pop(number)
        if wanted:
            self._shelf.heard()

    def _in_order(self) -> Iterator[Outcome]:
        while self._given in self._done:
            found = self._done.pop(self._given)
            self._given += 1
            yield found
