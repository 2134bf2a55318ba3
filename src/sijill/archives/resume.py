"""What a run that broke off has done: the reports that its output holds, and the end of it that is no whole line."""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from sijill.archives.one import read_safely
from sijill.intake.unread import Piece
from sijill.model import Report

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# How a line begins that `sijill code` writes: the report's id stands first.
_HEAD: Final = re.compile(rb'\{"report":\{"id":("(?:[^"\\]|\\.)*")')
_BEGIN: Final = b'{"report":{"id":"'
_END: Final = b"}\n"


class NotCodedError(Exception):
    """A line of the output that is no coded report, with whole ones behind it: the file is another one."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line:,} is no coded report")
        self.line = line


class Held:
    """The reports of an output by their ids, each as often as it is there. Nine bytes a report."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        import numpy as np

        self._keys: NDArray[np.uint64] = np.sort(np.array(array("Q", map(_key, ids)), dtype=np.uint64))
        self._taken = np.zeros(len(self._keys), dtype=np.bool_)
        self.left = len(self._keys)

    def take(self, report_id: str) -> bool:
        """True where the output holds the report (once more than was taken already)."""
        import numpy as np

        key = np.uint64(_key(report_id))
        at = int(np.searchsorted(self._keys, key))
        while at < len(self._keys) and self._keys[at] == key:
            if not self._taken[at]:
                self._taken[at] = True
                self.left -= 1
                return True
            at += 1
        return False


def _key(report_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(report_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Kept(NamedTuple):
    """What of an output is whole: its reports and the bytes that they take; `torn`: one more was begun."""

    held: Held
    size: int
    torn: bool


def whole_part(file: BinaryIO) -> Kept:
    """Read an output of JSON Lines from its start. Memory: nine bytes a report. Raises `NotCodedError`."""
    size, torn = 0, False

    def lines() -> Iterator[str]:
        nonlocal size, torn
        for number, line in enumerate(file, 1):
            if torn:
                raise NotCodedError(number - 1)
            found = _id_of(line)
            if found is not None:
                size += len(line)
                yield found
            elif number == 1 and not _BEGIN.startswith(line[: len(_BEGIN)]):
                # Nothing of ours: it must not be cut off.
                raise NotCodedError(number)
            else:
                torn = True

    held = Held(lines())
    return Kept(held, size, torn)


def _id_of(line: bytes) -> str | None:
    found = _HEAD.match(line) if line.endswith(_END) else None
    try:
        return str(json.loads(found[1])) if found else None
    except ValueError:
        return None


def not_held(pieces: Iterable[Piece], held: Held, skipped: Callable[[], None]) -> Iterator[Piece]:
    """The pieces of an input without the reports that are held; `skipped` is called for each of those.

    Pieces are read here for as long as something is held, and left unread from then on.
    """
    for piece in pieces:
        if not held.left:
            yield piece
            continue
        for item in read_safely(piece):
            if isinstance(item, Report) and held.take(item.id):
                skipped()
            else:
                yield item
