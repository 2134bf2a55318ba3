"""Tables of Spark made by functions of Arrow's batches; coded reports in the columns that `sijill code` gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from sijill.exports.coded import coded_schema
from sijill.model import CodedReport

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def mapped(
    table: DataFrame, function: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]], schema: pa.Schema
) -> DataFrame:
    """A table of what a function makes of another's batches, on the workers."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return table.mapInArrow(function, from_arrow_schema(schema))


def coded_table(table: DataFrame) -> DataFrame:
    """A table with coded reports as JSON, in a column `coded`, as a table of their columns, in the same order."""
    return mapped(table, _from_json, coded_schema())


def _from_json(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        coded = [CodedReport.model_validate_json(text).model_dump() for text in batch.column("coded").to_pylist()]
        yield pa.RecordBatch.from_pylist(coded, coded_schema())
