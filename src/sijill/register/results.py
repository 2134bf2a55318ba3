"""What a register answers with, besides the records of `sijill.model`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sijill.model import Decision, ReportHead

Became = Literal["new", "same", "new_version", "recoded"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a report.

    `report`: its id in the register. `status`: `new`, `same` (nothing was written), `new_version` or `recoded`.
    `events`: those that its accounts are in; `made`: those of them that did not exist before.
    """

    report: str
    status: Became
    events: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking did: how many accounts it linked, and how many events it made, and changed."""

    accounts: int = 0
    made: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """One version of a report: its number (from 1), when it was added, and what codings it has had."""

    number: int
    current: bool
    head: ReportHead
    added: datetime
    voice: str
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to an event.

    `what`: made, joined (accounts came), left (accounts went), merged (another event became part of this one),
    merged_into, ended (no account tells it any more), decided. `event`: the other event, where there is one.
    """

    at: datetime
    what: str
    accounts: tuple[str, ...] = ()
    event: str | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A decision whose ground has changed: on which event it bears now (None: on none), why, and since when."""

    decision: Decision
    event: str | None
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a register holds. `versions` counts every text that a report has had."""

    reports: int
    versions: int
    accounts: int
    assertions: int
    events: int
    decisions: int
