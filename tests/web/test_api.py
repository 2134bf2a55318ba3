"""The register as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sijill.model import CodedReport, Event, Report, Telling
from sijill.register import Register
from sijill.web.api.docs import operations, type_words
from tests.web.conftest import Serve
from tests.web.reading import harmless_markup, read, words


def ask(client: TestClient, path: str, status: int = 200) -> Any:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


@pytest.fixture(scope="module")
def events(client: TestClient) -> list[Any]:
    found: list[Any] = ask(client, "/api/events?size=500")["items"]
    return found


def test_lists_say_how_many_there_are_and_where_the_next_part_is(client: TestClient, events: list[Any]) -> None:
    address, seen = "/api/events?size=7&order=killed", []
    while address:
        part = ask(client, address)
        assert part["total"] == len(events)
        assert part["size"] == 7
        seen += [item["id"] for item in part["items"]]
        address = part["next"]
    assert sorted(seen) == sorted(item["id"] for item in events)


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("country=PK", lambda e: e.place is not None and e.place.country == "PK"),
        ("country=Pakistan&country=IQ", lambda e: e.place is not None and e.place.country in ("PK", "IQ")),
        ("killed=5", lambda e: sum(c.best or c.low for c in e.killed) >= 5),
        ("since=2023-01-01", lambda e: e.date is not None and (e.date.latest or e.date.earliest).year >= 2023),
        ("status=foiled", lambda e: e.status == "foiled"),
        ("type=Battles", lambda e: e.event_type == "Battles"),
    ],
)
def test_filters_are_those_of_the_pages(client: TestClient, events: list[Any], asked: str, holds: Any) -> None:
    found = {item["id"] for item in ask(client, f"/api/events?size=500&{asked}")["items"]}
    assert found == {item["id"] for item in events if holds(Event.model_validate(item))}


def test_the_next_part_keeps_the_filters(client: TestClient) -> None:
    following = ask(client, "/api/events?size=1&type=Battles&order=oldest")["next"]
    assert following == "/api/events?type=Battles&order=oldest&size=1&page=2"


def test_rejected_events_are_left_out_unless_asked_for(own_register: Path, serve: Serve) -> None:
    with Register.open(own_register) as register:
        name = register.events_of("bannu-van")[0]
        register.decide("reject", name, by="Layla")
    client = serve(own_register)
    whole = ask(client, "/api/events?size=500")
    assert name not in [item["id"] for item in whole["items"]]
    assert whole["total"] == len(whole["items"])
    assert [item["id"] for item in ask(client, "/api/events?review=rejected")["items"]] == [name]


def test_an_event_comes_with_all_that_stands_behind_it(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        name = register.events_of("bannu-van")[0]
        event, tellings = register.event(name), register.tellings(name)
        happened = len(register.history(name))
    said = ask(client, f"/api/events/{name}")
    assert Event.model_validate(said["event"]) == event
    assert {Telling.model_validate(item).key for item in said["accounts"]} == {t.key for t in tellings}
    assert len(said["history"]) == happened
    assert said["summary"].endswith(".")


def test_a_former_id_gives_the_present_event(own_register: Path, serve: Serve) -> None:
    with Register.open(own_register) as register:
        one, other = register.events_of("bannu-van")[0], register.events_of("cauca-captives")[0]
        made = register.decide("same_event", one, other=other, by="Layla", why="to try")
        here = register.present_id(one)
        former = other if here == one else one
    client = serve(own_register)
    answer = client.get(f"/api/events/{former}")
    assert answer.json()["event"]["id"] == here
    assert answer.headers["content-location"] == f"/api/events/{here}"
    assert made.id in [item["id"] for item in answer.json()["decisions"]]


def test_a_report_comes_with_text_versions_and_coding(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        kept, read_out, events = (
            register.report("bannu-van"),
            register.coded("bannu-van"),
            register.events_of("bannu-van"),
        )
    said = ask(client, "/api/reports/bannu-van")
    assert Report.model_validate(said["report"]) == kept
    assert CodedReport.model_validate(said["coded"]) == read_out
    assert [v["number"] for v in said["versions"]] == [1]
    assert list(dict.fromkeys(said["events"])) == events
    for item in said["coded"]["events"]:
        for line in item["evidence"]:
            assert said["report"]["text"][line["start"] : line["end"]] == line["text"]


def test_reports_are_listed_without_their_texts(client: TestClient, sample_register: Path) -> None:
    with Register.open(sample_register) as register:
        names = register.report_ids()
    said = ask(client, "/api/reports?size=500")
    assert [item["report"]["id"] for item in said["items"]] == names[::-1]
    assert "text" not in said["items"][0]["report"]
    assert ask(client, "/api/reports?size=2&page=2")["next"] == "/api/reports?page=3&size=2"


def test_search_gives_snippets_in_parts(client: TestClient) -> None:
    said = ask(client, "/api/search?q=bannu&size=1")
    hit = said["items"][0]
    assert {part["words"].lower() for part in hit["snippet"] if part["found"]} == {"bannu"}
    assert said["next"] == "/api/search?q=bannu&page=2&size=1"


def test_a_map_has_the_event_first(client: TestClient, events: list[Any]) -> None:
    placed = next(item for item in events if item["place"] and item["place"]["latitude"] is not None)
    points = ask(client, f"/api/events/{placed['id']}/map")["points"]
    assert [point["main"] for point in points] == [True] + [False] * (len(points) - 1)
    assert points[0]["latitude"] == placed["place"]["latitude"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/events/none", 404),
        ("/api/events/none/map", 404),
        ("/api/events/a%00", 404),
        ("/api/reports/none", 404),
        ("/api/reports/bannu-van?version=9", 404),
        ("/api/nothing", 404),
        ("/api/events?country=Atlantis", 400),
        ("/api/events?type=tea", 400),
        ("/api/search?q=-bomb", 400),
        ("/api/events?page=0", 422),
        ("/api/events?since=yesterday", 422),
        ("/api/search", 422),
        ("/api/reports/bannu-van?version=x", 422),
    ],
)
def test_errors_have_one_form(client: TestClient, path: str, status: int) -> None:
    said = ask(client, path, status)
    assert set(said) == {"error", "mend"}
    assert said["error"]


def test_every_error_is_described(client: TestClient) -> None:
    described = ask(client, "/api/openapi.json")
    for path in ("/api/events", "/api/events/{event_id}", "/api/reports", "/api/reports/{report_id}", "/api/search"):
        answers = described["paths"][path]["get"]["responses"]
        assert {"200", "400", "404", "422"} <= set(answers)
        assert answers["422"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_the_filters_are_described(client: TestClient) -> None:
    described = ask(client, "/api/openapi.json")
    names = {item["name"] for item in described["paths"]["/api/events"]["get"]["parameters"]}
    assert {"since", "until", "country", "actor", "type", "killed", "text", "order", "page", "size"} <= names


def test_the_docs_name_every_operation(client: TestClient) -> None:
    page = read(client, "/api/docs")
    harmless_markup(page)
    said = words(page.get_element_by_id("main"))
    for _, operation in operations(ask(client, "/api/openapi.json")):
        assert f"{operation.method} {operation.path}" in said


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/components/schemas/Event"}, "Event"),
        ({"type": "array", "items": {"type": "string"}}, "list of text"),
        ({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, "day or null"),
        ({"enum": ["newest", "oldest"]}, '"newest" or "oldest"'),
        ({}, "anything"),
    ],
)
def test_types_are_told_in_words(schema: dict[str, Any], expected: str) -> None:
    assert type_words(schema) == expected


@pytest.mark.parametrize("path", ["/reports/bannu-van", "/search?q=bannu", "/events/{event}"])
def test_pages_lead_to_their_twins(client: TestClient, events: list[Any], path: str) -> None:
    page = read(client, path.format(event=events[0]["id"]))
    twin = next(a.get("href") for a in page.iter("a") if a.text_content() == "as JSON")
    assert twin.startswith("/api/")
    ask(client, twin)


def test_hostile_reports_come_as_json(hostile_client: TestClient, hostile_register: Path) -> None:
    with Register.open(hostile_register) as register:
        names = register.report_ids()
    for name in names[:-1]:
        answer = hostile_client.get(f"/api/reports/{name}")
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
