"""Reports to coded reports on all processors of a cluster: each of its Python workers keeps a coder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sijill.cluster.faults import ClusterError
from sijill.cluster.forms import coded_table, mapped
from sijill.cluster.records import Row, read_rows, reports_in, rows
from sijill.cluster.settings import settings
from sijill.cluster.spark import cores, set_for
from sijill.cluster.storage import Storage

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from sijill.coding import Coder
    from sijill.intake import Fault
    from sijill.model import CodedReport

CODED: Final = "coded"
FAILURES: Final = "failures"
WORK: Final = "work"


@dataclass(frozen=True, slots=True)
class Coded:
    """What a run has done: reports read, those worth reading that are kept, their events and assertions, those set
    aside."""

    reports: int
    kept: int
    events: int
    assertions: int
    failed: int


def built_in() -> Coder:
    """The coder that comes with the package; each process loads it once."""
    from sijill.coding import load

    return load()


def code(
    spark: SparkSession,
    source: str,
    target: str,
    *,
    every: bool = False,
    load: Callable[[], Coder] = built_in,
) -> Coded:
    """Code the reports of `source` (JSON Lines, CSV, Parquet; a file, a folder or a pattern) into the folder `target`.

    `target/coded`: coded reports as Parquet, in the order of the input, without those in which no word hints at an
    event (`every`: with them). `target/failures`: what could not be read or coded, with reason and record, and notes.
    `load`: what gives a worker its coder. A task that is lost is done again, and nothing is written twice.
    Raises `ClusterError`: there is nothing to read, or something in `target` already.
    """
    from pyspark.sql import functions as f

    storage = Storage(spark)
    fresh(storage, target)
    work = f"{target}/{WORK}"
    storage.delete(work)
    with set_for(spark, _small_tasks(spark)):
        read, numbers = rows(spark, source)
        # Written as it comes, so that nothing is coded twice, neither for the second table nor for a lost executor.
        mapped(read, _coder_of(numbers, load, every), _schema()).write.parquet(work)
    staged = spark.read.parquet(work)
    done = staged.agg(
        f.count_if(f.col("first")),
        f.count("coded"),
        f.coalesce(f.sum("events"), f.lit(0)),
        f.coalesce(f.sum("assertions"), f.lit(0)),
        f.count_if(f.col("severity") == "error"),
    ).first()
    assert done is not None
    _write(staged, target)
    storage.delete(work)
    return Coded(*done)


def fresh(storage: Storage, target: str) -> None:
    """Raise `ClusterError` where something is in `target` that a run would mix with."""
    try:
        found = [entry.path for entry in storage.files(target)] if storage.exists(target) else []
    except ClusterError:
        found = []
    # What an earlier run has left over that was broken off.
    if any(f"/{WORK}/" not in path for path in found):
        raise ClusterError(f"{target} holds other things", "Name an empty folder or a new one")


def _small_tasks(spark: SparkSession) -> dict[str, str]:
    """Settings by which input is read in portions so small that all processors end together, and a lost task costs
    little."""
    work = settings()["work"]
    return {
        "spark.sql.files.maxPartitionBytes": str(work["coding_bytes"]),
        "spark.sql.files.minPartitionNum": str(work["tasks_a_core"] * cores(spark)),
    }


def _schema() -> pa.Schema:
    """A coded report, or something that is told of one, at its place in the input. `first`: true once for each report.

    `events`, `assertions`: their number.
    """
    import pyarrow as pa

    texts = ("coded", "source", "severity", "reason", "mend", "record")
    numbers = ("came", "line", "events", "assertions")
    return pa.schema([("first", pa.bool_()), *((n, pa.int64()) for n in numbers), *((t, pa.string()) for t in texts)])


def _coder_of(
    numbers: Mapping[str, int], load: Callable[[], Coder], every: bool
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What runs on a worker: batches of input in, batches of `_schema` out."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for portion in read_rows(batches, numbers):
            made = [out for row in portion for out in _coded_row(row, load, every)]
            yield pa.RecordBatch.from_pylist(made, _schema())

    return work


def _coded_row(row: Row, load: Callable[[], Coder], every: bool) -> Iterator[dict[str, Any]]:
    from sijill.archives.one import code_report
    from sijill.coding.relevance import worth_reading
    from sijill.intake import Fault

    for item in reports_in(row):
        if isinstance(item, Fault):
            yield _told(item, row, first=item.severity == "error")
        elif every or worth_reading(item):
            found = code_report(item, load())
            yield _told(found, row, first=True) if isinstance(found, Fault) else _kept(found, row)
        else:
            yield {"first": True, "came": row.came}


def _kept(coded: CodedReport, row: Row) -> dict[str, Any]:
    return {
        "first": True,
        "came": row.came,
        "coded": coded.model_dump_json(),
        "events": len(coded.events),
        "assertions": len(coded.assertions),
    }


def _told(fault: Fault, row: Row, *, first: bool) -> dict[str, Any]:
    most = settings()["work"]["record_chars"]
    record = row.record.decode("utf-8", errors="replace").strip()[:most]
    return {
        "first": first,
        "came": row.came,
        "line": fault.line if fault.line is not None else row.line,
        "source": fault.source,
        "severity": fault.severity,
        "reason": fault.reason,
        "mend": fault.mend,
        "record": record if fault.severity == "error" else None,
    }


def _write(staged: DataFrame, target: str) -> None:
    """The two tables, in the order of the input."""
    coded_table(staged.where("coded is not null").select("came", "coded").orderBy("came")).write.parquet(
        f"{target}/{CODED}"
    )
    columns = ("source", "line", "severity", "reason", "mend", "record")
    staged.where("severity is not null").orderBy("came").select(*columns).write.parquet(f"{target}/{FAILURES}")
