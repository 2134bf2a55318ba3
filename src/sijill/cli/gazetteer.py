"""`sijill gazetteer`: what a name may stand for and why, and a user's own places."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sijill.cli.own_layers import CountryOption, country_code, no_layer
from sijill.cli.trouble import FAILED, WRONG_USE, check_exists, complain, wrong_use

if TYPE_CHECKING:
    from sijill.gazetteer.layers import Layer, Layers
    from sijill.gazetteer.resolve import Candidate
    from sijill.gazetteer.shipped import Named

gazetteer = typer.Typer(
    name="gazetteer",
    help="Place names: what one may stand for and why, and places of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# Faults of one file that are told one by one.
_TOLD: Final = 100


class Format(StrEnum):
    """How candidates are written."""

    table = "table"
    json = "json"


@gazetteer.command()
def find(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help='As a report writes it: "Hawija", "Diyala province".', show_default=False),
    ],
    country: CountryOption = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="Show the N likeliest.")] = 10,
    form: Annotated[Format, typer.Option("--format", "-f", help="table: for reading. json: one array.")] = Format.table,
) -> None:
    """Show the places that a name may stand for, the likeliest first, and what speaks for each.

    --country says in which country the report is set, which speaks for its places. Places without a score bear the
    name, but nothing else speaks for them: a report has to name their country or something near.

    Exit code: 0 found, 1 no place of that name, 2 wrong use.
    """
    code = country_code(country)
    from sijill.gazetteer import gazetteer as known
    from sijill.gazetteer.kept import NoRoomError

    try:
        candidates = [*known().candidates(name, code)]
        candidates += _unlikely(name, candidates)
    except NoRoomError as error:
        complain(str(error))
        raise typer.Exit(WRONG_USE) from None
    if form is Format.json:
        typer.echo(json.dumps([_record(c) for c in candidates[:limit]], ensure_ascii=False, indent=1))
    elif candidates:
        _show(candidates, limit)
    if not candidates:
        complain(f"{name}: no place of that name is known. Check the spelling, or add places of your own", "note")
        raise typer.Exit(FAILED)


@gazetteer.command()
def add(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="GeoNames dumps (.txt, .zip), GeoJSON, CSV.", show_default=False),
    ],
    country: CountryOption = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="What the layer is called, else after its file.", show_default=False
        ),
    ] = None,
) -> None:
    """Add places of your own; every later run knows them. A file added again takes the place of its layer.

    \b
    GeoNames  IQ.txt, IQ.zip, allCountries.zip from download.geonames.org/export/dump
    GeoJSON   points, lines or areas with the properties name, country, and where known names, kind, admin1
    CSV       a header with name,lat,lon,country, and where known admin1,kind,aliases (split by |)

    --country holds where a row says none. Rows that can't be read are told and left out.

    Exit code: 0 all went well, 1 some rows could not be read, 2 wrong use.
    """
    code = country_code(country)
    if name and len(files) > 1:
        wrong_use("--name names one layer, and there are several files", "Add them one by one")
    for path in files:
        if missing := check_exists(path):
            complain(missing)
            raise typer.Exit(WRONG_USE)
    with _layers() as layers:
        whole = [_add(layers, path, name, code) for path in files]
    if not all(whole):
        raise typer.Exit(FAILED)


@gazetteer.command("list")
def list_(
    form: Annotated[Format, typer.Option("--format", "-f", help="table: for reading. json: one array.")] = Format.table,
) -> None:
    """Show your layers of places."""
    with _layers() as kept:
        layers = kept.all()
    if form is Format.json:
        rows = [{"name": x.name, "places": x.places, "added": x.added, "path": x.path} for x in layers]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    if not layers:
        typer.echo("No places of your own yet. Add some with: sijill gazetteer add FILE")
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for heading in ("Layer", "Places", "Added", "From"):
        table.add_column(overflow="fold", justify="right" if heading == "Places" else "left")
    table.add_row(*(Text(heading, "bold") for heading in ("Layer", "Places", "Added", "From")))
    for layer in layers:
        table.add_row(Text(layer.name), f"{layer.places:,}", layer.added[:10], Text(layer.path))
    Console(highlight=False).print(table)


@gazetteer.command()
def remove(
    name: Annotated[str, typer.Argument(metavar="LAYER", help="As `list` calls it.", show_default=False)],
) -> None:
    """Take a layer of your places out."""
    with _layers() as layers:
        names = [layer.name for layer in layers.all()]
        if not layers.remove(name):
            no_layer(name, names)
    typer.echo(f"{name}: removed")


@contextmanager
def _layers() -> Iterator[Layers]:
    """The user's layers; wrong use where they can't be read or written."""
    from sijill.gazetteer.layers import Layers, LayersError

    try:
        yield Layers()
    except LayersError as error:
        complain(str(error))
        raise typer.Exit(WRONG_USE) from None


def _add(layers: Layers, path: Path, name: str | None, country: str | None) -> bool:
    """Add one file; False where some of it could not be read."""
    from sijill.gazetteer.layers import LayersError
    from sijill.gazetteer.sources import SourceError, layer_of

    called = name or layer_of(path)
    rows = _Rows(path, country, called)
    try:
        before = {layer.name: layer for layer in layers.all()}.get(called)
        with _counting(path) as tell:
            layer = layers.add(called, path, rows, tell)
    except SourceError as error:
        complain(f"{error}.")
        return False
    except LayersError:
        raise
    except OSError as error:
        complain(f"{path}: {error.strerror or error}. Check the file.")
        return False
    _told(layer, before, layers.path)
    if rows.faults > _TOLD:
        complain(f"{path.name}: {rows.faults:,} rows could not be read; the first {_TOLD} are told above", "note")
    return not rows.faults


class _Rows:
    """The places of a file; its faults go to standard error and are counted."""

    def __init__(self, path: Path, country: str | None, source: str) -> None:
        self._path, self._country, self._source = path, country, source
        self.faults = 0

    def __iter__(self) -> Iterator[Named]:
        from sijill.gazetteer.sources import Fault, SourceError, read_places

        found = 0
        for item in read_places(self._path, self._country, self._source):
            if not isinstance(item, Fault):
                found += 1
                yield item
                continue
            self.faults += 1
            if self.faults <= _TOLD:
                complain(str(item), "warning")
            elif not found:
                break
        if not found:
            raise SourceError(f"{self._path}: no place in it could be read; nothing was added or changed")


def _told(layer: Layer, before: Layer | None, path: Path) -> None:
    change = f", in the place of the {before.places:,} of before" if before else ""
    places = "place" if layer.places == 1 else "places"
    typer.echo(f"{layer.name}: {layer.places:,} {places} added{change}. Kept in {path}")


@contextmanager
def _counting(path: Path) -> Iterator[Callable[[int], None]]:
    """A count on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as progress:
        task = progress.add_task(f"reading {path.name}", total=None)
        yield lambda done: progress.update(task, description=f"{path.name}: {done:,} places")


