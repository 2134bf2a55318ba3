"""The limits of `data/limits.toml`: sessions, passwords, sign-ins, requests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Slowing:
    """`free` failures cost nothing, then each doubles the wait from `first` to `longest` (seconds)."""

    free: int
    first: float
    longest: float

    def wait(self, failures: int) -> float:
        """How long to wait after so many failures, in seconds."""
        if failures < self.free:
            return 0.0
        # Far beyond the longest wait there is nothing to double.
        return min(self.first * 2.0 ** min(failures - self.free, 60), self.longest)


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits; lengths of passwords in code points, of bodies in bytes."""

    idle: timedelta
    longest: timedelta
    note: timedelta
    token: timedelta
    shortest_password: int
    longest_password: int
    at_once: int
    account: Slowing
    known: Slowing
    address: Slowing
    forget: timedelta
    longest_body: int
    stranger_body: int


@cache
def limits() -> Limits:
    """The limits that Sijill comes with."""
    text = (files("sijill.web.people") / "data" / "limits.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    session, password, throttle = found["session"], found["password"], found["throttle"]
    return Limits(
        idle=timedelta(minutes=session["idle_minutes"]),
        longest=timedelta(hours=session["longest_hours"]),
        note=timedelta(seconds=session["note_seconds"]),
        token=timedelta(days=session["token_days"]),
        shortest_password=password["shortest"],
        longest_password=password["longest"],
        at_once=password["at_once"],
        account=Slowing(**throttle["account"]),
        known=Slowing(**throttle["known"]),
        address=Slowing(**throttle["address"]),
        forget=timedelta(hours=throttle["forget_hours"]),
        longest_body=found["request"]["longest_body"],
        stranger_body=found["request"]["stranger_body"],
    )
