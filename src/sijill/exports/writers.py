"""What writes rows into a stream, by name."""

from __future__ import annotations

from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self


class Writer(Protocol):
    """Takes rows one by one; the end of its `with` block writes what comes last. The stream stays open."""

    def __enter__(self) -> Self:
        """Write what comes first."""
        ...

    def write(self, row: Any) -> None:  # noqa: ANN401 - the cells of a table's row, or a record
        """Write a row: its cells, in the order of the table's columns; of `records` the record."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what comes last."""
        ...


def writer_of(name: str, table: str, out: BinaryIO) -> Writer:
    """The writer of a name for a table: csv, hxl, jsonl, records, geojson, parquet, geoparquet, xlsx."""
    if name in ("parquet", "geoparquet"):
        from sijill.exports.arrow import ParquetWriter

        return ParquetWriter(out, table, geometry=name == "geoparquet")
    if name == "xlsx":
        from sijill.exports.workbook import WorkbookWriter

        return WorkbookWriter(out, table)
    if name == "geojson":
        from sijill.exports.geojson import GeoJsonWriter

        return GeoJsonWriter(out, table)
    from sijill.exports.text import CsvWriter, LineWriter, RecordWriter

    if name == "records":
        return RecordWriter(out)
    return LineWriter(out, table) if name == "jsonl" else CsvWriter(out, table, tags=name == "hxl")
