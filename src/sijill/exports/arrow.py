"""A writer of Parquet, and of GeoParquet 1.1 with points in WKB."""

from __future__ import annotations

import json
import struct
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from sijill.exports.columns import Cell, Kind, columns
from sijill.exports.harmless import whole

if TYPE_CHECKING:
    import pyarrow as pa

# Rows that go into one group: some megabytes.
_GROUP: Final = 10_000
_POINT: Final = struct.Struct("<BIdd")


class ParquetWriter:
    """Typed columns; lists are lists of text. `geometry`: with a column of points, null where none is known."""

    def __init__(self, out: BinaryIO, table: str, *, geometry: bool) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._columns = columns(table)
        self._geometry = geometry
        self._rows: list[tuple[Cell, ...]] = []
        fields = [pa.field(column.name, _type(column.kind)) for column in self._columns]
        if geometry:
            names = [column.name for column in self._columns]
            self._at = names.index("longitude"), names.index("latitude")
            fields.append(pa.field("geometry", pa.binary()))
        self._schema = pa.schema(fields)
        self._box: list[float] = []
        self._file = pq.ParquetWriter(pa.PythonFile(Kept(out), mode="w"), self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def write(self, row: tuple[Cell, ...]) -> None:
        """Take a row; groups of them are written together."""
        self._rows.append(row)
        if len(self._rows) >= _GROUP:
            self._send()

    def _send(self) -> None:
        import pyarrow as pa

        cells = zip(*self._rows, strict=True)
        arrays = [_array(column.kind, list(values)) for column, values in zip(self._columns, cells, strict=True)]
        if self._geometry:
            arrays.append(pa.array([self._point(row) for row in self._rows], pa.binary()))
        self._file.write_batch(pa.record_batch(arrays, schema=self._schema))
        self._rows.clear()

    def _point(self, row: tuple[Cell, ...]) -> bytes | None:
        east, north = row[self._at[0]], row[self._at[1]]
        if not isinstance(east, float | int) or not isinstance(north, float | int):
            return None
        box = self._box
        self._box = (
            [min(box[0], east), min(box[1], north), max(box[2], east), max(box[3], north)]
            if box
            else [east, north, east, north]
        )
        return _POINT.pack(1, 1, east, north)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._rows:
            self._send()
        if self._geometry:
            self._file.add_key_value_metadata({"geo": json.dumps(self._geo())})
        self._file.close()

    def _geo(self) -> dict[str, Any]:
        """The metadata of GeoParquet 1.1. Without `crs` coordinates are longitude and latitude, WGS 84."""
        column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
        if self._box:
            column["bbox"] = self._box
        return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


class Kept:
    """A stream that the library may close without closing the one beneath."""

    closed = False

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0

    def write(self, data: bytes) -> int:
        self._out.write(data)
        self._at += len(data)
        return len(data)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._out.flush()

    def close(self) -> None:
        self.closed = True

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def _type(kind: Kind) -> pa.DataType:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "list": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    return types[kind]


def _array(kind: Kind, values: list[Any]) -> pa.Array[Any]:
    import pyarrow as pa

    if kind == "text":
        values = [None if value is None else whole(value) for value in values]
    elif kind == "list":
        values = [[whole(item) for item in value or ()] for value in values]
    elif kind == "date":
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, _type(kind))
