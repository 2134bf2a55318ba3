"""Pieces of input found ahead of time by a thread: enough that nobody waits for them, no more than fit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import Pipe
from threading import Condition, Thread

from sijill.archives.settings import Work
from sijill.intake.unread import Piece, Unread
from sijill.model import Report


def size_of(piece: Piece) -> int:
    """What a piece holds, in bytes or characters."""
    if isinstance(piece, Unread):
        return piece.size
    return len(piece.text) if isinstance(piece, Report) else 0


class Shelf:
    """Filled from `pieces` by a thread of its own. `bell` can be waited on: it has something to receive when pieces
    have come, or the last one has."""

    def __init__(self, pieces: Iterable[Piece], work: Work) -> None:
        self._work = work
        self._pieces: deque[Piece] = deque()
        self._size = 0
        self._ended = self._closed = self._rung = False
        self._error: BaseException | None = None
        self._changed = Condition()
        self.bell, self._ringer = Pipe(duplex=False)
        self._thread = Thread(target=self._fill, args=(iter(pieces),), daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        return len(self._pieces)

    @property
    def ended(self) -> bool:
        """True where nothing is left and nothing will come. Raises what the finding of pieces raised."""
        with self._changed:
            if self._pieces or not self._ended:
                return False
        if self._error is not None:
            raise self._error
        return True

    def take(self) -> Piece | None:
        """The next piece, null where none is there yet."""
        with self._changed:
            if not self._pieces:
                return None
            piece = self._pieces.popleft()
            self._size -= size_of(piece)
            self._changed.notify()
            return piece

    def heard(self) -> None:
        """The bell was heard: it may ring again."""
        with self._changed:
            if self._rung:
                self.bell.recv_bytes()
                self._rung = False

    def close(self) -> None:
        """No more is wanted. The thread ends with the piece that it is at."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _fill(self, pieces: Iterator[Piece]) -> None:
        try:
            for piece in pieces:
                if not self._put(piece):
                    break
        except BaseException as error:
            # Raised again where pieces are taken.
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._ring()

    def _put(self, piece: Piece) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._full())
            if self._closed:
                return False
            self._pieces.append(piece)
            self._size += size_of(piece)
            self._ring()
            return True

    def _full(self) -> bool:
        return len(self._pieces) >= self._work.shelf or self._size >= self._work.shelf_size

    def _ring(self) -> None:
        if not self._rung and not self._closed:
            self._rung = True
            with suppress(OSError):
                self._ringer.send_bytes(b"!")
