"""What kind of happening an event is, and whether it took place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sijill.linking.derive_settings import settings
from sijill.linking.derive_voices import Standing, recency, standing
from sijill.model import EVENT_TYPE_OF, Event, EventType, Status, SubEventType, Telling

# Fields of an event that hold what its accounts say together.
_LISTS: Final = frozenset({"initiators", "targets", "weapons", "claimed_by", "sources", "persons"})
# What a field is called where accounts differ on it.
_KIND: Final = {"sub_event_type": "event_type"}
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
    return _one_right((telling.voice, telling.account.confidence) for telling in tellings)


def _one_right(heard: Iterable[tuple[str, float]]) -> float:
    best: dict[str, float] = {}
    for voice, chance in heard:
        best[voice] = max(best.get(voice, 0.0), chance)
    if len(best) == 1:
        return next(iter(best.values()))
    doubt = 1.0
    for confidence in sorted(best.values()):
        doubt *= 1.0 - confidence
    return round(1.0 - doubt, 4)


def derive_confidences(tellings: Sequence[Telling], differing: Collection[str]) -> dict[str, float]:
    """Field by field, the chance that the event's value is right.

    Of a value that the voices agree on, as of the event itself; where they differ, that of the surest. Lists hold what
    each of them says: as sure as the least sure of them.
    """
    found: dict[str, list[Telling]] = {}
    for telling in tellings:
        for name in telling.account.confidences.keys() & Event.model_fields.keys():
            found.setdefault(name, []).append(telling)
    out = {}
    for name, its in sorted(found.items()):
        chances = [telling.account.confidences[name] for telling in its]
        if name in _LISTS:
            out[name] = min(chances)
        elif name in differing or _KIND.get(name) in differing:
            out[name] = max(chances)
        else:
            out[name] = _one_right((telling.voice, chance) for telling, chance in zip(its, chances, strict=True))
    return out


def _rank(sub: SubEventType) -> int:
    return settings().type_order[sub]
