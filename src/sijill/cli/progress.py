"""A line on the terminal that says how far a run is; silence everywhere else."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from sijill.cli.streaming import Tally
from sijill.cli.trouble import complain

if TYPE_CHECKING:
    from rich.progress import ProgressColumn

    from sijill.intake import Meter

Tell = Callable[[str, str], None]
Seen = Callable[[], None]

# The speed is that of the last so many seconds, looked at every so often.
_SPAN = 30.0
_EVERY = 0.5


class Speed:
    """Reports a second, as of late."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])

    def at(self, count: int) -> float | None:
        """Reports a second, now that there are `count`; null in the first second."""
        now = self._clock()
        if now - self._marks[-1][0] >= _EVERY:
            self._marks.append((now, count))
        while len(self._marks) > 2 and now - self._marks[1][0] >= _SPAN:
            self._marks.popleft()
        since, before = self._marks[0]
        return (count - before) / (now - since) if now - since >= 1 else None


def line_of(tally: Tally, speed: float | None) -> str:
    """What the line says: `1,203 reports, 87 events, 4 assertions, 14.2 a second`."""
    if speed is None:
        return str(tally)
    return f"{tally}, {speed:,.0f} a second" if speed >= 20 else f"{tally}, {speed:.1f} a second"


@contextmanager
def watched(
    tally: Tally,
    results: TextIO,
    meter: Meter | None = None,
    measure: Callable[[], int | None] = lambda: None,
) -> Iterator[tuple[Tell, Seen]]:
    """Show `tally` on standard error while results are written elsewhere.

    Yields how to tell a fault (text, kind) and what to call after each report. Nothing moves where standard error is no
    terminal, or where the results themselves go to a terminal. With a `meter`, for which `measure` finds out how much
    there is, a bar and the time that is left are shown.
    """
    if not sys.stderr.isatty() or results.isatty():
        yield complain, lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    if meter is not None:
        meter.total = measure()
    console = Console(stderr=True, highlight=False)
    speed = Speed()
    with Progress(*_columns(meter), console=console, transient=True) as progress:
        task = progress.add_task("reading", total=meter.total if meter else None)

        def tell(text: str, kind: str) -> None:
            from sijill.intake.faults import printable

            console.print(f"{kind}: {printable(text)}", markup=False, soft_wrap=True)

        def seen() -> None:
            said = line_of(tally, speed.at(tally.reports))
            progress.update(task, description=said, completed=meter.done if meter else None)

        yield tell, seen
    console.print(str(tally), markup=False)


def _columns(meter: Meter | None) -> list[ProgressColumn]:
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Left

    known = meter is not None and meter.total
    bar = [BarColumn(bar_width=20), TaskProgressColumn()] if known else []
    left = [TextColumn("left"), Left()] if known else []
    return [SpinnerColumn(), TextColumn("{task.description}"), *bar, TimeElapsedColumn(), *left]
