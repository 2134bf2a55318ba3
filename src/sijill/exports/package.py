"""A data set to publish: events, evidence, a codebook, and a descriptor of all of it (Frictionless Data Package)."""

from __future__ import annotations

import hashlib
import json
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sijill import __version__
from sijill.exports.codebook import codebook, schema
from sijill.exports.columns import columns
from sijill.exports.formats import ExportError, Format, format_of
from sijill.exports.run import Exported, Generalise, export

if TYPE_CHECKING:
    from sijill.register import Register
    from sijill.register.queries import Filters

DESCRIPTOR: Final = "datapackage.json"
_CHUNK: Final = 1 << 20
# Formats that programs read as tables by a schema; of the others the codebook speaks.
_TABULAR: Final = ("csv", "hxl", "xlsx")


@dataclass(frozen=True, slots=True)
class About:
    """What only its maker can say of a data set. `licence`: a name such as CC-BY-4.0; None: none is given."""

    title: str = "Conflict events"
    description: str = "Events of political violence, read out of news reports."
    licence: str | None = None
    creators: tuple[str, ...] = ()


def export_package(
    register: Register,
    name: str,
    folder: Path,
    filters: Filters | None = None,
    *,
    about: About | None = None,
    generalise: Generalise | None = None,
    evidence: str | None = None,
    inter_numbers: bool = False,
    names: bool = False,
) -> Exported:
    """Write a data package into a folder, made where it is not there: the events in a file `events.*`, the words behind
    their values in the file `evidence` if one is named, `datapackage.json` and `README.md`. Others: see `export`.

    The same register gives the same bytes. Raises `ExportError` where the folder holds other things.
    """
    form = format_of(name)
    _prepare(folder)
    made = [folder / f"events{form.suffix}", *([folder / _bare(evidence, form)] if evidence else [])]
    with ExitStack() as stack:
        out, *others = [stack.enter_context(path.open("wb")) for path in made]
        words = others[0] if others else None
        done = export(
            register, name, out, filters,
            generalise=generalise, evidence=words, inter_numbers=inter_numbers, names=names,
        )  # fmt: skip
    settings = _settings(register, form, filters, generalise, evidence, inter_numbers, names, done)
    told = about or About()
    descriptor = _descriptor(form, made, told, settings, inter_numbers)
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    (folder / DESCRIPTOR).write_text(text + "\n", "utf-8", newline="\n")
    (folder / "README.md").write_text(_readme(form, told, settings, descriptor), "utf-8", newline="\n")
    return done


def _prepare(folder: Path) -> None:
    """Make the folder; one that holds an earlier package is written anew."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file", "Name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / DESCRIPTOR).exists():
        raise ExportError(f"the folder {folder} holds other things", "Name an empty or a new one")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{folder} can't be made: {error.strerror or error}", "Choose another folder") from error


def _bare(name: str, form: Format) -> str:
    """The name of a file in the folder. Raises `ExportError` where it is none, or another's."""
    if Path(name).name != name or name in (DESCRIPTOR, "README.md", f"events{form.suffix}"):
        raise ExportError(
            f"the evidence can't go into {name!r}", f"Name a file in the folder: evidence{form.evidence[1]}"
        )
    return name


def _settings(
    register: Register,
    form: Format,
    filters: Filters | None,
    generalise: Generalise | None,
    evidence: str | None,
    inter_numbers: bool,
    names: bool,
    done: Exported,
) -> dict[str, Any]:
    """All that the data follow from, besides the register."""
    given = {name: _plain(value) for name, value in asdict(filters).items() if value} if filters else {}
    return {
        "version": __version__,
        "format": form.name,
        "filters": given,
        "generalise": generalise and generalise.value,
        "evidence": evidence,
        "inter_numbers": inter_numbers,
        "names": names and not generalise,
        "rule": register.rule,
        "events": done.events,
        "left_out": dict(done.left_out),
        "changed": done.changed.isoformat(timespec="seconds") if done.changed else None,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def _descriptor(
    form: Format, made: Sequence[Path], about: About, settings: Mapping[str, Any], numbers: bool
) -> dict[str, Any]:
    tables = ((form.table, form.writer, form.media_type), ("evidence", form.evidence[0], ""))
    resources = [_resource(path, *table, numbers=numbers) for path, table in zip(made, tables, strict=False)]
    found: dict[str, Any] = {
        "profile": "data-package",
        "name": f"sijill-{form.name}",
        "title": about.title,
        "description": about.description,
        "keywords": ["conflict", "political violence", "events", "news"],
        "sources": [
            {"title": "GeoNames (coordinates and names of places, CC BY 4.0)", "path": "https://www.geonames.org"}
        ],
        "contributors": [{"title": creator, "role": "author"} for creator in about.creators],
        "licenses": [_licence(about.licence)] if about.licence else [],
        "citation": _citation(about, settings),
        "resources": resources,
        "sijill": dict(settings),
    }
    return {key: value for key, value in found.items() if value not in ([], None)}


def _resource(path: Path, table: str, writer: str, media_type: str, *, numbers: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": path.stem,
        "path": path.name,
        "format": path.suffix.removeprefix("."),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_digest(path)}",
    }
    if media_type:
        found["mediatype"] = media_type.partition(";")[0]
    if writer in _TABULAR:
        found |= {"profile": "tabular-data-resource", "schema": schema(table, numbers=numbers)}
        if writer != "xlsx":
            found["encoding"] = "utf-8"
        if writer == "hxl":
            found["dialect"] = {"commentRows": [2]}
        if table not in ("evidence", "records"):
            found["schema"]["primaryKey"] = [columns(table)[0].name]
    else:
        found["profile"] = "data-resource"
    return found


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total.update(chunk)
    return total.hexdigest()


