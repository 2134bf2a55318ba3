"""An annotation as gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

from sijill.evaluation import parse_line
from training.gold import gold_line, own_held_out

_SHARED = Path(__file__).parents[3] / "shared" / "training"


def test_what_is_not_told_is_empty() -> None:
    event = {
        "t": "Attack",
        "trigger": "shot",
        "ctx": "current",
        "st": "occurred",
        "date": [None, None, ""],
        "place": None,
    }
    (made,) = gold_line({"id": "r1", "events": [event], "assertions": []})["events"]
    assert made["event_type"] == "Violence against civilians"
    assert made["date"] == {"earliest": None, "latest": None}
    assert (made["place"], made["killed"], made["sources"]) == (None, None, [])
    assert not gold_line({"id": "r2", "events": []})["relevant"]


@pytest.mark.skipif(not _SHARED.exists(), reason="the annotated reports lie outside this repository and are not here")
def test_it_is_the_gold_that_came_with_the_annotations() -> None:
    annotations, gold = (
        {row["id"]: row for row in map(json.loads, (_SHARED / f"{name}.jsonl").open(encoding="utf-8"))}
        for name in ("annotations", "gold")
    )
    same = [parse_line(gold_line(row)) == parse_line(gold[name]) for name, row in annotations.items()]
    assert all(same)


def test_our_own_held_out_reports_are_read() -> None:
    pairs = list(own_held_out())
    assert len(pairs) >= 90
    # Nothing is learned from them, and most of them tell of something.
    path = Path(__file__).parents[2] / "training" / "reports" / "reports.jsonl"
    learned = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(learned) >= 770
    assert not {row["text"] for row in learned} & {report.text for report, _ in pairs}
    assert not {row["id"] for row in learned} & {report.id for report, _ in pairs}
    assert sum(len(gold.events) for _, gold in pairs) > 3 * len(pairs)
