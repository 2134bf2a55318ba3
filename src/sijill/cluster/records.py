"""Reports as Spark reads them: rows of bytes with their place in the input, and on the workers, what is in a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sijill.cluster.faults import ClusterError
from sijill.cluster.storage import Entry, Storage, plain, plain_uri
from sijill.intake.fields import parts_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from sijill.intake import Fault, Piece
    from sijill.model import Report

# Files by how Spark reads them; packed ones too, as far as Hadoop unpacks them everywhere.
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "lines": (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.bz2", ".ndjson.bz2"),
    "parquet": (".parquet",),
    "csv": (".csv", ".csv.gz", ".csv.bz2"),
}
# A place in the input is one number: the file's, then that of the row's block, then that of the row in it.
_FILE: Final = 1 << 42


class Row(NamedTuple):
    """A row of the input: `came` grows in the order of the input; `line` (from 1) is known in a file's first block.

    `record`: a line of JSON (`kind` is `lines`), or a table's row as JSON (`row`).
    """

    file: str
    line: int | None
    came: int
    kind: str
    record: bytes


def rows(spark: SparkSession, path: str, *, coded: bool = False) -> tuple[DataFrame, dict[str, int]]:
    """The rows of all files of a path that hold reports, and the number of each file in their order.

    `coded`: coded reports, of which all columns are read. Raises `ClusterError`: there are no files, or none that can
    be read so.
    """
    entries = Storage(spark).files(path)
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        kind = next((kind for kind, ends in _KINDS.items() if entry.name.lower().endswith(ends)), None)
        if kind:
            by_kind.setdefault(kind, []).append(entry)
    if not by_kind:
        known = ", ".join(end for ends in _KINDS.values() for end in ends)
        raise ClusterError(f"{path}: no file that a cluster reads", f"Files are read by their endings: {known}")
    numbers = {plain(entry.path): number for number, entry in enumerate(entries)}
    parts = [_READERS[kind](spark, [entry.literal for entry in found], coded) for kind, found in by_kind.items()]
    return reduce(lambda left, right: left.unionByName(right), parts), numbers


def _lines(spark: SparkSession, paths: list[str], coded: bool) -> DataFrame:
    from pyspark.sql import functions as f

    read = spark.read.option("lineSep", "\n").text(paths)
    return read.select(*_where("lines"), f.col("value").cast("binary").alias("record"))


def _parquet(spark: SparkSession, paths: list[str], coded: bool) -> DataFrame:
    return _as_json(spark.read.option("mergeSchema", "true").parquet(*paths), coded)


def _csv(spark: SparkSession, paths: list[str], coded: bool) -> DataFrame:
    # Quotes are doubled within quotes, as in RFC 4180; a row may go over several lines, so that a file is one task's.
    options = {"header": "true", "multiLine": "true", "escape": '"', "enforceSchema": "false"}
    return _as_json(spark.read.options(**options).csv(paths), coded)


def _as_json(table: DataFrame, every: bool) -> DataFrame:
    from pyspark.sql import functions as f
    from pyspark.sql.types import BinaryType

    found = []
    for field in table.schema.fields:
        if every or parts_of({field.name: "x"}):
            column = f.col(f"`{field.name}`")
            found.append(
                (column.cast("string") if isinstance(field.dataType, BinaryType) else column).alias(field.name)
            )
    if not found:
        shown = ", ".join(table.columns)[:80]
        raise ClusterError(
            f"no column holds texts ({shown})", 'Name the columns "text", "title", "published", "url", "id"'
        )
    return table.select(*_where("row"), f.to_json(f.struct(*found)).cast("binary").alias("record"))


def _where(kind: str) -> list[Any]:
    from pyspark.sql import functions as f

    return [
        f.lit(kind).alias("kind"),
        f.col("_metadata.file_path").alias("file"),
        f.col("_metadata.file_block_start").alias("start"),
    ]


_READERS: Final = {"lines": _lines, "parquet": _parquet, "csv": _csv}


def read_rows(batches: Iterable[pa.RecordBatch], numbers: Mapping[str, int]) -> Iterator[list[Row]]:
    """On a worker: the rows of each batch, numbered. A task has the rows of a block one after another."""
    block, count = None, 0
    for batch in batches:
        found = []
        columns = (batch.column(name).to_pylist() for name in ("kind", "file", "start", "record"))
        for kind, uri, start, record in zip(*columns, strict=True):
            if (uri, start) != block:
                block, count = (uri, start), 0
            file = plain_uri(uri)
            came = numbers[file] * _FILE + start + count
            count += 1
            found.append(Row(file, count if start == 0 else None, came, kind, record))
        yield found


def reports_in(row: Row) -> Iterator[Report | Fault]:
    """The report in a row, after notes on it; or why there is none. Nothing for a blank line."""
    from sijill.archives.one import read_safely
    from sijill.intake import Fault
    from sijill.model import Report

    for item in (item for piece in _pieces(row) for item in read_safely(piece)):
        if isinstance(item, Fault):
            yield item.model_copy(update={"line": row.line})
        elif isinstance(item, Report):
            yield item


def _pieces(row: Row) -> Iterator[Piece]:
    from sijill.archives.one import read_row
    from sijill.intake.faults import IntakeError, Spot
    from sijill.intake.records import json_lines
    from sijill.intake.settings import default_limits
    from sijill.intake.unread import Unread

    at = Spot(row.file, row.line)
    if row.kind == "row":
        yield Unread(read_row, (json.loads(row.record), row.file), at)
    elif row.record.strip():
        try:
            yield from json_lines(row.record, (), row.file, default_limits())
        except IntakeError as error:
            yield error.fault(at)
