"""The API against its own description, for every role: whatever fits a parameter, or doesn't, gets an answer of a
described form, nobody gets what is not theirs, and who may not change anything changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.queue import skip
from sijill.register.samples import IS_EVENT, Wish, code, draw
from sijill.register.users import add_user, open_session, user_named
from sijill.web.people import HEADER
from tests.web.conftest import client_of
from tests.web.reading import read
from tests.web.roles import BASE, Browsers

# Requests for each operation, of values that fit and of values that don't.
EXAMPLES: Final = {"local": 15, "reader": 6, "coder": 6, "admin": 6, "anyone": 4}
# What a generated request may bring; the client makes the rest.
_TAKEN: Final = ("method", "url", "params", "headers", "json")
_AT: Final = datetime(2026, 1, 5, tzinfo=UTC)
_HASH: Final = hashlib.sha256(b"a session of somebody").hexdigest()
# What stands in the register and is for nobody's eyes but the owner's, or an admin's (on the page of accounts).
PRIVATE: Final = ("$argon2id$private", _HASH, "private label", "Private Person", "private coding", "Private Skipper")

Looked = Callable[[Any], None]


@pytest.fixture
def writable(sample_register: Path, tmp_path: Path) -> Path:
    """A copy of the sample register that may be written to, with what is private in it."""
    path = tmp_path / "register.sqlite"
    with closing(sqlite3.connect(sample_register)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    with Register.open(path) as register:
        events = [event.id for event in register.events(limit=3)]
        with writing(register.engine) as rows:
            add_user(rows, "Private Person", "coder", PRIVATE[0], _AT)
            user = user_named(rows, "Private Person")
            open_session(rows, _HASH, user, _AT, _AT + timedelta(days=99999), PRIVATE[2])
            draw(rows, Wish("blind", ["Blind", "Cem"], 2, 1), "Cem", _AT)
            said: dict[str, JsonValue] = {IS_EVENT: "yes", "place": {"name": PRIVATE[4]}}
            code(rows, "blind", 1, "Blind", said, _AT)
            skip(rows, events[0], PRIVATE[5], _AT)
    return path


@pytest.fixture(scope="module")
def known(sample_register: Path) -> Mapping[str, list[str]]:
    """What there is, by the names of the parameters that take it: with made-up values alone most answers are errors."""
    with Register.open(sample_register) as register:
        reports = register.report_ids()[:5]
        events = [name for report in reports for name in register.events_of(report)]
    return {
        "event_id": events,
        "report_id": reports,
        "country": ["PK", "Iraq"],
        "actor": ["Islamic State"],
        "actor_id": ["islamic_state"],
        "type": ["Battles"],
        "admin1": ["Kirkuk"],
        "text": ["bomb"],
        "q": ["bomb -bridge", "Daq"],
        "name": ["blind"],
    }


def _operations(client: TestClient) -> dict[str, Any]:
    import schemathesis

    described = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    results: list[Any] = list(described.get_all_operations())
    found = [result.ok() for result in results]
    return {operation.label: operation for operation in found}


def _checks() -> list[Any]:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]


def _try(
    operation: Any, client: TestClient, known: Mapping[str, list[str]], token: str, examples: int, looked: Looked
) -> None:
    """Ask an operation for this and that. Raises where an answer isn't as described, or `looked` says so."""
    from schemathesis.generation import GenerationMode

    expected = _checks()
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    in_path = {name for name in known if f"{{{name}}}" in operation.path}
    in_query = {item.name for item in operation.query} & known.keys()
    named = {name: st.sampled_from(known[name]) for name in sorted(in_path | in_query)}

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=st.one_of(modes), ids=st.fixed_dictionaries({}, optional=named))
    def ask(case: Any, ids: dict[str, str]) -> None:
        if in_path & ids.keys():
            case.path_parameters = {**case.path_parameters, **{name: ids[name] for name in in_path & ids.keys()}}
        if in_query:
            case.query = {name: value for name, value in (case.query or {}).items() if name not in in_query}
            case.query |= {name: ids[name] for name in in_query & ids.keys()}
        asked = case.as_transport_kwargs(base_url=str(client.base_url))
        taken = {name: value for name, value in asked.items() if name in _TAKEN}
        taken["headers"] = {**taken.get("headers", {}), HEADER: token}
        answer = client.request(**taken, content=asked["data"] if isinstance(asked.get("data"), bytes) else None)
        case.validate_response(answer, checks=expected)
        looked(answer)

    ask()


