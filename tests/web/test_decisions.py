"""Deciding as JSON: the queue, decisions, undoing, and who was overtaken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.web.people import HEADER
from tests.register.making import DAY, clash
from tests.web.conftest import Serve
from tests.web.test_agreement_pages import token


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "register.sqlite"
    told = [("Daquq", 5, DAY, "Alpha Wire"), ("Daquq", 9, DAY, "Beta Post"), ("Basra", 30, DAY, "Alpha Wire")]
    with Register.open(made) as register:
        register.add_many([clash(*what) for what in told])
    return made


@pytest.fixture
def register(path: Path) -> Iterator[Register]:
    with Register.open(path) as opened:
        yield opened


@pytest.fixture
def layla(path: Path, serve: Serve) -> TestClient:
    client = serve(path, user="Layla")
    client.headers[HEADER] = token(client)
    return client


def waiting(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/review", params=asked).json()["items"]
    return found


def test_the_queue(layla: TestClient, register: Register) -> None:
    answer = layla.get("/api/review", params={"size": 1}).json()
    assert (answer["total"], answer["left"]["events"], answer["left"]["differing"]) == (2, 2, 1)
    (first,) = answer["items"]
    assert first["state"] == register.state(first["event"]["id"])
    (second,) = layla.get(answer["next"]).json()["items"]
    assert second["event"]["id"] != first["event"]["id"]
    assert layla.get(answer["next"]).json()["next"] is None
    assert [item["event"]["place"]["name"] for item in waiting(layla, killed=20)] == ["Basra"]
    assert waiting(layla, review="accepted") == []
    assert layla.get("/api/review", params={"country": "Atlantis"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"kind": "accept", "why": "seen"}, "accept"),
        ({"kind": "reject"}, "reject"),
        ({"kind": "note", "why": "words"}, "note"),
        ({"kind": "correct", "field": "weapons", "value": ["rifle"]}, "correct"),
    ],
)
def test_deciding_and_taking_back(layla: TestClient, register: Register, asked: dict[str, Any], kind: str) -> None:
    first = waiting(layla)[0]
    name = first["event"]["id"]
    before = register.event(name)
    made = layla.post(f"/api/events/{name}/decisions", json=asked | {"seen": {name: first["state"]}})
    assert made.status_code == 201
    answer = made.json()
    assert (answer["decision"]["kind"], answer["decision"]["by"]) == (kind, "Layla")
    assert answer["event"] == register.event(name).model_dump(mode="json")
    assert answer["state"] == register.state(name) != first["state"]
    under = layla.get(f"/api/review/{name}").json()
    assert (under["state"], len(under["decisions"])) == (answer["state"], 1)
    taken = layla.post(f"/api/decisions/{answer['decision']['id']}/undo", json={"seen": {name: answer["state"]}})
    assert taken.status_code == 201
    assert register.event(name) == before


def test_joining_splitting_and_throwing_out(layla: TestClient, register: Register) -> None:
    one, two = (item["event"]["id"] for item in waiting(layla))
    seen = {name: register.state(name) for name in (one, two)}
    made = layla.post(f"/api/events/{one}/decisions", json={"kind": "same_event", "other": two, "seen": seen}).json()
    assert made["event"]["id"] == register.present_id(two)
    assert len(made["event"]["accounts"]) == 3
    here, keys = made["event"]["id"], made["event"]["accounts"]
    asked = {"kind": "other_event", "accounts": keys[:1], "seen": {here: made["state"]}}
    assert layla.post(f"/api/events/{here}/decisions", json=asked).status_code == 201
    rest = register.event(register.present_id(here))
    asked = {"kind": "reject", "accounts": rest.accounts[:1], "seen": {rest.id: "any"}}
    layla.post(f"/api/events/{rest.id}/decisions", json=asked)
    assert register.event(rest.id).reports in (1, 2)
    assert register.decisions(rest.id)[-1].kind == "reject"


def test_whoever_was_slower_is_told(layla: TestClient, register: Register) -> None:
    first = waiting(layla)[0]
    name = first["event"]["id"]
    register.decide("correct", name, by="Omar", field="weapons", value=["mortar"], why="second report")
    asked = {"kind": "correct", "field": "weapons", "value": ["rifle"], "seen": {name: first["state"]}}
    refused = layla.post(f"/api/events/{name}/decisions", json=asked)
    assert refused.status_code == 409
    answer = refused.json()
    assert [did["text"] for did in answer["did"][name]] == ["Omar corrected weapons to mortar: second report"]
    assert answer["did"][name][0]["decision"]["by"] == "Omar"
    assert register.event(name).weapons == ("mortar",)
    again = layla.post(f"/api/events/{name}/decisions", json=asked | {"seen": answer["states"]})
    assert again.status_code == 201
    assert register.event(name).weapons == ("rifle",)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "accept"}, 422),
        ({"kind": "explode", "seen": {"EVENT": "any"}}, 422),
        ({"kind": "accept", "seen": {}}, 400),
        ({"kind": "correct", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "correct", "field": "id", "value": "x", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "correct", "field": "killed", "value": "many", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "correct", "field": "weapons", "value": ["a\x00b"], "seen": {"EVENT": "any"}}, 400),
        ({"kind": "note", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "note", "why": "zero \x00", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "note", "why": "half \ud800", "seen": {"EVENT": "any"}}, 422),
        ({"kind": "correct", "field": "weapons", "value": ["half \udfff"], "seen": {"EVENT": "any"}}, 400),
        ({"kind": "accept", "seen": {"EVENT": "any", "half \ud800": "1-1-1"}}, 422),
        ({"kind": "same_event", "other": "\ud800", "seen": {"EVENT": "any", "\ud800": "any"}}, 422),
        ({"kind": "same_event", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "same_event", "other": "EVENT", "seen": {"EVENT": "any"}}, 400),
        ({"kind": "same_event", "other": "nothing", "seen": {"EVENT": "any", "nothing": "any"}}, 404),
        ({"kind": "other_event", "accounts": ["nothing"], "seen": {"EVENT": "any"}}, 404),
        ({"kind": "reject", "accounts": ["nothing"], "seen": {"EVENT": "any"}}, 404),
        ({"kind": "accept", "seen": {"EVENT": "0-0-0"}}, 409),
        ({"kind": "accept", "seen": {"EVENT": "any"}, "more": 1}, 422),
    ],
)
def test_what_cannot_be_decided(layla: TestClient, register: Register, asked: dict[str, Any], status: int) -> None:
    name = waiting(layla)[0]["event"]["id"]
    if "seen" in asked:
        asked = asked | {"seen": {name if key == "EVENT" else key: state for key, state in asked["seen"].items()}}
    if asked.get("other") == "EVENT":
        asked = asked | {"other": name}
    # As JSON of ASCII signs only, which can tell of halves of pairs.
    told: Any = {"content": json.dumps(asked), "headers": {"Content-Type": "application/json"}}
    answer = layla.post(f"/api/events/{name}/decisions", **told)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]
    assert register.decisions(name) == []


def test_accounts_of_another_event_are_not_thrown_out_here(layla: TestClient, register: Register) -> None:
    one, two = (item["event"]["id"] for item in waiting(layla))
    asked = {"kind": "reject", "accounts": register.event(two).accounts[:1], "seen": {one: "any"}}
    assert layla.post(f"/api/events/{one}/decisions", json=asked).status_code == 404
    assert register.decisions(two) == []


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/api/events/nothing/decisions", {"kind": "accept", "seen": {"nothing": "any"}}),
        ("/api/decisions/d9/undo", {"seen": {}}),
        ("/api/decisions/%00/undo", {"seen": {}}),
        ("/api/events/%00/decisions", {"kind": "accept", "seen": {"\x00": "any"}}),
    ],
)
def test_what_is_not_there(layla: TestClient, address: str, asked: dict[str, Any]) -> None:
    assert layla.post(address, json=asked).status_code == 404


def test_without_the_token_of_a_page_nothing_is_decided(path: Path, serve: Serve, register: Register) -> None:
    stranger = serve(path)
    name = next(register.events()).id
    asked = {"kind": "accept", "seen": {name: "any"}}
    assert stranger.post(f"/api/events/{name}/decisions", json=asked).status_code == 403
    assert register.decisions(name) == []


def test_openapi_tells_of_it(layla: TestClient) -> None:
    told = layla.get("/api/openapi.json").json()
    decide = told["paths"]["/api/events/{event_id}/decisions"]["post"]
    assert {"201", "400", "404", "409", "422"} <= set(decide["responses"])
    queue = told["paths"]["/api/review"]["get"]
    assert {"since", "country", "page", "size", "put_off"} <= {each["name"] for each in queue["parameters"]}
