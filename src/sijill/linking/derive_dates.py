"""When an event took place: the days on which most accounts agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sijill.linking.derive_voices import current
from sijill.model import DateRange, Telling

Days = tuple[date, date]
"""First and last day, both included; `date.min` and `date.max` stand for an open side."""

_DAY = timedelta(days=1)


def derive_date(tellings: Sequence[Telling]) -> DateRange | None:
    """The days that the most voices allow; None where no account says when.

    Current accounts decide, then those that recall the event, then dates that no words say. Where two stretches of
    days are allowed by as many, both are covered.
    """
    dated = [(telling, telling.account.date) for telling in tellings if telling.account.date]
    if not dated:
        return None
    weights = [(days_of(when), telling.voice, _rank(telling, when)) for telling, when in dated]
    stretches = _stretches([days for days, _, _ in weights])
    votes = [tuple(_votes(stretch, weights, rank) for rank in range(3)) for stretch in stretches]
    best = [stretch for stretch, vote in zip(stretches, votes, strict=True) if vote == max(votes)]
    first, last = best[0][0], best[-1][1]
    told = any(not when.inferred and overlap(days_of(when), (first, last)) for _, when in dated)
    return DateRange(
        earliest=None if first == date.min else first, latest=None if last == date.max else last, inferred=not told
    )


def days_of(when: DateRange) -> Days:
    """The days that a range covers."""
    first, last = when.earliest or date.min, when.latest or date.max
    return (first, last) if first <= last else (last, first)


def overlap(left: Days, right: Days) -> bool:
    """True where two stretches share a day."""
    return left[0] <= right[1] and right[0] <= left[1]


def _rank(telling: Telling, when: DateRange) -> int:
    return 2 if when.inferred else 0 if current(telling) else 1


def _votes(stretch: Days, weights: Sequence[tuple[Days, str, int]], rank: int) -> int:
    return len({voice for days, voice, its in weights if its == rank and overlap(days, stretch)})


def _stretches(spans: Sequence[Days]) -> list[Days]:
    """Cuts time at the edges of all spans; within each piece the same spans hold. In order of time."""
    edges = {first for first, _ in spans} | {last + _DAY for _, last in spans if last != date.max}
    starts = sorted(edges)
    ends = [start - _DAY for start in starts[1:]] + [date.max]
    return list(zip(starts, ends, strict=True))
