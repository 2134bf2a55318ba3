"""The overview: its sums are those of its events, its filters hold for all of it, and it says what to do."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from sijill.exports import FORMATS
from sijill.model import Event
from sijill.register import Register
from sijill.register.queries import Filters, find_events
from sijill.register.summaries import summary, within
from tests.register.making import clash
from tests.web.conftest import Serve
from tests.web.hostile import HARMFUL

FILTERS = [
    "",
    "?country=IQ",
    "?type=Explosions%2FRemote+violence&killed=1",
    "?since=2021-01-01&until=2022-12-31",
    "?actor=Islamic+State&order=killed",
    "?status=occurred&status=foiled",
    "?text=bomb",
]


def events_of(path: Path, asked: Filters | None = None) -> list[Event]:
    """The events of a filter, as the command line lists them, without rejected ones."""
    with Register.open(path) as register, register.reading() as connection:
        return [event for event in find_events(connection, asked) if event.review != "rejected"]


def tree(client: TestClient, address: str) -> Any:
    """The page of an address."""
    return html.fromstring(client.get(address).text)


def classed(page: Any, name: str, inner: str = "") -> list[Any]:
    """The elements of a class, or what lies in them by an XPath."""
    found: list[Any] = page.xpath(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]{inner}")
    return found


def words(element: Any) -> str:
    """What an element says."""
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    "asked", [Filters(), Filters(countries=("IQ",)), Filters(types=("Battles",)), Filters(text="bomb")]
)
def test_sums_are_those_of_the_events(sample_register: Path, asked: Filters) -> None:
    events = events_of(sample_register, asked)
    with Register.open(sample_register) as register, register.reading() as connection:
        found = summary(connection, asked)
    assert found.events == len(events) > 0
    assert found.placed == sum(event.place is not None and event.place.latitude is not None for event in events)
    for field, sums in (("killed", found.killed), ("wounded", found.wounded)):
        lines = [line for event in events for line in getattr(event, field)]
        assert sums.low == sum(line.low for line in lines)
        assert sums.best == sum(line.low if line.best is None else line.best for line in lines)
        assert sums.low <= sums.best <= sums.high
        assert sums.open == any(line.high is None for line in lines)
        assert set(found.groups[field]) == {line.group for line in lines}  # type: ignore[index]
    assert {line.value: line.events for line in found.types} == Counter(event.sub_event_type for event in events)
    divisions = Counter((e.place.country, e.place.admin1) if e.place else (None, None) for e in events)
    assert {(line.of, line.value): line.events for line in found.divisions} == divisions
    assert sum(line.events for line in found.countries) == sum(day.events for day in found.days) == len(events)


@pytest.mark.parametrize("address", FILTERS)
def test_page_and_json_say_the_same(client: TestClient, address: str) -> None:
    page, answer = tree(client, f"/{address}"), client.get(f"/api/summary{address}").json()
    figures = [words(each) for each in classed(page, "figure")]
    assert figures[0] == f"{answer['events']:,}"
    assert figures[1].startswith(f"{answer['killed']['best']:,}")
    assert len(classed(page, "events", "/tbody/tr")) == min(answer["events"], 50)
    line = client.get(f"/api/timeline{address}").json()
    assert sum(bar["events"] for bar in line["bars"]) + line["unplaced"] == answer["events"]
    world = client.get(f"/api/map{address}{'&' if address else '?'}zoom=3").json()
    assert world["events"] == sum(cell["events"] for cell in world["cells"]) == answer["placed"]


@pytest.mark.parametrize("step", ["day", "week", "month", "year"])
def test_every_step_can_be_chosen(client: TestClient, step: str) -> None:
    page = tree(client, f"/?step={step}")
    assert [words(each) for each in classed(page, "steps", "//*[@aria-current]")] == [step]
    assert client.get(f"/api/timeline?step={step}").json()["step"] == step


def test_the_form_says_what_is_asked_and_keeps_it(client: TestClient) -> None:
    page = tree(client, "/?actor=Islamic+State&admin1=Kirkuk&type=Battles&since=2014-01-01&status=occurred&killed=1")
    form = page.get_element_by_id("f-text").getparent().getparent().getparent()
    sent = [(name, value) for name, value in form.form_values() if value]
    assert set(sent) == {
        ("since", "2014-01-01"), ("admin1", "Kirkuk"), ("actor", "Islamic State"), ("type", "Battles"), ("killed", "1"),
        ("status", "occurred"), ("order", "newest"),
    }  # fmt: skip
    tags = classed(page, "tags", "//a[@class='tag']")
    assert len(tags) == 6
    assert all(tag.get("href").startswith("/?") for tag in tags)


def test_every_address_of_the_page_leads_somewhere(client: TestClient) -> None:
    page = tree(client, "/?country=IQ")
    mine = ("/api", "/?", "?", "/download", "/static")
    addresses = {a.get("href") for a in page.xpath("//a[@href]")} | {page.xpath("//*[@data-map]")[0].get("data-map")}
    tried = sorted(address for address in addresses if address.startswith(mine))
    assert len(tried) > 40
    for address in tried[:: max(1, len(tried) // 40)]:
        assert client.get(address if address.startswith("/") else f"/{address}").status_code == 200, address


def test_labels_and_headings(client: TestClient) -> None:
    page = tree(client, "/")
    named = {label.get("for") for label in page.xpath("//label[@for]")}
    for control in page.xpath("//input | //select"):
        assert control.get("type") == "hidden" or control.get("id") in named or control.getparent().tag == "label"
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))


def test_an_empty_register_says_what_to_do(empty_register: Path, serve: Serve) -> None:
    answer = serve(empty_register).get("/")
    assert answer.status_code == 200
    assert "The register has no events yet" in answer.text
    assert f"sijill add FOLDER-OR-FILE --register {empty_register}" in answer.text
    empty = serve(empty_register).get("/api/summary").json()
    assert (empty["events"], empty["first"], empty["types"]) == (0, None, [])


def test_filters_that_find_nothing_say_so(client: TestClient) -> None:
    answer = client.get("/?killed=100000")
    assert answer.status_code == 200
    assert "No event fits these filters" in answer.text
    assert "See all events" in answer.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?country=Atlantis", "There is no country &#39;Atlantis&#39;"),
        ("/?admin1=Mordor", "No event lies in a division named"),
        ("/?type=picnic", "Choose one of"),
        ("/?text=-bridge", "Give at least one word"),
    ],
)
def test_a_value_that_nothing_has_leaves_the_form(client: TestClient, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.text
    assert 'name="since"' in answer.text
    assert client.get(address.replace("/?", "/api/summary?")).status_code == 400


def test_pages_of_the_list(client: TestClient) -> None:
    first, second = tree(client, "/?size=10"), tree(client, "/?size=10&page=2")
    rows = [[row.get("href") for row in classed(page, "events", "//a")] for page in (first, second)]
    assert len(rows[0]) == 10
    assert not set(rows[0]) & set(rows[1])
    (after,) = first.xpath("//a[@rel='next']")
    assert words(after) == "Next page"


def test_rejected_events_are_left_out_and_told(own_register: Path, serve: Serve) -> None:
    served = serve(own_register)
    before = served.get("/api/summary").json()
    event = events_of(own_register)[0]
    with Register.open(own_register) as register:
        register.decide("reject", by="Uma", event=event.id, why="not an event")
    after = served.get("/api/summary").json()
    assert (after["events"], after["rejected"]) == (before["events"] - 1, 1)
    assert "1 rejected" in words(tree(served, "/"))
    assert served.get("/api/summary?review=rejected").json()["events"] == 1


# The map


def test_a_view_of_the_map(sample_register: Path, client: TestClient) -> None:
    with Register.open(sample_register) as register, register.reading() as connection:
        box = (43.0, 34.5, 45.0, 36.0)
        near = within(connection, Filters(), box, 100)
    wanted = [
        event.id
        for event in events_of(sample_register)
        if event.place
        and event.place.latitude is not None
        and event.place.longitude is not None
        and 34.5 <= event.place.latitude <= 36.0
        and 43.0 <= event.place.longitude <= 45.0
    ]
    assert {event.id for event in near} == set(wanted)
    lines = client.get("/api/map/events?west=43&south=34.5&east=45&north=36&limit=100").json()
    assert {line["id"] for line in lines} == set(wanted)
    cells = client.get("/api/map?west=43&south=34.5&east=45&north=36&zoom=8").json()["cells"]
    assert sum(cell["events"] for cell in cells) >= len(wanted)
    assert all(cell["event"] is None or cell["events"] == 1 for cell in cells)


@pytest.mark.parametrize(
    "address",
    ["west=-540&east=540", "west=170&east=190", "west=10&east=-10", "south=-90&north=90&zoom=0", "north=-90&south=90"],
)
def test_odd_views_are_answered(client: TestClient, address: str) -> None:
    for path in ("/api/map", "/api/map/events", "/api/map/ground"):
        assert client.get(f"{path}?{address}").status_code == 200


@pytest.mark.parametrize("address", ["west=nan", "zoom=99", "north=91", "east=inf", "west=541"])
def test_views_that_are_none_are_refused(client: TestClient, address: str) -> None:
    assert client.get(f"/api/map?{address}").status_code == 422


def test_tiles_are_asked_for_only_where_they_are_set(sample_register: Path, client: TestClient, serve: Serve) -> None:
    assert "data-tiles" not in client.get("/").text
    tiled = serve(sample_register, tiles="https://tiles.example/{z}/{x}/{y}.png").get("/")
    assert 'data-tiles="https://tiles.example/{z}/{x}/{y}.png"' in tiled.text
    assert "https://tiles.example" in tiled.headers["content-security-policy"]


# Downloads


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_downloaded(client: TestClient, name: str) -> None:
    answer = client.get(f"/download/{name}?country=IQ", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[name].media_type
    today = f"{date.today():%Y}"
    named = answer.headers["content-disposition"]
    assert named.startswith(f'attachment; filename="sijill-{name}-{today}')
    assert named.endswith(f'{FORMATS[name].suffix}"')
    assert len(answer.content) == int(answer.headers["content-length"]) > 100


def test_a_download_has_the_events_of_the_filter(client: TestClient) -> None:
    count = client.get("/api/summary?country=IQ&killed=1").json()["events"]
    lines = client.get("/download/jsonl?country=IQ&killed=1").text.splitlines()
    assert len([json.loads(line) for line in lines]) == count > 0
    assert len(list(csv.DictReader(io.StringIO(client.get("/download/csv?country=IQ&killed=1").text)))) == count


def test_the_words_come_along(client: TestClient) -> None:
    answer = client.get("/download/csv?country=IQ&evidence=true")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["sijill-events.csv", "sijill-evidence.csv"]
        assert archive.read("sijill-evidence.csv").count(b"\n") > 10


def test_a_coarse_download_tells_no_names_of_people(client: TestClient) -> None:
    plain, coarse = (client.get(f"/download/jsonl{more}").text for more in ("", "?generalise=admin1"))
    assert '"persons":[{' in plain.replace(" ", "")
    assert '"persons":[{' not in coarse.replace(" ", "")


# Harm


def test_hostile_reports_show_harmless(hostile_client: TestClient) -> None:
    for path in ("/", "/?order=oldest&step=day", "/?actor=%3Cscript%3Ealert(1)%3C/script%3E"):
        answer = hostile_client.get(path)
        assert answer.status_code in (200, 400)
        assert not [harm for harm in HARMFUL if harm in answer.text]
    data = hostile_client.get("/api/map?zoom=5")
    assert data.headers["content-type"] == "application/json"
    assert data.headers["x-content-type-options"] == "nosniff"


def test_a_hostile_place_finds_itself(hostile_client: TestClient) -> None:
    page = tree(hostile_client, "/")
    for link in page.xpath("//section[h2/@id='divisions-title']//tbody//a")[:8]:
        answer = hostile_client.get(f"/{link.get('href')}")
        assert answer.status_code == 200
        assert "No event fits" not in answer.text


def test_many_events_are_few_markers(tmp_path: Path, serve: Serve) -> None:
    path = tmp_path / "many.sqlite"
    with Register.open(path) as register:
        register.add_many([clash(town, 3, date(2024, month, 5), outlet=f"Paper {month}")
                           for town in ("Mosul", "Basra") for month in range(1, 7)])  # fmt: skip
    served = serve(path)
    cells = served.get("/api/map?zoom=5").json()["cells"]
    assert sorted(cell["place"] for cell in cells) == ["Basra", "Mosul"]
    assert sum(cell["events"] for cell in cells) == served.get("/api/summary").json()["events"] > 4
