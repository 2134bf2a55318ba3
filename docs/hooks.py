"""What the site is made of besides its pages: the commands, the codebook and the results, from where they stand."""

from __future__ import annotations

import inspect
import posixpath
import re
import types
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, Union, get_args, get_origin

ROOT: Final = Path(__file__).resolve().parents[1]
# Files of the repository that are pages of the site.
COPIED: Final = {"benchmarks/results.md": "results.md"}
# The tables of `sijill export`, as the codebook shows them.
TABLES: Final = {
    "events": "Events: csv, xlsx, parquet, geojson",
    "evidence": "Evidence",
    "acled": "ACLED's columns",
    "ucdp-ged": "UCDP GED's columns",
    "hxl": "Humanitarian columns (HXL)",
}
_LINK: Final = re.compile(r"(?<=\]\()([^)#\s]+)(?=[)#])")
_SIMPLE: Final = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "day"}
_NARROW: Final = 80


def on_files(files: Any, config: Any) -> Any:  # noqa: ANN401 - mkdocs' own
    """Add the pages that are written from the code."""
    from mkdocs.structure.files import File

    made = {"reference/commands.md": commands(), "codebook.md": codebook()}
    made |= {page: (ROOT / path).read_text("utf-8") for path, page in COPIED.items()}
    for uri, text in made.items():
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:  # noqa: ANN401
    """Links to files of the repository lead to their pages in the site."""
    return links(markdown, page.file.src_uri)


def links(markdown: str, uri: str) -> str:
    """A page's text with the links to `COPIED` files made links within the site; `uri` is the page's own."""

    def moved(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(uri), found[1]))
        there = COPIED.get(path)
        return posixpath.relpath(there, posixpath.dirname(uri) or ".") if there else found[1]

    return _LINK.sub(moved, markdown)


# The commands


def commands() -> str:
    """The page of all commands: what `--help` says of each."""
    import typer

    from sijill.cli.main import app

    parts = ["# Commands", "What `sijill --help` says of each. Exit code 0: all went well; 1: some reports failed; "]
    parts[1] += "2: wrong use."
    for level, path, text in _helps(typer.main.get_command(app), ("sijill",), None):
        parts.append(f"{'#' * level} {' '.join(path)}\n\n```text\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def _helps(command: Any, path: tuple[str, ...], above: Any) -> Iterator[tuple[int, tuple[str, ...], str]]:  # noqa: ANN401
    """Heading level, name and help of a command and of those below it."""
    width: dict[str, Any] = {"terminal_width": _NARROW, "max_content_width": _NARROW}
    context = command.context_class(command, info_name=path[-1], parent=above, **(command.context_settings | width))
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    yield max(len(path), 2), path, text
    for name, below in getattr(command, "commands", {}).items():
        yield from _helps(below, (*path, name), context)


# The codebook


def codebook() -> str:
    """The page of all records and tables, from the records' definitions and the writers' tables of columns."""
    from sijill.exports.codebook import codebook as table

    parts = [
        "# Codebook",
        "Written from the code when this site is built. What the fields mean: [Fields](fields.md) for what is read out "
        "of a report, [How an event follows](events.md) for events, [Exports](exports.md) for the rules behind the "
        "columns of ACLED and UCDP.",
        "## Records",
        "What `--format jsonl` writes, and what Python gives.",
        *(_record(model) for model in _records()),
        "## Event types",
        "| event type | sub-event types |\n|---|---|\n" + "\n".join(_types()),
    ]
    for name, title in TABLES.items():
        parts += [f"## {title}", table(name)]
    return "\n\n".join(parts) + "\n"


def _records() -> Iterator[Any]:
    """The records of the model in the order in which it defines them."""
    from sijill.model import events, records

    for module in (records, events):
        for value in vars(module).values():
            own = inspect.isclass(value) and value.__module__ == module.__name__
            if own and issubclass(value, records.Record) and value is not records.Record:
                yield value


def _record(model: Any) -> str:  # noqa: ANN401
    lines = [f"### {model.__name__}", "", inspect.getdoc(model) or "", "", "| field | type | needed |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        lines.append(f"| `{name}` | {told(field.annotation)} | {'yes' if field.is_required() else ''} |")
    return "\n".join(lines)


def told(kind: Any) -> str:  # noqa: ANN401
    """A field's type in words."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind is datetime:
        return "moment"
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in args)
    if origin in (Union, types.UnionType):
        told_ones = [told(arg) for arg in args if arg is not type(None)]
        return " or ".join([*told_ones, "null"] if len(told_ones) < len(args) else told_ones)
    if origin is tuple:
        return f"list of {told(args[0])}"
    name = getattr(kind, "__name__", str(kind))
    return f"[{name}](#{name.lower()})" if hasattr(kind, "model_fields") else "any JSON"


def _types() -> Iterator[str]:
    from sijill.model import EVENT_TYPES

    return (f"| {event} | {'; '.join(subs)} |" for event, subs in EVENT_TYPES.items())
