"""The page of a report."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sijill.model import Account, Clutter, CodedReport, Evidence, Report
from sijill.register import Register
from sijill.web.links import PART
from sijill.web.render import harmless
from sijill.web.report_view import view
from tests.register.making import account, coded, report
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL
from tests.web.reading import harmless_markup, read, words

TEXT = "Intro.\n\nMen attacked a post in Daquq and killed 5 soldiers 😀 there.\r\nNothing else is known."
# Signs that browsers, encodings and directions stumble over.
SIGNS = st.text(
    alphabet=st.sampled_from(list("ab <>&\"'\n\r\t\x0b\x0c\x85\u2028😀𐎀é\u0301عر\u202e\x01\ufeff")), max_size=60
)


@st.composite
def coded_texts(draw: st.DrawFn) -> tuple[Report, CodedReport]:
    text = draw(SIGNS)
    spans = draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8))
    fields = ("event", "event_type", "place", "killed.0", "initiators.0", "date")
    evidence = [
        Evidence(field=fields[n % len(fields)], start=min(span), end=max(span), text=text[min(span) : max(span)])
        for n, span in enumerate(spans)
    ]
    told = account("attacked Daquq 5").model_copy(update={"evidence": tuple(evidence)})
    item = Report(id="r", text=text)
    return item, CodedReport(report=item.head(), relevant=True, events=(told,))


@given(coded_texts())
def test_segments_are_the_text_and_each_evidence_its_words(case: tuple[Report, CodedReport]) -> None:
    item, its = case
    shown = view(item, its, ["k"], {})
    pieces = [piece for line in shown.lines for piece in line]
    assert "".join(piece.segment.text for piece in pieces) == item.text
    # As a browser reads them: one sign for one.
    assert "".join(html.unescape(str(p.html)) for p in pieces) == harmless(item.text)
    for line in its.events[0].evidence:
        if line.start == line.end:
            continue
        spot = next(s for s in shown.spots if (s.span.start, s.span.end) == (line.start, line.end))
        told = "".join(p.segment.text for p in pieces if spot in p.spots)
        assert told == line.text
        assert line.field.partition(".")[0] in spot.fields


def _kept(path: Path, *pairs: tuple[Report, CodedReport]) -> Path:
    with Register.open(path) as register:
        for pair in pairs:
            register.add_many([pair])
    return path


@pytest.fixture
def one(tmp_path: Path, serve: Serve) -> TestClient:
    told = account(TEXT, town="Daquq")
    item = report(TEXT, id="a/b ?#1", title="Attack at Daquq", publisher="Daily", published=date(2024, 5, 14))
    path = _kept(tmp_path / "one.sqlite", (item, coded(item, told)))
    return serve(path)


PATH = "/reports/a%2Fb%20%3F%231"


def test_an_id_of_any_signs_leads_to_its_report(one: TestClient) -> None:
    page = read(one, PATH)
    assert words(page.find(".//h1")) == "Attack at Daquq"
    assert read(one, PATH.replace("%2F", "/")).find(".//h1") is not None


def test_the_page_holds_the_text_sign_for_sign(one: TestClient) -> None:
    section = read(one, PATH).get_element_by_id("main").find(".//section[@aria-label='Text of the report']")
    assert section is not None
    assert "".join(p.text_content() for p in section.findall("p")) == TEXT
    assert {p.get("dir") for p in section.findall("p")} == {"auto"}


def test_words_are_marked_by_their_offsets_and_lead_to_their_value(one: TestClient) -> None:
    page = read(one, PATH)
    start = TEXT.index("Daquq")
    anchor = page.get_element_by_id(f"e-{start}-{start + 5}")
    link = anchor.getnext()
    assert link.text_content() == "Daquq"
    row = page.get_element_by_id(link.get("href")[1:])
    assert "Daquq, Kirkuk, IQ" in words(row)
    described = page.get_element_by_id(link.get("aria-describedby"))
    assert words(described) == "Where: Daquq, Kirkuk, IQ (e1)"
    back = [a for a in row.iter("a") if a.get("href") == f"#{anchor.get('id')}"]
    assert [a.text_content() for a in back] == ["“Daquq”"]


def test_every_link_within_the_page_has_its_aim(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        names = register.report_ids()
    for name in names[:6]:
        page = read(client, f"/reports/{name}")
        aims = {element.get("id") for element in page.iter() if element.get("id")}
        inside = [a.get("href")[1:] for a in page.iter("a") if (a.get("href") or "").startswith("#")]
        assert inside
        assert set(inside) <= aims
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))


def test_the_legend_names_the_fields_that_are_marked(client: TestClient) -> None:
    page = read(client, "/reports/bannu-van")
    legend = page.find(".//fieldset[@class='legend noprint']")
    assert legend is not None
    boxes = {box.get("id") for box in legend.iter("input")}
    marked = {m.get("class").removeprefix("f-") for m in page.iter("mark")}
    assert boxes == {f"show-{field}" for field in marked}
    css = client.get("/static/report.css").text
    for field in marked:
        assert f"#show-{field}:not(:checked)" in css, field


def test_words_of_several_values_show_all_of_them(tmp_path: Path, serve: Serve) -> None:
    text = "A bomb in Daquq killed 5."
    told = account(text, "bomb")
    at = text.index("5")
    twice = Evidence(field="wounded.0", start=at, end=at + 1, text="5")
    told = told.model_copy(update={"wounded": told.killed, "evidence": (*told.evidence, twice)})
    item = report(text, id="twice")
    page = read(serve(_kept(tmp_path / "r.sqlite", (item, coded(item, told)))), "/reports/twice")
    link = page.get_element_by_id(f"e-{at}-{at + 1}").getnext()
    assert [mark.get("class") for mark in link.iter("mark")] == ["f-killed", "f-wounded"]
    said = words(page.get_element_by_id(link.get("aria-describedby")))
    assert "Killed: 5" in said
    assert "Wounded: 5" in said


def test_furniture_is_greyed_and_said(tmp_path: Path, serve: Serve) -> None:
    text = "Read more here. Men attacked Daquq and killed 5."
    teaser = Clutter(start=0, end=15, kind="teaser")
    item = report(text, id="grey").model_copy(update={"clutter": (teaser,)})
    page = read(serve(_kept(tmp_path / "r.sqlite", (item, coded(item, account(text))))), "/reports/grey")
    assert [e.text_content() for e in page.findall(".//section//span[@class='clutter']")] == ["Read more here."]
    assert "teaser" in words(page.find(".//fieldset"))


def test_versions_can_be_chosen(tmp_path: Path, serve: Serve) -> None:
    first, second = "Men attacked Daquq and killed 5.", "Men attacked Daquq and killed 7 people."
    old = report(first, id="v", url="https://example.org/v")
    new = report(second, id="v", url="https://example.org/v")
    path = _kept(tmp_path / "v.sqlite", (old, coded(old, account(first))), (new, coded(new, account(second, killed=7))))
    client: TestClient = serve(path)
    now = read(client, "/reports/v")
    assert "killed 7" in words(now)
    links = {a.get("href"): a.get("aria-current") for a in now.find(".//nav[@class='versions']").iter("a")}
    assert links == {"/reports/v": "page", "/reports/v?version=1": None}
    before = read(client, "/reports/v?version=1")
    assert "killed 5" in words(before)
    assert "earlier version" in words(before)
    read(client, "/reports/v?version=3", 404)


def test_accounts_name_their_event(client: TestClient) -> None:
    page = read(client, "/reports/bannu-van")
    events = [a for a in page.iter("a") if (a.get("href") or "").startswith("/events/")]
    assert events
    assert read(client, events[0].get("href")) is not None


def test_a_text_alone_is_no_page(one: TestClient) -> None:
    answer = one.get(f"{PATH}?plain=1")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == TEXT


@pytest.mark.parametrize("path", ["/reports/none", "/reports/a%00b", "/reports/r?version=0", "/reports/r?at=x"])
def test_what_is_not_there_is_said(one: TestClient, path: str) -> None:
    assert one.get(path).status_code in (404, 422)


def test_hostile_reports_are_harmless(hostile_client: TestClient, hostile_register: Path) -> None:
    with Register.open(hostile_register) as register:
        names = register.report_ids()
        texts = {name: register.report(name).text for name in names}
    for name in names:
        answer = hostile_client.get(f"/reports/{name}")
        assert answer.status_code == 200
        assert not [bad for bad in HARMFUL if bad in answer.text]
        page = read(hostile_client, f"/reports/{name}")
        harmless_markup(page)
        section = page.find(".//section[@aria-label='Text of the report']")
        shown = "".join(p.text_content() for p in section.findall("p"))
        assert harmless(texts[name]).startswith(shown)
        if len(texts[name]) < PART:
            assert shown == harmless(texts[name])


def test_a_long_text_opens_in_parts(hostile_client: TestClient, hostile_register: Path) -> None:
    with Register.open(hostile_register) as register:
        name, text = max(((n, register.report(n).text) for n in register.report_ids()), key=lambda pair: len(pair[1]))
    assert len(text) > 10 * PART
    address, shown = f"/reports/{name}", ""
    answer = hostile_client.get(address)
    assert len(answer.content) < 1_000_000
    for _ in range(3):
        page = read(hostile_client, address)
        section = page.find(".//section[@aria-label='Text of the report']")
        shown += "".join(p.text_content() for p in section.findall("p"))
        address = next(a.get("href") for a in page.iter("a") if a.get("rel") == "next")
    assert text.startswith(shown)
    assert len(shown) > 2.9 * PART
    middle = len(text) // 2
    page = read(hostile_client, f"/reports/{name}?at={middle}")
    assert re.search(r"Part \d+ of \d+", words(page))


@settings(max_examples=20)
@given(st.integers(0, 500))
def test_words_beyond_the_first_part_lead_to_their_part(at: int) -> None:
    text = "word " * 100
    item = Report(id="r", text=text)
    told: Account = account("attacked Daquq 5")
    line = Evidence(field="place", start=350, end=354, text=text[350:354])
    its = CodedReport(report=item.head(), relevant=True, events=(told.model_copy(update={"evidence": (line,)}),))
    shown = view(item, its, ["k"], {}, at=at, size=60)
    part = shown.parts[shown.part]
    assert [spot.here for spot in shown.spots] == ([True] if part.start < 354 and part.end > 350 else [])
    assert len(shown.items) + shown.beyond == 1
