"""One report or row: its coding, or a fault that says why there is none."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sijill.archives.one import Outcome, code_report, code_row, outcome, read_row
from sijill.intake import Fault, Unread
from sijill.intake.faults import Spot
from sijill.model import CodedReport, Report
from tests.archives.coders import Plain


def test_a_report_is_coded() -> None:
    report = Report(id="a", text="Quiet.")
    assert code_report(report, Plain()) == CodedReport(report=report.head(), relevant=False)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ({"url": "https://news.example/a", "title": "Title"}, "https://news.example/a"),
        ({"title": "Title"}, "Title"),
        ({}, "a"),
    ],
)
def test_a_report_that_trips_the_coder_is_a_fault(head: dict[str, Any], name: str) -> None:
    found = code_report(Report(id="a", text="trip", **head), Plain())
    assert isinstance(found, Fault)
    assert str(found) == (
        f"{name}: this report could not be coded (RuntimeError: stub tripped). "
        "The rest goes on. Please send its text with this line to the makers of Sijill."
    )


def test_files_that_fail_are_no_matter_of_one_report() -> None:
    with pytest.raises(FileNotFoundError):
        code_report(Report(id="a", text="files"), Plain())


@pytest.mark.parametrize("published", ["2024-05-14", date(2024, 5, 14), datetime(2024, 5, 14, 9), "14 May 2024"])
def test_a_row_of_a_table(published: object) -> None:
    row = {"id": 7, "body": "Quiet.", "published": published, "score": float("nan"), "title": None}
    [report] = read_row(row, "row 1")
    assert report == Report(id="7", text="Quiet.", published=date(2024, 5, 14))
    [coded] = code_row(row, Plain(), "row 1")
    assert isinstance(coded, CodedReport)


def test_a_row_without_text_is_a_fault() -> None:
    [fault] = code_row({"id": 7, "text": None}, Plain(), "table.parquet, row 4")
    assert isinstance(fault, Fault)
    assert (fault.source, fault.severity) == ("table.parquet, row 4", "error")


def test_an_outcome_is_a_line_and_what_is_said_before_it() -> None:
    row = {"id": "a", "text": "Quiet.", "published": "31/31/2024"}
    found = outcome(Unread(read_row, (row, "row 1"), Spot("row 1")), Plain())
    assert found.line == '{"report":{"id":"a","title":null,"publisher":null,"published":null,"url":null},' + (
        '"relevant":false,"events":[],"assertions":[]}'
    )
    [note] = found.told
    assert isinstance(note, Fault)
    assert "is no date" in note.reason
    assert found.coded().report.id == "a"


def clumsy(*args: object) -> Any:
    raise KeyError("gone")


def test_a_reader_that_fails_costs_its_piece_only() -> None:
    found = outcome(Unread(clumsy, (), Spot("a.jsonl", 3)), Plain())
    assert isinstance(found, Outcome)
    assert found.line == ""
    assert str(found.told[0]).startswith("a.jsonl:3: it could not be read (KeyError: 'gone').")
