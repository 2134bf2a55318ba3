"""`sijill schema`: the JSON Schema of the records."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer


class Of(StrEnum):
    """The records whose schema can be printed."""

    coded_report = "coded-report"
    report = "report"


def schema(
    of: Annotated[
        Of, typer.Option("--of", help="coded-report: what `sijill code` writes. report: what it reads.")
    ] = Of.coded_report,
) -> None:
    """Print the JSON Schema of a coded report, or of a report."""
    from sijill.model import CodedReport, Record, Report

    record: type[Record] = CodedReport if of is Of.coded_report else Report
    typer.echo(json.dumps(record.model_json_schema(mode="serialization"), indent=2, ensure_ascii=False))
