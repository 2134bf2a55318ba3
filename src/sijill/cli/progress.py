"""A line on the terminal that says how far a run is; silence everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from sijill.cli.streaming import Tally
from sijill.cli.trouble import complain

Tell = Callable[[str, str], None]
Seen = Callable[[], None]


@contextmanager
def watched(tally: Tally, results: TextIO) -> Iterator[tuple[Tell, Seen]]:
    """Show `tally` on standard error while results are written elsewhere.

    Yields how to tell a fault (text, kind) and what to call after each report. Nothing moves where standard error is no
    terminal, or where the results themselves go to a terminal.
    """
    if not sys.stderr.isatty() or results.isatty():
        yield complain, lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=None)

        def tell(text: str, kind: str) -> None:
            console.print(f"{kind}: {text}", markup=False, soft_wrap=True)

        yield tell, lambda: progress.update(task, description=str(tally))
    console.print(str(tally), markup=False)
