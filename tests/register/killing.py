"""A process that adds reports and is killed at any moment: run by a fork server, so that it starts at once.

It writes the id of each report to a file, in one unbuffered write, once the register has said that it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

from sijill.model import CodedReport, Report
from sijill.register import Register


def add_all(address: str, reports: Path, said: Path, portion: int) -> None:
    """Add the reports of a file of JSON Lines (two lines each: report, coding), some at a time."""
    pairs = pairs_of(reports)
    told = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with Register.open(address) as register:
        kept = set(register.report_ids())
        waiting = [pair for pair in pairs if pair[0].id not in kept]
        for start in range(0, len(waiting), portion):
            added = register.add_many(waiting[start : start + portion])
            os.write(told, "".join(f"{item.report}\n" for item in added).encode())


def pairs_of(path: Path) -> list[tuple[Report, CodedReport]]:
    """The reports of such a file."""
    lines = path.read_text("utf-8").splitlines()
    return [
        (Report.model_validate_json(report), CodedReport.model_validate_json(coding))
        for report, coding in zip(lines[::2], lines[1::2], strict=True)
    ]


def write_pairs(path: Path, pairs: list[tuple[Report, CodedReport]]) -> Path:
    """Make such a file."""
    path.write_text("".join(f"{r.model_dump_json()}\n{c.model_dump_json()}\n" for r, c in pairs), "utf-8")
    return path
