"""Coded reports as tables: what the cells say, and that nothing runs over the edge."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.console import Console

from sijill.cli.tables import counted, harmless, show_report, span
from sijill.model import (
    Account,
    ActorRef,
    Assertion,
    CodedReport,
    Count,
    DateRange,
    Evidence,
    Person,
    Place,
    ReportHead,
)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (None, "–"),
        ([(5, 5)], "5"),
        ([(0, 0)], "0"),
        ([(7, None)], "7+"),
        ([(0, 7)], "up to 7"),
        ([(5, 10)], "5–10"),
        ([(2, 2), (3, 3)], "5"),
        ([(2, 2), (3, None)], "5+"),
        ([(1200, 1200)], "1,200"),
    ],
)
def test_counted(rows: list[tuple[int, int | None]] | None, said: str) -> None:
    counts = None if rows is None else [Count(group="unknown", low=low, high=high) for low, high in rows]
    assert counted(counts) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2024-05-13", "2024-05-13", "2024-05-13"),
        ("2017-12-01", "2017-12-31", "2017-12"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2014-01-01", "2014-12-31", "2014"),
        ("2022-10-01", "2022-12-31", "2022-10-01\n–2022-12-31"),
        ("2022-10-01", None, "from\n2022-10-01"),
        (None, "2022-10-01", "until\n2022-10-01"),
    ],
)
def test_span(first: str | None, last: str | None, said: str) -> None:
    assert span((first and date.fromisoformat(first)) or None, (last and date.fromisoformat(last)) or None) == said


def _coded() -> CodedReport:
    words = "Fighters shelled the convoy\nnear a village with a very long name"
    evidence = (Evidence(field="event", start=0, end=len(words), text=words),)
    event = Account(
        id="e1",
        event_type="Explosions/Remote violence",
        sub_event_type="Shelling/artillery/missile attack",
        context="background",
        status="alleged",
        date=DateRange(earliest=date(2022, 10, 1), latest=date(2022, 12, 31)),
        place=Place(name="Abdurrahmanoglu-Mahallesi", admin1="Salah al-Din", country="IQ", inferred=("country",)),
        initiators=(ActorRef(name="Popular Mobilization Forces", mention="Hashd"),),
        targets=(ActorRef(name="Civilians", mention="villagers"), ActorRef(name="Iraqi Army", mention="army")),
        killed=(Count(group="civilians", low=3, high=3),),
        arrested=(Count(group="unknown", low=6, high=6),),
        persons=(Person(name="Abu Layla", role="commander", fate="killed"),),
        sources=("[a police captain]",),
        quote=words,
        confidence=0.5,
        evidence=evidence,
    )
    stated = Assertion(
        id="a1",
        kind="strength_estimate",
        subject="ISIS",
        low=1000,
        high=None,
        unit="fighters",
        quote=words,
        evidence=evidence,
    )
    head = ReportHead(id="r1", title="[bold]A title[/bold]", publisher="Sijill sample", published=date(2023, 1, 2))
    return CodedReport(report=head, relevant=True, events=(event,), assertions=(stated,))


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_tables_fit_the_paper_and_keep_every_value(width: int) -> None:
    paper = io.StringIO()
    show_report(Console(file=paper, width=width, highlight=False), _coded())
    lines = paper.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    told = "".join(paper.getvalue().split())
    wanted = [
        "[bold]A title[/bold]",
        "6 arrested",
        "Abu Layla (commander, killed)",
        "[a police captain]",
        "1,000+ fighters",
        _coded().events[0].quote,
    ]
    assert [said for said in wanted if "".join(said.split()) not in told] == []


def test_cells_of_a_row_at_100_columns() -> None:
    paper = io.StringIO()
    show_report(Console(file=paper, width=100, highlight=False), _coded())
    row = paper.getvalue()
    for said in ("2022-10-01", "–2022-12-31", "alleged,", "Popular", "Civilians; Iraqi", "[IQ]"):
        assert said in row


@pytest.mark.parametrize(
    ("subject", "low", "unit", "source", "said"),
    [
        ("ISIS", 1000, "fighters", None, "strength estimate: ISIS 1,000+ fighters"),
        ("people", 80, "people killed", "UN monitors", "strength estimate: 80+ people killed, told by UN monitors"),
        ("ISIS", None, None, "the army", "strength estimate: ISIS, told by the army"),
    ],
)
def test_assertions_say_each_thing_once(
    subject: str, low: int | None, unit: str | None, source: str | None, said: str
) -> None:
    values = {"subject": subject, "low": low, "unit": unit, "source": source}
    stated = _coded().assertions[0].model_copy(update=values)
    paper = io.StringIO()
    show_report(Console(file=paper, width=100, highlight=False), _coded().model_copy(update={"assertions": (stated,)}))
    assert f"  {said}" in [line.rstrip() for line in paper.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plain – سجل\n\tline", "plain – سجل\n\tline"),
        ("\x1b[1;33mbold\x1b[0m", "\x1b[1;33mbold\x1b[0m"),
        ("\x1b]0;evil\x07 title", "]0;evil title"),
        ("\x1b[2J\x1b[Hgone", "[2J[Hgone"),
        ("a\rb\x08c\x9b1A", "abc1A"),
    ],
)
def test_reports_words_command_no_terminal(text: str, said: str) -> None:
    paper = io.StringIO()
    print(text, file=harmless(paper), end="")
    assert paper.getvalue() == said


def test_a_blank_line_follows_each_report() -> None:
    paper = io.StringIO()
    console = Console(file=paper, width=100, highlight=False)
    show_report(console, _coded().model_copy(update={"relevant": False, "events": (), "assertions": ()}))
    assert paper.getvalue().endswith("\n  no conflict event\n\n")
    show_report(console, _coded())
    assert paper.getvalue().endswith("\n\n")
