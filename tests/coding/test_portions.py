"""Long texts in portions: nothing lost, offsets right, ordinary reports untouched."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.coding.portions import LONGEST, joined, portions
from sijill.model import Assertion, Clutter, CodedReport, Evidence, Report


def _report(text: str, clutter: tuple[Clutter, ...] = ()) -> Report:
    return Report(id="long", published=date(2024, 5, 14), text=text, clutter=clutter)


def _stated(text: str, word: str, number: int) -> Assertion:
    at = text.index(word)
    told = Evidence(field="assertion", start=at, end=at + len(word), text=word)
    return Assertion(id=f"a{number}", kind="strength_estimate", subject=word, quote=word, evidence=(told,))


@given(st.lists(st.sampled_from(["word ", "Two words. ", "\n\n", "x" * 9_000, "\n", "é"]), max_size=40))
@settings(max_examples=60, deadline=None)
def test_portions_are_the_text(parts: list[str]) -> None:
    report = _report("".join(part * 40 if len(part) < 100 else part for part in parts))
    cut = list(portions(report))
    assert "".join(portion.text for _, portion in cut) == report.text
    assert all(report.text.startswith(portion.text, offset) for offset, portion in cut)
    assert all(len(portion.text) <= LONGEST for _, portion in cut)


@pytest.mark.parametrize("sign", ["[", "😀", "a-", ". ", "\u0301"])
def test_a_portion_of_signs_is_shorter(sign: str) -> None:
    report = _report(sign * (24_000 // len(sign)))
    cut = list(portions(report))
    assert "".join(portion.text for _, portion in cut) == report.text
    assert all(sum(map(portion.text.count, sign.strip())) <= 6_000 for _, portion in cut)
    assert len(cut) >= 2


def test_ordinary_report_is_itself() -> None:
    report = _report("A bomb went off. " * 200)
    assert list(portions(report)) == [(0, report)]


@pytest.mark.parametrize(
    ("between", "rest"),
    [("\n\n", "Next one. " * 900), (". ", "No break here " * 900), (" ", "x" * 8_000)],
    ids=["paragraph", "sentence", "word"],
)
def test_cut_at_the_best_place(between: str, rest: str) -> None:
    start = "a" * 15_000 + between
    (_, first), (offset, _), *_ = portions(_report(start + rest.replace(" ", "_") + "_" * 9_000))
    assert first.text == start
    assert offset == len(start)


def test_clutter_over_a_cut_is_in_both_portions() -> None:
    start = "a" * 15_000 + "\n\n"
    report = _report(start + "b" * 9_000, (Clutter(start=14_990, end=15_010, kind="menu"),))
    (_, first), (_, second) = portions(report)
    assert [(c.start, c.end) for c in first.clutter] == [(14_990, 15_002)]
    assert [(c.start, c.end) for c in second.clutter] == [(0, 8)]


def test_joined_moves_evidence_and_counts_once() -> None:
    text = "alpha beta | beta gamma"
    report = _report(text)
    head = report.head()
    left = CodedReport(
        report=head, relevant=True, assertions=(_stated(text[:11], "alpha", 1), _stated(text[:11], "beta", 2))
    )
    right = CodedReport(
        report=head, relevant=True, assertions=(_stated(text[11:], "beta", 1), _stated(text[11:], "gamma", 2))
    )
    whole = joined(report, [(0, left), (11, right)])
    assert whole.relevant
    assert [(a.id, a.subject) for a in whole.assertions] == [("a1", "alpha"), ("a2", "beta"), ("a3", "gamma")]
    assert [e.start for a in whole.assertions for e in a.evidence] == [0, 6, 18]
    assert all(text[e.start : e.end] == e.text for a in whole.assertions for e in a.evidence)
