"""`sijill export`: events of a register in the formats that others work with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final

import typer

from sijill.cli.filters import (
    Actors,
    Asked,
    Countries,
    Divisions,
    Killed,
    Reviews,
    Since,
    Statuses,
    Types,
    Until,
    Words,
)
from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import STDIN, complain, wrong_use

if TYPE_CHECKING:
    from sijill.exports import About, Exported
    from sijill.register import Register
    from sijill.register.queries import Filters

# Formats that nobody reads on a terminal.
_BINARY: Final = ("parquet", "xlsx")


class Name(StrEnum):
    """The formats, as `sijill.exports.FORMATS` has them."""

    acled = "acled"
    ucdp_ged = "ucdp-ged"
    geojson = "geojson"
    parquet = "parquet"
    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    hxl = "hxl"


class Level(StrEnum):
    """How coarse places become."""

    admin1 = "admin1"
    admin2 = "admin2"


def _option(metavar: str | None, text: str, *names: str) -> Any:  # noqa: ANN401 - typer's own type
    return typer.Option(*names, metavar=metavar, help=text, show_default=False)


FormatArgument = Annotated[
    Name,
    typer.Argument(
        metavar="FORMAT",
        help="acled, ucdp-ged: their columns, as CSV. csv, xlsx, parquet (GeoParquet), geojson: Sijill's own. "
        "jsonl: the records. hxl: CSV with hashtags.",
        show_default=False,
    ),
]
OutArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="OUT", help="The file to write; else standard output, for formats of text.", show_default=False
    ),
]
Rejected = Annotated[
    bool, typer.Option("--rejected", help="Also the events that a person rejected; else they are left out.")
]
Evidence = Annotated[
    Path | None,
    _option(
        "FILE",
        "Write the words behind each value here, a row each; with --package a file in its folder.",
        "--evidence",
    ),
]
Coarse = Annotated[
    Level | None,
    _option(
        "LEVEL",
        "Round places to first- or second-level divisions (admin1, admin2) and leave people out.",
        "--generalise",
    ),
]
Folder = Annotated[
    Path | None,
    _option("FOLDER", "Write a data set to publish here: the data, a codebook, datapackage.json.", "--package"),
]
Title = Annotated[str | None, _option("TEXT", "Title of the package.", "--title")]
Licence = Annotated[str | None, _option("NAME", "Its licence, such as CC-BY-4.0.", "--licence")]
Creators = Annotated[list[str] | None, _option("NAME", "Who made it.", "--creator")]
Names = Annotated[
    bool, typer.Option("--names", help="With people's names; else they are hidden. For your own work, not to publish.")
]
InterNumbers = Annotated[
    bool, typer.Option("--inter-numbers", help="acled: kinds of actor as numbers, as before 2025.")
]


def export(
    name: FormatArgument,
    out: OutArgument = None,
    register: RegisterOption = None,
    since: Since = None,
    until: Until = None,
    country: Countries = None,
    admin1: Divisions = None,
    actor: Actors = None,
    type_: Types = None,
    killed: Killed = None,
    status: Statuses = None,
    review: Reviews = None,
    text: Words = None,
    rejected: Rejected = False,
    evidence: Evidence = None,
    generalise: Coarse = None,
    package: Folder = None,
    title: Title = None,
    licence: Licence = None,
    creator: Creators = None,
    inter_numbers: InterNumbers = False,
    names: Names = False,
) -> None:
    """Write the events of a register in a format of the field, all or those of a filter, the oldest first.

    For example: sijill export acled events.csv --country Iraq --since 2024-01-01
    """
    from sijill.exports import About, ExportError, Generalise
    from sijill.model import REVIEWS

    if rejected and not review:
        review = list(REVIEWS)
    filters = Asked(since, until, country, admin1, actor, type_, killed, status, review, text).filters()
    asked = {"generalise": Generalise(generalise.value) if generalise else None, "inter_numbers": inter_numbers,
             "names": names}  # fmt: skip
    with opened(register) as kept:
        try:
            if package:
                told = About(**{key: value for key, value in _asked_about(title, licence, creator).items() if value})
                done = _packed(kept, name, package, out, filters, evidence, told, asked)
            else:
                done = _streamed(kept, name, out, filters, evidence, asked)
        except ExportError as error:
            wrong_use(error.reason, error.mend)
        _tell(kept, done, filters)


def _asked_about(title: str | None, licence: str | None, creators: list[str] | None) -> dict[str, Any]:
    """What the options say of a package."""
    return {"title": title, "licence": licence, "creators": tuple(creators or ())}


def _packed(
    register: Register,
    name: Name,
    folder: Path,
    out: Path | None,
    filters: Filters,
    evidence: Path | None,
    about: About,
    asked: dict[str, Any],
) -> Exported:
    from sijill.exports import export_package

    if out is not None:
        wrong_use(f"both {out} and --package were given", "Leave one out: a package names its files itself")
    if about.licence is None:
        complain("no licence: others will not know what they may do. Name one: --licence CC-BY-4.0", "note")
    return export_package(
        register,
        name.value,
        folder,
        filters,
        about=about,
        evidence=str(evidence) if evidence else None,
        **asked,
    )


def _streamed(
    register: Register,
    name: Name,
    out: Path | None,
    filters: Filters,
    evidence: Path | None,
    asked: dict[str, Any],
) -> Exported:
    from sijill.exports import export as write

    to_terminal = out is None or str(out) == STDIN
    if to_terminal and name.value in _BINARY and (out is None or sys.stdout.isatty()):
        wrong_use(f"{name.value} is no text", f"Name a file: sijill export {name.value} events.{name.value}")
    if out is not None and evidence is not None and out.resolve() == evidence.resolve():
        wrong_use(f"events and evidence would both go into {out}", "Name two files")
    with _written(out) as stream, _evidence_to(evidence) as words:
        return write(register, name.value, stream, filters, evidence=words, **asked)


@contextmanager
def _evidence_to(path: Path | None) -> Iterator[BinaryIO | None]:
    if path is None:
        yield None
        return
    with _written(path, "--evidence ") as stream:
        yield stream


@contextmanager
def _written(path: Path | None, option: str = "") -> Iterator[BinaryIO]:
    """A file that is there only once it is whole; None or `-` is standard output, which stays open.

    Wrong use where it can't be written.
    """
    if path is None or str(path) == STDIN:
        yield typer.get_binary_stream("stdout")
        return
    if path.is_dir():
        wrong_use(f"{option}{path} is a folder", "Name a file in it")
    if not path.parent.is_dir():
        wrong_use(f"{option}{path}: there is no folder {path.parent}", f"Make it first: mkdir -p {path.parent}")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        stream = beside.open("wb")
    except PermissionError:
        wrong_use(f"{option}{path}: no permission to write it", "Choose a folder that you may write in")
    except OSError as error:
        wrong_use(f"{option}{path}: {error.strerror or error}", "Choose another file")
    try:
        with stream:
            yield stream
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _tell(register: Register, done: Exported, filters: Filters) -> None:
    """What was written, and what was left out, on standard error."""
    from sijill.register.queries import Filters

    words = f", {done.evidence:,} rows of evidence" if done.evidence else ""
    complain(f"{done.events:,} event{'' if done.events == 1 else 's'} written{words}", "note")
    for reason, number in done.left_out.items():
        complain(f"{number:,} left out: {reason}", "note")
    if done.events or done.left_out:
        return
    there = register.counts().events
    if filters == Filters() or not there:
        complain("the register has no events yet. Add reports to it: sijill add PATH", "note")
    else:
        complain(f"none of the {there:,} events of the register is so. Leave a filter out.", "note")
