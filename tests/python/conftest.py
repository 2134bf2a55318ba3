"""A coded report without a model, and events, for the tests of use from Python."""

from __future__ import annotations

from datetime import date

import pytest

from sijill.model import Account, ActorRef, CodedReport, Count, DateRange, Evidence, Place, ReportHead

TEXT = "Gunmen <b>shot</b> 2 policemen & a guard dead in Daquq 😀 on Monday, a mayor said."


def evidence(field: str, words: str) -> Evidence:
    """Evidence by its words in `TEXT`."""
    start = TEXT.index(words)
    return Evidence(field=field, start=start, end=start + len(words), text=words)


@pytest.fixture
def text() -> str:
    """A text with signs that mean something in HTML, and one beyond the first plane."""
    return TEXT


@pytest.fixture
def coded() -> CodedReport:
    """Its coding."""
    event = Account(
        id="e1",
        event_type="Battles",
        sub_event_type="Armed clash",
        context="current",
        status="occurred",
        date=DateRange(earliest=date(2024, 5, 13), latest=date(2024, 5, 13)),
        place=Place(name="Daquq", admin1="Kirkuk", country="IQ", latitude=35.14, longitude=44.45, tolerance_km=10),
        initiators=(ActorRef(name="Unidentified armed group", mention="Gunmen"),),
        targets=(ActorRef(name="Police Forces of Iraq", mention="policemen", actor_id="iq_police"),),
        killed=(Count(group="state_forces", low=3, high=3),),
        quote=TEXT,
        confidence=0.9,
        evidence=(
            evidence("event", TEXT[:-1]),
            evidence("killed.0", "2 policemen"),
            evidence("killed.0", "a guard"),
            evidence("targets.0", "policemen & a guard"),
            evidence("place", "Daquq"),
            evidence("date", "Monday"),
            evidence("initiators.0", "Gunmen"),
        ),
    )
    head = ReportHead(id="r1", title="Dead <at> Daquq", publisher="Alpha", published=date(2024, 5, 14))
    return CodedReport(report=head, relevant=True, events=(event,))
