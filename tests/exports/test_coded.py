"""Coded reports as Parquet: the same records out as in, whatever they hold."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.exports.coded import CodedWriter, NotCodedError, coded_schema, read_coded
from sijill.model import (
    Account,
    ActorRef,
    Assertion,
    CodedReport,
    Count,
    DateRange,
    Evidence,
    Person,
    Place,
    ReportHead,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
MAYBE = st.none() | WORDS
DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
NUMBERS = st.integers(0, 2**63 - 1)
FLOATS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


def some(kind: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(kind, max_size=3).map(tuple)


EVIDENCE = st.builds(
    lambda field, start, text: Evidence(field=field, start=start, end=start + len(text), text=text),
    WORDS,
    st.integers(0, 10**9),
    WORDS,
)
ACTORS = some(st.builds(ActorRef, name=WORDS, mention=WORDS, actor_id=MAYBE))
COUNTS = st.none() | some(st.builds(Count, low=NUMBERS, high=st.none() | NUMBERS))
PLACES = st.builds(
    Place,
    name=WORDS,
    admin1=MAYBE,
    country=MAYBE,
    latitude=FLOATS,
    longitude=FLOATS,
    tolerance_km=FLOATS,
    where_prec=st.none() | st.integers(1, 7),
    geo_precision=st.none() | st.integers(1, 3),
    place_id=MAYBE,
    inferred=some(WORDS),
)
ACCOUNTS = st.builds(
    Account,
    id=WORDS,
    date=st.none() | st.builds(DateRange, earliest=DAYS, latest=DAYS, inferred=st.booleans()),
    place=st.none() | PLACES,
    initiators=ACTORS,
    targets=ACTORS,
    killed=COUNTS,
    wounded=COUNTS,
    abducted=COUNTS,
    arrested=COUNTS,
    killed_or_wounded=COUNTS,
    weapons=some(WORDS),
    claimed_by=ACTORS,
    sources=some(WORDS),
    persons=some(st.builds(Person, name=WORDS, role=MAYBE)),
    quote=WORDS,
    confidence=st.floats(0, 1),
    evidence=some(EVIDENCE),
)
ASSERTIONS = st.builds(
    Assertion,
    id=WORDS,
    subject=WORDS,
    low=st.none() | NUMBERS,
    high=st.none() | NUMBERS,
    unit=MAYBE,
    place=MAYBE,
    as_of=MAYBE,
    source=MAYBE,
    quote=WORDS,
    evidence=some(EVIDENCE),
)
HEADS = st.builds(ReportHead, id=WORDS, title=MAYBE, publisher=MAYBE, published=DAYS, url=MAYBE)
CODED = st.builds(CodedReport, report=HEADS, relevant=st.booleans(), events=some(ACCOUNTS), assertions=some(ASSERTIONS))


def written(coded: list[CodedReport]) -> bytes:
    out = io.BytesIO()
    with CodedWriter(out) as writer:
        for item in coded:
            writer.write(item)
    return out.getvalue()


@settings(deadline=None, max_examples=100)
@given(st.lists(CODED, max_size=5))
def test_what_is_written_is_read_back(coded: list[CodedReport]) -> None:
    data = written(coded)
    back = list(read_coded(io.BytesIO(data)))
    assert back == coded
    assert [item.model_dump_json() for item in back] == [item.model_dump_json() for item in coded]
    assert written(coded) == data


def plain(number: int) -> CodedReport:
    return CodedReport(report=ReportHead(id=f"r{number}", published=date(2024, 5, 14)), relevant=False)


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 1_000])
def test_groups_lose_nothing(count: int) -> None:
    coded = [plain(number) for number in range(count)]
    assert list(read_coded(io.BytesIO(written(coded)))) == coded


def test_unknown_and_none_stay_apart() -> None:
    @given(ACCOUNTS)
    @settings(max_examples=1, deadline=None)
    def check(account: Account) -> None:
        for killed in (None, ()):
            coded = plain(1).model_copy(update={"events": (account.model_copy(update={"killed": killed}),)})
            [back] = read_coded(io.BytesIO(written([coded])))
            assert back.events[0].killed == killed

    check()


def test_the_columns_are_those_of_the_record() -> None:
    schema = coded_schema()
    assert schema.names == list(CodedReport.model_fields)
    assert str(schema.field("events").type.value_type.field("date").type.field("earliest").type) == "date32[day]"


def test_an_engine_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "coded.parquet"
    path.write_bytes(written([plain(1), plain(2)]))
    found = duckdb.execute(
        "select report.id, report.published, len(events) from read_parquet(?)", [str(path)]
    ).fetchall()
    assert found == [("r1", date(2024, 5, 14), 0), ("r2", date(2024, 5, 14), 0)]


def test_what_holds_no_coded_reports_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotCodedError, match="no whole Parquet file"):
        list(read_coded(io.BytesIO(written([plain(1)])[:-9])))
    other = tmp_path / "other.parquet"
    pq.write_table(pq.read_table(io.BytesIO(written([plain(1)]))).drop_columns(["relevant"]), other)
    with other.open("rb") as file, pytest.raises(NotCodedError, match="row 1 holds no coded report: relevant"):
        list(read_coded(file))
