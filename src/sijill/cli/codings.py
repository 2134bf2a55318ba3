"""Coded reports for `sijill add --coded`: JSON Lines, Parquet files, or the folder of a cluster's run."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from sijill.cli.trouble import check_exists, reading, wrong_use

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sijill.model import CodedReport

# Groups of rows that are held: reports come mostly in the order in which they were coded.
_GROUPS: Final = 2
_MEND: Final = "Write it with sijill code or sijill cluster code"


class Codings(Protocol):
    """Coded reports by the id of their report. `sparse`: reports that aren't worth reading may be missing."""

    @property
    def sparse(self) -> bool: ...

    def get(self, report: str, /) -> CodedReport | None:
        """The coding of a report, or None."""
        ...


def codings(path: Path) -> Codings:
    """The coded reports of a file or folder. Wrong use where it is missing or holds others.

    Of JSON Lines all are held in memory, of Parquet some thousand: a line or row whose report comes again counts last.
    """
    files = parquet_files(path)
    return ParquetCodings(files, sparse=path.is_dir()) if files else LineCodings(path)


def parquet_files(path: Path) -> list[Path]:
    """The Parquet files of coded reports of a path: itself, or those of a folder; none where it is another file."""
    if path.is_file():
        return [path] if path.suffix.lower() in (".parquet", ".pq") else []
    missing = check_exists(path)
    if missing:
        wrong_use(missing.rstrip("."), _MEND)
    # What a cluster wrote has the coded reports in a folder of their own.
    folder = path / "coded" if (path / "coded").is_dir() else path
    found = sorted(item for item in folder.iterdir() if item.suffix.lower() == ".parquet" and item.name[0] not in "._")
    if path.is_dir() and not found:
        wrong_use(f"{path} holds no coded reports", _MEND)
    return found


class ParquetCodings:
    """Coded reports in Parquet files. What is held are their ids, and the rows around the last that was asked for."""

    def __init__(self, files: list[Path], *, sparse: bool) -> None:
        self.sparse = sparse
        self._files = files
        self._at: dict[str, tuple[int, int, int]] = {}
        self._held: OrderedDict[tuple[int, int], pa.Table] = OrderedDict()
        for number, path in enumerate(files):
            self._index(number, path)

    def get(self, report: str, /) -> CodedReport | None:
        """The coding of a report, or None."""
        from pydantic import ValidationError

        from sijill.exports.coded import coded_rows
        from sijill.model import CodedReport

        if report not in self._at:
            return None
        file, group, row = self._at[report]
        try:
            return CodedReport.model_validate(coded_rows(self._group(file, group).slice(row, 1))[0])
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            wrong_use(f"{self._files[file]}, report {report}: {where}: {first['msg']}", _MEND)

    def _index(self, number: int, path: Path) -> None:
        file = self._opened(path)
        if "report" not in file.schema_arrow.names:
            wrong_use(f"{path} holds no coded reports", _MEND)
        for group in range(file.metadata.num_row_groups):
            reports = file.read_row_group(group, columns=["report.id"]).column("report").to_pylist()
            for row, report in enumerate(reports):
                self._at[report["id"]] = number, group, row

    def _group(self, file: int, group: int) -> pa.Table:
        wanted = file, group
        if wanted not in self._held:
            self._held[wanted] = self._opened(self._files[file]).read_row_group(group)
            if len(self._held) > _GROUPS:
                self._held.popitem(last=False)
        self._held.move_to_end(wanted)
        return self._held[wanted]

    @staticmethod
    def _opened(path: Path) -> pq.ParquetFile:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            wrong_use(f"{path}: this Parquet file can't be read ({str(error).splitlines()[0][:160]})", _MEND)


class LineCodings:
    """Coded reports in a file of JSON Lines, all held in memory."""

    sparse = False

    def __init__(self, path: Path) -> None:
        self._found: dict[str, CodedReport] = {}
        with reading(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    coded = self._read(line, path, number)
                    self._found[coded.report.id] = coded

    def get(self, report: str, /) -> CodedReport | None:
        """The coding of a report, or None."""
        return self._found.get(report)

    @staticmethod
    def _read(line: str, path: Path, number: int) -> CodedReport:
        from pydantic import ValidationError

        from sijill.model import CodedReport

        try:
            return CodedReport.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            wrong_use(f"{path}, line {number}: {where}: {first['msg']}", "Write it with sijill code PATH --output FILE")
