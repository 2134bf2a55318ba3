"""What can be wrong with a register or with what is asked of it, as sentences with what to do about it."""

from __future__ import annotations


class RegisterError(Exception):
    """Something that can't be done: `reason` says why, `mend` what to do (a sentence without its full stop)."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}. {mend}.")
        self.reason = reason
        self.mend = mend


class Damaged(RegisterError):
    """A database that is damaged, or none at all."""


class Unfit(RegisterError):
    """A report that can't be kept with its coding; others can."""


class UnknownId(RegisterError):
    """No event, report or decision has this id."""


class Overtaken(RegisterError):
    """An event is in another state than whoever decides saw: others were faster. `seen` is that state, `now` the
    one it is in."""

    def __init__(self, reason: str, mend: str, event: str, seen: str, now: str) -> None:
        super().__init__(reason, mend)
        self.event = event
        self.seen = seen
        self.now = now
