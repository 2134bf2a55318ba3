"""Which accounts tell one event: groups grown from the strongest pairs, weighed as wholes.

Joining everything that some pair joins (connected components) runs attacks of one day and region together. Here two
groups are joined by the mean weight of all their pairs, to which the best pair adds a share, the best groups first; a
pair that was not worth comparing counts against. Two accounts of one report are two events: their writer told them
apart, and the coder found no reason to merge them. They are joined only where a person says so.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sijill.linking.pairs import Pair, weighed
from sijill.linking.settings import weights
from sijill.model import Telling

KeyPair = tuple[str, str]


def clusters(
    tellings: Sequence[Telling], same: Iterable[KeyPair] = (), other: Iterable[KeyPair] = ()
) -> list[frozenset[str]]:
    """The keys of the tellings, parted into events; ordered by their smallest key.

    `same`, `other`: pairs of keys that people ruled to be one event, or two. They hold against every weight; where they
    contradict one another, `other` holds, because what was joined wrongly is harder to see than what was left apart.
    Pairs with a key that is not among the tellings are passed over. The answer doesn't hang on the order of anything.

    Raises ValueError where two tellings have one key.
    """
    reports = {telling.key: telling.report.id for telling in tellings}
    if len(reports) < len(tellings):
        keys = [telling.key for telling in tellings]
        twice = min(key for key in reports if keys.count(key) > 1)
        raise ValueError(f"two tellings have the key {twice!r}; give every account a key of its own")
    return grouped(reports, weighed(tellings), same, other)


def grouped(
    reports: dict[str, str], pairs: Sequence[Pair], same: Iterable[KeyPair] = (), other: Iterable[KeyPair] = ()
) -> list[frozenset[str]]:
    """The parting of keys by pairs that have been weighed. `reports`: key -> report; the rest as `clusters`."""
    growing = _Growing(reports)
    for left, right in sorted({(min(pair), max(pair)) for pair in other}):
        growing.part(left, right)
    for left, right in sorted({(min(pair), max(pair)) for pair in same}):
        growing.rule_same(left, right)
    model = weights()
    for pair in sorted(pairs):
        growing.tie(pair.left, pair.right, min(model.most, max(model.least, pair.weight)))
    growing.grow(model.threshold)
    return growing.groups()


@dataclass(slots=True)
class _Tie:
    """What is known between two groups: the sum of the compared pairs' weights, their number, and the best."""

    total: float = 0.0
    number: int = 0
    best: float = float("-inf")

    def add(self, total: float, number: int, best: float) -> None:
        self.total += total
        self.number += number
        self.best = max(self.best, best)


@dataclass(slots=True)
class _Group:
    keys: list[str]
    reports: set[str]
    apart: set[str] = field(default_factory=set)
    ties: dict[str, _Tie] = field(default_factory=dict)


class _Growing:
    """Groups by the smallest of their keys, and the ties between them."""

    def __init__(self, reports: dict[str, str]) -> None:
        self._least, self._best_share = weights().least, weights().best_share
        self._groups = {key: _Group([key], {report}) for key, report in sorted(reports.items())}
        self._of = {key: key for key in self._groups}

    def part(self, left: str, right: str) -> None:
        """Two keys are two events."""
        if left in self._of and right in self._of:
            self._groups[self._of[left]].apart.add(right)
            self._groups[self._of[right]].apart.add(left)

    def rule_same(self, left: str, right: str) -> None:
        """Two keys are one event, unless they have been parted."""
        if left not in self._of or right not in self._of:
            return
        first, second = sorted((self._of[left], self._of[right]))
        if first != second and not self._parted(first, second):
            self._join(first, second)

    def tie(self, left: str, right: str, weight: float) -> None:
        """A weight between two keys."""
        first, second = self._of[left], self._of[right]
        if first != second:
            tie = self._groups[first].ties.setdefault(second, _Tie())
            self._groups[second].ties[first] = tie
            tie.add(weight, 1, weight)

    def grow(self, threshold: float) -> None:
        """Join the two groups that belong together most, again and again, down to the threshold."""
        heap: list[tuple[float, str, str, int, int]] = []

        def offer(first: str, second: str) -> None:
            score = self._score(first, second)
            if score >= threshold and not self._kept_apart(first, second):
                sizes = len(self._groups[first].keys), len(self._groups[second].keys)
                heapq.heappush(heap, (-score, first, second, *sizes))

        for first, group in self._groups.items():
            for second in group.ties:
                if first < second:
                    offer(first, second)
        while heap:
            _, first, second, *sizes = heapq.heappop(heap)
            groups = self._groups.get(first), self._groups.get(second)
            # An offer is stale once one of its groups has been joined to another.
            if None in groups or [len(group.keys) for group in groups if group] != sizes:
                continue
            self._join(first, second)
            for neighbour in self._groups[first].ties:
                offer(*sorted((first, neighbour)))

    def groups(self) -> list[frozenset[str]]:
        return [frozenset(group.keys) for _, group in sorted(self._groups.items())]

    def _score(self, first: str, second: str) -> float:
        tie = self._groups[first].ties[second]
        number = len(self._groups[first].keys) * len(self._groups[second].keys)
        mean = (tie.total + (number - tie.number) * self._least) / number
        return self._best_share * tie.best + (1 - self._best_share) * mean

    def _kept_apart(self, first: str, second: str) -> bool:
        shared = not self._groups[first].reports.isdisjoint(self._groups[second].reports)
        return shared or self._parted(first, second)

    def _parted(self, first: str, second: str) -> bool:
        return not self._groups[first].apart.isdisjoint(self._groups[second].keys)

    def _join(self, first: str, second: str) -> None:
        """The second group becomes part of the first, whose key is the smaller."""
        kept, gone = self._groups[first], self._groups.pop(second)
        for key in gone.keys:
            self._of[key] = first
        kept.keys += gone.keys
        kept.reports |= gone.reports
        kept.apart |= gone.apart
        kept.ties.pop(second, None)
        gone.ties.pop(first, None)
        for neighbour, tie in gone.ties.items():
            other = self._groups[neighbour].ties
            del other[second]
            if neighbour in kept.ties:
                kept.ties[neighbour].add(tie.total, tie.number, tie.best)
            else:
                kept.ties[neighbour] = other[first] = tie
