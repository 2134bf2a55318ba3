"""What notebooks show: every word once, escaped, marked; maps with their points; nothing from the network."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sijill
from sijill.model import Account, Assertion, CodedReport, Event, Evidence, Place, Report, ReportHead
from sijill.python.mapping import drawn
from sijill.python.marking import marked


class _Checker(HTMLParser):
    """Notes tags that close what they did not open, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"small", "sup"} & set(self.open):
            self.said.append(data)


def words_of(html: str) -> str:
    """The text of well-formed HTML, less labels."""
    checker = _Checker()
    checker.feed(html)
    checker.close()
    assert not checker.open
    return "".join(checker.said)


def test_the_text_is_whole_and_its_values_are_marked(coded: CodedReport, text: str) -> None:
    html = marked(coded, text)
    assert words_of(html) == text
    assert '<mark class="where" title="e1: where">Daquq<small>where</small></mark>' in html
    assert '<mark class="many" title="e1: killed, e1: whom">policemen<small>killed</small></mark>' in html
    assert html.startswith("<sup>e1</sup>")


def test_another_text_is_refused(coded: CodedReport, text: str) -> None:
    with pytest.raises(ValueError, match="not the one that was coded"):
        sijill.show(coded, "x" + text)


def test_a_report_shows_its_head_text_values_and_map(coded: CodedReport, text: str) -> None:
    shown = sijill.show(coded, Report(**coded.report.model_dump(), text=text))
    html = shown._repr_html_()
    assert "Dead &lt;at&gt; Daquq" in html
    assert "<b>shot" not in html
    assert "<svg" in html
    assert "Daquq, Kirkuk, IQ" in html
    assert not re.search(r"https?:|<script|url\(", html)
    assert "prefers-color-scheme: dark" in html
    assert repr(shown) == "Dead <at> Daquq: 1 accounts, 0 assertions"


def test_without_a_text_the_values_stand_alone(coded: CodedReport) -> None:
    html = sijill.show(coded).html
    assert '<div class="text">' not in html
    assert "2024-05-13" in html


def test_a_report_without_events_says_so() -> None:
    head = ReportHead(id="r2")
    assert "No conflict event" in sijill.show(CodedReport(report=head, relevant=False), "A flower show.").html


def test_it_can_be_kept_as_a_page(coded: CodedReport, text: str, tmp_path: Path) -> None:
    sijill.show(coded, text).save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert unescape(page).count("😀") == 1


def event(number: int, place: Place | None) -> Event:
    return Event(
        id=f"v{number}",
        event_type="Battles",
        sub_event_type="Armed clash",
        status="alleged",
        place=place,
        accounts=("a1",),
        reports=1,
        independent_sources=1,
        confidence=0.5,
    )


def test_events_are_a_table_with_a_map() -> None:
    shown = sijill.show(event(n, Place(name=f"<P{n}>", latitude=30 + n / 10, longitude=44)) for n in range(60))
    assert repr(shown) == "60 events"
    assert "the first 50 of them listed" in shown.html
    assert shown.html.count('class="point"') == 60
    assert "<P1>" not in shown.html
    assert "Armed clash, alleged" in shown.html


def test_one_event_is_shown_in_full() -> None:
    assert "v1; 1 report; unreviewed" in sijill.show(event(1, None)).html


def test_events_take_no_text() -> None:
    with pytest.raises(ValueError, match="no text of their own"):
        sijill.show([event(1, None)], "text")


@pytest.mark.parametrize(
    "places",
    [
        [Place(name="One", latitude=35.0, longitude=44.0, tolerance_km=10)],
        [Place(name="Pole", latitude=90.0, longitude=0.0), Place(name="Sea", latitude=-90.0, longitude=180.0)],
        [Place(name="West", latitude=0.0, longitude=-179.9), Place(name="East", latitude=0.1, longitude=179.9)],
    ],
)
def test_points_lie_on_the_map(places: list[Place]) -> None:
    svg = drawn(places)
    width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)[0])
    points = re.findall(r'class="point" cx="([-\d.]+)" cy="([-\d.]+)"', svg)
    assert len(points) == len(places)
    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in points)
    words_of(re.sub(r"<(line|circle class=\"reach\")[^>]*/>", "", svg))


def test_places_without_a_point_make_no_map() -> None:
    assert drawn([Place(name="Nowhere")]) == ""
    assert drawn([Place(name="Iraq", country="IQ", latitude=33.0, longitude=44.0, tolerance_km=500)]) == ""


def test_a_map_names_what_lies_around() -> None:
    near = drawn(
        [Place(name="Daquq", latitude=35.14, longitude=44.45), Place(name="Hit", latitude=33.6, longitude=42.8)]
    )
    assert ">Salah al-Din</text>" in near
    wide = drawn(
        [Place(name="Daquq", latitude=35.14, longitude=44.45), Place(name="Gao", latitude=16.3, longitude=0.0)]
    )
    assert ">Egypt</text>" in wide
    assert ">Salah al-Din</text>" not in wide


_TEXT = st.text(alphabet="ab <>&\"'\n😀é", min_size=1, max_size=40)


@given(data=st.data(), text=_TEXT)
def test_any_stretches_leave_the_text_whole(data: st.DataObject, text: str) -> None:
    ends = st.integers(0, len(text))
    fields = st.sampled_from(["event", "killed.0", "place", "persons.1", "odd"])
    spans = data.draw(st.lists(st.tuples(ends, ends, fields), max_size=8))
    found = tuple(
        Evidence(field=field, start=min(a, b), end=max(a, b), text=text[min(a, b) : max(a, b)]) for a, b, field in spans
    )
    stated = Assertion(id="a1", kind="activity_summary", subject="x", quote="x", evidence=found)
    telling = Account(
        id="e1",
        event_type="Battles",
        sub_event_type="Armed clash",
        context="current",
        status="occurred",
        quote="x",
        confidence=0.1,
        evidence=found,
    )
    head = ReportHead(id="r")
    coded = CodedReport(report=head, relevant=True, events=(telling,), assertions=(stated,))
    assert words_of(marked(coded, text)) == text
