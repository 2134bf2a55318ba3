"""The shape that passes between finding events in a text and giving their fields values.

A frame is one happening as the text tells it: a trigger, other mentions of the same happening, and the spans
that fill its roles. Who finds frames (learned heads, rules) says nothing of values; who reads values
(numbers, times, places, actors) needs only frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sijill.model import Status, SubEventType

RoleName = Literal[
    "initiator",
    "target",
    "killed",
    "wounded",
    "abducted",
    "arrested",
    "killed_or_wounded",
    "place",
    "date",
    "weapon",
    "source",
    "claimant",
    "person",
]


class Chars(NamedTuple):
    """A stretch of the report's text, `text[start:end]`, in code points."""

    start: int
    end: int

    def overlaps(self, other: Chars) -> bool:
        """True where the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Role:
    """A span that fills a role of a frame; `score` is in 0..1, `by` names who gave it: the `heads`, else a rule."""

    name: RoleName
    span: Chars
    score: float = 1.0
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """One telling of one happening.

    `mentions` are further triggers of the same happening; `background` is the chance, by its words alone, that
    the report only recalls it; `score` how sure the trigger is.
    """

    trigger: Chars
    sub_event_type: SubEventType
    background: float = 0.3
    status: Status = "occurred"
    mentions: tuple[Chars, ...] = ()
    roles: tuple[Role, ...] = field(default=())
    score: float = 1.0

    def spans(self, *names: RoleName) -> list[Chars]:
        """The spans of these roles, in the order of the text."""
        return sorted(r.span for r in self.roles if r.name in names)
