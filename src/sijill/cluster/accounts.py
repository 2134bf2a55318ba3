"""Accounts out of coded reports: as the register would keep them, and as linking compares them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from sijill.cluster.faults import ClusterError
from sijill.cluster.forms import mapped
from sijill.cluster.records import read_rows, rows
from sijill.linking.columns import Columns, columns
from sijill.model import CodedReport, Telling

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_TYPES: Final = {
    "str": "string",
    "str | None": "string",
    "bool": "bool_",
    "int | None": "int64",
    "float | None": "float64",
}


def coded_reports(spark: SparkSession, path: str) -> DataFrame:
    """`report` (its id), `came`, `coded` (JSON) of the coded reports of a path: Parquet or JSON Lines, as `code` and
    `sijill code` write them. A report that comes twice counts as it came last. Raises `ClusterError`."""
    import pyarrow as pa

    from sijill.cluster.stories import last

    read, numbers = rows(spark, path, coded=True)
    schema = pa.schema([("report", pa.string()), ("came", pa.int64()), ("coded", pa.string())])
    return last(mapped(read, _coded_of(numbers), schema))


def _coded_of(numbers: Mapping[str, int]) -> Any:  # noqa: ANN401 - a function of batches
    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for portion in read_rows(batches, numbers):
            rows = [(row.came, *_checked(row.record, row.file, row.line)) for row in portion if row.record.strip()]
            came, reports, coded = zip(*rows, strict=True) if rows else ((), (), ())
            yield pa.RecordBatch.from_arrays(
                [pa.array(reports, pa.string()), pa.array(came, pa.int64()), pa.array(coded, pa.string())],
                names=["report", "came", "coded"],
            )

    return work


def _checked(record: bytes, file: str, line: int | None) -> tuple[str, str]:
    from pydantic import ValidationError

    try:
        coded = CodedReport.model_validate_json(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the record"
        at = file if line is None else f"{file}:{line}"
        raise ClusterError(
            f"{at}: this is no coded report ({where}: {first['msg']}): {record[:80].decode('utf-8', 'replace')}",
            "Write coded reports with sijill cluster code or sijill code",
        ) from error
    return coded.report.id, coded.model_dump_json()


def account_key(report: str, position: int) -> str:
    """The key of an account, as a register gives it to the first version of a report: position from 0."""
    return "a" + hashlib.sha256(f"{report}\n1\n0\n{position}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def tellings(coded: CodedReport, voice: str | None = None) -> Iterator[Telling]:
    """The accounts of a coded report, as a register would keep them. `voice`: the report's own id where None."""
    for position, account in enumerate(coded.events):
        yield Telling(
            key=account_key(coded.report.id, position),
            account=account,
            report=coded.report,
            voice=voice or coded.report.id,
            order=position,
        )


def accounts(coded: DataFrame) -> DataFrame:
    """A row for each account: the columns that linking compares, `came`, `position`, and the telling itself as JSON.

    `coded`: `came`, `coded`, `voice` (null: the report's own).
    """
    return mapped(coded, _accounts, _schema())


def _schema() -> pa.Schema:
    import pyarrow as pa

    compared = [(field.name, _type(str(field.type))) for field in fields(Columns)]
    beside = [("came", pa.int64()), ("position", pa.int64()), ("telling", pa.string())]
    return pa.schema([*compared, *beside])


def _type(told: str) -> pa.DataType:
    import pyarrow as pa

    if told.startswith("list["):
        return pa.list_(pa.string() if told == "list[str]" else pa.int64())
    found: pa.DataType = getattr(pa, _TYPES[told])()
    return found


def _accounts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        rows = []
        found = (batch.column(name).to_pylist() for name in ("came", "coded", "voice"))
        for came, text, voice in zip(*found, strict=True):
            for telling in tellings(CodedReport.model_validate_json(text), voice):
                beside = {"came": came, "position": telling.order, "telling": telling.model_dump_json()}
                rows.append(asdict(columns(telling)) | beside)
        yield pa.RecordBatch.from_pylist(rows, _schema())
