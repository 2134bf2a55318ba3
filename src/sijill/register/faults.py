"""What can be wrong with a register or with what is asked of it, as sentences with what to do about it."""

from __future__ import annotations


class RegisterError(Exception):
    """Something that can't be done: `reason` says why, `mend` what to do (a sentence without its full stop)."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}. {mend}.")
        self.reason = reason
        self.mend = mend


class Unfit(RegisterError):
    """A report that can't be kept with its coding; others can."""


class UnknownId(RegisterError):
    """No event, report or decision has this id."""
