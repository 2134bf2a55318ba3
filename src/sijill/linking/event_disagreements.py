"""On what the accounts of one event contradict one another, field by field, and who says what.

A looser value contradicts no tighter one that it holds: "at least 7" and 9, a province and its village, a month and a
day of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sijill.gazetteer.names import exact_key, folded
from sijill.linking.derive_actors import Side, identity, strangers
from sijill.linking.derive_counts import Bounds, apart, common_lines, lines_of, total
from sijill.linking.derive_dates import Days, days_of, overlap
from sijill.linking.derive_kinds import alike
from sijill.linking.derive_places import contradict
from sijill.linking.event_words import actors_text, bounds_text, days_text, lines_text, place_text
from sijill.model import COUNT_FIELDS, ActorRef, Disagreement, Group, Place, Telling, Version
from sijill.model.vocabulary import CountField

K = TypeVar("K", bound=Hashable)

# How many of those who say a value are named, and after how many days a date says more than their number.
_NAMED = 2
_LONG_AFTER = 31
_ARTICLES = ("A ", "An ", "The ")


@dataclass(frozen=True, slots=True)
class _Side:
    """The tellings that give a field one value, as people read it."""

    text: str
    tellings: Sequence[Telling]


def disagreements(tellings: Sequence[Telling]) -> tuple[Disagreement, ...]:
    """The fields on which tellings (in order of publication) contradict one another, with every version that is
    contradicted and the words of those who tell it."""
    return tuple(_found(tellings)) if len(tellings) > 1 else ()


def _found(tellings: Sequence[Telling]) -> Iterator[Disagreement]:
    kinds = _sides(tellings, _kind, _unalike)
    yield from _told("event_type", kinds, lambda t: t.account.sub_event_type)
    yield from _told("status", _sides(tellings, lambda t: t.account.status, _unlike), lambda t: t.account.status)
    days = _sides(tellings, _days, lambda a, b: not overlap(a, b))
    yield from _told("date", days, lambda t: days_text(t.account.date))
    yield from _told("place", _sides(tellings, _spots(tellings), contradict), lambda t: place_text(t.account.place))
    yield from _told("initiators", _sides(tellings, _actors("initiators"), strangers), _names("initiators"))
    yield from _told("targets", _sides(tellings, _actors("targets"), strangers), _names("targets"))
    for field in COUNT_FIELDS:
        yield from _differing_counts(tellings, field)


def _differing_counts(tellings: Sequence[Telling], field: CountField) -> Iterator[Disagreement]:
    counted = _counted(tellings, field)
    sides = _sides(tellings, lambda telling: counted.get(telling.key), _Lines.contradict)
    groups = {frozenset(lines_of(telling, field)) for side in sides for telling in side}
    # Where all count the same one group, the number says it all.
    bare = len(groups) == 1 and all(len(each) == 1 for each in groups)

    def text_of(telling: Telling) -> str:
        lines = lines_of(telling, field)
        return bounds_text(*total(lines)) if bare else lines_text(lines)

    yield from _told(field, sides, text_of)


def _told(field: str, sides: Sequence[Sequence[Telling]], text_of: Callable[[Telling], str]) -> Iterator[Disagreement]:
    """`sides`: the tellings of each version that contradicts another, in the order in which they were published."""
    if not sides:
        return
    start = min((t.report.published for side in sides for t in side if t.report.published), default=None)
    versions = tuple(
        Version(value=text_of(side[0]) + _who(side) + _when(side, start), accounts=tuple(t.key for t in side))
        for side in sides
    )
    yield Disagreement(field=field, versions=versions)


def _sides(
    tellings: Sequence[Telling], value_of: Callable[[Telling], K | None], differ: Callable[[K, K], bool]
) -> list[list[Telling]]:
    """The tellings of each value that contradicts another; None is no value."""
    groups: dict[K, list[Telling]] = {}
    for telling in tellings:
        value = value_of(telling)
        if value is not None:
            groups.setdefault(value, []).append(telling)
    return [told for value, told in groups.items() if any(differ(value, other) for other in groups if other != value)]


def _kind(telling: Telling) -> str:
    return telling.account.sub_event_type


def _unalike(left: str, right: str) -> bool:
    return not alike(left, right)


def _unlike(left: object, right: object) -> bool:
    return left != right


def _days(telling: Telling) -> Days | None:
    when = telling.account.date
    return None if when is None or when.inferred else days_of(when)


def _spots(tellings: Sequence[Telling]) -> Callable[[Telling], Place | None]:
    """The place of a telling; of two spellings of one place, the one that was told first."""
    first: dict[str, Place] = {}

    def spot(telling: Telling) -> Place | None:
        place = telling.account.place
        return place and first.setdefault(place.place_id or exact_key(place.name), place)

    return spot


def _actors(side: Side) -> Callable[[Telling], tuple[ActorRef, ...] | None]:
    """The actors of a telling's side; of several wordings for the same ones, those that came first."""
    first: dict[frozenset[str], tuple[ActorRef, ...]] = {}

    def actors(telling: Telling) -> tuple[ActorRef, ...] | None:
        refs: tuple[ActorRef, ...] = getattr(telling.account, side)
        if side == "targets":
            # Bystanders, and people told only as people, are among the targets of many an attack on others.
            refs = tuple(ref for ref in refs if ref.actor_id)
        return first.setdefault(frozenset(map(identity, refs)), refs) if refs else None

    return actors


