"""Counts of people of whom nothing is said, which tell again what other counts tell: "10 deaths" after "10 civilians"
killed, and "eight people" before "four fighters and four nurses"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sijill.coding.casualties import Told


def restated(told: Sequence[Told], plain: Callable[[Told], bool]) -> list[Told]:
    """The counts of one kind of loss, in the order of the text, without wholes whose parts follow in their sentence,
    and the same number told elsewhere as of the people whom it was told of.

    `plain`: whether the words of a count say nothing of the people.
    """
    told = sorted(told, key=lambda t: t.span)
    out: list[Told] = []
    for n, part in enumerate(told):
        if not part.firm or not plain(part):
            out.append(part)
            continue
        after = [t for t in told[n + 1 :] if t.sentence == part.sentence]
        if len(after) > 1 and not any(map(plain, after)) and sum(t.interval.low for t in after) == part.interval.low:
            continue
        twin = next((t for t in told if _again(part, t) and not plain(t)), None)
        out.append(replace(part, group=twin.group) if twin else part)
    return out


def _again(part: Told, other: Told) -> bool:
    return other.firm and other.sentence != part.sentence and other.interval == part.interval and part.interval.low > 1
