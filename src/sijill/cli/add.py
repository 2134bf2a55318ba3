"""`sijill add`: reports into a register, coded and linked."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.code import check_paths
from sijill.cli.coders import CoderFactory, chosen
from sijill.cli.codings import codings as read_codings
from sijill.cli.registers import RegisterOption, opened
from sijill.cli.streaming import Tally, code_all, some
from sijill.cli.trouble import FAILED, STDIN, wrong_use

if TYPE_CHECKING:
    from sijill.intake import Fault
    from sijill.model import CodedReport, Report
    from sijill.register import Added, Register

Tell = Callable[[str, str], None]
Pair = tuple["Report", "CodedReport"]

# How long coded reports may wait to be kept together, in seconds, and how many at most.
_WAIT = 1.0
_MOST = 500


@dataclass
class Adding(Tally):
    """What a run of `sijill add` has done so far."""

    new: int = 0
    changed: int = 0
    recoded: int = 0
    known: int = 0
    made: int = 0
    grown: int = 0

    def kept(self, added: Added) -> None:
        """Count one report that is in the register now."""
        self.new += added.status == "new"
        self.changed += added.status == "new_version"
        self.recoded += added.status == "recoded"
        self.known += added.status == "same"
        self.made += len(added.made)
        self.grown += len(added.events) - len(added.made)

    def __str__(self) -> str:
        said = [some(self.new, "report") + " added"]
        said += [f"{self.changed:,} in a new version"] if self.changed else []
        said += [f"{self.recoded:,} coded anew"] if self.recoded else []
        said += [f"{self.known:,} known before"] if self.known else []
        said += [f"{self.failed:,} set aside"] if self.failed else []
        events = [f"{some(self.made, 'event')} made"] + ([f"{self.grown:,} told again"] if self.grown else [])
        return ", ".join(said) + "; " + ", ".join(events)


def add(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Files, folders, web addresses or feeds of reports: text, HTML, JSON Lines, CSV. "
            "`-` reads standard input.",
            show_default=False,
        ),
    ] = None,
    register: RegisterOption = None,
    coded: Annotated[
        Path | None,
        typer.Option(
            "--coded",
            metavar="FILE",
            help="Don't code: take the coding of each report from FILE, which `sijill code` wrote, or from the folder "
            "that `sijill cluster code` or `sijill cluster link` wrote.",
            show_default=False,
        ),
    ] = None,
    recode: Annotated[
        bool,
        typer.Option("--recode", help="Code reports anew that are in the register. Without PATH: all of them."),
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="A line for each report once it is kept.")] = False,
) -> None:
    """Code reports, link them to the events that others tell, and keep both in the register.

    A report that is there already changes nothing; where its text has changed, the new version counts and the old one
    is kept. Broken off at any moment, the same command goes on where it stopped.

    Exit code: 0 all went well, 1 some reports failed, 2 wrong use.
    """
    _check(paths or [], coded, recode)
    from sijill.cli.progress import watched

    load = chosen(context)
    tally = Adding()
    # What is printed for each report may share the terminal with the line that moves.
    with opened(register, make=bool(paths)) as kept:
        with watched(tally, sys.stdout if verbose else io.StringIO()) as (tell, seen):
            run = _Run(kept, tally, tell, seen, recode, verbose)
            if paths:
                run.add(paths, load, coded)
            else:
                run.recode_all(load)
        _sum_up(kept, tally, told=sys.stderr.isatty() and not (verbose and sys.stdout.isatty()))
    if tally.failed:
        raise typer.Exit(FAILED)


def _check(paths: list[str], coded: Path | None, recode: bool) -> None:
    if not paths and not recode:
        wrong_use("nothing to add", "Name files, folders or addresses of reports: sijill add PATH")
    if not paths and coded:
        wrong_use("--coded needs the reports too", "Name them: sijill add PATH --coded FILE")
    check_paths(paths)


def _sum_up(register: Register, tally: Adding, told: bool) -> None:
    """What was done, unless the line that moved has told it last, and what the register holds now."""
    if not told:
        typer.echo(f"{tally}.")
    held = register.counts()
    typer.echo(f"{register.name} holds {some(held.reports, 'report')} and {some(held.events, 'event')}.")


@dataclass
class _Run:
    register: Register
    tally: Adding
    tell: Tell
    seen: Callable[[], None]
    recode: bool
    verbose: bool

    def add(self, paths: list[str], load: CoderFactory, coded: Path | None) -> None:
        """Reports from their sources into the register."""
        from sijill import __version__
        from sijill.intake import read_many

        news = self._unknown(read_many(paths))
        pairs = self._from_file(news, coded) if coded else self._coded(news, load)
        wait = 0.0 if STDIN in paths else _WAIT
        # Where the coder is not what takes the time, all is linked together at the end.
        link = coded is None or self.verbose
        for portion in in_portions(pairs, wait):
            self._keep(
                portion,
                lambda part: self.register.add_many(part, recode=self.recode, coder=__version__, link=link),
            )
        self._link_pending()

    def recode_all(self, load: CoderFactory) -> None:
        """All reports of the register that another version of the coder has coded."""
        from sijill import __version__

        names = self.register.report_ids(not_coded_by=__version__)
        reports = (self.register.report(name) for name in names)
        for portion in in_portions(self._coded(reports, load), _WAIT):
            self._keep(portion, lambda part: self.register.recode_many([(r.id, c) for r, c in part], coder=__version__))
        self.tally.known += len(self.register.report_ids()) - len(names)

    def _link_pending(self) -> None:
        linked = self.register.link_pending()
        self.tally.made += linked.made
        self.tally.grown += linked.changed

    def _unknown(self, items: Iterable[Report | Fault]) -> Iterator[Report | Fault]:
        from sijill.model import Report

        for item in items:
            if isinstance(item, Report) and not self.recode and self.register.has(item):
                self.tally.known += 1
                self.seen()
            else:
                yield item

    def _coded(self, items: Iterable[Report | Fault], load: CoderFactory) -> Iterator[Pair]:
        """Reports with their coding. The coder is given one report at a time, so the last one read is the one coded."""
        from sijill.model import Report

        last: list[Report] = []

        def remembered() -> Iterator[Report | Fault]:
            for item in items:
                if isinstance(item, Report):
                    last[:] = [item]
                yield item

        for coded in code_all(remembered(), load, self.tally, self.tell):
            yield last[0], coded

    def _from_file(self, items: Iterable[Report | Fault], path: Path) -> Iterator[Pair]:
        from sijill.coding.relevance import worth_reading
        from sijill.model import CodedReport, Report

        codings = read_codings(path)
        for item in items:
            if not isinstance(item, Report):
                self.tell(str(item), item.severity)
                self.tally.failed += item.severity == "error"
            elif coded := codings.get(item.id):
                yield item, coded
            elif codings.sparse and not worth_reading(item):
                # A cluster leaves out such reports, in which no coder finds anything.
                yield item, CodedReport(report=item.head(), relevant=False)
            else:
                self._failed(f"{item.id}: {path} has no coding of this report. Code it with sijill code")

    def _keep(self, portion: list[Pair], keep: Callable[[list[Pair]], list[Added]]) -> None:
        """Keep reports together; where one of them can't be, each by itself."""
        from sijill.register import RegisterError, Unfit

        try:
            added = keep(portion)
        except Exception as error:
            # The register itself failed: no other report would fare better.
            if isinstance(error, RegisterError) and not isinstance(error, Unfit):
                raise
            if len(portion) > 1:
                for pair in portion:
                    self._keep([pair], keep)
            else:
                self._failed(_tripped(portion[0][0], error))
            return
        self._kept(portion, added)

    def _kept(self, portion: list[Pair], results: list[Added]) -> None:
        for (report, _), added in zip(portion, results, strict=True):
            self.tally.kept(added)
            if self.verbose:
                typer.echo(_line(report, added))
        if self.verbose:
            sys.stdout.flush()
        self.seen()

    def _failed(self, text: str) -> None:
        self.tell(f"{text}.", "error")
        self.tally.failed += 1


def _tripped(report: Report, error: Exception) -> str:
    from sijill.register import RegisterError

    if isinstance(error, RegisterError):
        return f"{error.reason}. {error.mend}"
    return (
        f"{report.url or report.title or report.id}: this report could not be kept ({type(error).__name__}: {error}). "
        "The rest goes on. Please send its text with this line to the makers of Sijill"
    )


def in_portions(pairs: Iterable[Pair], wait: float) -> Iterator[list[Pair]]:
    """What comes within `wait` seconds of the last portion, together; `_MOST` at most."""
    waiting: list[Pair] = []
    since = time.monotonic() - wait
    for pair in pairs:
        waiting.append(pair)
        if len(waiting) >= _MOST or time.monotonic() - since >= wait:
            yield waiting
            waiting, since = [], time.monotonic()
    if waiting:
        yield waiting


def _line(report: Report, added: Added) -> str:
    from sijill.intake.faults import printable

    events = ", ".join(f"{name} (new)" if name in added.made else name for name in added.events)
    what = added.status.replace("_", " ")
    return printable(f"{what:<12} {added.report}  {report.title or ''}".rstrip()) + (f"  -> {events}" if events else "")
