"""Tables of actors that a user adds: kept as layers in the user's data folder, checked before they are.

A layer goes by its file's name, without the ending; adding a file of that name again replaces it. A user's actor
replaces the shipped one of its id. `SIJILL_DATA_DIR` names another folder.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from sijill.codebook.actor_classes import class_actors
from sijill.codebook.actor_table import COLUMNS, Actor, actor_of, check_links, shipped
from sijill.codebook.tables import TableError

_SUFFIX = ".tsv"
_NEEDED = ("id", "name", "kind")


class ActorFileError(ValueError):
    """A user's table of actors can't be taken; `faults` are lines for people: file, line and mend."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Layer:
    """A table that a user added: its name, where it is kept, and its actors by id."""

    name: str
    path: Path
    actors: Mapping[str, Actor]


def layers() -> tuple[Layer, ...]:
    """The user's layers, by name. One that was spoilt in the folder is left out, with a word on standard error."""
    folder = _folder()
    found = []
    for path in sorted(folder.glob(f"*{_SUFFIX}")) if folder.is_dir() else ():
        try:
            found.append(Layer(path.stem, path, _read(path, path.stem, links=False)))
        except (ActorFileError, OSError) as error:
            fault = error.faults[0] if isinstance(error, ActorFileError) else f"{path}: {error}"
            mend = f"Add its file again, or take it away: sijill actors remove {path.stem}"
            print(f"warning: your actors {path.stem} are left out: {fault}. {mend}.", file=sys.stderr)
    return tuple(found)


def layer_names() -> list[str]:
    """The names of the user's layers, those that can't be read included."""
    return sorted(path.stem for path in _folder().glob(f"*{_SUFFIX}"))


def user_actors() -> dict[str, Actor]:
    """The actors of all layers by id; of two layers the later by name counts."""
    return {actor_id: actor for layer in layers() for actor_id, actor in layer.actors.items()}


def add_layer(file: Path) -> tuple[Layer, bool]:
    """Check a CSV or TSV file of actors and keep it; whether it replaced a layer of its name.

    Raises `ActorFileError` with all that is wrong in it, `OSError` where it can't be read or kept.
    """
    name = file.stem
    actors = _read(file, name)
    if not actors:
        raise ActorFileError([f"{file}: no actors in it; write a line for each, under a line of column names"])
    target = _folder() / f"{name}{_SUFFIX}"
    known = set(target.parent.glob(target.name))
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside it and then in its place: whoever reads meanwhile finds the old table or the new one, never half of one.
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=target.parent, suffix=".part", delete=False) as part:
        table = csv.DictWriter(part, COLUMNS, dialect="excel-tab", restval="", lineterminator="\n")
        table.writeheader()
        for _, row in _lines(file):
            table.writerow(row)
    os.replace(part.name, target)
    return Layer(name, target, actors), bool(known)


def remove_layer(name: str) -> bool:
    """Take a layer away; False where there is none of the name."""
    path = _folder() / f"{name}{_SUFFIX}"
    if path.parent != _folder() or not path.is_file():
        return False
    path.unlink()
    return True


def _folder() -> Path:
    named = os.environ.get("SIJILL_DATA_DIR")
    if named:
        return Path(named) / "actors"
    from platformdirs import user_data_path

    return user_data_path("sijill", appauthor=False) / "actors"


def _read(file: Path, layer: str, links: bool = True) -> dict[str, Actor]:
    """The actors of a file, all checked; `links`: their parents and successors too."""
    faults: list[str] = []
    found: dict[str, Actor] = {}
    where: dict[str, str] = {}
    for number, row in _lines(file):
        place = f"{file}:{number}"
        try:
            actor = actor_of(row, place, layer)
        except TableError as error:
            faults.append(str(error))
            continue
        if actor.id in found:
            faults.append(f"{place}: the id {actor.id} stands twice; give the second another")
            continue
        found[actor.id], where[actor.id] = actor, place
    if links:
        others = {actor.id: actor for actor in class_actors()}
        faults += check_links(found, {**others, **shipped(), **user_actors()}, where)
    if faults:
        raise ActorFileError(faults)
    return found


def _lines(file: Path) -> Sequence[tuple[int, dict[str, str]]]:
    """The rows of a CSV or TSV file with the numbers of their lines."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ActorFileError([f"{file}: not UTF-8 text (byte {error.start}); save it as UTF-8"]) from None
    lines = ["" if line.startswith("#") else line for line in text.splitlines()]
    above = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    delimiter = "\t" if above < len(lines) and "\t" in lines[above] else ","
    table = csv.DictReader(lines[above:], delimiter=delimiter, skipinitialspace=True)
    header = [name.strip() for name in table.fieldnames or ()]
    table.fieldnames = header
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise ActorFileError(
            [f"{file}: no column {' or '.join(missing)}; the first line names the columns: {', '.join(COLUMNS)}"]
        )
    strange = [name for name in header if name not in COLUMNS]
    if strange:
        raise ActorFileError([f"{file}: there is no column {strange[0]!r}; use {', '.join(COLUMNS)}"])
    found = []
    for row in table:
        if any(value for key, value in row.items() if key):
            if None in row or None in row.values():
                many = "more" if None in row else "fewer"
                fault = f"{file}:{above + table.line_num}: {many} cells than the header's {len(header)} columns"
                raise ActorFileError([f"{fault}; leave an unknown cell empty"])
            found.append((above + table.line_num, dict(row)))
    return found