def _names(side: Side) -> Callable[[Telling], str]:
    return lambda telling: actors_text(getattr(telling.account, side))


@dataclass(frozen=True, slots=True)
class _Lines:
    """What an account counts: under the lines of its event, in all, and under which groups in its own words."""

    lines: tuple[tuple[Group, Bounds], ...]
    total: Bounds
    groups: frozenset[Group]

    def contradict(self, other: _Lines) -> bool:
        """Numbers that don't fit, or the same people put among others."""
        mine, its = dict(self.lines), dict(other.lines)
        common = mine.keys() & its.keys()
        if any(apart(mine[group], its[group]) for group in common):
            return True
        if not common and apart(self.total, other.total):
            return True
        told, others = self.groups - {"unknown"}, other.groups - {"unknown"}
        return bool(told and others and not told & others)


def _counted(tellings: Sequence[Telling], field: CountField) -> Mapping[str, _Lines]:
    found = {}
    by_key = {telling.key: telling for telling in tellings}
    for key, lines in common_lines(tellings, field).items():
        raw = lines_of(by_key[key], field)
        found[key] = _Lines(tuple(sorted(lines.items())), total(raw), frozenset(raw))
    return found


def _who(tellings: Sequence[Telling]) -> str:
    """Who says so: the sources that the accounts name, else who published them."""
    sources = [_lower_article(source) for telling in tellings for source in _witnesses(telling)]
    told: dict[str, str] = {}
    for name in sources or [telling.report.publisher for telling in tellings if telling.report.publisher]:
        told.setdefault(folded(name), name)
    names = list(told.values())
    if not names:
        return ""
    more = len(names) - _NAMED
    return ": " + ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _witnesses(telling: Telling) -> list[str]:
    """The sources of an account; who claimed the deed is none for what came of it."""
    claimants = {folded(name) for actor in telling.account.claimed_by for name in (actor.name, actor.mention)}
    return [source for source in telling.account.sources if folded(source) not in claimants]


def _lower_article(name: str) -> str:
    return name[0].lower() + name[1:] if name.startswith(_ARTICLES) else name


def _when(tellings: Sequence[Telling], start: date | None) -> str:
    """How long after the first version; nothing on the same day."""
    first = min((t.report.published for t in tellings if t.report.published), default=None)
    if start is None or first is None or first == start:
        return ""
    days = (first - start).days
    if days > _LONG_AFTER:
        return f", in {first:%Y-%m}"
    return ", a day later" if days == 1 else f", {days} days later"
