"""`sijill demo`: the bundled sample reports read into a register, and the events that they tell together."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sijill.cli.coders import CoderFactory, chosen
from sijill.cli.registers import opened
from sijill.cli.streaming import Tally, code_all
from sijill.cli.trouble import FAILED, writing, wrong_use

if TYPE_CHECKING:
    from rich.console import Console

    from sijill.model import CodedReport, Event
    from sijill.register import Register

_CODED: Final = "coded.jsonl"
_REGISTER: Final = "register.sqlite"
# How many events are listed.
_LISTED: Final = 8


def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="DIR",
            help="Keep the reports, what was read out of them, and the register here.",
            show_default=False,
        ),
    ] = None,
    pages: Annotated[
        bool, typer.Option("--serve", help="Then show their register in the browser, until you end it.")
    ] = False,
) -> None:
    """Read the sample reports that come with Sijill into a register, and show events that several of them tell."""
    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless

    if keep is not None:
        _check_folder(keep)
    tally = Tally()
    console = console_for(harmless(sys.stdout))
    with _folder(keep) as folder, opened(str(folder / _REGISTER), make=True) as register:
        coded = _read(register, chosen(context), tally, keep)
        if keep is not None:
            _keep(coded, keep / _CODED)
        _show(console, register, tally)
        typer.echo(f"\n{_what_next(keep)}")
        if pages:
            from sijill.cli.serve import serve

            serve(register=str(folder / _REGISTER), browser=sys.stdout.isatty())
    if tally.failed:
        raise typer.Exit(FAILED)


def _check_folder(keep: Path) -> None:
    if keep.exists() and not keep.is_dir():
        wrong_use(f"--keep {keep} is a file", "Name a folder")
    if keep.is_dir() and any(keep.iterdir()):
        wrong_use(f"--keep {keep} is not empty", "Name a new or an empty folder")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Where the register lies: a folder that is gone afterwards, unless it is to be kept."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="sijill-") as name:
            yield Path(name)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        wrong_use(f"--keep {keep}: {error.strerror or error}", "Choose a folder that you may write in")
    yield keep


def _read(register: Register, load: CoderFactory, tally: Tally, keep: Path | None) -> list[CodedReport]:
    """Code the sample reports and add them; copy them where they are to be kept."""
    from sijill import samples
    from sijill.intake import read_many
    from sijill.model import Report

    with samples.folder() as folder:
        if keep is not None:
            _copy(folder, keep)
        items = list(read_many([folder]))
    coded = list(code_all(items, load, tally))
    reports = {item.id: item for item in items if isinstance(item, Report)}
    register.add_many([(reports[item.report.id], item) for item in coded])
    return coded


def _copy(folder: Path, keep: Path) -> None:
    try:
        for path in sorted(folder.glob("*.txt")):
            shutil.copyfile(path, keep / path.name)
    except OSError as error:
        wrong_use(f"--keep {keep}: {error.strerror or error}", "Choose a folder that you may write in")


def _keep(coded: Sequence[CodedReport], path: Path) -> None:
    with writing(path) as file:
        file.writelines(report.model_dump_json() + "\n" for report in coded)


def _show(console: Console, register: Register, tally: Tally) -> None:
    """The events of most reports as a table, then one on which its reports differ, in full."""
    from sijill.cli.event_pages import page_of, show_event
    from sijill.cli.event_tables import show_events
    from sijill.cli.tables import LEGEND
    from sijill.register.queries import find_events, totals

    with register.reading() as connection:
        found = totals(connection).events
        listed = list(find_events(connection, order="reports", limit=_LISTED))
    joined = sum(event.reports > 1 for event in listed)
    console.print(f"{tally.reports} sample reports, written for Sijill, tell {found} events.", markup=False)
    if joined:
        console.print(f"{joined} are told by more than one report. These first, of the rest some:\n", markup=False)
    show_events(console, listed)
    if found:
        console.print(LEGEND, style="dim", markup=False)
    disputed = _disputed(listed)
    if disputed:
        console.print("\nOne of them in full, since its reports differ. [1], [2] are its accounts.\n", markup=False)
        show_event(console, page_of(disputed, register.tellings(disputed.id)))


def _disputed(events: Sequence[Event]) -> Event | None:
    """The event to show: reports differ on its dead before all else, and many independent ones tell it."""
    differing = [event for event in events if event.disagreements]
    return max(
        differing,
        key=lambda event: (
            any(item.field == "killed" for item in event.disagreements),
            event.independent_sources,
            event.reports,
        ),
        default=None,
    )


def _what_next(keep: Path | None) -> str:
    reports = f"{keep}/*.txt" if keep else "FOLDER"
    register = f" --register {keep / _REGISTER}" if keep else ""
    lines = ["What next"]
    for command, what in (
        (
            f"sijill serve{register}" if keep else "sijill demo --serve",
            "these events in the browser: map, words, review",
        ),
        (f"sijill code {reports} --format table", "what each report says: text, HTML, JSON Lines, CSV"),
        ("sijill add FOLDER", "your own reports into a register, joined into events"),
        (f"sijill events{register}", "its events; sijill show ID: one in full; sijill search WORDS"),
        ("sijill decide --help", "accept, correct, join or part them"),
        ("sijill demo --keep DIR", "keep these reports and their register, to look around in"),
    )[: 5 if keep else 6]:
        lines += [f"  {command}", f"      {what}"]
    if keep:
        lines.append(f"The reports and their register lie in {keep}/.")
    return "\n".join(lines)
