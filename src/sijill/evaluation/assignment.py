"""Maximum-weight assignment of rows to columns (Kuhn-Munkres).

Written out rather than taken from scipy: where weights tie, `linear_sum_assignment` may choose other pairs of the
same weight, and the figures of a score then differ from the reference scorer's.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf


def best_pairs(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) whose weights add up to the most, one to one; pairs of no weight are left out."""
    if not weights or not weights[0]:
        return []
    rows, columns = len(weights), len(weights[0])
    pairs = _solve(_square_costs(weights))
    return [(i, j) for i, j in pairs if i < rows and j < columns and weights[i][j] > 0]


def _square_costs(weights: Sequence[Sequence[float]]) -> list[list[float]]:
    rows, columns = len(weights), len(weights[0])
    size = max(rows, columns)
    return [[-weights[i][j] if i < rows and j < columns else 0 for j in range(size)] for i in range(size)]


def _solve(cost: list[list[float]]) -> list[tuple[int, int]]:
    """Least-cost perfect matching of a square matrix; row and column potentials are kept one-based."""
    size = len(cost)
    rows: list[float] = [0] * (size + 1)
    columns: list[float] = [0] * (size + 1)
    match, way = [0] * (size + 1), [0] * (size + 1)
    for i in range(1, size + 1):
        match[0], at = i, 0
        least, used = [inf] * (size + 1), [False] * (size + 1)
        while match[at]:
            at = _step(cost, rows, columns, match, way, least, used, at)
        while at:
            match[at] = match[way[at]]
            at = way[at]
    return [(match[j] - 1, j - 1) for j in range(1, size + 1)]


def _step(
    cost: list[list[float]],
    rows: list[float],
    columns: list[float],
    match: list[int],
    way: list[int],
    least: list[float],
    used: list[bool],
    at: int,
) -> int:
    """Grow the alternating tree by the column that is cheapest to reach, and return that column."""
    used[at] = True
    row, delta, following = match[at], inf, 0
    for j in range(1, len(match)):
        if used[j]:
            continue
        reduced = cost[row - 1][j - 1] - rows[row] - columns[j]
        if reduced < least[j]:
            least[j], way[j] = reduced, at
        if least[j] < delta:
            delta, following = least[j], j
    for j in range(len(match)):
        if used[j]:
            rows[match[j]] += delta
            columns[j] -= delta
        else:
            least[j] -= delta
    return following
