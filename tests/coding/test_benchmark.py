"""The development benchmark: floors under what has been reached, and what must always come out right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sijill.coding import load
from sijill.evaluation import parse_line, score
from sijill.evaluation.lines import Line
from sijill.intake.clutter import mark
from sijill.model import CodedReport, Report

DEV = Path(__file__).parents[3] / "shared" / "benchmark" / "dev"

pytestmark = pytest.mark.skipif(not DEV.exists(), reason="the benchmark lies outside this repository and is not here")


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def gold() -> dict[str, Line]:
    return {str(row["id"]): parse_line(row) for row in lines(DEV / "gold.jsonl")}


@pytest.fixture(scope="module")
def coded() -> dict[str, CodedReport]:
    rows = lines(DEV / "reports.jsonl")
    reports = [Report.model_validate({**row, "clutter": mark(str(row["text"]))}) for row in rows]
    return {c.report.id: c for c in load().code_many(reports)}


def predicted(coded: dict[str, CodedReport], *, first: str = "") -> dict[str, Line]:
    return {rid: parse_line(c.model_dump(mode="json")) for rid, c in coded.items() if rid.startswith(first)}


def test_the_whole_set(gold: dict[str, Line], coded: dict[str, CodedReport]) -> None:
    figures = score(gold, predicted(coded)).as_dict()
    assert figures["relevance_accuracy"] >= 0.92
    assert figures["end_to_end"]["f1"] >= 0.60
    assert figures["casualties"]["f1"] >= 0.60


def test_the_first_users_reports(gold: dict[str, Line], coded: dict[str, CodedReport]) -> None:
    own = {rid: line for rid, line in gold.items() if rid.startswith("s")}
    figures = score(own, predicted(coded, first="s")).as_dict()
    assert figures["slots"]["event"]["recall"] == 1.0
    assert figures["slots"]["event"]["f1"] >= 0.90
    assert figures["casualties"]["f1"] >= 0.95
    assert figures["slots"]["assertions"]["recall"] >= 0.85


LOSSES = [
    ("s0", "Air/drone strike", "Hamrin", "killed", 1, 1),
    ("s0", "Attack", "Karma", "killed_or_wounded", 1, 1),
    ("s0", "Armed clash", "Maimouna", "killed_or_wounded", 3, 3),
    ("s0", "Remote explosive/landmine/IED", "Kirkuk", "killed", 9, 9),
    ("s1", "Armed clash", "", "killed", 2, None),
    ("s2", "Armed clash", "Diyala and Salahuddin", "killed", 5, 5),
    ("s2", "Armed clash", "Diyala and Salahuddin", "wounded", 5, 5),
    ("s3", "Armed clash", "Sherk", "killed", 2, 2),
    ("s3", "Armed clash", "", "killed", 4, 4),
    ("s3", "Armed clash", "", "wounded", 8, 8),
    ("s3", "Armed clash", "Anbar", "killed", 4, 4),
    ("s4", "Armed clash", "Hamrin", "killed", 9, 9),
    ("s4", "Armed clash", "Hamrin", "wounded", 2, 2),
    ("s4", "Air/drone strike", "", "killed", 4, 4),
    ("s4", "Armed clash", "western desert", "killed", 15, 15),
]


@pytest.mark.parametrize(("report", "kind", "place", "field", "low", "high"), LOSSES)
def test_losses(
    coded: dict[str, CodedReport], report: str, kind: str, place: str, field: str, low: int, high: int | None
) -> None:
    found = [
        (sum(c.low for c in rows), None if any(c.high is None for c in rows) else sum(c.high or 0 for c in rows))
        for e in coded[report].events
        if e.sub_event_type == kind and place in (e.place.name if e.place else "") and (rows := getattr(e, field))
    ]
    assert (low, high) in found


DAYS = [
    ("s2", "2024-05-13", "2024-05-13"),
    ("s3", "2019-08-26", "2019-08-26"),
    ("s3", "2019-07-21", "2019-07-31"),
    ("s3", "2019-08-25", "2019-08-25"),
    ("s4", "2024-10-01", "2024-10-21"),
    ("s4", "2024-08-21", "2024-08-31"),
    ("s0", "2022-10-01", "2022-12-31"),
]


@pytest.mark.parametrize(("report", "earliest", "latest"), DAYS)
def test_days(coded: dict[str, CodedReport], report: str, earliest: str, latest: str) -> None:
    days = [(str(e.date.earliest), str(e.date.latest)) for e in coded[report].events if e.date]
    assert (earliest, latest) in days


def test_old_events_beside_new_ones(coded: dict[str, CodedReport]) -> None:
    background = {
        (rid, str(e.date.latest)) for rid, c in coded.items() for e in c.events if e.date and e.context == "background"
    }
    assert {("s0", "2022-12-31"), ("s3", "2019-07-31"), ("s4", "2024-08-31"), ("s4", "2024-10-21")} <= background


def test_names_claims_and_weapons(coded: dict[str, CodedReport]) -> None:
    governor = [p for e in coded["s0"].events for p in e.persons if "Abu Layla" in p.name]
    assert [p.fate for p in governor] == ["killed"]
    (post,) = [e for e in coded["s2"].events if e.killed]
    assert [a.name for a in post.claimed_by] == ["Islamic State"]
    assert set(post.weapons) == {"machine gun", "grenade"}
    tribes = {a.mention for e in coded["s0"].events for a in (*e.initiators, *e.targets)}
    assert any("Dorraj" in t for t in tribes)
    assert any("Buzon" in t for t in tribes)
