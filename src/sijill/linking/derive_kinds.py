"""What kind of happening an event is, and whether it took place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sijill.linking.derive_settings import settings
from sijill.linking.derive_voices import Standing, recency, standing
from sijill.model import EVENT_TYPE_OF, EventType, Status, SubEventType, Telling

# Where nothing else decides between two.
_STATUS_ORDER: tuple[Status, ...] = ("occurred", "alleged", "foiled")


def derive_kind(tellings: Sequence[Telling]) -> SubEventType:
    """The sub-event type: the event type that most voices tell, in it the sub-event type that most tell.

    Ties go to the event type whose best sub-event type has more voices, then to the one that says more
    (`types.order` of the settings).
    """
    subs = {telling.account.sub_event_type for telling in tellings}
    weight = {sub: standing(t for t in tellings if t.account.sub_event_type == sub) for sub in subs}
    families = {EVENT_TYPE_OF[sub] for sub in subs}

    def family_weight(family: EventType) -> tuple[Standing, Standing, int]:
        own = [sub for sub in subs if EVENT_TYPE_OF[sub] == family]
        whole = standing(t for t in tellings if t.account.event_type == family)
        return whole, max(weight[sub] for sub in own), -min(_rank(sub) for sub in own)

    family = max(families, key=family_weight)
    return max((sub for sub in subs if EVENT_TYPE_OF[sub] == family), key=lambda sub: (weight[sub], -_rank(sub)))


def derive_status(tellings: Sequence[Telling]) -> Status:
    """What most voices say; where as many say one as the other, what was said last."""
    told = {status: [t for t in tellings if t.account.status == status] for status in _STATUS_ORDER}
    return max(
        (status for status in _STATUS_ORDER if told[status]),
        key=lambda status: (
            standing(told[status]),
            max(recency(telling)[0] for telling in told[status]),
            -_STATUS_ORDER.index(status),
        ),
    )


def alike(left: str, right: str) -> bool:
    """True where two readers may put one happening under either sub-event type."""
    return left == right or any({left, right} <= kinds for kinds in settings().alike)


def derive_confidence(tellings: Iterable[Telling]) -> float:
    """The chance that one of the voices at least is right, as if they erred apart from one another: 0 to 1."""
    best: dict[str, float] = {}
    for telling in tellings:
        best[telling.voice] = max(best.get(telling.voice, 0.0), telling.account.confidence)
    if len(best) == 1:
        return next(iter(best.values()))
    doubt = 1.0
    for confidence in sorted(best.values()):
        doubt *= 1.0 - confidence
    return round(1.0 - doubt, 4)


def _rank(sub: SubEventType) -> int:
    return settings().type_order[sub]
