"""Who tells: tellings in their order of publication, and how much weight a set of them has.

Reports that reprint one story are one voice and weigh once. An account that only recalls the event (`background`)
weighs less than one that was written to tell it: it counts where no such account decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from sijill.linking.derive_settings import settings
from sijill.model import Telling

Standing = tuple[int, int]
"""Voices that tell it as news, and further voices that only recall it. Compares as the weight does."""

T = TypeVar("T")


def in_order(tellings: Iterable[Telling]) -> tuple[Telling, ...]:
    """As they were published; those without a day come last, the same day by when they were added."""
    return tuple(sorted(tellings, key=_published))


def _published(telling: Telling) -> tuple[bool, date, int, str]:
    day = telling.report.published
    return day is None, day or date.max, telling.order, telling.key


def recency(telling: Telling) -> tuple[date, int, str]:
    """Grows with the day of publication; an undated report never is the most recent."""
    return telling.report.published or date.min, telling.order, telling.key


def current(telling: Telling) -> bool:
    """True where the report was written to tell this event."""
    return telling.account.context == "current"


def standing(tellings: Iterable[Telling]) -> Standing:
    """The weight of those who tell something."""
    told = list(tellings)
    news = {telling.voice for telling in told if current(telling)}
    return len(news), len({telling.voice for telling in told} - news)


def news_first(tellings: Sequence[Telling]) -> Sequence[Telling]:
    """Those that tell the event as news where there are any, else those that recall it."""
    return [telling for telling in tellings if current(telling)] or tellings


def voices(tellings: Iterable[Telling]) -> int:
    """How many voices there are among tellings."""
    return len({telling.voice for telling in tellings})


def well_told(items: Iterable[T], told_by: Callable[[T], Sequence[Telling]], tellings: Sequence[Telling]) -> list[T]:
    """The items that enough of the voices tell, by `least_share`, in their order."""
    least = settings().least_share * voices(tellings)
    return [item for item in items if voices(told_by(item)) >= least]