def _try_all(
    client: TestClient,
    operations: Mapping[str, Any],
    known: Mapping[str, list[str]],
    token: str,
    role: str,
    looked: Looked,
) -> None:
    wrong = {}
    for label, operation in operations.items():
        try:
            _try(operation, client, known, token, EXAMPLES[role], looked)
        except Exception as error:  # of whatever kind: all operations are tried, then all faults told
            wrong[label] = f"{type(error).__name__}: {error}"[:2000]
    assert not wrong, "\n\n".join(f"{label}\n{said}" for label, said in wrong.items())


def nothing_private(answer: Any) -> None:
    """An answer holds none of what is private."""
    found = [word for word in PRIVATE if word in answer.text]
    assert not found, (answer.request.url, found)


def dumped(path: Path) -> str:
    """All that a register holds, but for the notes of who was there when."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return "\n".join(line for line in connection.iterdump() if '"sessions"' not in line)


def test_answers_are_as_described(writable: Path, known: Mapping[str, list[str]]) -> None:
    with client_of(writable) as client:
        operations = _operations(client)
        form = read(client, f"/review/{known['event_id'][0]}").find(".//input[@name='csrf_token']")
        assert form is not None
        assert "GET /api/events" in operations
        _try_all(client, operations, known, form.get("value"), "local", nothing_private)


@pytest.fixture
def browsers(writable: Path) -> Iterator[Browsers]:
    with Browsers(writable) as made:
        yield made


@pytest.mark.parametrize("role", ["reader", "coder", "admin"])
def test_each_role_gets_answers_as_described_and_nothing_private(
    browsers: Browsers, writable: Path, known: Mapping[str, list[str]], role: str
) -> None:
    before = dumped(writable)
    client, token = browsers.of(role)
    statuses: set[tuple[str, int]] = set()

    def looked(answer: Any) -> None:
        nothing_private(answer)
        statuses.add((answer.request.method, answer.status_code))
        if role == "reader" and answer.request.method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
            # The others say nothing of what there is: only that the way or the form of it is wrong.
            assert answer.status_code in (400, 403, 404, 405, 422), answer.request.url

    _try_all(client, _operations(client), known, token, role, looked)
    assert ("GET", 200) in statuses
    if role == "reader":
        assert ("POST", 403) in statuses
        assert dumped(writable) == before


def test_whoever_is_not_signed_in_gets_nothing(
    browsers: Browsers, writable: Path, known: Mapping[str, list[str]]
) -> None:
    before = dumped(writable)
    admin, _ = browsers.of("admin")
    client, token = browsers.of("anyone")

    def looked(answer: Any) -> None:
        assert answer.status_code == 401, answer.request.url
        assert set(answer.json()) == {"error", "mend"}
        assert answer.json()["error"] == "you are not signed in"

    _try_all(client, _operations(admin), known, token, "anyone", looked)
    assert dumped(writable) == before


def test_what_a_coder_said_of_an_open_sample_is_for_nobody(browsers: Browsers) -> None:
    # Not even for admins: coders are to be blind to one another until it is closed.
    for role in ("reader", "coder", "admin"):
        client, _ = browsers.of(role)
        for address in (
            "/api/review/samples/blind",
            "/review/samples/blind",
            "/review/samples/blind/1",
            "/review/agreement",
        ):
            assert PRIVATE[4] not in client.get(address).text, (role, address)


def test_a_queue_is_the_viewer_s_own(browsers: Browsers) -> None:
    one, token = browsers.of("coder")
    other, _ = browsers.of("admin")
    event = one.get("/api/review").json()["items"][0]["event"]["id"]
    assert one.post(f"/review/{event}/skip", headers={HEADER: token}).status_code == 303
    listed = {
        who: [item["event"]["id"] for item in who.get("/api/review?put_off=true").json()["items"]]
        for who in (one, other)
    }
    assert listed == {one: [event], other: []}


def test_names_of_accounts_are_for_admins(browsers: Browsers) -> None:
    for role in ("reader", "coder"):
        client, _ = browsers.of(role)
        assert client.get("/users").status_code == 403
        assert PRIVATE[3] not in client.get("/account").text
    admin, _ = browsers.of("admin")
    page = admin.get("/users").text
    assert PRIVATE[3] in page
    assert not [word for word in PRIVATE[:3] if word in page]
    assert admin.get(f"{BASE}/account").status_code == 200
