"""A bar on the terminal that says how far a long piece of work has come; silence everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# How far it has come: the part, what is done, and all of it (0: not known).
Seen = Callable[[str, int, int], None]
Say = Callable[[str], None]


@contextmanager
def bar() -> Iterator[tuple[Seen, Say]]:
    """Yields what to tell the progress to, and how to print a line on standard output meanwhile.

    Nothing moves where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield (lambda _part, _done, _every: None), _plain
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<26}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as progress:
        task = progress.add_task("", total=None)

        def seen(part: str, done: int, every: int) -> None:
            progress.update(task, description=part, completed=done, total=every or None)

        def say(line: str) -> None:
            # Where both are one terminal, the bar steps aside for the line.
            if sys.stdout.isatty():
                progress.console.print(line, markup=False, soft_wrap=True)
            else:
                _plain(line)

        yield seen, say


def _plain(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
