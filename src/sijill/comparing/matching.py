"""Which row is which event: weighed as linking weighs accounts, the best pairs first, one to one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sijill.linking.columns import Columns
from sijill.linking.pairs import LARGE, Pair, by_statement, scored
from sijill.linking.settings import weights

_HERE, _THERE = "h", "t"
_PORTION = 10_000


class Match(NamedTuple):
    """The numbers of an event and a row, and the weight between them: log2 of the odds that they are one."""

    here: int
    there: int
    weight: float


def key_here(number: int) -> str:
    """The key of an event's columns."""
    return f"{_HERE}{number:09}"


def key_there(number: int) -> str:
    """The key of a row's columns."""
    return f"{_THERE}{number:09}"


def matches(rows: Iterable[Columns], number: int) -> tuple[list[Match], dict[int, int]]:
    """One-to-one matches, in the order of the events; and for rows that another row bested, the event that they fit.

    `rows`: the columns of events and rows, with the keys of `key_here` and `key_there`; `number`: how many there are.
    """
    pairs = _large(rows) if number >= LARGE else by_statement(list(rows))
    least = weights().threshold
    fitting = sorted((pair for pair in _sided(pairs) if pair.weight >= least), key=lambda m: (-m.weight, *m[:2]))
    return _one_to_one(fitting)


def _large(rows: Iterable[Columns]) -> Iterator[Pair]:
    """The pairs of a large set that may count, as they are read: those that don't are many."""
    with scored(rows) as (connection, table):
        wanted = f"select key_l, key_r, match_weight from {table} where match_weight >= {weights().threshold!r}"
        found = connection.execute(wanted)
        while portion := found.fetchmany(_PORTION):
            yield from (Pair(*row) for row in portion)


def _one_to_one(fitting: Iterable[Match]) -> tuple[list[Match], dict[int, int]]:
    taken: dict[int, Match] = {}
    matched: set[int] = set()
    rivals: dict[int, int] = {}
    for match in fitting:
        if match.there in matched:
            continue
        if match.here in taken:
            rivals.setdefault(match.there, match.here)
            continue
        taken[match.here] = match
        matched.add(match.there)
    return [taken[here] for here in sorted(taken)], {row: e for row, e in rivals.items() if row not in matched}


def _sided(pairs: Iterable[Pair]) -> Iterator[Match]:
    for left, right, weight in pairs:
        yield Match(int(left[1:]), int(right[1:]), weight)
