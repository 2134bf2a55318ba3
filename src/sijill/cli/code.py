"""`sijill code`: reports to coded reports, as JSON Lines, one JSON array, Parquet, or tables for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn, cast

import typer

from sijill.cli.coders import CoderFactory, chosen
from sijill.cli.streaming import Tally
from sijill.cli.trouble import FAILED, STDIN, WRONG_USE, check_exists, complain, writing

if TYPE_CHECKING:
    from sijill.archives.one import Outcome
    from sijill.cli.outputs import Target
    from sijill.intake import Meter, Piece

# What shells report of a program that Ctrl-C has ended.
_INTERRUPTED = 130


class Format(StrEnum):
    """How coded reports are written."""

    jsonl = "jsonl"
    table = "table"
    json = "json"
    parquet = "parquet"


def code(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders or web addresses of reports: text, HTML, JSON Lines, CSV, Parquet, web archives "
            "(WARC), packed or not. `-` reads standard input.",
            show_default=False,
        ),
    ],
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            help="jsonl: a line a report. json: one array. parquet: the same in columns. table: for reading.",
        ),
    ] = Format.jsonl,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here, not to standard output.", show_default=False),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", metavar="N", min=0, help="Processes that code at once; 0: one a processor."),
    ] = 1,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on where an earlier run stopped: what --output holds is not coded again."),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Show how each value came about: its words, who gave it, the arithmetic."),
    ] = False,
) -> None:
    """Read reports and write the events they tell, in their order.

    What can't be read is told on standard error and set aside; the rest goes on.

    Exit code: 0 all went well, 1 some reports failed, 2 wrong use.
    """
    check_paths(paths)
    if explain:
        _explain(paths, output)
        return
    from sijill.archives.many import processors
    from sijill.cli.outputs import target
    from sijill.cli.progress import watched
    from sijill.intake import Meter, size_of

    load = chosen(context)
    tally, meter = Tally(), Meter()
    jobs = jobs or processors()
    try:
        with (
            target(form, output, resume) as goal,
            watched(tally, goal.stream, meter, lambda: size_of(paths)) as (tell, seen),
        ):
            _Run(goal, tally, tell, seen).code(_found(paths, meter, apart=jobs > 1), load, jobs)
    except KeyboardInterrupt:
        _interrupted(tally, output, resume)
    if tally.failed:
        raise typer.Exit(FAILED)


def _explain(paths: list[str], output: Path | None) -> None:
    """Write how the values of each report came about; what can't be read is told and set aside."""
    from sijill.cli.explain import explain
    from sijill.intake import Fault, read_many
    from sijill.model import Report

    failed = 0

    def readable() -> Iterator[Report]:
        nonlocal failed
        for item in read_many(paths):
            if isinstance(item, Fault):
                complain(str(item), item.severity)
                failed += item.severity == "error"
            else:
                yield item

    with writing(output) as stream:
        explain(readable(), stream)
    if failed:
        raise typer.Exit(FAILED)


class _Run:
    """Pieces of input on their way to the output."""

    def __init__(self, goal: Target, tally: Tally, tell: Callable[[str, str], None], seen: Callable[[], None]) -> None:
        self._goal = goal
        self._tally = tally
        self._tell = tell
        self._seen = seen

    def code(self, pieces: Iterator[Piece], load: CoderFactory, jobs: int) -> None:
        """Code all of them. Ends the program where the coder can't start."""
        from sijill.archives.many import CoderError, outcomes
        from sijill.archives.resume import not_held
        from sijill.intake.unread import Commons

        self._commons = Commons()
        if self._goal.held is not None:
            pieces = not_held(pieces, self._goal.held, self._skipped)
        try:
            with closing(outcomes(pieces, load, jobs)) as found:
                for one in found:
                    self._take(one)
        except CoderError as error:
            self._tell(f"the coder can't start: {error}. {error.mend}.", "error")
            raise typer.Exit(FAILED) from error
        finally:
            for note in self._commons.told():
                self._tell(str(note), note.severity)

    def _take(self, found: Outcome) -> None:
        from sijill.intake import Fault

        for said in found.told:
            if isinstance(said, Fault):
                self._tell(str(said), said.severity)
                self._tally.failed += said.severity == "error"
            else:
                self._commons.add(said)
        if found.line:
            self._tally.add(found.relevant, found.events, found.assertions)
            self._goal.writer.write(found)
        self._seen()

    def _skipped(self) -> None:
        self._tally.held += 1
        self._seen()


def _found(paths: list[str], meter: Meter, apart: bool) -> Iterator[Piece]:
    """The pieces of the input. `apart`: a thread of its own will read them."""
    from sijill.intake import pieces

    return pieces(paths, meter=meter, stdin=_own_stdin() if apart and STDIN in paths else None)


def _own_stdin() -> BinaryIO | None:
    """Standard input by another name: Python's own must not be held by a thread when the program ends."""
    with suppress(OSError, ValueError):
        return cast(BinaryIO, os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0))
    return None


def _interrupted(tally: Tally, output: Path | None, resume: bool) -> NoReturn:
    where = f" are in {output}" if output else " were written"
    again = ". The same command goes on there" if resume else ". With --resume the same command goes on there"
    complain(f"stopped: {tally}{where}{again if output else ''}.", "note")
    raise typer.Exit(_INTERRUPTED)


def check_paths(paths: list[str]) -> None:
    """End with wrong use where a path isn't there; each such is told."""
    wrong = [text for path in paths if "://" not in path and (text := check_exists(Path(path)))]
    for text in wrong:
        complain(text)
    if wrong:
        raise typer.Exit(WRONG_USE)
