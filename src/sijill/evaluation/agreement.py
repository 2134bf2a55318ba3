"""Krippendorff's alpha: how far people who coded the same units agree beyond chance.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), and "Content Analysis" (4th ed., 2019),
chapter 12; the distance of sets is MASI (R. Passonneau, "Measuring Agreement on Set-Valued Items", 2006). The library
of that name on PyPI is under the GPL, which this package's licence doesn't take.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Level = Literal["nominal", "ordinal", "interval", "ratio", "sets"]
Unit = Sequence[Hashable]

_TIMES: Final = 2000
_SURE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one variable. `alpha`: 1 is perfect, 0 what chance gives, None where it can't be told: nothing
    was coded twice, or all values are the same. `low`, `high`: its 95 % interval by bootstrap over units, None where
    `alpha` is. `units`: those with two values or more; `values`: in these. `share`: of pairs of values that are equal.
    """

    alpha: float | None
    low: float | None
    high: float | None
    units: int
    values: int
    share: float | None


def alpha(units: Sequence[Unit], level: Level = "nominal") -> float | None:
    """Krippendorff's alpha. `units`: the values that coders gave each unit, missing ones left out; numbers for the
    levels `ordinal`, `interval` and `ratio` (none below 0), frozensets for `sets`. None where it can't be told."""
    table = _Table(units, level)
    return table.alpha() if table.units else None


def agreement(units: Sequence[Unit], level: Level = "nominal", seed: int = 0, times: int = _TIMES) -> Agreement:
    """Alpha with its interval: units are drawn anew, with replacement, `times` times; the same seed, the same
    interval. See `alpha` for `units` and `level`."""
    table = _Table(units, level)
    if not table.units:
        return Agreement(None, None, None, 0, 0, None)
    found = table.alpha()
    low, high = table.interval(seed, times) if found is not None else (None, None)
    return Agreement(found, low, high, table.units, table.values, table.share())


class _Table:
    """Counts of each value in each unit that has two or more (`counts`, units by values)."""

    def __init__(self, units: Sequence[Unit], level: Level) -> None:
        import numpy as np

        pairable = [list(unit) for unit in units if len(unit) > 1]
        values: list[Any] = list(dict.fromkeys(value for unit in pairable for value in unit))
        if level in ("ordinal", "interval", "ratio"):
            values.sort()
        at = {value: number for number, value in enumerate(values)}
        self._level, self._values = level, values
        self.counts: Matrix = np.zeros((len(pairable), len(values)))
        for number, unit in enumerate(pairable):
            for value in unit:
                self.counts[number, at[value]] += 1
        self.units, self.values = len(pairable), sum(map(len, pairable))
        self._distances = None if level == "ordinal" else _distances(values, _DISTANCES[level])

    def alpha(self) -> float | None:
        """Alpha of all units."""
        import numpy as np

        return self._of(np.ones(self.units))

    def share(self) -> float | None:
        """Of all pairs of values within units, those that are equal; each unit counts by its number of values."""
        sizes = self.counts.sum(axis=1)
        same = (self.counts * (self.counts - 1)).sum(axis=1) / (sizes - 1)
        return float(same.sum() / sizes.sum())

    def interval(self, seed: int, times: int) -> tuple[float | None, float | None]:
        """The bootstrap's interval. Draws in which alpha can't be told (all values the same) are left out."""
        import numpy as np

        draw = np.random.default_rng(seed)
        weights = draw.multinomial(self.units, np.full(self.units, 1 / self.units), size=times).astype(np.float64)
        found = [value for row in weights if (value := self._of(row)) is not None]
        if not found:
            return None, None
        edges = np.quantile(found, [(1 - _SURE) / 2, (1 + _SURE) / 2])
        return float(edges[0]), float(edges[1])

    def _of(self, weights: Matrix) -> float | None:
        """Alpha where each unit counts `weights` times."""
        import numpy as np

        sizes = self.counts.sum(axis=1)
        totals = weights @ self.counts
        number = float(totals.sum())
        distances = _ordinal(totals) if self._distances is None else self._distances
        # Sum over the ordered pairs within each unit.
        within = np.einsum("uc,ck,uk->u", self.counts, distances, self.counts, optimize=True)
        observed = float((weights * within / (sizes - 1)).sum()) / number
        expected = float(totals @ distances @ totals) / (number * (number - 1))
        return None if expected == 0 else 1 - observed / expected


def _distances(values: Sequence[Any], distance: Callable[[Any, Any], float]) -> Matrix:
    import numpy as np

    return np.array([[distance(left, right) for right in values] for left in values], dtype=np.float64)


def _ordinal(totals: Matrix) -> Matrix:
    """Squared differences of ranks: how many values lie between two, half of each end counted."""
    import numpy as np

    middle = np.cumsum(totals) - totals / 2
    squares: Matrix = (middle[:, None] - middle[None, :]) ** 2
    return squares


def _nominal(left: Hashable, right: Hashable) -> float:
    return float(left != right)


def _interval(left: float, right: float) -> float:
    return float(left - right) ** 2


def _ratio(left: float, right: float) -> float:
    return ((left - right) / (left + right)) ** 2 if left + right else 0.0


def masi(left: frozenset[Hashable], right: frozenset[Hashable]) -> float:
    """The distance of two sets, 0 to 1: by their share in common, less where one holds the other."""
    if left == right:
        return 0.0
    common = left & right
    if not common:
        return 1.0
    whole = 2 / 3 if common in (left, right) else 1 / 3
    return 1 - whole * len(common) / len(left | right)


_DISTANCES: Final[dict[str, Callable[[Any, Any], float]]] = {
    "nominal": _nominal,
    "interval": _interval,
    "ratio": _ratio,
    "sets": masi,
}
