"""Where `sijill code` writes: a new output, or one that an earlier run has begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO

from sijill.cli.formats import Writer, written
from sijill.cli.trouble import complain, writing, wrong_use

if TYPE_CHECKING:
    from sijill.archives.resume import Held
    from sijill.cli.code import Format

_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Target:
    """Where coded reports go: the writer, the stream beneath it, and what is there from an earlier run."""

    writer: Writer
    stream: TextIO
    held: Held | None = None


@contextmanager
def target(form: Format, output: Path | None, resume: bool) -> Iterator[Target]:
    """The output of a run. Wrong use where it can't be written, or not gone on with.

    With `resume`, Parquet is kept as JSON Lines beside the output until the run is through: it can't be added to.
    """
    if resume:
        if output is None or form not in ("jsonl", "parquet"):
            wrong_use("--resume goes on with a file of JSON Lines or Parquet", "Name it: --output FILE")
        with _resumed(form, output) as goal:
            yield goal
        return
    with writing(output) as stream:
        if form == "parquet" and stream.isatty():
            wrong_use("--format parquet is nothing to be read on a terminal", "Name a file: --output FILE")
        with written(form, stream) as writer:
            yield Target(writer, stream)


@contextmanager
def _resumed(form: Format, output: Path) -> Iterator[Target]:
    lines = output
    if form == "parquet":
        lines = output.with_name(output.name + _UNFINISHED)
        if output.exists() and not lines.exists():
            _to_lines(output, lines)
    with _opened(lines) as file:
        held = _cut(file, lines)
        with _text(file) as stream, written(type(form).jsonl, stream) as writer:
            yield Target(writer, stream, held)
    if form == "parquet":
        _to_parquet(lines, output)


def _opened(path: Path) -> BinaryIO:
    """A file to be read and added to; made where it isn't there."""
    if not path.is_dir() and path.exists():
        try:
            return path.open("r+b")
        except OSError as error:
            wrong_use(f"--output {path}: {error.strerror or error}", "Choose another file")
    with writing(path):
        pass
    return path.open("r+b")


@contextmanager
def _text(file: BinaryIO) -> Iterator[TextIO]:
    """The file as text in UTF-8, to be written at its end."""
    with open(file.fileno(), "a", encoding="utf-8", newline="\n", closefd=False) as stream:
        yield stream


def _cut(file: BinaryIO, path: Path) -> Held:
    """What the output holds; its torn end is cut off."""
    from sijill.archives.resume import NotCodedError, whole_part

    try:
        kept = whole_part(file)
    except NotCodedError as error:
        _no_output(path, str(error))
    if kept.torn:
        complain(f"{path}: its last line was torn; that report is coded again", "note")
    file.truncate(kept.size)
    file.seek(kept.size)
    return kept.held


def _no_output(path: Path, reason: str) -> NoReturn:
    wrong_use(f"{path}: {reason}, so --resume can't go on with it", "Name the output of sijill code, or another file")


def _to_lines(parquet: Path, lines: Path) -> None:
    """What a whole output holds, to go on with."""
    from sijill.exports.coded import NotCodedError, read_coded

    try:
        with parquet.open("rb") as file, writing(lines) as stream:
            for coded in read_coded(file):
                stream.write(coded.model_dump_json() + "\n")
    except NotCodedError as error:
        lines.unlink()
        _no_output(parquet, str(error))


def _to_parquet(lines: Path, parquet: Path) -> None:
    """The finished lines as Parquet, put in place in one step."""
    from sijill.exports.coded import CodedWriter
    from sijill.model import CodedReport

    making = parquet.with_name(parquet.name + ".making")
    with lines.open("rb") as file, making.open("wb") as out, CodedWriter(out) as writer:
        for line in file:
            writer.write(CodedReport.model_validate_json(line))
    making.replace(parquet)
    lines.unlink()
