"""Packed files (gzip, bzip2, xz, zstd) unpacked piece by piece: never more at once than was asked for."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from sijill.intake.faults import IntakeError, megabytes
from sijill.intake.settings import Limits

_READ = 65_536


class TornError(IntakeError):
    """A packed file that can't be read on: cut off, damaged, or growing beyond all measure."""


class _Source(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _Unpacker(Protocol):
    """What bz2, lzma and zstd offer; zlib is made alike below."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's object, which leaves it to its user to keep what was not unpacked yet."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class Packing(NamedTuple):
    """A way of packing: the first bytes by which it is known, what it is called, and what unpacks one member of it."""

    magics: tuple[bytes, ...]
    name: str
    unpacker: Callable[[Limits], _Unpacker]


def _zstd(limits: Limits) -> _Unpacker:
    zstd = _zstd_module()
    most = limits.packed_memory_bytes.bit_length() - 1
    unpacker: _Unpacker = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: most})
    return unpacker


def _zstd_module() -> Any:  # noqa: ANN401 - of Python 3.14, before that of the package that brings it to earlier ones
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


_PACKINGS = (
    Packing((b"\x1f\x8b",), "gzip", lambda limits: _Gzip()),
    Packing(tuple(b"BZh%d" % level for level in range(1, 10)), "bzip2", lambda limits: bz2.BZ2Decompressor()),
    Packing(
        (b"\xfd7zXZ\0",),
        "xz",
        lambda limits: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=limits.packed_memory_bytes),
    ),
    # The second is how files begin that several threads have packed.
    Packing((b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18"), "zstd", _zstd),
)


def packing_of(start: bytes) -> Packing | None:
    """How a file is packed that begins with these bytes (six will do), or null."""
    return next((packing for packing in _PACKINGS if start.startswith(packing.magics)), None)


class Unpacked:
    """The bytes in a packed file, members one after another. Raises `TornError` at the place where it can't go on."""

    def __init__(self, source: _Source, packing: Packing, limits: Limits) -> None:
        self._source = source
        self._packing = packing
        self._limits = limits
        self._unpacker = packing.unpacker(limits)
        # What was read of the next member while the last one ended.
        self._left = b""
        self._ended = False
        self._came = self._went = 0

    def read1(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while not self._ended:
            if self._unpacker.eof and not self._next_member():
                break
            hungry = self._unpacker.needs_input
            data = self._left or (self._more() if hungry else b"")
            self._left = b""
            piece = self._decompressed(data, size)
            if piece:
                self._check_growth(len(piece))
                return piece
            if hungry and not data and not self._unpacker.eof:
                raise self._torn()
        return b""

    def _more(self) -> bytes:
        data = self._source.read1(_READ)
        self._came += len(data)
        return data

    def _next_member(self) -> bool:
        """True where another member follows the one that has ended; zeros that fill a file up are passed over."""
        left = self._unpacker.unused_data.lstrip(b"\0")
        while not left:
            data = self._more()
            if not data:
                self._ended = True
                return False
            left = data.lstrip(b"\0")
        self._unpacker = self._packing.unpacker(self._limits)
        self._left = left
        return True

    def _decompressed(self, data: bytes, size: int) -> bytes:
        try:
            return self._unpacker.decompress(data, size)
        except MemoryError as error:
            raise self._too_hungry() from error
        except Exception as error:
            # zlib.error, OSError, LZMAError, ZstdError: each library has its own, and not all of them are here.
            if "emory" in str(error):
                raise self._too_hungry() from error
            raise self._torn() from error

    def _check_growth(self, count: int) -> None:
        self._went += count
        if self._went > max(self._limits.packed_free_bytes, self._came * self._limits.packed_ratio):
            raise TornError(
                f"it unpacks to more than {self._limits.packed_ratio} times its size, as no file of reports does",
                "If it is what it should be, unpack it and read that",
            )

    def _torn(self) -> TornError:
        return TornError(f"the {self._packing.name} file is cut off or damaged", "Fetch or pack it again")

    def _too_hungry(self) -> TornError:
        most = megabytes(self._limits.packed_memory_bytes)
        return TornError(f"unpacking the {self._packing.name} file takes more than {most} of memory", "Unpack it first")
