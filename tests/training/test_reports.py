"""The reports written for training: every mention stands in its report, and every label is one that the heads know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sijill.language.eventlabels import CONTEXTS, FATES, GROUPS, STATUSES, TYPES

_TRAINING = Path(__file__).parents[2] / "training"
_COUNTS = ("killed", "wounded", "abducted", "arrested", "killed_or_wounded")


def _rows(folder: str, name: str) -> dict[str, dict[str, Any]]:
    lines = (_TRAINING / folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    assert len(rows) == len(lines)
    return rows


@pytest.fixture(scope="module", params=["reports", "held_out"])
def written(request: pytest.FixtureRequest) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    reports, annotations = _rows(request.param, "reports"), _rows(request.param, "annotations")
    assert list(reports) == list(annotations)
    return [(report, annotations[name]) for name, report in reports.items()]


def _mentions(event: dict[str, Any]) -> Iterator[str]:
    yield event["trigger"]
    for key in ("more", "weapons", "claim", "src"):
        yield from event.get(key, [])
    for key in ("by", "on", "persons"):
        yield from (row[0] for row in event.get(key, []))
    for key in _COUNTS:
        yield from (row[3] for row in event.get(key, []))
    yield from filter(None, [event.get("quote"), (event.get("place") or [""])[0], (event.get("date") or [""])[-1]])


def _within(mention: str, text: str) -> bool:
    return re.search(r"\s+".join(map(re.escape, mention.split())), text) is not None


def test_every_mention_stands_in_its_report(written: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    lost = [
        (report["id"], mention)
        for report, told in written
        for event in told["events"]
        for mention in _mentions(event)
        if not _within(mention, report["text"])
    ]
    assert lost == []


def test_every_label_is_known(written: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    for report, told in written:
        date.fromisoformat(report["published"])
        for event in told["events"]:
            assert event["t"] in TYPES, report["id"]
            assert event["ctx"] in CONTEXTS, report["id"]
            assert event["st"] in STATUSES, report["id"]
            assert {row[2] or "none" for row in event.get("persons", [])} <= set(FATES), report["id"]
            for group, low, high, _ in (row for key in _COUNTS for row in event.get(key, [])):
                assert group in GROUPS, report["id"]
                assert 0 <= low <= (low if high is None else high), report["id"]
            first, last, _ = event.get("date") or (None, None, "")
            assert not (first and last) or date.fromisoformat(first) <= date.fromisoformat(last), report["id"]


def test_there_are_reports_without_an_event_too(written: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    assert 0.02 <= sum(not told["events"] for _, told in written) / len(written) <= 0.2
