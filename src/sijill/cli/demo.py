"""`sijill demo`: the bundled sample reports, coded and shown."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.coders import chosen
from sijill.cli.streaming import Tally, code_all
from sijill.cli.trouble import FAILED, writing, wrong_use

if TYPE_CHECKING:
    from sijill.model import CodedReport

_CODED = "coded.jsonl"


def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep", metavar="DIR", help="Keep the reports and what was read out of them here.", show_default=False
        ),
    ] = None,
) -> None:
    """Show the events of the sample reports that come with Sijill."""
    from sijill import samples
    from sijill.cli.formats import console_for
    from sijill.cli.tables import LEGEND, show_report
    from sijill.intake import read_many

    if keep is not None:
        _check_folder(keep)
    tally = Tally()
    console = console_for(sys.stdout)
    kept: list[CodedReport] = []
    with samples.folder() as folder:
        if keep is not None:
            _copy(folder, keep)
        for coded in code_all(read_many([folder]), chosen(context), tally):
            show_report(console, coded)
            kept.append(coded)
    console.print(LEGEND, style="dim", markup=False)
    if keep is not None:
        _keep(kept, keep / _CODED)
    typer.echo(f"\n{tally}.\n\n{_what_next(keep)}")
    if tally.failed:
        raise typer.Exit(FAILED)


def _check_folder(keep: Path) -> None:
    if keep.exists() and not keep.is_dir():
        wrong_use(f"--keep {keep} is a file", "Name a folder")
    if keep.is_dir() and any(keep.iterdir()):
        wrong_use(f"--keep {keep} is not empty", "Name a new or an empty folder")


def _copy(folder: Path, keep: Path) -> None:
    try:
        keep.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.glob("*.txt")):
            shutil.copyfile(path, keep / path.name)
    except OSError as error:
        wrong_use(f"--keep {keep}: {error.strerror or error}", "Choose a folder that you may write in")


def _keep(coded: list[CodedReport], path: Path) -> None:
    with writing(path) as file:
        file.writelines(report.model_dump_json() + "\n" for report in coded)


def _what_next(keep: Path | None) -> str:
    reports = f"{keep}/*.txt" if keep else "my-report.txt"
    lines = ["What next"]
    for command, what in (
        (f"sijill code {reports} --format table", "your own reports: text, HTML, JSON Lines, CSV, folders"),
        ("sijill code FOLDER --output events.jsonl", "as JSON Lines, every value with its place in the text"),
        ("sijill schema", "what a line of that holds"),
        ("sijill demo --keep DIR", "keep these reports and their coding, to look at or to change"),
    )[: 3 if keep else 4]:
        lines += [f"  {command}", f"      {what}"]
    if keep:
        lines.append(f"The reports lie in {keep}/, what was read out of them in {keep / _CODED}.")
    return "\n".join(lines)
