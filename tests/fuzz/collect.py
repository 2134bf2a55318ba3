"""Every regular expression that the package has: `python -m tests.fuzz.collect` prints them as JSON, a line each.

Run in a process of its own, since it has to see the package's modules being imported. It listens at the place that all
of `re` goes through, imports every module, calls every function that keeps what it makes once and needs no arguments
(readers of data files do), and codes a report. What stands in the source as a plain string is taken from there too, so
that a branch that was not run hides nothing.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

import sijill

ROOT = Path(next(iter(sijill.__path__)))
_FUNCTIONS = frozenset(["compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"])


# What the samples don't tell: totals over a span of time, one of them without a side.
_TOTALS = (
    "Bombs have killed 1,200 people in Iraq since January, police said. The attack brings the total number of people "
    "killed this year to 345. At least 45 civilians were killed in the war in July. Rebels hold 30 percent of it. "
    "In total, 3,000 people have been killed and $5 million was lost. Some 40 tonnes of aid reached 200 families."
)


class Call(NamedTuple):
    """A call of `re` in the source: its file (within the package), its lines, and its pattern where that is plain."""

    file: str
    line: int
    last: int
    pattern: str | bytes | None


def calls() -> Iterator[Call]:
    """Every call of `re` in the package's source."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if not of_re or node.func.attr not in _FUNCTIONS:
                continue
            first = node.args[0]
            plain = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes) else None
            yield Call(str(path.relative_to(ROOT)), node.lineno, node.end_lineno or node.lineno, plain)


def _listen(heard: dict[tuple[Any, int], tuple[str, int]], places: set[tuple[str, int]]) -> None:
    """Note each pattern that the package has `re` compile and where it does first, and all places that do so."""
    real: Callable[..., Any] = re._compile  # type: ignore[attr-defined]

    def compile_(pattern: Any, flags: Any) -> Any:
        made = real(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back is not None and Path(frame.f_code.co_filename).parent.name == "re":
            frame = frame.f_back
        if Path(frame.f_code.co_filename).is_relative_to(ROOT):
            where = str(Path(frame.f_code.co_filename).relative_to(ROOT)), frame.f_lineno
            heard.setdefault((made.pattern, made.flags), where)
            places.add(where)
        return made

    re._compile = compile_  # type: ignore[attr-defined]


def _import_all() -> Iterator[Any]:
    for module in pkgutil.walk_packages([str(ROOT)], "sijill."):
        # The program itself, and the steps that change a register, which hold no patterns that meet reports.
        if module.name != "sijill.__main__" and ".migrations" not in module.name:
            yield importlib.import_module(module.name)


def _call_readers(module: Any) -> None:
    for name, made in list(vars(module).items()):
        if isinstance(made, _lru_cache_wrapper) and made.__module__ == module.__name__:
            needed = [p for p in signature(made).parameters.values() if p.default is p.empty]
            if not needed and name != "load":
                made()


def _read_samples() -> None:
    """Code the sample reports, and a text with a bit of everything."""
    from benchmarks.fuzz.seeds import TEXT
    from sijill import samples
    from sijill.coding import load
    from sijill.intake import read
    from sijill.model import Report

    with samples.folder() as folder:
        reports = [item for item in read(folder) if isinstance(item, Report)]
    for report in [Report(id="r", text=TEXT), Report(id="s", text=_TOTALS), *reports]:
        load().code(report)


def main() -> None:
    """Print all patterns, and the calls of `re` whose pattern was not seen."""
    heard: dict[tuple[Any, int], tuple[str, int]] = {}
    places: set[tuple[str, int]] = set()
    _listen(heard, places)
    for module in list(_import_all()):
        _call_readers(module)
    _read_samples()
    for call in calls():
        if call.pattern is not None:
            heard.setdefault((call.pattern, re.compile(call.pattern).flags), (call.file, call.line))
        elif not any((call.file, line) in places for line in range(call.line, call.last + 1)):
            print(json.dumps({"unseen": f"{call.file}:{call.line}"}))
    for (pattern, flags), (file, line) in heard.items():
        text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        row = {"where": f"{file}:{line}", "pattern": text, "flags": flags, "bytes": isinstance(pattern, bytes)}
        print(json.dumps(row))


if __name__ == "__main__":
    main()
