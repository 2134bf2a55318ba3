"""What the profiles of actors, places and sources have in common as JSON."""

from __future__ import annotations

from datetime import date

from sijill.model import Event
from sijill.register.profiles import Figures, Kind, Party, Spot
from sijill.web.api.models import Answer
from sijill.web.portrait import Portrait
from sijill.web.timeline import Step


class BarEntry(Answer):
    """The events of one step of a time line: its first and its last day."""

    first: date
    last: date
    events: int
    killed: int


class PortraitEntry(Answer):
    """A set of events: `figures`, the time line by `step` (`unplaced`: events that lie in no one step), the kinds, the
    places and the actors with most events (`*_all`: how many there are), and the latest events."""

    figures: Figures
    step: Step
    bars: tuple[BarEntry, ...]
    unplaced: int
    kinds: tuple[Kind, ...]
    places: tuple[Spot, ...]
    places_all: int
    actors: tuple[Party, ...]
    actors_all: int
    latest: tuple[Event, ...]


def portrait_entry(found: Portrait) -> PortraitEntry:
    """A portrait as the API has it."""
    return PortraitEntry(
        figures=found.figures, step=found.line.step, unplaced=found.line.unplaced, kinds=tuple(found.told.kinds),
        bars=tuple(BarEntry(first=b.first, last=b.last, events=b.events, killed=b.killed) for b in found.line.bars),
        places=tuple(found.told.spots), places_all=found.told.spots_all, actors=tuple(found.told.parties),
        actors_all=found.told.parties_all, latest=tuple(found.latest),
    )  # fmt: skip
