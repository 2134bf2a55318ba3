"""Coders that other processes can load, each with its own way of going wrong."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sijill.model import CodedReport, Report

# Where coders leave word of themselves, one file a process.
TRACES = "SIJILL_TEST_TRACES"


class Plain:
    """Finds nothing in anything. Words of the report say what happens: trip, kill, hang, once, slow, hunger."""

    def __init__(self) -> None:
        self._traces = Path(os.environ[TRACES]) if TRACES in os.environ else None
        if self._traces:
            (self._traces / f"{os.getpid()}.loaded").write_text("")

    def code(self, report: Report) -> CodedReport:
        words = report.text.split()
        if "trip" in words:
            raise RuntimeError("stub tripped")
        if "kill" in words:
            os.kill(os.getpid(), signal.SIGKILL)
        if "hang" in words:
            time.sleep(60)
        if "slow" in words:
            time.sleep(0.2)
        if "files" in words:
            raise FileNotFoundError("model.onnx is missing")
        if "once" in words and self._traces and not (self._traces / report.id).exists():
            (self._traces / report.id).write_text("")
            os.kill(os.getpid(), signal.SIGKILL)
        return CodedReport(report=report.head(), relevant=False)


def broken() -> Plain:
    """Can't be loaded."""
    raise FileNotFoundError("model.onnx is missing")


def dying() -> Plain:
    """Ends the process that loads it."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError
