"""Coding from Python: the same as the command's, with errors that say what to do."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import pytest

import sijill
from sijill.model import Report
from sijill.python.coding import report_of

TEXT = "Gunmen attacked an army post near Daquq on Monday, killing four soldiers, a security source said."


def test_a_text_is_coded_with_what_is_known_of_it() -> None:
    coded = sijill.code(TEXT, published="2024-05-14", title="Four soldiers killed", publisher="Alpha")
    (event,) = coded.events
    assert coded.report.publisher == "Alpha"
    assert event.date is not None
    assert event.date.earliest == date(2024, 5, 13)
    assert event.killed is not None
    assert [(line.group, line.low) for line in event.killed] == [("state_forces", 4)]
    assert all(TEXT[e.start : e.end] == e.text for e in event.evidence)


def test_many_are_coded_in_order_from_texts_mappings_and_reports() -> None:
    known = {"body": TEXT, "date": date(2024, 5, 14), "id": "b", "publisher": float("nan"), "other": 3}
    kept = Report(id="c", text="A flower show.")
    coded = list(sijill.code_many([TEXT, known, kept]))
    assert [len(item.events) for item in coded] == [1, 1, 0]
    assert [item.report.id for item in coded[1:]] == ["b", "c"]
    assert coded[1].report.published == date(2024, 5, 14)
    assert coded[1].report.publisher is None
    assert sijill.code(kept) == coded[2]


@pytest.mark.parametrize(
    ("day", "published"),
    [
        ("2024-05-14", date(2024, 5, 14)),
        ("14 May 2024", date(2024, 5, 14)),
        (datetime(2024, 5, 14, 23, 59), date(2024, 5, 14)),
        (date(2024, 5, 14), date(2024, 5, 14)),
        (" ", None),
        (None, None),
    ],
)
def test_days(day: object, published: date | None) -> None:
    assert report_of({"text": "Words.", "published": day}, "it").published == published


@pytest.mark.parametrize(
    ("record", "error"),
    [
        ({"text": "x", "published": "03/04/2024"}, "can be read with the day or the month first; write it as"),
        ({"text": "x", "published": "Tuesday"}, "is no day"),
        ({"text": "  "}, "report 2"),
        ({"headline": "x"}, "it has no text"),
    ],
)
def test_what_cant_be_read_says_what_to_do(record: dict[str, str], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        report_of(record, "report 2")


def test_a_report_has_its_own_head() -> None:
    with pytest.raises(ValueError, match="its own title"):
        sijill.code(Report(id="a", text="x"), title="y")


def test_the_package_imports_nothing_until_it_is_asked() -> None:
    told = "import sys, sijill, sijill.model; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"spacy", "sqlalchemy", "pandas", "polars", "pyarrow", "duckdb", "splink", "onnxruntime", "plotly"}
    assert not heavy & set(said)


def test_all_names_are_there() -> None:
    assert all(getattr(sijill, name) for name in sijill.__all__)
    assert set(sijill.__all__) <= set(dir(sijill))
    with pytest.raises(AttributeError, match="has no attribute 'frames'"):
        _ = sijill.frames
