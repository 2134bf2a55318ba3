"""The explanation as people see it."""

from __future__ import annotations

import io
from datetime import date

import pytest

from sijill.cli.explain import explain
from sijill.model import Report

TEXT = (
    "Gunmen attacked an army post near Daquq on Monday, killing a colonel and four soldiers, a security source said. "
    "About 200 fighters are left in the mountains, he said."
)


def shown(*reports: Report) -> str:
    stream = io.StringIO()
    explain(reports, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def page() -> str:
    return shown(Report(id="r1", title="Post attacked", publisher="Tarra News", text=TEXT, published=date(2024, 5, 14)))


def test_the_heading_names_the_report(page: str) -> None:
    assert "Post attacked  (Tarra News, 2024-05-14)" in page


def test_words_stand_with_their_offsets_who_gave_them_and_the_chance(page: str) -> None:
    line = next(row for row in page.splitlines() if "“a colonel”" in row)
    start = TEXT.index("a colonel")
    assert line.split()[0] == f"{start}-{start + len('a colonel')}"
    assert "→ 1  event model 0." in line


def test_the_arithmetic_stands_beneath(page: str) -> None:
    assert "1 + 4 = 5" in page


def test_assertions_are_explained_too(page: str) -> None:
    assert "strength estimate" in page
    assert "“About 200 fighters" in page


def test_a_report_without_conflict_says_so() -> None:
    page = shown(Report(id="quiet", text="The mayor opened a library."))
    assert "quiet" in page
    assert "no conflict event" in page


def test_reports_come_in_their_order() -> None:
    page = shown(Report(id="first", text="Nothing happened."), Report(id="second", text="Nothing at all."))
    assert page.index("first") < page.index("second")


def test_a_hostile_text_commands_no_terminal() -> None:
    page = shown(Report(id="r2", text="Gunmen killed \x1b]0;owned\x07two \x1b[2Jmen in Hawija."))
    assert "\x1b]" not in page
    assert "\x07" not in page
