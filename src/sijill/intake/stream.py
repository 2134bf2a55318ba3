"""Streams of bytes: files, standard input and packed files, in chunks, with the first bytes at hand to look at."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from sijill.intake.decode import CHUNK
from sijill.intake.faults import IntakeError, megabytes
from sijill.intake.packing import TornError, Unpacked, packing_of
from sijill.intake.settings import Limits, default_limits


class Stream:
    """One input's bytes, unpacked: `head` is the first chunk, `rest` yields those that follow (once).

    Raises `IntakeError`, when made and while read, where the input can't be read; `TornError` where it is packed and
    damaged, after all that stands before.
    """

    def __init__(self, raw: BinaryIO, limits: Limits | None = None) -> None:
        self._limits = limits or default_limits()
        self._raw: Any = raw if hasattr(raw, "peek") else io.BufferedReader(cast(io.RawIOBase, raw))
        packing = packing_of(self._checked(lambda: bytes(self._raw.peek(8)))[:8])
        self._file: Any = Unpacked(cast(Any, self._raw), packing, self._limits) if packing else self._raw
        self._packed = packing is not None
        self._torn: TornError | None = None
        self.share: float | None = None
        """How much of the input was read, set by those who move about in it."""
        self.head = self._first()

    def _first(self) -> bytes:
        # A live pipe is not waited on for a whole chunk: its first line will do.
        head = b""
        while len(head) < CHUNK and b"\n" not in head:
            try:
                chunk = self._read()
            except TornError as error:
                if not head:
                    raise
                self._torn = error
                break
            if not chunk:
                break
            head += chunk
        return head

    @property
    def rest(self) -> Iterator[bytes]:
        """The chunks after the first."""
        if self._torn is not None:
            raise self._torn
        while chunk := self._read():
            yield chunk

    @contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """All bytes as a file to move about in: the input itself where that is one, else a copy for as long as needed.

        Raises `IntakeError` for a copy of more than `spooled_bytes`.
        """
        if not self._packed and self._raw.seekable():
            self._raw.seek(0)
            yield self._raw
            return
        with tempfile.TemporaryFile() as copy:
            count = 0
            for chunk in self.chunks():
                count += len(chunk)
                if count > self._limits.spooled_bytes:
                    most = megabytes(self._limits.spooled_bytes)
                    raise IntakeError(f"it unpacks to more than {most}", "Unpack it and read that")
                copy.write(chunk)
            copy.seek(0)
            yield cast(BinaryIO, copy)

    def chunks(self) -> Iterator[bytes]:
        """All chunks, the first one too."""
        yield self.head
        yield from self.rest

    def tell(self, size: int) -> int:
        """How many of the input's `size` bytes were read, packed as they lie there."""
        return self._raw.tell() if self.share is None else int(self.share * size)

    def _read(self) -> bytes:
        return self._checked(lambda: bytes(self._file.read1(CHUNK)))

    def _checked(self, reading: Callable[[], bytes]) -> bytes:
        try:
            return reading()
        except OSError as error:
            raise unreadable(error) from error


def unreadable(error: OSError) -> IntakeError:
    """What a failure of the file system means to the user."""
    if isinstance(error, FileNotFoundError):
        return IntakeError("there is no such file or folder", "Check the path")
    if isinstance(error, PermissionError):
        return IntakeError("it may not be read", "Check its permissions")
    return IntakeError(f"it can't be read ({error.strerror or error})", "Check the path and the disk")


def open_file(path: Path) -> BinaryIO:
    """A file opened for reading. Raises `IntakeError` where it can't be."""
    try:
        return path.open("rb")
    except (OSError, ValueError) as error:
        # ValueError: a path with a zero byte in it.
        raise unreadable(error if isinstance(error, OSError) else OSError(str(error))) from error
