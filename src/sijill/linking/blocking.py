"""Which accounts are worth comparing: keys, of which two tellings of one event have at least one in common.

- `c` a window of days and a cell of the map, for places with a point
- `a` a window of days and a first-level division; a place of no division, such as a country, has the keys of all
- `n` a window of days, the country and the kind of event, for such vague places among themselves
- `q` a window of days and a number of killed or wounded, with the country where the number is small: whatever place
  was understood
- `k` a larger number with its division or country, `p` a person's name: whatever the date
- `v` the voice: reprints of one story are always compared

Numbers: `blocks` of `data/vocabulary.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import cos, floor, radians

from sijill.linking.features import Span, divisions_of, reach
from sijill.linking.gist import Gist, gist
from sijill.linking.settings import settings
from sijill.model import Place, Telling

_DEGREE_KM = 111.2


def blocks(telling: Telling) -> frozenset[str]:
    """The block keys of a telling: some ten for a day and a village, hundreds for a year and a mountain range."""
    return keys_of(gist(telling))


def keys_of(told: Gist) -> frozenset[str]:
    """The block keys of what a telling says."""
    return frozenset(chain(_timed(told), _timeless(told)))


def _timed(told: Gist) -> Iterator[str]:
    where = list(_cells(told.place)) if told.place else []
    # A vague place goes looking in every division, so that exact ones need no key that a whole country shares.
    divisions = [told.division] if told.division else []
    wide = not where and not divisions
    if wide and _length(told.span) <= settings().blocks["searching_days"]:
        divisions = [division for nation in told.nations for division in divisions_of(nation)]
    numbers = [
        f"{nation} {name} {mark}"
        for nation in told.nations
        for name, mark in _marks(told)
        if mark >= settings().blocks["count_in_window"]
    ]
    rare = [f"{name} {mark}" for name, mark in _marks(told) if mark >= settings().blocks["count_in_country"]]
    for window in _windows(told.span):
        yield from (f"q {window} {number}" for number in (*numbers, *rare))
        yield from (f"c {window} {cell}" for cell in where)
        yield from (f"a {window} {division}" for division in divisions)
        if wide:
            for nation in told.nations:
                yield from (
                    f"n {window} {nation} {family}" for family in settings().families(told.account.sub_event_type)
                )


def _length(span: Span) -> int:
    return span.last - span.first + 1 if span.first is not None and span.last is not None else 0


def _timeless(told: Gist) -> Iterator[str]:
    yield f"v {told.voice}"
    least = settings().blocks
    for name, mark in _marks(told):
        if told.division and mark >= least["count_in_division"]:
            yield f"k {name} {mark} {told.division}"
        if mark >= least["count_in_country"]:
            yield from (f"k {name} {mark} {nation}" for nation in told.nations)
    yield from (f"p {person}" for person in told.persons)


def _marks(told: Gist) -> Iterator[tuple[str, int]]:
    for name, tally in (("killed", told.killed), ("wounded", told.wounded)):
        yield from ((name, mark) for mark in tally.marks)


def _windows(span: Span) -> Iterator[int]:
    """The windows of days that a telling may fall in, with a day to spare for reports that differ by as much."""
    limits = settings().blocks
    size, spare = int(limits["window_days"]), int(limits["spare_days"])
    if span.first is None or span.last is None:
        return
    # An account open over years is of no day in particular: its end, which is the better known, stands for it.
    first = max(span.first, span.last - int(limits["longest_days" if span.said else "undated_days"]))
    yield from range((first - spare) // size, (span.last + spare) // size + 1)


def _cells(place: Place) -> Iterator[str]:
    """The cells of the map that a place with a point may lie in; none for wide places."""
    limits = settings().blocks
    if place.latitude is None or place.longitude is None or reach(place) > settings().scales["local_km"]:
        return
    size, far = limits["cell_degrees"], reach(place) / 2 + limits["spare_km"]
    north = far / _DEGREE_KM
    east = north / max(0.1, cos(radians(place.latitude)))
    rows = range(floor((place.latitude - north) / size), floor((place.latitude + north) / size) + 1)
    columns = range(floor((place.longitude - east) / size), floor((place.longitude + east) / size) + 1)
    around = round(360 / size)
    yield from sorted({f"{row}/{column % around}" for row in rows for column in columns})