def _unlikely(name: str, likely: list[Candidate]) -> list[Candidate]:
    """Entries of the name that do not stand up by themselves, the larger first; their score is 0 and has no parts."""
    from sijill.gazetteer.resolve import Candidate
    from sijill.gazetteer.store import Store

    shown = {candidate.entry.place_id for candidate in likely}
    others = sorted(Store().lookup(name), key=lambda entry: (-entry.population, entry.place_id))
    return [Candidate(entry, 0.0, ()) for entry in others if entry.place_id not in shown]


def _record(candidate: Candidate) -> dict[str, Any]:
    entry = candidate.entry
    return {
        "name": entry.name,
        "kind": entry.kind,
        "country": entry.country or None,
        "admin1": entry.admin1,
        "code": entry.code,
        "latitude": entry.latitude,
        "longitude": entry.longitude,
        "population": entry.population or None,
        "place_id": entry.place_id,
        "layer": entry.source or entry.layer,
        "note": entry.note or None,
        "score": round(candidate.score, 2) if candidate.why else None,
        "why": {part: round(points, 2) for part, points in candidate.why},
    }


_SCORE, _KIND, _POINT, _PEOPLE = 5, 13, 17, 11


def _show(candidates: list[Candidate], limit: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    place = max(console.width - _SCORE - _KIND - _POINT - _PEOPLE - 4, 12)
    for candidate in (None, *candidates[:limit]):
        row, beneath = Table.grid(padding=(0, 1, 0, 0)), Table.grid()
        row.add_column(width=_SCORE, justify="right")
        row.add_column(width=place, overflow="fold")
        row.add_column(width=_KIND)
        row.add_column(width=_POINT, justify="right")
        row.add_column(width=_PEOPLE, justify="right")
        if candidate is None:
            row.add_row(*(Text(head, "bold") for head in ("Score", "Place", "Kind", "Lat, lon", "People")))
            console.print(row)
            continue
        row.add_row(*_cells(candidate))
        beneath.add_column(width=_SCORE + 1)
        beneath.add_column()
        beneath.add_row("", Text(_why(candidate), "dim"))
        console.print(row)
        console.print(beneath)
    if len(candidates) > limit:
        console.print(f"and {len(candidates) - limit:,} more: --limit {len(candidates)}")


def _cells(candidate: Candidate) -> tuple[str, ...]:
    entry = candidate.entry
    where = ", ".join(part for part in (entry.admin1, entry.country) if part and part != entry.name)
    return (
        f"{candidate.score:.1f}" if candidate.why else "–",
        f"{entry.name} ({where})" if where else entry.name,
        entry.kind,
        f"{entry.latitude:.3f}, {entry.longitude:.3f}",
        f"{entry.population:,}" if entry.population else "–",
    )


def _why(candidate: Candidate) -> str:
    entry = candidate.entry
    parts = []
    if candidate.why:
        first, *rest = candidate.why
        parts += [f"{first[0]} {first[1]:.1f}", *(f"{part} {points:+.1f}" for part, points in rest if points)]
    else:
        spelt = "by its sound only" if entry.loose else "by another name" if entry.alias else "by its name"
        parts.append(f"{spelt}, nothing else speaks for it")
    about = [f"layer {entry.source or entry.layer}", entry.code or "", entry.note]
    return "; ".join([", ".join(parts), *(part for part in about if part)])
