"""How the program says that something is wrong: one line on standard error, with what to do about it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn, TextIO

import typer

FAILED = 1
WRONG_USE = 2
STDIN = "-"


def wrong_use(reason: str, mend: str) -> NoReturn:
    """Say what was asked wrongly and how to ask it, and end with exit code 2."""
    complain(f"{reason}. {mend}.")
    raise typer.Exit(WRONG_USE)


def complain(text: str, kind: str = "error") -> None:
    """One line on standard error, in which nothing moves the terminal's cursor: names and titles come from others."""
    if not text.isprintable():
        from sijill.intake.faults import printable

        text = printable(text)
    typer.echo(f"{kind}: {text}", err=True)


def check_exists(path: Path) -> str | None:
    """What is wrong with a path that isn't there, with names that are close; None where it is there."""
    if str(path) == STDIN or path.exists():
        return None
    folder = path.parent
    if not folder.is_dir():
        return f"{path}: no such file or folder, and no folder {folder} either. Check the path."
    close = get_close_matches(path.name, sorted(p.name for p in folder.iterdir()), n=3)
    hint = f"Did you mean {' or '.join(str(folder / name) for name in close)}?" if close else "Check the path."
    return f"{path}: no such file or folder. {hint}"


@contextmanager
def reading(path: Path) -> Iterator[TextIO]:
    """A file of UTF-8 text for reading; `-` is standard input, which stays open. Wrong use where it can't be read."""
    if str(path) == STDIN:
        yield typer.get_text_stream("stdin", encoding="utf-8")
        return
    with _open_text(path) as file:
        yield file


def _open_text(path: Path) -> TextIO:
    missing = check_exists(path)
    if missing:
        complain(missing)
        raise typer.Exit(WRONG_USE)
    if path.is_dir():
        wrong_use(f"{path} is a folder", "Name a file of JSON Lines")
    try:
        return path.open(encoding="utf-8")
    except PermissionError:
        wrong_use(f"{path}: no permission to read it", "Change its mode (chmod u+r) or copy it where you may read it")
    except OSError as error:
        wrong_use(f"{path}: {error.strerror or error}", "Check the file")


@contextmanager
def writing(path: Path | None) -> Iterator[TextIO]:
    """A file written anew; None is standard output, which stays open. Wrong use where it can't be written."""
    if path is None:
        yield sys.stdout
        return
    with _open_output(path) as file:
        yield file


def _open_output(path: Path) -> TextIO:
    if path.is_dir():
        wrong_use(f"--output {path} is a folder", "Name a file in it")
    if not path.parent.is_dir():
        wrong_use(f"--output {path}: there is no folder {path.parent}", f"Make it first: mkdir -p {path.parent}")
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except PermissionError:
        wrong_use(f"--output {path}: no permission to write it", "Choose a folder that you may write in")
    except OSError as error:
        wrong_use(f"--output {path}: {error.strerror or error}", "Choose another file")
