"""Where what `sijill serve` has to say goes: to standard error, a line each, with the moment in UTC.

Who signed in or failed to, whose account changed, what was refused, where we failed: what is needed to find out later
what happened. Passwords, tokens, cookies and what stands in forms never get there.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from typing import Final

_FORMAT: Final = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
# What would begin a line of its own, move a terminal's cursor, or turn the direction of writing.
_SIGNS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class OneLine(logging.Formatter):
    """Lines that nobody can add lines to by way of a name or an address."""

    def __init__(self) -> None:
        super().__init__(_FORMAT)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """The moment in UTC."""
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line; where a fault is told, what follows it has lines of its own."""
        return one_line(super().formatMessage(record))


class _ToStderr(logging.Handler):
    """Writes to what standard error is at the moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:  # a log that can't be written must not stop who works
            self.handleError(record)


def one_line(text: str) -> str:
    """A text with its control characters written out: `a\\x0ab`."""
    return _SIGNS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def set_up(*, signing_in: bool) -> None:
    """Have the log written. `signing_in`: also what goes well, as where people sign in; else only what does not."""
    log = logging.getLogger("sijill")
    log.setLevel(logging.INFO if signing_in else logging.WARNING)
    if not any(isinstance(each.formatter, OneLine) for each in log.handlers):
        handler = _ToStderr()
        handler.setFormatter(OneLine())
        log.addHandler(handler)