def _licence(name: str) -> dict[str, str]:
    return {"name": name, **_licences().get(name, {})}


@cache
def _licences() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("sijill.exports") / "data" / "licences.toml").read_text("utf-8"))


def _citation(about: About, settings: Mapping[str, Any]) -> str:
    year = settings["changed"][:4] if settings["changed"] else None
    by = "; ".join(about.creators)
    head = f"{by}{' ' if by else ''}{f'({year}). ' if year else '. ' if by else ''}{about.title}"
    return f"{head}. Data set, coded by Sijill {settings['version']}."


def _readme(form: Format, about: About, settings: Mapping[str, Any], descriptor: Mapping[str, Any]) -> str:
    evidence: str | None = settings["evidence"]
    said = ", ".join(_licence(about.licence).values()) if about.licence else ""
    quotes = "The words in the evidence are quoted from reports whose rights are their publishers'."
    text = (files("sijill.exports") / "data" / "readme.md").read_text("utf-8")
    return text.format(
        title=about.title,
        description=about.description,
        what=f"{settings['events']:,} events; {form.label}.",
        files="\n".join(_file_rows(form, evidence)),
        made="\n".join(_made(settings)),
        command=command(settings, about),
        licence=said or "No licence is given: ask the maker before you use it.",
        citation=descriptor["citation"],
        quotes=f" {quotes}" if evidence and not settings["generalise"] else "",
        codebook="\n".join(_books(form, evidence)),
    )


def _file_rows(form: Format, evidence: str | None) -> Iterator[str]:
    yield f"| `events{form.suffix}` | the events |"
    if evidence:
        yield f"| `{evidence}` | the words behind each value, a row each |"


def _made(settings: Mapping[str, Any]) -> Iterator[str]:
    yield f"- Sijill {settings['version']}, format `{settings['format']}`"
    yield f"- best figures by the rule `{settings['rule']}`"
    for name, value in settings["filters"].items():
        yield f"- only {name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"
    if settings["generalise"]:
        yield f"- places rounded to `{settings['generalise']}`, people left out"
    elif not settings["names"]:
        yield "- names of people hidden"
    if settings["changed"]:
        yield f"- the register as of {settings['changed']}"
    yield f"- {settings['events']:,} events written"
    for reason, number in settings["left_out"].items():
        yield f"- {number:,} left out: {reason}"


# Options of `sijill export` by the filters that they stand for.
_OPTIONS: Final = {
    "countries": "country",
    "actors": "actor",
    "types": "type",
    "statuses": "status",
    "reviews": "review",
    "killed_at_least": "killed",
}


def command(settings: Mapping[str, Any], about: About | None = None) -> str:
    """The command that writes a data package with these settings, called as `about` says."""
    words = ["sijill", "export", settings["format"], "--package", "FOLDER"]
    for name, value in settings["filters"].items():
        for one in value if isinstance(value, list) else [value]:
            words += [f"--{_OPTIONS.get(name, name)}", shlex.quote(str(one))]
    if settings["generalise"]:
        words += ["--generalise", settings["generalise"]]
    if settings["evidence"]:
        words += ["--evidence", shlex.quote(settings["evidence"])]
    words += ["--inter-numbers"] * settings["inter_numbers"]
    words += ["--names"] * settings["names"]
    if about:
        named = [("title", about.title), ("licence", about.licence), *(("creator", name) for name in about.creators)]
        words += [f"--{option} {shlex.quote(value)}" for option, value in named if value]
    return " ".join(words)


def _books(form: Format, evidence: str | None) -> Iterator[str]:
    if form.table == "records":
        yield "\nEach line is an event as JSON; its fields are described in Sijill's docs/events.md and docs/fields.md."
    else:
        yield f"\n### events{form.suffix}\n"
        yield codebook(form.table)
    if evidence:
        yield f"\n### {evidence}\n"
        yield codebook("evidence")
