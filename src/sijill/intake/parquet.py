"""Reports in a Parquet file, a row each, in columns named as in a line of JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sijill.intake.cells import plain
from sijill.intake.faults import Fault, IntakeError, Spot, megabytes
from sijill.intake.fields import parts_of, report
from sijill.intake.settings import Limits
from sijill.intake.unread import Unread

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAGIC: Final = b"PAR1"
# Few rows at a time: a long text that stands in every row takes little room in the file and much in memory.
_ROWS: Final = 16
_BUFFER: Final = 1 << 20


def parquet_rows(
    file: BinaryIO, source: str, limits: Limits, tell: Callable[[float], None] = lambda share: None
) -> Iterator[Unread | Fault]:
    """A report for each row; a row or a group of rows that can't be read is a fault, and the next one is read.

    `tell` is told how much of the file was read (0 to 1). Memory does not grow with the number of rows, nor with the
    size of the groups that they come in.
    """
    table = _opened(file)
    names = _columns(table.schema_arrow)
    if not table.metadata.num_rows:
        raise IntakeError("the table has no rows", "Give a file with at least one report in it")
    before, unpacked, packed = 0, 0, file.seek(0, 2)
    for group in range(table.metadata.num_row_groups):
        where = f"{source}, row group {group + 1}"
        about = table.metadata.row_group(group)
        try:
            unpacked += about.total_byte_size
            _check_size(about.total_byte_size, unpacked, packed, limits)
            for number, found in enumerate(_rows(table, group, names, where, limits)):
                tell(min(1.0, (before + number) / table.metadata.num_rows))
                yield found
        except IntakeError as error:
            yield error.fault(Spot(where))
        before += about.num_rows


def _opened(file: BinaryIO) -> pq.ParquetFile:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        # Buffered, not read ahead: a column is then read page by page, not whole.
        return pq.ParquetFile(file, pre_buffer=False, buffer_size=_BUFFER)
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = f"this Parquet file is cut off or damaged ({_first_line(error)})"
        raise IntakeError(reason, "Fetch or write it again: its directory stands at its end") from error


def _columns(schema: pa.Schema) -> list[str]:
    names = [name for name in schema.names if parts_of({name: "x"})]
    if "text" not in parts_of(dict.fromkeys(names, "x")):
        shown = ", ".join(schema.names)[:80]
        raise IntakeError(
            f"no column holds texts ({shown})",
            'Name the columns "text" (or "body", "content"), "title", "published", "url", "id"',
        )
    return names


def _check_size(group: int, unpacked: int, packed: int, limits: Limits) -> None:
    """A small file may hold gigabytes, and says so beforehand. In bytes: this group, all groups up to it, the file."""
    # Its columns are not asked one by one: what is said of a damaged one ends the process, nothing can be caught.
    if unpacked > max(limits.packed_free_bytes, packed * limits.packed_ratio):
        reason = f"it unpacks to more than {limits.packed_ratio} times its size, as no table of reports does"
        raise IntakeError(reason, "If it is what it should be, write it without packing")
    if group > limits.parquet_group_bytes:
        most = megabytes(limits.parquet_group_bytes)
        raise IntakeError(f"it holds more than {most}", "Write the file with smaller groups of rows")


def _rows(table: pq.ParquetFile, group: int, names: list[str], where: str, limits: Limits) -> Iterator[Unread | Fault]:
    import pyarrow as pa

    row = 0
    batches = table.iter_batches(batch_size=_ROWS, row_groups=[group], columns=names, use_threads=False)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason = f"it can't be read from row {row + 1:,} on ({_first_line(error)})"
            raise IntakeError(reason, "Fetch or write the file again: the other groups are read") from error
        if batch is None:
            return
        for record in _records(batch):
            row += 1
            at = Spot(f"{where}, row {row:,}")
            if isinstance(record, IntakeError):
                yield record.fault(at)
            else:
                parts = parts_of({name: plain(value) for name, value in record.items()})
                yield Unread(report, (parts, at, limits), at, len(str(parts.get("text", ""))))


def _records(batch: pa.RecordBatch) -> list[dict[str, Any] | IntakeError]:
    try:
        return list(batch.to_pylist())
    except ValueError:
        # Bytes that are no UTF-8, or a day beyond the calendar: only the rows that hold them are lost.
        return [_record(batch, row) for row in range(batch.num_rows)]


def _record(batch: pa.RecordBatch, row: int) -> dict[str, Any] | IntakeError:
    try:
        record: dict[str, Any] = batch.slice(row, 1).to_pylist()[0]
    except ValueError as error:
        mend = "Mend the row, or leave it out: the other rows are read"
        return IntakeError(f"the row can't be read ({_first_line(error)})", mend)
    return record


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0][:160]
