"""What holds for all tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def as_it_logged_before() -> Iterator[None]:
    """A test that serves pages has the log written; the next one finds it as it was."""
    log = logging.getLogger("sijill")
    level, handlers = log.level, list(log.handlers)
    yield
    log.setLevel(level)
    log.handlers[:] = handlers
