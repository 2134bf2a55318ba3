"""Why two accounts were joined, or not: what each comparison says, as people read it."""

from __future__ import annotations

from typing import NamedTuple

from sijill.linking.columns import columns
from sijill.linking.pairs import outcomes
from sijill.linking.settings import weights
from sijill.model import Telling


class Reason(NamedTuple):
    """One comparison, how it came out, and its weight in log2: above zero for one event, below for two."""

    comparison: str
    level: str
    weight: float


def explain(left: Telling, right: Telling) -> tuple[Reason, ...]:
    """The reasons for and against two tellings being of one event. The first is the prior: how seldom any two are.

    The weights add up to the pair's match weight, whether or not a block brings the two together.
    """
    prior = Reason("prior", "any two accounts", weights().prior)
    first, second = sorted((left, right), key=lambda telling: telling.key)
    held = outcomes(columns(first), columns(second))
    return (
        prior,
        *(Reason(c.name, level.name, level.weight) if level else Reason(c.name, "unknown", 0.0) for c, level in held),
    )
