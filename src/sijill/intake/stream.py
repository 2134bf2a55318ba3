"""Streams of bytes: files, standard input and gzip, in chunks, with the first bytes at hand to look at."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from sijill.intake.decode import CHUNK
from sijill.intake.faults import IntakeError

_GZIP = b"\x1f\x8b"


class Stream:
    """One input's bytes, unpacked: `head` is the first chunk, `rest` yields those that follow (once).

    Raises `IntakeError`, when made and while read, where the input can't be read or is a damaged gzip file.
    """

    def __init__(self, raw: BinaryIO) -> None:
        buffered: Any = raw if hasattr(raw, "peek") else io.BufferedReader(cast(io.RawIOBase, raw))
        self._file: Any = buffered
        if self._checked(lambda: bytes(buffered.peek(2)))[:2] == _GZIP:
            self._file = gzip.GzipFile(fileobj=buffered)
        self.head = self._first()

    def _first(self) -> bytes:
        # A live pipe is not waited on for a whole chunk: its first line will do.
        head = b""
        while len(head) < CHUNK and b"\n" not in head:
            chunk = self._read()
            if not chunk:
                break
            head += chunk
        return head

    @property
    def rest(self) -> Iterator[bytes]:
        """The chunks after the first."""
        while chunk := self._read():
            yield chunk

    def chunks(self) -> Iterator[bytes]:
        """All chunks, the first one too."""
        yield self.head
        yield from self.rest

    def _read(self) -> bytes:
        return self._checked(lambda: bytes(self._file.read1(CHUNK)))

    def _checked(self, reading: Callable[[], bytes]) -> bytes:
        try:
            return reading()
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise IntakeError("the gzip file is cut off or damaged", "Fetch or pack it again") from error
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
