"""The page of an event."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue
from starlette.testclient import TestClient

from sijill.linking.event_sentence import sentence
from sijill.register import Register
from sijill.web import Settings
from sijill.web.people import People
from tests.register.making import DAY, account, coded, report
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL
from tests.web.people.conftest import sign_in
from tests.web.reading import Page, harmless_markup, read, words

FIRST = "Gunmen attacked a post in Daquq and killed 5 soldiers."
SECOND = "Officials said gunmen attacked the Daquq post; 7 were killed in the fire that followed there."


@pytest.fixture
def told_twice(tmp_path: Path) -> Path:
    """A register with an event that two reports tell, with different tolls."""
    path = tmp_path / "two.sqlite"
    pairs = []
    for number, (text, killed) in enumerate(((FIRST, 5), (SECOND, 7))):
        item = report(
            text,
            id=f"r{number}",
            title=f"Report {number}",
            publisher=f"Paper {number}",
            published=DAY + timedelta(days=1 + number),
        )
        pairs.append((item, coded(item, account(text, killed=killed))))
    with Register.open(path) as register:
        register.add_many(pairs)
        if len(register.events_of("r0")) != 1 or register.events_of("r0") != register.events_of("r1"):
            other = register.events_of("r1")[0]
            register.decide("same_event", register.events_of("r0")[0], other=other, by="maker")
    return path


def _event(path: Path) -> str:
    with Register.open(path) as register:
        return register.events_of("r0")[0]


def _table(page: Page, kind: str) -> Page:
    found = page.find(f".//table[@class='{kind}']")
    assert found is not None
    return found


def _row(page: Page, label: str) -> str:
    return next(words(row) for row in _table(page, "values").iter("tr") if words(row).startswith(label))


def test_it_says_what_happened_in_a_sentence(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        event = register.event(register.events_of("bannu-van")[0])
    page = read(client, f"/events/{event.id}")
    assert words(page.find(".//h1")) == sentence(event)


def test_each_value_has_its_words_and_they_lead_to_their_place(told_twice: Path, serve: Serve) -> None:
    client = serve(told_twice)
    page = read(client, f"/events/{_event(told_twice)}")
    row = _row(page, "Killed")
    assert "7 state forces (5 to 7)" in row
    assert "“5” account 1" in row
    assert "“7” account 2" in row
    links = [a for a in _table(page, "values").iter("a") if a.text_content() == "“7”"]
    at = SECOND.index("7")
    assert [a.get("href") for a in links] == [f"/reports/r1#e-{at}-{at + 1}"]
    assert read(client, "/reports/r1").get_element_by_id(f"e-{at}-{at + 1}") is not None


def test_accounts_stand_side_by_side_with_their_differences(told_twice: Path, serve: Serve) -> None:
    page = read(serve(told_twice), f"/events/{_event(told_twice)}")
    table = _table(page, "beside")
    assert len(table.findall("./thead/tr/th")) == 3
    killed = next(row for row in table.iter("tr") if words(row).startswith("Killed"))
    assert [words(cell) for cell in killed.findall("td")] == ["A 5 state forces", "B 7 state forces"]
    assert "Killed A 5" in words(page.find(".//div[@class='panel differ']"))


def test_names_lead_to_their_pages(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        name = register.events_of("bannu-van")[0]
    page = read(client, f"/events/{name}")
    to = [a.get("href") for a in page.iter("a") if (a.get("href") or "").startswith(("/actors", "/places", "/sources"))]
    named = [address for address in to if address not in ("/actors", "/places", "/sources")]
    assert {address.split("/")[1] for address in named} == {"actors", "places", "sources"}
    for address in named:
        assert client.get(address).status_code == 200, address


def test_reports_stand_in_order_of_time(told_twice: Path, serve: Serve) -> None:
    page = read(serve(told_twice), f"/events/{_event(told_twice)}")
    section = page.find(".//section[@aria-labelledby='came']")
    days = [words(row.find("td")) for row in section.findall(".//tbody/tr")]
    assert days == [str(date(2024, 5, 14)), str(date(2024, 5, 15))]
    tolls = [words(row.findall("td")[4]) for row in section.findall(".//tbody/tr")]
    assert tolls == ["5 state forces", "7 state forces"]


def test_a_correction_is_shown_with_who_and_why(told_twice: Path, serve: Serve) -> None:
    name = _event(told_twice)
    with Register.open(told_twice) as register:
        value: JsonValue = [{"group": "civilians", "low": 9, "best": 9, "high": 9}]
        made = register.decide("correct", name, by="Layla", why="the hospital's list", field="killed", value=value)
        undone = register.decide("note", name, by="Omar", why="to be asked")
        register.undo(undone.id, by="Omar")
    page = read(serve(told_twice), f"/events/{name}")
    assert "9 civilians set by a person Layla" in _row(page, "Killed")
    history = words(page.get_element_by_id(f"d-{made.id}"))
    assert "Layla corrected killed to 9 civilians" in history
    assert "the hospital's list" in history
    assert "taken back by" in words(page.get_element_by_id(f"d-{undone.id}"))


def test_a_field_that_a_person_emptied_says_so(told_twice: Path, serve: Serve) -> None:
    name = _event(told_twice)
    with Register.open(told_twice) as register:
        register.decide("correct", name, by="Layla", field="place", value=None)
    page = read(serve(told_twice), f"/events/{name}")
    assert "noneset by a person Layla" in _row(page, "Where")
    assert page.find(".//div[@data-map]") is None


def test_a_decision_that_waits_is_marked(told_twice: Path, serve: Serve) -> None:
    name = _event(told_twice)
    with Register.open(told_twice) as register:
        register.decide("accept", name, by="Layla")
        changed = report("Nothing was attacked in the end, officials said.", id="r1", title="Report 1")
        register.add(changed.model_copy(update={"publisher": "Paper 1"}), coded(changed))
        assert register.second_looks()
    page = read(serve(told_twice), f"/events/{name}")
    assert "needs a second look" in words(page.get_element_by_id("history").getparent())


def test_a_former_id_leads_to_the_present_one(told_twice: Path, serve: Serve) -> None:
    third = "Elsewhere gunmen attacked a school in Mosul and killed 3 teachers on that same evening."
    item = report(third, id="r2")
    with Register.open(told_twice) as register:
        register.add(item, coded(item, account(third, town="Mosul", killed=3)))
        one, other = register.events_of("r0")[0], register.events_of("r2")[0]
        register.decide("same_event", one, other=other, by="Layla")
        here = register.present_id(one)
    former = other if here == one else one
    client = serve(told_twice)
    answer = client.get(f"/events/{former}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, f"/events/{here}")
    # It may be split off again and have its id back.
    assert "no-store" in answer.headers["cache-control"]


def test_an_event_that_ended_keeps_its_history(told_twice: Path, serve: Serve) -> None:
    name = _event(told_twice)
    with Register.open(told_twice) as register:
        for number in range(2):
            gone = report(f"Nothing of the kind, said paper {number}.", id=f"r{number}", publisher=f"Paper {number}")
            register.add(gone, coded(gone))
    page = read(serve(told_twice), f"/events/{name}", 410)
    assert "Ended" in words(page.get_element_by_id("main"))


@pytest.mark.parametrize("name", ["none", "e%00", "%2E%2E%2Fetc", "x" * 300])
def test_what_never_was_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/events/{name}").status_code == 404


@pytest.mark.parametrize(("role", "led"), [("reader", False), ("coder", True)])
def test_only_who_decides_is_led_to_review(own_register: Path, serve: Serve, role: str, led: bool) -> None:
    with Register.open(own_register) as register:
        people = People.of(register, Settings(register=str(own_register)))
        people.add("Rana", role, "violet harbour ladder")
        name = register.events_of("bannu-van")[0]
    client = serve(own_register, login=True)
    sign_in(client, "Rana", "violet harbour ladder")
    links = [a.get("href") for a in read(client, f"/events/{name}").iter("a")]
    assert (f"/review/{name}" in links) is led


def test_every_sample_event_has_a_sound_page(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        names = [name for report_id in register.report_ids() for name in register.events_of(report_id)]
    for name in dict.fromkeys(names):
        page = read(client, f"/events/{name}")
        harmless_markup(page)
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        inside = {a.get("href")[1:] for a in page.iter("a") if (a.get("href") or "").startswith("#")}
        assert inside <= set(ids)
        levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3")]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_hostile_events_are_harmless(hostile_client: TestClient, hostile_register: Path) -> None:
    with Register.open(hostile_register) as register:
        names = [name for report_id in register.report_ids() for name in register.events_of(report_id)]
    assert names
    for name in dict.fromkeys(names):
        answer = hostile_client.get(f"/events/{name}")
        assert not [bad for bad in HARMFUL if bad in answer.text]
        harmless_markup(read(hostile_client, f"/events/{name}"))
