"""The situation report: its words, the page, the Word document and the JSON twin."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.register.profiles import Spot
from sijill.web.situation.bars import bar_name, bars_of, filled, range_bar, span_bar
from sijill.web.situation.ground import frame_of, map_of
from sijill.web.situation.period import Period
from sijill.web.situation.words import days_between
from sijill.web.timeline import Bar, Timeline
from tests.register.making import DAY, clash
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL

YEAR = "since=2024-01-01&until=2024-12-31"


@pytest.fixture
def known(tmp_path: Path, serve: Serve) -> TestClient:
    """A register of known figures: two clashes in May, one of them told twice with other numbers, and one in April."""
    path = tmp_path / "known.sqlite"
    with Register.open(path) as register:
        register.add_many(
            [
                clash("Daquq", 5, date(2024, 5, 13)),
                clash("Daquq", 8, date(2024, 5, 13), "Beta Daily"),
                clash("Mosul", 2, date(2024, 5, 20)),
                clash("Basra", 4, date(2024, 4, 20)),
            ]
        )
    return serve(path)


def told(client: TestClient, query: str) -> dict[str, str]:
    """The parts of a report in plain words."""
    answer = client.get(f"/api/situation?{query}").json()
    return {
        part["key"]: "\n".join("".join(p["text"] for p in line) for line in (*part["paragraphs"], *part["items"]))
        for part in answer["sections"]
    }


def test_the_words_are_the_figures(known: TestClient) -> None:
    parts = told(known, "since=2024-05-01&until=2024-05-31&country=IQ")
    assert parts["overview"].startswith(
        "From 1 to 31 May 2024 in Iraq, the register has 2 events: 2 battles. Killed: 10 (7 to 10). Wounded: none "
        "told. Killed by group: 10 (7 to 10) state forces."
    )
    assert (
        "In the 31 days before (31 March to 30 April 2024) there were 1 event, killed: 4. "
        "That is 1 more event and 6 more killed now." in parts["overview"]
    )
    assert parts["where"].startswith("Most events were in Kirkuk (1 event, 8 killed) and Nineveh (1 event, 2 killed).")
    assert "1 event is told differently by different accounts." in parts["disputed"]
    assert "Killed: 5" in parts["disputed"]
    deadliest = parts["deadliest"].splitlines()
    assert len(deadliest) == 2
    assert "Daquq" in deadliest[0]
    assert "2 independent reports. [1] [2]" in deadliest[0]


def test_the_same_register_gives_the_same_words(known: TestClient) -> None:
    assert known.get("/api/situation?country=IQ").content == known.get("/api/situation?country=IQ").content


def test_without_days_the_last_thirty_are_taken(known: TestClient) -> None:
    answer = known.get("/api/situation").json()
    assert (answer["since"], answer["until"]) == ("2024-04-21", "2024-05-20")
    assert answer["title"] == "Situation report"
    assert known.get("/api/situation?since=2024-05-15").json()["until"] == "2024-05-20"
    assert known.get("/api/situation?until=2024-05-13").json()["since"] == "2024-04-14"


def test_nothing_known_is_said_so(known: TestClient) -> None:
    parts = told(known, "since=2020-01-01&until=2020-01-31&admin1=Kirkuk&country=IQ")
    assert parts["overview"] == "The register has no event from 1 to 31 January 2020 in Kirkuk, Iraq."
    assert parts.keys() == {"overview", "method"}


def test_rejected_events_are_left_out(known: TestClient, tmp_path: Path) -> None:
    with Register.open(tmp_path / "known.sqlite") as register:
        event = known.get("/api/events?admin1=Nineveh").json()["items"][0]["id"]
        register.decide("reject", event=event, by="tester")
    parts = told(known, "since=2024-05-01&until=2024-05-31")
    assert "the register has 1 event: 1 battle." in parts["overview"]
    assert "1 event that a person rejected is left out." in parts["overview"]


def test_the_page_has_its_parts_in_order(client: TestClient) -> None:
    page = client.get(f"/situation?{YEAR}&country=IQ")
    assert page.status_code == 200
    assert re.findall(r"<h([1-6])", page.text)[:3] == ["1", "2", "2"]
    for part in (
        "Situation report: Iraq",
        "1 January to 31 December 2024",
        "Deadliest events",
        "How to read this",
        'class="ground"',
    ):
        assert part in page.text
    for number in re.findall(r'href="#source-(\d+)"', page.text):
        assert f'id="source-{number}"' in page.text
    for path in set(re.findall(r'href="(/(?:events|actors|places|reports)/[^"#]+)', page.text)):
        assert client.get(unescape(path)).status_code == 200, path
    assert f'href="/situation.docx?{YEAR}'.replace("&", "&amp;") in page.text


def test_the_document_is_real_word(client: TestClient) -> None:
    answer = client.get(f"/situation.docx?{YEAR}&country=IQ")
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["content-disposition"] == 'attachment; filename="situation-2024-01-01-2024-12-31.docx"'
    document = Document(BytesIO(answer.content))
    twin = client.get(f"/api/situation?{YEAR}&country=IQ").json()
    headings = [
        p.text for p in document.paragraphs if ((p.style and p.style.name) or "").startswith(("Heading", "Title"))
    ]
    assert headings == [twin["title"], *(part["title"] for part in twin["sections"])]
    section = document.sections[0]
    assert (round((section.page_width or 0).cm, 1), round((section.page_height or 0).cm, 1)) == (21.0, 29.7)  # type: ignore[union-attr]
    tables = {tuple(cell.text for cell in table.rows[0].cells): table for table in document.tables}
    places = tables["Place", "Events", "Killed", "Last"]
    expected = next(t for part in twin["sections"] for t in part["tables"] if t["head"][0] == "Place")["rows"]
    assert [[cell.text for cell in row.cells] for row in places.rows[1:]] == expected
    assert all(table.rows[0]._tr.findall(f".//{qn('w:tblHeader')}") for table in document.tables)
    assert document.core_properties.title == "Situation report: Iraq, 1 January to 31 December 2024"
    links = {rel.target_ref for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.HYPERLINK}
    used = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert used
    assert set(used) <= links
    assert any(address.startswith("http://127.0.0.1:8000/events/") for address in used)


@pytest.mark.parametrize("path", ["/situation", "/situation.docx", "/api/situation"])
def test_a_period_that_ends_before_it_begins(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?since=2024-02-01&until=2024-01-01").status_code == 400


@pytest.mark.parametrize(
    "query", ["since=0001-01-01&until=9999-12-31", "since=9999-12-31", "until=0001-01-01", "since=0001-01-01"]
)
def test_the_ends_of_the_calendar(client: TestClient, query: str) -> None:
    for path in ("/situation", "/situation.docx", "/api/situation"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_an_empty_register_has_a_report(empty_register: Path, serve: Serve) -> None:
    client = serve(empty_register)
    assert "The register has no such event with a day." in client.get("/situation").text
    assert Document(BytesIO(client.get("/situation.docx").content)).paragraphs[0].text == "Situation report"


def test_hostile_reports_do_no_harm(hostile_client: TestClient) -> None:
    query = "since=2024-01-01&until=2026-12-31"
    page = hostile_client.get(f"/situation?{query}")
    assert page.status_code == 200
    assert not [harm for harm in HARMFUL if harm in page.text]
    document = Document(BytesIO(hostile_client.get(f"/situation.docx?{query}").content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "<script>alert" in words
    assert "\x1b" not in words
    addresses = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert all(address.startswith(("http://", "https://")) for address in addresses)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 5, 1), date(2024, 5, 31), "1 to 31 May 2024"),
        (date(2024, 4, 21), date(2024, 5, 20), "21 April to 20 May 2024"),
        (date(2023, 12, 30), date(2024, 1, 2), "30 December 2023 to 2 January 2024"),
        (DAY, DAY, "13 May 2024"),
    ],
)
def test_days_in_words(first: date, last: date, words: str) -> None:
    assert days_between(first, last) == words


def test_the_period_before() -> None:
    before = Period(date(2024, 5, 1), date(2024, 5, 31), True).before
    assert before
    assert (before.since, before.until, before.days) == (date(2024, 3, 31), date(2024, 4, 30), 31)
    assert Period(date(1, 1, 1), date(1, 1, 2), True).before is None


def test_bars_fill_what_is_empty() -> None:
    line = Timeline("month", (_month(1, 3, 4), _month(4, 1, 0)), 0)
    assert [bar.events for bar in filled(line)] == [3, 0, 0, 1]
    drawing = bars_of(line)
    assert drawing.count("<rect") == 3
    assert "2024-01: 4" in drawing
    assert bars_of(Timeline("day", (), 2)) == ""
    assert bar_name("year", date(2024, 1, 1)) == "2024"


def _month(month: int, events: int, killed: int) -> Bar:
    return Bar(date(2024, month, 1), date(2024, month + 1, 1), events, killed)


def test_a_map_has_a_circle_for_each_place() -> None:
    spots = [
        Spot("IQ", "Kirkuk", "Daquq <b>", 4, 9, None, 35.1, 44.4),
        Spot("IQ", "Nineveh", "Mosul", 1, 0, None, 36.3, 43.1),
        Spot("IQ", None, "nowhere", 1, 0, None, None, None),
    ]
    drawing = map_of(spots, "a map")
    assert drawing.count("<circle") == 2
    assert "Daquq &lt;b&gt;, Kirkuk, IQ: 4 events, 9 killed" in drawing
    assert " km</text>" in drawing
    assert map_of(spots[2:], "none") == ""


def test_a_frame_holds_its_points() -> None:
    frame = frame_of([(35.1, 44.4), (36.3, 43.1)])
    for point in ((35.1, 44.4), (36.3, 43.1)):
        x, y = frame.at(*point)
        assert 0 < x < 720
        assert 0 < y < frame.height


@pytest.mark.parametrize(
    ("drawing", "holds"),
    [
        (range_bar(100, 200, 400, "x"), 'x="80" y="4" width="80"'),
        (range_bar(100, None, 400, "x"), "span open"),
        (span_bar(None, DAY, (date(2024, 1, 1), DAY), "x"), 'class="tip"'),
        (span_bar(DAY, DAY, (DAY, DAY), "<b>"), "&lt;b&gt;"),
    ],
)
def test_bars_of_ranges(drawing: str, holds: str) -> None:
    assert holds in drawing
