"""Names and typed mentions on re3d: `python -m benchmarks.re3d [--benchmark FOLDER] [--part dev] [--errors N]`.

Sijill's typed mentions (`sijill.coding.named`) in re3d's types, scored by the benchmark's own `score_re3d.py`. re3d
takes pronouns for mentions, which is done here, not in Sijill.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.accuracy import BENCHMARK
from sijill.codebook import registry
from sijill.coding import mentions
from sijill.coding.frames import Chars
from sijill.coding.named import Kind, Named, named
from sijill.coding.setting import Setting, Tools, survey
from sijill.gazetteer import gazetteer
from sijill.language import parse
from sijill.model import Report

Entity = tuple[int, int, str]

TYPES: dict[Kind, str] = {
    "person": "Person",
    "organisation": "Organisation",
    "place": "Location",
    "weapon": "Weapon",
    "platform": "MilitaryPlatform",
    "vehicle": "Vehicle",
    "document": "DocumentReference",
    "nationality": "Nationality",
    "time": "Temporal",
    "number": "Quantity",
    "money": "Money",
}
_PRONOUNS = {
    **dict.fromkeys(("he", "she", "i", "him", "me"), "Person"),
    **dict.fromkeys(("we", "they", "us", "them"), "Organisation"),
}


_BOUND = re.compile(
    r"(?:(?:at least|more than|over|about|around|some|nearly|almost|up to|fewer than|less than|as many as|"
    r"no fewer than|approximately|roughly|an estimated|another|a further|the)\s+)+",
    re.IGNORECASE,
)


def entities(setting: Setting) -> list[Entity]:
    """A report's mentions in re3d's types, in the order of the text."""
    found = [(*_counted(n, setting), TYPES[n.kind]) for n in named(setting)]
    taken = [Chars(s, e) for s, e, _ in found]
    for token in setting.doc:
        span = Chars(token.idx, token.idx + len(token.text))
        kind = _PRONOUNS.get(token.lower_) if token.pos_ == "PRON" and token.text != "US" else None
        kind = "Location" if token.lower_ in ("here", "there") and token.dep_ == "advmod" else kind
        if kind and not any(span.overlaps(t) for t in taken):
            found.append((*span, kind))
    return sorted(found)


def _counted(mention: Named, setting: Setting) -> Chars:
    """The span of a mention; of a number without its bounds: re3d has "43" of "at least 43"."""
    if mention.kind != "number":
        return mention.span
    bound = _BOUND.match(setting.words(mention.span))
    return Chars(mention.span.start + (bound.end() if bound else 0), mention.span.end)


def setting_of(tools: Tools, ident: str, text: str) -> Setting:
    """A text as coding sees it."""
    report = Report(id=ident, text=text)
    doc = parse(text)
    told = [r.span for f in mentions.read(doc).frames for r in f.roles if r.name == "place"]
    return survey(report, doc, tools, told)


def scorer(folder: Path, name: str) -> ModuleType:
    """One of the benchmark's own scoring programs as a module."""
    path = folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        sys.exit(f"There is no {path}: name the benchmark's folder with --benchmark.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def predicted(tools: Tools, documents: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Document id -> Sijill's entities in the form that the scorer reads."""
    return {
        d["id"]: {
            "id": d["id"],
            "entities": [
                {"start": start, "end": end, "type": kind}
                for start, end, kind in entities(setting_of(tools, d["id"], d["text"]))
            ],
        }
        for d in documents
    }


def show_errors(documents: Sequence[dict[str, Any]], told: dict[str, dict[str, Any]], most: int) -> None:
    """What was missed, made up, or given other edges or another type, grouped."""
    groups: dict[str, list[str]] = defaultdict(list)
    for d in documents:
        gold = {(e["start"], e["end"], e["type"]) for e in d["entities"]}
        ours = {(e["start"], e["end"], e["type"]) for e in told[d["id"]]["entities"]}
        for start, end, kind in sorted(gold - ours):
            near = [o for o in ours - gold if o[0] < end and start < o[1]]
            words = d["text"][start:end]
            if not near:
                groups[f"missed {kind}"].append(words)
            elif (near[0][0], near[0][1]) == (start, end):
                groups[f"type {kind} as {near[0][2]}"].append(words)
            else:
                groups[f"edges {kind}"].append(f"{words} <> {d['text'][near[0][0] : near[0][1]]} {near[0][2]}")
        for start, end, kind in sorted(ours - gold):
            if not any(g[0] < end and start < g[1] for g in gold):
                groups[f"made up {kind}"].append(d["text"][start:end])
    for name, found in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(
            f"{len(found):4d} {name}: "
            + " | ".join(f"{w}" + (f" x{n}" if n > 1 else "") for w, n in Counter(found).most_common(most))
        )


def main() -> None:
    """Measure and print."""
    cli = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    cli.add_argument("--benchmark", type=Path, default=BENCHMARK)
    cli.add_argument("--part", choices=("dev", "train"), default="dev")
    cli.add_argument("--errors", type=int, default=0, metavar="N", help="show up to N errors of each group")
    args = cli.parse_args()
    score = scorer(args.benchmark, "score_re3d")
    documents = lines(args.benchmark / "re3d" / f"re3d_{args.part}.jsonl")
    told = predicted(Tools(gazetteer(), registry()), documents)
    wanted = {d["id"]: d for d in documents}
    result = score.score(wanted, told, Namespace(trim=False, untyped=False, types=None))
    print(f"re3d {args.part}: {len(documents)} documents\n\n| | exact P | R | F1 | overlap P | R | F1 | in gold |")
    print("|---|---|---|---|---|---|---|---|")
    for name, exact in result["exact"].items():
        if name != "macro":
            row = [f"{part[figure]:.3f}" for part in (exact, result["overlap"][name]) for figure in ("P", "R", "F1")]
            print(f"| {name} | {' | '.join(row)} | {exact['gold']} |")
    if args.errors:
        print()
        show_errors(documents, told, args.errors)


if __name__ == "__main__":
    main()
