"""Coded reports as Parquet: the records as they are, nested, so that the very same records are read back.

The columns are the fields of `CodedReport`: `report` a struct, `events` and `assertions` lists of structs. Null and an
empty list stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import TracebackType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final, Literal, Self, Union, get_args, get_origin

from sijill.exports.arrow import Kept
from sijill.model import CodedReport, Record

if TYPE_CHECKING:
    import pyarrow as pa

# Reports that are turned into columns together, and the bytes that are then written as one group of rows.
_ROWS: Final = 200
_GROUP: Final = 32_000_000
_BUFFER: Final = 1 << 20


class NotCodedError(ValueError):
    """A file that holds no coded reports; the message says why."""


@cache
def coded_schema() -> pa.Schema:
    """The columns and their types, which follow from the records."""
    import pyarrow as pa

    return pa.schema(_fields(CodedReport))


def _fields(record: type[Record]) -> list[pa.Field[Any]]:
    import pyarrow as pa

    return [pa.field(name, _type(field.annotation)) for name, field in record.model_fields.items()]


def _type(annotation: Any) -> pa.DataType:  # noqa: ANN401 - whatever stands behind a field's colon
    import pyarrow as pa

    origin, inner = get_origin(annotation), [part for part in get_args(annotation) if part is not type(None)]
    if origin in (Union, UnionType):
        return _type(inner[0])
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_type(inner[0]))
    if origin is Mapping:
        return pa.map_(_type(inner[0]), _type(inner[1]))
    if origin is Annotated:
        return _type(inner[0])
    if issubclass(annotation, Record):
        return pa.struct(_fields(annotation))
    plain = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
    return plain[annotation]


class CodedWriter:
    """Writes coded reports one by one; memory does not grow with their number. The stream is left open."""

    def __init__(self, out: BinaryIO) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._rows: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []
        self._file = pq.ParquetWriter(pa.PythonFile(Kept(out), mode="w"), coded_schema(), compression="zstd")

    def __enter__(self) -> Self:
        return self

    def write(self, coded: CodedReport) -> None:
        """Take a coded report; groups of them are written together."""
        self._rows.append(coded.model_dump())
        if len(self._rows) >= _ROWS:
            self._pack()
            if sum(batch.nbytes for batch in self._batches) >= _GROUP:
                self._send()

    def _pack(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._batches.append(pa.RecordBatch.from_pylist(self._rows, schema=coded_schema()))
            self._rows.clear()

    def _send(self) -> None:
        import pyarrow as pa

        if self._batches:
            self._file.write_table(pa.Table.from_batches(self._batches))
            self._batches.clear()

    def close(self) -> None:
        """Write what is left, and the directory without which nothing can be read."""
        self._pack()
        self._send()
        self._file.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def coded_rows(part: pa.RecordBatch | pa.Table) -> list[dict[str, Any]]:
    """The rows of a part of such a file, as `CodedReport` validates them."""
    rows: list[dict[str, Any]] = part.to_pylist(maps_as_pydicts="strict")
    return rows


def read_coded(file: BinaryIO) -> Iterator[CodedReport]:
    """The coded reports of a file that `CodedWriter` wrote, in their order. Raises `NotCodedError`."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pydantic import ValidationError

    row = 0
    try:
        table = pq.ParquetFile(file, pre_buffer=False, buffer_size=_BUFFER)
        for batch in table.iter_batches(batch_size=_ROWS, use_threads=False):
            for record in coded_rows(batch):
                row += 1
                yield CodedReport.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotCodedError(f"row {row:,} holds no coded report: {where}: {first['msg']}") from error
    except (pa.ArrowException, OSError) as error:
        raise NotCodedError(f"it is no whole Parquet file ({str(error).splitlines()[0][:120]})") from error
