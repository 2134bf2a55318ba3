"""How far the reading of many sources is, in bytes of their files, packed as they lie on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Meter:
    """Follows the files that are read, from whatever thread. `total`: bytes of all files, null where it isn't known."""

    def __init__(self, total: int | None = None) -> None:
        self.total = total
        self._before = 0
        self._tell: Callable[[], int] | None = None

    @contextmanager
    def follow(self, tell: Callable[[], int], size: int) -> Iterator[None]:
        """While a file of `size` bytes is read; `tell` says how many of them were."""
        self._tell = tell
        try:
            yield
        finally:
            self._tell = None
            self._before += size

    @property
    def done(self) -> int:
        """Bytes that were read."""
        tell, before = self._tell, self._before
        with suppress(OSError, ValueError):
            return before + (tell() if tell else 0)
        return before
