"""What the tests of this folder work on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sijill.model import CodedReport, Report


@dataclass(frozen=True)
class Archive:
    """A folder of reports, and what one machine makes of them: the reports in their order, with their codings."""

    folder: Path
    pairs: list[tuple[Report, CodedReport]]


def line(report: Report) -> str:
    """A report as a line of JSON Lines."""
    return report.model_dump_json(exclude={"clutter"}, exclude_none=True)


def rows(folder: Path) -> list[dict[str, Any]]:
    """The rows of a folder of Parquet files, in their order."""
    import pyarrow.parquet as pq

    return [
        row
        for path in sorted(folder.glob("*.parquet"))
        for row in pq.read_table(path).to_pylist(maps_as_pydicts="strict")
    ]


def records(folder: Path) -> list[CodedReport]:
    """The coded reports of a folder."""
    return [CodedReport.model_validate(row) for row in rows(folder)]
