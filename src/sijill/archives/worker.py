"""The process that codes what it is sent. It has its own coder, and nothing that would be lost with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from sijill.archives.one import Outcome, outcome
from sijill.archives.settings import environment
from sijill.intake.unread import Piece

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sijill.coding import Coder

Batch = list[tuple[int, Piece]]
Results = list[tuple[int, Outcome]]
READY = "ready"


@dataclass(frozen=True, slots=True)
class Broken:
    """The coder can't start, or its files fail: no other process would fare better."""

    reason: str


def serve(pipe: Connection[Any, Any], load: Callable[[], Coder]) -> None:
    """Code batches as they come, until the pipe is closed."""
    # Ctrl-C is for the process that was started by hand; it closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(environment())
    _offer_to_the_system()
    inbox: SimpleQueue[Batch] = SimpleQueue()
    Thread(target=_listen, args=(pipe, inbox), daemon=True).start()
    try:
        coder = load()
    except Exception as error:
        pipe.send(Broken(str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"))
        return
    try:
        pipe.send(READY)
        while True:
            pipe.send([(number, outcome(piece, coder)) for number, piece in inbox.get()])
    except OSError as error:
        with suppress(OSError):
            pipe.send(Broken(str(error)))
    except BaseException:
        # Out of memory, most likely: whoever waits sees that the process has ended, and how.
        os._exit(1)


def _listen(pipe: Connection[Any, Any], inbox: SimpleQueue[Batch]) -> None:
    """Take batches in while others are coded, so that their sender never waits; end with it."""
    while True:
        try:
            inbox.put(pipe.recv())
        except BaseException as error:
            os._exit(0 if isinstance(error, EOFError | OSError) else 1)


def _offer_to_the_system() -> None:
    """Where memory runs out, Linux shall end this process and not the one that keeps the results."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
