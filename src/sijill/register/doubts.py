"""How doubtful an event is: what the review queue is ordered by. The weights: `data/queue.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log10

from sijill.model import Event, Review

OPEN: tuple[Review, ...] = ("unreviewed", "second_look")
"""The reviews of events that nobody has settled."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What `data/queue.toml` says. `low_confidence` and `many_killed`: from where on they are named as reasons."""

    second_look: float
    confidence: float
    disagreement: float
    most_disagreements: int
    killed: float
    unsure_value: float
    unsure_fields: tuple[str, ...]
    value_below: float
    low_confidence: float
    many_killed: int


@cache
def weights() -> Weights:
    """The weights of the package; read once."""
    table = tomllib.loads((files("sijill.register") / "data" / "queue.toml").read_text("utf-8"))
    named, fields = table.pop("named"), tuple(table.pop("unsure_fields"))
    return Weights(
        **table, unsure_fields=fields, low_confidence=named["confidence_below"], many_killed=named["killed_from"]
    )


def unsure(event: Event) -> list[str]:
    """The weighty fields of an event whose values are probably wrong, by what the coder says of them."""
    given = weights()
    return [name for name in given.unsure_fields if event.confidences.get(name, 1.0) < given.value_below]


def doubt_of(review: str, confidence: float, disagreements: int, killed: int | None, unsure: int = 0) -> float:
    """How doubtful an event is, 0 for one that is settled. `killed`: the best figure, else the lowest; `unsure`: how
    many weighty fields probably have a wrong value."""
    if review not in OPEN:
        return 0.0
    given = weights()
    doubt = given.second_look if review == "second_look" else 0.0
    doubt += given.confidence * (1 - confidence)
    doubt += given.disagreement * min(disagreements, given.most_disagreements)
    doubt += given.unsure_value * unsure
    doubt += given.killed * log10(1 + (killed or 0))
    # Above nothing whatever it is: nobody has settled it.
    return round(doubt + 0.0001, 4)


def reasons(event: Event) -> list[str]:
    """Why an event is in the queue, the weightiest first: "confidence 43%", "accounts differ on killed, date"."""
    given, found = weights(), []
    if event.review == "second_look":
        found.append("a ruling needs a second look")
    if event.disagreements:
        fields = ", ".join(item.field.replace("_", " ") for item in event.disagreements)
        found.append(f"accounts differ on {fields}")
    if event.confidence < given.low_confidence:
        found.append(f"confidence {event.confidence:.0%}")
    if weak := unsure(event):
        found.append(f"unsure of {', '.join(name.replace('_', ' ') for name in weak)}")
    killed = sum(line.best if line.best is not None else line.low for line in event.killed)
    if killed >= given.many_killed:
        found.append(f"{killed:,} killed")
    return found
