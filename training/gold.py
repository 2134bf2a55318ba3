"""Reports that the heads never learned from, with their gold: what weights and chances are fitted on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sijill.evaluation import Line, parse_line
from sijill.intake.clutter import mark
from sijill.model import COUNT_FIELDS, EVENT_TYPE_OF, Report
from training.event_data import read_annotated, split

HELD_OUT = 60
OWN = Path(__file__).parent / "held_out"
LEARNED = Path(__file__).parent / "reports"
_NOWHERE = {"latitude": None, "longitude": None, "tolerance_km": None}


def unlearned(data: Path, benchmark: Path) -> list[tuple[Report, Line]]:
    """The annotated reports that training holds out, the development benchmark, and our own held-out reports.

    `data`: the folder of annotated reports; `benchmark`: the folder with `dev/`.
    """
    held = held_out(data)
    dev = benchmark / "dev"
    return [
        *_pairs(data / "reports.jsonl", data / "gold.jsonl", held),
        *_pairs(dev / "reports.jsonl", dev / "gold.jsonl"),
        *own_held_out(),
    ]


def held_out(data: Path) -> set[str]:
    """The annotated reports that the shipped heads, and the networks over them, never learned from."""
    return {report.id for report in split(read_annotated(data), HELD_OUT)[1]}


def fitting_options(about: str | None, work: Path | None = None) -> argparse.Namespace:
    """What a program that fits on these reports is asked: `data`, `benchmark`, `write`, and `work` if it has one."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, required=True, help="folder of annotated reports")
    parser.add_argument("--benchmark", type=Path, required=True, help="folder with dev/")
    parser.add_argument("--write", action="store_true", help="put it in its place")
    if work:
        parser.add_argument("--work", type=Path, default=work, help="where the folds' models lie")
    return parser.parse_args()


def own_held_out() -> Iterator[tuple[Report, Line]]:
    """The reports of `held_out/`, with the gold that their annotations give."""
    return _own(OWN)


def annotated(data: Path) -> list[tuple[Report, Line]]:
    """All reports that training may learn from: those of the folder `data`, and our own."""
    return [*_pairs(data / "reports.jsonl", data / "gold.jsonl"), *_own(LEARNED)]


def _own(folder: Path) -> Iterator[tuple[Report, Line]]:
    gold = {row["id"]: parse_line(gold_line(row)) for row in _rows(folder / "annotations.jsonl")}
    return _with_gold(folder / "reports.jsonl", gold)


def gold_line(annotation: dict[str, Any]) -> dict[str, Any]:
    """An annotation as a line of gold, without coordinates. What the form of annotations holds: `README.md`."""
    events = [_event(number, event) for number, event in enumerate(annotation["events"], start=1)]
    stated = annotation.get("assertions") or []
    return {"id": annotation["id"], "relevant": bool(events or stated), "events": events, "assertions": stated}


def _event(number: int, event: dict[str, Any]) -> dict[str, Any]:
    first, last, _ = event.get("date") or (None, None, "")
    name, division, country = event.get("place") or (None, None, None)
    return {
        "id": f"e{number}",
        "event_type": EVENT_TYPE_OF[event["t"]],
        "sub_event_type": event["t"],
        "context": event["ctx"],
        "status": event["st"],
        "date": {"earliest": first, "latest": last},
        "place": {"name": name, "admin1": division, "country": country, **_NOWHERE} if name else None,
        "initiators": _actors(event.get("by", [])),
        "targets": _actors(event.get("on", [])),
        **{field: _counts(event.get(field)) for field in COUNT_FIELDS},
        "weapons": event.get("weapons", []),
        "claimed_by": event.get("claim", []),
        "sources": event.get("src", []),
        "persons": [{"name": who, "role": role, "fate": fate} for who, role, fate in event.get("persons", [])],
        "optional": bool(event.get("opt")),
        "quote": event.get("quote") or event["trigger"],
    }


def _actors(rows: list[list[str]]) -> list[list[str]]:
    return [list(dict.fromkeys((actor, words))) for words, actor in rows]


def _counts(rows: list[list[Any]] | None) -> list[dict[str, Any]] | None:
    return [{"group": group, "low": low, "high": high} for group, low, high, _ in rows] if rows else None


def _pairs(reports: Path, gold: Path, ids: set[str] | None = None) -> Iterator[tuple[Report, Line]]:
    return _with_gold(reports, {r["id"]: parse_line(r) for r in _rows(gold) if ids is None or r["id"] in ids})


def _with_gold(reports: Path, gold: dict[str, Line]) -> Iterator[tuple[Report, Line]]:
    for row in _rows(reports):
        if row["id"] in gold:
            head = {name: row.get(name) for name in ("id", "url", "title", "publisher", "published", "text")}
            yield Report.model_validate({**head, "clutter": mark(row["text"])}), gold[row["id"]]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
