"""The API against its own description: whatever fits a parameter, or doesn't, gets an answer of a described form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sijill.register import Register
from sijill.web.people import FIELD, HEADER
from tests.web.conftest import BASE, client_of
from tests.web.reading import read

# Requests for each operation, of values that fit and of values that don't.
EXAMPLES: Final = 15
# What a generated request may bring; the client makes the rest.
_TAKEN: Final = ("method", "url", "params", "headers", "json")


@pytest.fixture(scope="module")
def writable(sample_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The pages over a copy of the sample register, which may be written to."""
    path = tmp_path_factory.mktemp("fuzzed") / "register.sqlite"
    with closing(sqlite3.connect(sample_register)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    with client_of(path) as made:
        yield made


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
    }


def _operations(client: TestClient) -> dict[str, Any]:
    import schemathesis

    described = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    results: list[Any] = list(described.get_all_operations())
    found = [result.ok() for result in results]
    return {operation.label: operation for operation in found}


def _try(operation: Any, client: TestClient, known: Mapping[str, list[str]], token: str) -> None:
    """Ask an operation for this and that. Raises where an answer isn't as described."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi import checks

    expected = [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    in_path = {name for name in known if f"{{{name}}}" in operation.path}
    in_query = {item.name for item in operation.query} & known.keys()
    named = {name: st.sampled_from(known[name]) for name in sorted(in_path | in_query)}

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=st.one_of(modes), ids=st.fixed_dictionaries({}, optional=named))
    def ask(case: Any, ids: dict[str, str]) -> None:
        if in_path & ids.keys():
            case.path_parameters = {**case.path_parameters, **{name: ids[name] for name in in_path & ids.keys()}}
        if in_query:
            case.query = {name: value for name, value in (case.query or {}).items() if name not in in_query}
            case.query |= {name: ids[name] for name in in_query & ids.keys()}
        asked = case.as_transport_kwargs(base_url=BASE)
        taken = {name: value for name, value in asked.items() if name in _TAKEN}
        taken["headers"] = {**taken.get("headers", {}), HEADER: token}
        answer = client.request(**taken, content=asked["data"] if isinstance(asked.get("data"), bytes) else None)
        case.validate_response(answer, checks=expected)

    ask()


def test_answers_are_as_described(writable: TestClient, known: Mapping[str, list[str]]) -> None:
    operations = _operations(writable)
    form = read(writable, f"/review/{known['event_id'][0]}").find(f".//input[@name='{FIELD}']")
    token = form.get("value") if form is not None else ""
    assert "GET /api/events" in operations
    wrong = {}
    for label, operation in operations.items():
        try:
            _try(operation, writable, known, token)
        except Exception as error:  # of whatever kind: all operations are tried, then all faults told
            wrong[label] = f"{type(error).__name__}: {error}"[:2000]
    assert not wrong, "\n\n".join(f"{label}\n{said}" for label, said in wrong.items())
