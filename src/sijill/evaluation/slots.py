"""What an event fills, what two tellings of one event share, and how alike they are."""

from __future__ import annotations

from collections import Counter
from math import asin, cos, radians, sin, sqrt

from sijill.evaluation.lines import NAME_FIELDS, CountLine, Days, Spot, Stated, Telling
from sijill.evaluation.names import pair_up, same_admin1, same_item, same_name, words
from sijill.model import COUNT_FIELDS

_EARTH_DIAMETER_KM = 12742
_DEFAULT_TOLERANCE_KM = 25.0
_LEAST_TOLERANCE_KM = 5.0
_SHARED_DAYS = 0.5

# Two tellings may be one event where this many slots agree, or so much of the quote with one slot.
_LEAST_TELLING = 3
_LEAST_COVERED = 0.6
_QUOTE_WEIGHT = 3
_COUNT_WEIGHT = 2
_TELLING = ("date", "place", "sub_event_type", *COUNT_FIELDS, "initiators", "targets", "persons")


def fills(event: Telling) -> dict[str, int]:
    """The event's filled slots: name -> how many fills."""
    out = {"event": 1, "event_type": 1, "sub_event_type": 1, "context": 1}
    if closed(event.days):
        out["date"] = 1
    if event.spot and event.spot.name:
        out["place"] = 1
        if event.spot.point is not None:
            out["coordinates"] = 1
        if event.spot.admin1:
            out["admin1"] = 1
    for kind, rows in event.counts.items():
        out[kind] = 1
        out[kind + "_groups"] = len(rows)
    for kind, items in event.names.items():
        out[kind] = len(items)
    return out


def hits(gold: Telling, predicted: Telling) -> Counter[str]:
    """How many fills of each slot are right."""
    out: Counter[str] = Counter(event=1)
    out["event_type"] = int(gold.event_type == predicted.event_type)
    out["sub_event_type"] = int(gold.sub_event_type == predicted.sub_event_type)
    out["context"] = int(gold.context == predicted.context)
    out["date"] = int(same_date(gold.days, predicted.days))
    _hit_place(gold.spot, predicted.spot, out)
    for kind in COUNT_FIELDS:
        a, b = gold.counts.get(kind), predicted.counts.get(kind)
        if a and b:
            out[kind] = int(_total(a) == _total(b))
            out[kind + "_groups"] = pair_up(a, b, lambda x, y: x == y)
    for name in NAME_FIELDS:
        out[name] = pair_up(gold.names.get(name, ()), predicted.names.get(name, ()), same_item)
    out["claimed_by"] = _claimed(gold, predicted)
    return out


def _hit_place(gold: Spot | None, predicted: Spot | None, out: Counter[str]) -> None:
    if not gold or not predicted:
        return
    near = same_place(gold, predicted)
    out["place"] = int(same_name(gold.name, predicted.name) or near)
    if gold.point and predicted.point:
        out["coordinates"] = int(near)
    if gold.admin1 and predicted.admin1:
        out["admin1"] = int(same_admin1(gold.admin1, predicted.admin1))


def _claimed(gold: Telling, predicted: Telling) -> int:
    """Claimants found, each by any name of the actor that it is in the gold event."""
    actors = [actor for side in ("initiators", "targets") for actor in gold.names.get(side, ())]
    claimants = [next((a for a in actors if same_item(a, c)), c) for c in gold.names.get("claimed_by", ())]
    return pair_up(claimants, predicted.names.get("claimed_by", ()), same_item)


def closed(days: Days | None) -> tuple[int, int] | None:
    """Both ends, or None where an end is open."""
    if days is None or days[0] is None or days[1] is None:
        return None
    return days[0], days[1]


def same_date(gold: Days | None, predicted: Days | None) -> bool:
    """True where the two intervals share at least half of the days that they cover together."""
    g, p = closed(gold), closed(predicted)
    if not g or not p:
        return False
    shared = min(g[1], p[1]) - max(g[0], p[0]) + 1
    covered = max(g[1], p[1]) - min(g[0], p[0]) + 1
    return shared > 0 and shared / covered >= _SHARED_DAYS


def breaks_bound(gold: Days, predicted: Days | None) -> bool:
    """True where the gold knows one end only, and the prediction lies wholly beyond it."""
    first, last = gold
    p = closed(predicted)
    return bool(p and ((last is not None and p[0] > last) or (first is not None and p[1] < first)))


def same_place(gold: Spot, predicted: Spot) -> bool:
    """True where two points lie within the gold's tolerance; by name where a point is missing."""
    if gold.country and predicted.country and gold.country != predicted.country:
        return False
    if gold.point and predicted.point:
        tolerance = max(gold.tolerance_km or _DEFAULT_TOLERANCE_KM, _LEAST_TOLERANCE_KM)
        return kilometres(gold.point, predicted.point) <= tolerance
    return same_name(gold.name, predicted.name)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great circle between two points of (latitude, longitude) in degrees."""
    (la, lo), (lb, lob) = a, b
    h = sin(radians(lb - la) / 2) ** 2 + cos(radians(la)) * cos(radians(lb)) * sin(radians(lob - lo) / 2) ** 2
    return _EARTH_DIAMETER_KM * asin(sqrt(h))


def _total(rows: tuple[CountLine, ...]) -> tuple[int, int | None]:
    high = [r.high for r in rows if r.high is not None]
    return sum(r.low or 0 for r in rows), sum(high) if len(high) == len(rows) else None


def likeness(gold: Telling, predicted: Telling) -> float:
    """How much two tellings share, 0 where they can't be one event."""
    right = hits(gold, predicted)
    telling = sum(_COUNT_WEIGHT if name in COUNT_FIELDS else 1 for name in _TELLING if right[name])
    quote, told = words(gold.quote), set(words(predicted.evidence))
    covered = sum(w in told for w in quote) / len(quote) if quote else 0.0
    if telling >= _LEAST_TELLING or (covered >= _LEAST_COVERED and telling >= 1):
        return telling + _QUOTE_WEIGHT * covered
    return 0.0


def same_assertion(gold: Stated, predicted: Stated) -> bool:
    """True where kind, numbers and subject agree."""
    return (
        gold.kind == predicted.kind
        and (gold.low, gold.high) == (predicted.low, predicted.high)
        and same_item(gold.subject, predicted.subject)
    )
