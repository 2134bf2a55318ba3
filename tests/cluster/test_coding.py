"""Coding on Spark: what one machine makes of the same reports, record by record."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sijill.cluster import ClusterError, code
from sijill.cluster.coding import Coded
from sijill.coding.relevance import worth_reading
from sijill.model import CodedReport, Report
from tests.cluster.archive import Archive, line, records, rows

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def test_record_by_record_the_same_in_the_same_order(archive: Archive, coded: tuple[Path, Coded]) -> None:
    wanted = [coded for report, coded in archive.pairs if worth_reading(report)]
    assert records(coded[0] / "coded") == wanted
    assert sum(bool(coded.events) for coded in wanted) > 10


def test_counts(archive: Archive, coded: tuple[Path, Coded]) -> None:
    done, kept = coded[1], records(coded[0] / "coded")
    assert done == Coded(
        reports=len(archive.pairs) + 2,
        kept=len(kept),
        events=sum(len(c.events) for c in kept),
        assertions=sum(len(c.assertions) for c in kept),
        failed=2,
    )
    assert len(kept) < len(archive.pairs)


def test_what_could_not_be_read_has_file_line_reason_and_record(archive: Archive, coded: tuple[Path, Coded]) -> None:
    errors = [row for row in rows(coded[0] / "failures") if row["severity"] == "error"]
    assert [(row["source"], row["line"]) for row in errors] == [(str(archive.folder / "a.jsonl.gz"), n) for n in (4, 5)]
    assert "no valid JSON" in errors[0]["reason"]
    assert "no text" in errors[1]["reason"]
    assert errors[1]["mend"].startswith("Give the report's words")
    assert json.loads(errors[1]["record"])["id"] == "empty"


class Plain:
    """A coder that needs no model: it trips over some texts, and ends its process over others, once."""

    def __init__(self, flag: str) -> None:
        self._flag = flag

    def code(self, report: Report) -> CodedReport:
        if "trips" in report.text:
            raise RuntimeError("tripped")
        if "kills" in report.text and not os.path.exists(self._flag):
            Path(self._flag).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return CodedReport(report=report.head(), relevant=False)


def _lines(path: Path, texts: list[str]) -> None:
    path.write_text("".join(line(Report(id=f"r{n}", text=text)) + "\n" for n, text in enumerate(texts)), "utf-8")


def test_a_worker_that_is_killed_costs_a_retry_not_a_result(spark: SparkSession, tmp_path: Path) -> None:
    texts = [f"A bomb in street {n}." for n in range(40)]
    texts[21] += " It kills."
    _lines(tmp_path / "in.jsonl", texts)
    flag = str(tmp_path / "killed")
    done = code(spark, str(tmp_path / "in.jsonl"), str(tmp_path / "out"), load=lambda: Plain(flag))
    assert Path(flag).exists()
    assert done == Coded(40, 40, 0, 0, 0)
    assert [coded.report.id for coded in records(tmp_path / "out" / "coded")] == [f"r{n}" for n in range(40)]


def test_a_report_that_trips_the_coder_is_set_aside(spark: SparkSession, tmp_path: Path) -> None:
    _lines(tmp_path / "in.jsonl", ["A bomb.", "A bomb trips.", "Bread and salt."])
    load = Plain(str(tmp_path / "never"))
    done = code(spark, str(tmp_path / "in.jsonl"), str(tmp_path / "out"), load=lambda: load, every=True)
    assert done == Coded(3, 2, 0, 0, 1)
    (row,) = rows(tmp_path / "out" / "failures")
    assert row["reason"] == "this report could not be coded (RuntimeError: tripped)"
    assert json.loads(row["record"])["id"] == "r1"


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_tables_are_read_as_lines_are(spark: SparkSession, tmp_path: Path, form: str) -> None:
    columns = {
        "id": ["7", "8"],
        "body": ['A bomb, "they said",\nin Mosul.', "Another bomb."],
        "date": ["2024-05-13", None],
        "page": [3, 4],
    }
    path = tmp_path / f"in.{form}"
    if form == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        days = pa.array(columns["date"], pa.string()).cast(pa.date32())
        pq.write_table(pa.table(columns | {"date": days}), path)
    else:
        import csv

        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *zip(*columns.values(), strict=True)])
    coder = Plain("")
    assert code(spark, str(path), str(tmp_path / "out"), load=lambda: coder).kept == 2
    heads = [coded.report for coded in records(tmp_path / "out" / "coded")]
    assert [(head.id, str(head.published)) for head in heads] == [("7", "2024-05-13"), ("8", "None")]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("none.jsonl", "no such file or folder"),
        ("notes.txt", "no file that a cluster reads. Files are read by their endings: .jsonl"),
    ],
)
def test_input_that_is_none(spark: SparkSession, archive: Archive, tmp_path: Path, source: str, said: str) -> None:
    with pytest.raises(ClusterError) as raised:
        code(spark, str(archive.folder / source), str(tmp_path / "out"))
    assert said in str(raised.value)


def test_nothing_is_written_among_other_things(
    spark: SparkSession, archive: Archive, coded: tuple[Path, Coded]
) -> None:
    with pytest.raises(ClusterError, match="holds other things"):
        code(spark, str(archive.folder), str(coded[0]))
