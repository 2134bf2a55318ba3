"""The whole coder: grounded, deterministic, calm about odd text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sijill.coding import BuiltinCoder, load
from sijill.intake.clutter import mark
from sijill.model import Account, Assertion, CodedReport, Report

DEV = Path(__file__).parents[3] / "shared" / "benchmark" / "dev" / "reports.jsonl"

TELLING = (
    "KIRKUK – Gunmen killed three policemen and wounded a farmer near the village of Tal Hadid on Sunday, a police "
    "colonel said.\n\nThe Islamic State claimed the attack.\n\nShare this article\n"
)
FRAGMENTS = (
    "Militants killed two soldiers near Mosul on Monday.",
    "داعش",
    "An air strike left “several” fighters dead 😀.",
    "\u00a0\u00a0",
    "\r\n\r\n",
    "Leave a Comment",
    "Read more: fuel prices",
    "(Photo: handout)",
    "at least 7 civilians were wounded in Idlib’s countryside",
    "e\u0301e\u0301 Zażółć",
    "\u202eabc\u202c",
    "\n",
    " ",
)


@pytest.fixture(scope="module")
def coder() -> BuiltinCoder:
    return load()


def report(text: str, **head: str) -> Report:
    return Report.model_validate({"id": "r1", "text": text, "clutter": mark(text), **head})


def grounded(coded: CodedReport, text: str) -> None:
    """Every evidence span is the text's own words, none of it page furniture's."""
    items: list[Account | Assertion] = [*coded.events, *coded.assertions]
    for item in items:
        assert item.evidence
        for line in item.evidence:
            assert text[line.start : line.end] == line.text
            assert line.text
        assert " ".join(item.quote.split()) in " ".join(text.split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12), st.text(max_size=30))
def test_evidence_is_the_text_itself(coder: BuiltinCoder, parts: list[str], noise: str) -> None:
    text = " ".join([*parts, noise]).encode("utf-8", "replace").decode()
    grounded(coder.code(report(text)), text)


@pytest.mark.skipif(not DEV.exists(), reason="the benchmark lies outside this repository and is not here")
def test_evidence_is_the_text_itself_over_the_benchmark(coder: BuiltinCoder) -> None:
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    reports = [Report.model_validate({**row, "clutter": mark(row["text"])}) for row in rows]
    for given_report, coded in zip(reports, coder.code_many(reports), strict=True):
        grounded(coded, given_report.text)


def test_the_same_report_alone_or_among_others(coder: BuiltinCoder) -> None:
    others = [report(f) for f in FRAGMENTS if f.strip()]
    alone = coder.code(report(TELLING, published="2024-05-14"))
    among = list(coder.code_many([*others, report(TELLING, published="2024-05-14"), *others]))[len(others)]
    assert among == alone
    assert alone == coder.code(report(TELLING, published="2024-05-14"))


def test_a_plain_telling(coder: BuiltinCoder) -> None:
    coded = coder.code(report(TELLING, published="2024-05-14"))
    assert coded.relevant
    (event,) = coded.events
    assert event.sub_event_type == "Armed clash"
    assert event.date is not None
    assert str(event.date.earliest) == str(event.date.latest) == "2024-05-12"
    assert event.killed is not None
    assert [(c.group, c.low, c.high) for c in event.killed] == [("state_forces", 3, 3)]
    assert event.wounded is not None
    assert [(c.group, c.low, c.high) for c in event.wounded] == [("civilians", 1, 1)]
    assert [a.name for a in event.claimed_by] == ["Islamic State"]


@pytest.mark.parametrize("text", ["", " \n\t ", "🙂" * 50, "Rain fell over the hills.", "x" * 5000])
def test_nothing_to_tell(coder: BuiltinCoder, text: str) -> None:
    coded = coder.code(report(text))
    assert not coded.relevant
    assert coded.events == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BAGHDAD - Gunmen attacked a checkpoint near Hawija on Sunday, killing two policemen.", "Hawija"),
        (
            "Two policemen killed near Hawija\n\n"
            "BAGHDAD - Gunmen attacked a police checkpoint near Hawija on Sunday, killing two policemen.",
            "Hawija",
        ),
    ],
)
def test_an_event_does_not_lie_in_the_dateline_where_another_place_is_told(text: str, place: str) -> None:
    events = load().code(Report(id="r1", text=text, published=date(2023, 11, 6))).events
    assert [e.place.name if e.place else None for e in events] == [place]


def test_a_report_in_capitals_is_read_and_told_in_its_own_letters() -> None:
    text = "GUNMEN OF THE ISLAMIC STATE ATTACKED A POLICE POST NEAR KIRKUK ON MONDAY AND KILLED TWO POLICEMEN."
    (event,) = load().code(Report(id="r1", text=text, published=date(2020, 5, 12))).events
    assert [(c.low, c.group) for c in event.killed or ()] == [(2, "state_forces")]
    assert event.place is not None
    assert event.place.name == "Kirkuk"
    assert all(text[e.start : e.end] == e.text for e in event.evidence)
    assert event.quote in text
