"""A report of a killing whose words could harm those whom it names, and what files hold as text."""

from __future__ import annotations

import io
import json
from datetime import date

from sijill.model import Account, ActorRef, CodedReport, Count, DateRange, Evidence, Person, Place, Report
from tests.exports.events import GUNMEN

# Whoever reads one of these may find somebody: names, and where they live.
NAMES = ("Rana", "rana", "RANA", "Aziz")
SECRET = (*NAMES[:2], "Aziz", "Sherk", "brother", "35.07", "43.87", "x.example")
REPORT = "teacher-rana-aziz"
TEXT = """In Sherk village armed men attacked the house of teacher Rana Aziz on Monday and shot her dead, her brother \
Ali Aziz told a paper by telephone. Neighbours of Rana had heard of threats for some weeks."""


def private_pairs() -> list[tuple[Report, CodedReport]]:
    """The report with its coding: a person who is a target, a source with a name, a title and address that tell it."""

    def words(field: str, text: str) -> Evidence:
        start = TEXT.index(text)
        return Evidence(field=field, start=start, end=start + len(text), text=text)

    rana = ActorRef(name="Rana Aziz", mention="teacher Rana Aziz")
    account = Account(
        id="e1",
        event_type="Violence against civilians",
        sub_event_type="Attack",
        context="current",
        status="occurred",
        date=DateRange(earliest=date(2024, 5, 13), latest=date(2024, 5, 13)),
        place=Place(
            name="Sherk village", admin1="Kirkuk", country="IQ", latitude=35.077, longitude=43.877, tolerance_km=1
        ),
        initiators=(GUNMEN,),
        targets=(rana,),
        killed=(Count(group="civilians", low=1, high=1),),
        sources=("her brother Ali Aziz",),
        persons=(Person(name="Rana Aziz", role="teacher", fate="killed"),),
        quote=TEXT[:40],
        confidence=0.5,
        evidence=(words("targets.0", "teacher Rana Aziz"), words("place", "Sherk village")),
    )
    report = Report(
        id=REPORT,
        text=TEXT,
        title="Teacher RANA AZIZ shot",
        publisher="Alpha",
        published=date(2024, 5, 14),
        url="https://x.example/rana",
    )
    return [(report, CodedReport(report=report.head(), relevant=True, events=(account,)))]


def text_in(out: io.BytesIO, writer: str) -> str:
    """All that a file holds, as text."""
    out.seek(0)
    if writer in ("parquet", "geoparquet"):
        import pyarrow.parquet as pq

        return json.dumps(pq.read_table(out).to_pylist(), default=str, ensure_ascii=False)
    if writer == "xlsx":
        from openpyxl import load_workbook

        rows = [list(row) for row in load_workbook(out).active.iter_rows(values_only=True)]
        return json.dumps(rows, default=str, ensure_ascii=False)
    return out.getvalue().decode()
