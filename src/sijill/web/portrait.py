"""What the profile of an actor, a place or a source shows of its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy import Connection

from sijill.model import Event
from sijill.register.portraits import Gathered, gathered
from sijill.register.profiles import Figures, Selection
from sijill.register.remembered import remembered
from sijill.register.summaries import Days
from sijill.web.filters import Asked
from sijill.web.timeline import Timeline, timeline

# How many kinds, actors and latest events are shown, and how many places are drawn.
_MOST = 12
_LATEST = 15
_POINTS = 400


def _filters(asked: Annotated[Asked, Query()]) -> Asked:
    return asked


# Where a page asks for more than filters: a model of them is only read from an address that it has for itself.
AskedDep = Annotated[Asked, Depends(_filters)]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A set of events: what they come to, their time line, and the latest of them."""

    told: Gathered
    line: Timeline

    @property
    def figures(self) -> Figures:
        """The events in numbers."""
        return self.told.figures

    @property
    def latest(self) -> Sequence[Event]:
        """The latest events."""
        return self.told.latest


@dataclass(frozen=True, slots=True)
class Kept:
    """The filters of an address together with what a page asks besides them, for its links."""

    asked: Asked
    own: Mapping[str, object]

    def address(self, **changes: object) -> str:
        """The query string, `changes` made; None drops one. Starts with "?", or is empty."""
        return self.asked.address(**{**self.own, **changes})


def portrait(connection: Connection, asked: Selection) -> Portrait:
    """The events of a set."""

    def count() -> Portrait:
        told = gathered(connection, asked, kinds=_MOST, spots=_POINTS, parties=_MOST, latest=_LATEST)
        return Portrait(told, timeline(Days(*row) for row in told.days))

    return remembered(connection, ("portrait", asked), count)
