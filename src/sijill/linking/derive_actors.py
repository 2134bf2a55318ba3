"""Who took part in an event: what the accounts name together, each actor as exactly as anyone names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sijill.codebook import registry
from sijill.gazetteer.names import folded
from sijill.linking.derive_settings import settings
from sijill.linking.derive_voices import Standing, news_first, recency, standing, well_told
from sijill.model import ActorRef, Telling

Side = Literal["initiators", "targets", "claimed_by"]


@dataclass(slots=True)
class _Named:
    """An actor, under all the words that accounts have for it, and the tellings that name it."""

    refs: list[ActorRef] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)


def derive_sides(tellings: Sequence[Telling]) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...]]:
    """Initiators and targets. An actor that some accounts put on one side and some on the other, and none on both,
    stands where more voices put it, else where the most recent does."""
    initiators, targets = derive_side(tellings, "initiators"), derive_side(tellings, "targets")
    for key in {identity(ref) for ref in initiators} & {identity(ref) for ref in targets}:
        attacking = [t for t in tellings if key in map(identity, t.account.initiators)]
        attacked = [t for t in tellings if key in map(identity, t.account.targets)]
        if {t.key for t in attacking} & {t.key for t in attacked}:
            continue
        if _weight(attacking) > _weight(attacked):
            targets = tuple(ref for ref in targets if identity(ref) != key)
        else:
            initiators = tuple(ref for ref in initiators if identity(ref) != key)
    return initiators, targets


def derive_side(tellings: Sequence[Telling], side: Side) -> tuple[ActorRef, ...]:
    """The actors of one side, those that the most voices name first.

    Accounts that recall the event add only what says more exactly who it was, where others tell the event as news.
    """
    telling_it = [telling for telling in tellings if getattr(telling.account, side)]
    values = {getattr(telling.account, side) for telling in telling_it}
    if len(values) <= 1:
        return values.pop() if values else ()
    named = _gathered(telling_it, side)
    news = {identity(ref): ref for telling in news_first(telling_it) for ref in getattr(telling.account, side)}
    allowed = {
        key: item
        for key, item in named.items()
        if key in news or any(gives_way(ref, item.refs[0]) for ref in news.values())
    }
    kept = [
        item
        for key, item in allowed.items()
        if not any(gives_way(item.refs[0], other.refs[0]) for name, other in allowed.items() if name != key)
    ]
    kept = well_told(kept, lambda item: item.tellings, telling_it) or kept
    kept.sort(key=lambda item: tuple(-number for number in standing(item.tellings)))
    return tuple(_commonest(item.refs) for item in kept)


def identity(ref: ActorRef) -> str:
    """One key for one actor: the registry's id, else the name's words."""
    row = None if ref.actor_id else registry().named(ref.name)
    return ref.actor_id or (row.id if row else folded(ref.name))


def gives_way(ref: ActorRef, other: ActorRef) -> bool:
    """True where another name tells more exactly who the same actor was: a part of it, or a name for nobody known."""
    row = registry().get(identity(other))
    if _only_words(ref):
        return not _only_words(other)
    if _unnamed(ref):
        return row is not None and row.group == "non_state_forces" and not _unnamed(other)
    if ref.name in settings().umbrella_names:
        return row is not None and row.group == "state_forces" and other.name not in settings().umbrella_names
    return identity(ref) in registry().ancestors(identity(other))


def strangers(left: Sequence[ActorRef], right: Sequence[ActorRef]) -> bool:
    """True where both name someone, and none of one can be any of the other."""
    known = [[ref for ref in refs if not _unnamed(ref) and not _only_words(ref)] for refs in (left, right)]
    return all(known) and not any(_may_be(one, other) for one in known[0] for other in known[1])


def _may_be(one: ActorRef, other: ActorRef) -> bool:
    return identity(one) == identity(other) or gives_way(one, other) or gives_way(other, one)


def _gathered(tellings: Iterable[Telling], side: Side) -> dict[str, _Named]:
    named: dict[str, _Named] = {}
    for telling in tellings:
        for ref in getattr(telling.account, side):
            item = named.setdefault(identity(ref), _Named())
            item.refs.append(ref)
            item.tellings.append(telling)
    return named


def _commonest(refs: Sequence[ActorRef]) -> ActorRef:
    # Of equals, the first in the order of publication.
    return Counter(refs).most_common(1)[0][0]


def _weight(tellings: Sequence[Telling]) -> tuple[Standing, tuple[object, ...]]:
    return standing(tellings), max((recency(telling) for telling in tellings), default=())


def _only_words(ref: ActorRef) -> bool:
    """True for a phrase that names nobody and that the registry does not know: "passers-by", "one"."""
    return ref.actor_id is None and ref.name[:1].islower()


def _unnamed(ref: ActorRef) -> bool:
    """True for those of whom nobody knows who they were."""
    row = registry().get(ref.actor_id)
    return ref.name in settings().unnamed or (row is not None and row.generic and row.group == "non_state_forces")
