"""Reports all in capitals: coded as if they had their case, told in their own letters."""

from __future__ import annotations

from datetime import date

from sijill.codebook import registry
from sijill.coding import load
from sijill.coding.capitals import as_written, cased
from sijill.model import Report

TEXT = (
    "GUNMEN ATTACKED AN ARMY POST NEAR DAQUQ ON MONDAY, KILLING A COLONEL AND FOUR SOLDIERS, A SECURITY SOURCE SAID. "
    "THE ISLAMIC STATE CLAIMED THE ATTACK."
)
REPORT = Report(id="r1", text=TEXT, published=date(2024, 5, 14))


def test_a_report_in_capitals_gets_its_case() -> None:
    text = cased(REPORT, registry()).text
    assert len(text) == len(TEXT)
    assert text.startswith("Gunmen attacked an army post near Daquq on Monday, killing a colonel")
    assert "The Islamic State claimed the attack" in text


def test_other_reports_stay_as_they_are() -> None:
    report = Report(id="r2", text="Gunmen attacked an ARMY POST near Daquq on Monday, a security source said.")
    assert cased(report, registry()) is report
    coded = load().read(report)
    assert as_written(report, report, coded) is coded


def test_evidence_and_quotes_stand_in_the_text_as_it_came() -> None:
    read = cased(REPORT, registry())
    coded = as_written(REPORT, read, load().read(read))
    (event,) = coded.events
    assert [e for e in event.evidence if TEXT[e.start : e.end] != e.text] == []
    assert event.quote in TEXT
    assert event.killed is not None
    assert [(row.low, row.high) for row in event.killed] == [(5, 5)]
    assert event.place is not None
    assert event.place.name == "Daquq"
