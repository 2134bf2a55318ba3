"""Samples on the pages: drawn, coded apart from one another, closed, and measured."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sijill.register import Register
from tests.register.making import DAY, TOWNS, clash
from tests.web.conftest import Serve

FIELDS = ["event", "sub_event_type", "date", "killed"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "register.sqlite"
    with Register.open(made) as register:
        register.add_many(
            [clash(town, 5 + 7 * number, DAY + timedelta(days=30 * number)) for number, town in enumerate(TOWNS)]
        )
    return made


@pytest.fixture
def people(path: Path, serve: Serve) -> dict[str, TestClient]:
    return {name: serve(path, user=name) for name in ("Layla", "Omar", "Sara")}


def token(client: TestClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/review/agreement").text)
    assert found
    return found[1]


def send(client: TestClient, address: str, **values: Any) -> Any:
    names = {name.replace("__", "."): value for name, value in values.items()}
    return client.post(address, data={"csrf_token": token(client)} | names, follow_redirects=False)


def draw(client: TestClient, **changes: Any) -> Any:
    asked = {"name": "pilot", "size": "3", "seed": "4", "coders": "Layla, Omar", "field": FIELDS}
    return send(client, "/review/samples", **(asked | changes))


def said(kind: str = "Armed clash", day: str = "2024-05-13", killed: str = "5") -> dict[str, Any]:
    return {
        "event": "yes", "sub_event_type__is": kind, "date__earliest": day, "date__latest": day,
        "killed__group": ["civilians", "unknown"], "killed__low": ["", ""], "killed__best": [killed, ""],
        "killed__high": ["", ""],
    }  # fmt: skip


def test_a_sample_from_drawing_to_its_figures(people: dict[str, TestClient], path: Path) -> None:
    layla, omar, sara = people["Layla"], people["Omar"], people["Sara"]
    assert draw(sara).headers["location"] == "/review/samples/pilot"
    assert "yours to code" in layla.get("/review/agreement").text
    assert "yours to code" not in sara.get("/review/agreement").text
    page = layla.get("/review/samples/pilot/1")
    assert page.status_code == 200
    assert "attacked a post near" in page.text
    # Blind to the register: no value is filled in, and the event's id is nowhere.
    assert not re.search(r'value="2024-\d\d-\d\d"|<option value="Armed clash" selected', page.text)
    with Register.open(path) as register:
        assert not [event.id for event in register.events() if event.id in page.text]
    for position in (1, 2, 3):
        answer = send(layla, f"/review/samples/pilot/{position}", **said())
        after = f"/review/samples/pilot/{position + 1}" if position < 3 else "/review/samples/pilot"
        assert answer.headers["location"] == after
    # Nobody else sees what she said.
    assert 'name="killed.best" value="5"' in layla.get("/review/samples/pilot/1").text
    assert 'name="killed.best" value="5"' not in omar.get("/review/samples/pilot/1").text
    assert omar.get("/api/review/samples/pilot").json()["codings"] == []
    refused = send(sara, "/review/samples/pilot/close")
    assert refused.status_code == 400
    assert "Omar has 3 to code" in refused.text
    send(omar, "/review/samples/pilot/1", **said())
    send(omar, "/review/samples/pilot/2", **said("Attack", "2024-05-20", "8"))
    send(omar, "/review/samples/pilot/3", event="no")
    assert send(sara, "/review/samples/pilot/close").status_code == 303
    shown = sara.get("/review/samples/pilot").text
    answer = sara.get("/api/review/samples/pilot").json()
    by_name = {row["variable"]: row for row in answer["agreement"]}
    assert (by_name["killed"]["units"], by_name["killed"]["differing"]) == (2, [2])
    assert (by_name["is an event"]["units"], by_name["is an event"]["equal_pairs"]) == (3, pytest.approx(2 / 3))
    assert f"{by_name['killed']['alpha']:.3f}" in shown
    assert len(answer["codings"]) == 6
    second = answer["codings"][2]["event"]
    assert "coded in pilot" in sara.get(f"/review/{second}").text
    assert send(omar, "/review/samples/pilot/1", **said()).status_code == 400


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"event": ""}, "say whether there is such an event"),
        (said(kind=""), "choose one"),
        (said(day="yesterday"), "is no day"),
        (said(killed="many"), "no number of people"),
    ],
)
def test_what_is_wrong_in_a_coding(people: dict[str, TestClient], values: dict[str, Any], told: str) -> None:
    draw(people["Layla"])
    answer = send(people["Layla"], "/review/samples/pilot/1", **values)
    assert answer.status_code == 422
    assert told in answer.text
    assert "coded by you before" not in people["Layla"].get("/review/samples/pilot/1").text


def test_only_its_coders_code(people: dict[str, TestClient]) -> None:
    draw(people["Layla"])
    for answer in (
        people["Sara"].get("/review/samples/pilot/1"),
        send(people["Sara"], "/review/samples/pilot/1", **said()),
    ):
        assert answer.status_code == 400
        assert "Sara is no coder" in answer.text
    assert people["Layla"].get("/review/samples/pilot/9").status_code == 404
    assert people["Layla"].get("/api/review/samples").json() == {"items": ["pilot"]}
    assert people["Layla"].get("/api/review/samples/none").status_code == 404


def test_prefilled_where_it_was_asked_for(people: dict[str, TestClient]) -> None:
    draw(people["Layla"], prefilled="1")
    page = people["Omar"].get("/review/samples/pilot/1").text
    assert re.search(r'name="date.earliest" value="2024-\d\d-\d\d"', page)
    assert "coders see the register" in people["Omar"].get("/review/samples/pilot").text


@pytest.mark.parametrize(
    "changes", [{"size": "many"}, {"seed": "-1"}, {"coders": "Layla"}, {"name": "../x"}, {"field": []}, {"size": "99"}]
)
def test_samples_that_cannot_be(people: dict[str, TestClient], changes: dict[str, Any]) -> None:
    assert draw(people["Layla"], **changes).status_code == 400
    assert "No sample yet" in people["Layla"].get("/review/agreement").text
