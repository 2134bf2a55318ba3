"""What goes wrong on a cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# How an error of a worker ends that reaches the driver in the words of Python's trace.
_RAISED: Final = re.compile(r"^(?:[\w.]+\.)?(\w+(?:Error|Exception|Fault)): (.+)$", re.MULTILINE)


class ClusterError(Exception):
    """What can't be done, and what to do about it; neither ends in a full stop."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}. {mend}.")
        self.reason = reason
        self.mend = mend


class SparkFailed(ClusterError):
    """Spark itself gave up."""


@contextmanager
def explained() -> Iterator[None]:
    """What Spark throws in the block becomes a `ClusterError` with the reason that a worker gave, where one did."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        said = str(error)
        raised = _RAISED.findall(said)
        own = next((text for name, text in reversed(raised) if name == ClusterError.__name__), None)
        if own:
            reason, _, mend = own.removesuffix(".").rpartition(". ")
            raise ClusterError(reason, mend) from error
        lines = said.strip().splitlines() or [type(error).__name__]
        reason = ": ".join(raised[-1]) if raised else lines[0]
        raise SparkFailed(f"Spark gave up: {reason[:400]}", "Look into the logs of Spark for more") from error
