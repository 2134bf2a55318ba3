"""A coder that needs no model, and a way to run the program with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from sijill.cli.main import app
from sijill.model import Account, CodedReport, Evidence, Place, Report

Invoke = Callable[..., Result]


class StubCoder:
    """One armed clash for each report that says "clash"; trips over one that says "trip"."""

    def code(self, report: Report) -> CodedReport:
        if "trip" in report.text:
            raise RuntimeError("stub tripped")
        start = report.text.find("clash")
        if start < 0:
            return CodedReport(report=report.head(), relevant=False)
        event = Account(
            id="e1",
            event_type="Battles",
            sub_event_type="Armed clash",
            context="current",
            status="occurred",
            place=Place(name="Tarra", country="IQ", inferred=("country",)),
            quote=report.text[:60],
            confidence=0.5,
            evidence=(Evidence(field="event", start=start, end=start + 5, text="clash"),),
        )
        return CodedReport(report=report.head(), relevant=True, events=(event,))


@pytest.fixture
def invoke() -> Invoke:
    """Run `sijill ARGS...` with the stub coder."""

    def run(*args: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in args], obj=StubCoder, input=stdin)

    return run
