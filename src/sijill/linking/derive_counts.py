"""How many people of which group: low, best and high over all accounts. The rules, with examples: docs/events.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from statistics import median_low

from sijill.linking.derive_settings import settings
from sijill.linking.derive_voices import current, news_first, recency, standing, well_told
from sijill.model import Count, EventCount, Group, Rule, Telling
from sijill.model.vocabulary import CountField

Bounds = tuple[int, int | None]
"""What an account says of a group: from, and up to; None where it leaves that open ("at least 7")."""

Lines = Mapping[Group, Bounds]
"""What an account says, group by group."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One account's bounds for one line of an event."""

    telling: Telling
    bounds: Bounds

    @property
    def point(self) -> int | None:
        """The one number that it stands for: its lower bound; None for "up to 7" and the like."""
        low, high = self.bounds
        return low if low or high == 0 else None

    def within(self, other: Figure) -> bool:
        """True where these bounds lie within wider ones."""
        return self.bounds != other.bounds and inside(self.bounds, other.bounds)


def derive_count(tellings: Sequence[Telling], field: CountField, rule: Rule) -> tuple[EventCount, ...]:
    """The lines of one field, a line a group; empty where no account counts."""
    told = [telling for telling in tellings if getattr(telling.account, field)]
    if not told:
        return ()
    last = _last_words(told, field)
    heard = news_first(last)
    recalled = [] if heard is last else [telling for telling in last if not current(telling)]
    groups = layout(heard, field)
    lines = _laid_out(last, groups, field)
    found = [_line(group, _figures(heard, lines, group), _figures(recalled, lines, group), rule) for group in groups]
    return (*found, *_rest([(lines_of(telling, field), lines[telling.key]) for telling in heard], found))


def common_lines(tellings: Sequence[Telling], field: CountField) -> dict[str, Lines]:
    """The key of each telling that counts -> its lines under the groups that the event tells apart."""
    told = [telling for telling in tellings if getattr(telling.account, field)]
    return _laid_out(told, layout(news_first(_last_words(told, field)), field), field) if told else {}


def lines_of(telling: Telling, field: CountField) -> Lines:
    """What an account says under one field, group by group."""
    found: dict[Group, Bounds] = {}
    rows: Iterable[Count] = getattr(telling.account, field) or ()
    for row in rows:
        high = row.high if row.high is None else max(row.high, row.low)
        found[row.group] = together(found[row.group], (row.low, high)) if row.group in found else (row.low, high)
    return found


def layout(tellings: Sequence[Telling], field: CountField) -> tuple[Group, ...]:
    """The groups of an event: those of the account that tells the most groups apart, of equals the one whose groups
    the most voices tell, then the most recent. A group that too few voices tell is none."""
    told = {telling.key: lines_of(telling, field) for telling in tellings}
    all_groups = list(dict.fromkeys(group for lines in told.values() for group in lines))
    known = set(well_told(all_groups, lambda group: [t for t in tellings if group in told[t.key]], tellings))

    def fullness(telling: Telling) -> tuple[object, ...]:
        groups = [group for group in told[telling.key] if group in known]
        same = [other for other in tellings if told[other.key].keys() == told[telling.key].keys()]
        return len(set(groups) - {"unknown"}), len(groups), standing(same), recency(telling)

    fullest = max(tellings, key=fullness)
    return tuple(group for group in told[fullest.key] if group in known) or tuple(told[fullest.key])


def _laid_out(tellings: Sequence[Telling], groups: Sequence[Group], field: CountField) -> dict[str, Lines]:
    """The key of each telling -> its lines under the groups of its event.

    People whom an account puts under another group, or under none, are those of the one group that it leaves out, if
    they are about as many; where it leaves out several, they can't be told apart.
    """
    told = {telling.key: lines_of(telling, field) for telling in tellings}
    named: dict[Group, list[Bounds]] = {group: [] for group in groups}
    for lines in told.values():
        for group in groups:
            named[group] += [lines[group]] if group in lines else []
    return {key: _fitted(lines, named) for key, lines in told.items()}


def _fitted(lines: Lines, named: Mapping[Group, Sequence[Bounds]]) -> Lines:
    """`named`: the groups of the event, with the bounds that accounts put under each."""
    found = {group: lines[group] for group in named if group in lines}
    missing = [group for group in named if group not in lines]
    strange = [bounds for group, bounds in lines.items() if group not in named]
    if strange and len(missing) == 1:
        people = reduce(together, strange)
        if any(_likely(people, other) for other in named[missing[0]]):
            found[missing[0]] = people
    return found


def _likely(left: Bounds, right: Bounds) -> bool:
    """True where two counts may be of the same people: neither is many times the other."""
    if not apart(left, right):
        return True
    few, many = sorted((left, right))
    return many[0] <= settings().likely_times * (few[1] or 0)


def total(lines: Lines) -> Bounds:
    """All groups together."""
    return reduce(together, lines.values())


def together(left: Bounds, right: Bounds) -> Bounds:
    """The sum of two bounds."""
    return left[0] + right[0], None if left[1] is None or right[1] is None else left[1] + right[1]


def inside(inner: Bounds, outer: Bounds) -> bool:
    """True where one's bounds lie within the other's."""
    return outer[0] <= inner[0] and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))


def apart(left: Bounds, right: Bounds) -> bool:
    """True where no number fits both."""
    return (left[1] is not None and left[1] < right[0]) or (right[1] is not None and right[1] < left[0])


def _last_words(tellings: Sequence[Telling], field: CountField) -> list[Telling]:
    """The last account of each voice, and of each publisher: what it said before is taken back.

    Of two on one day the one with more people: a toll grows while it is counted.
    """

    def latest(group: Iterable[Telling]) -> Telling:
        return max(group, key=lambda t: (current(t), recency(t)[0], total(lines_of(t, field))[0], *recency(t)[1:]))

    def reduced(told: Sequence[Telling], name: Callable[[Telling], object]) -> list[Telling]:
        groups: dict[object, list[Telling]] = {}
        for telling in told:
            groups.setdefault(name(telling), []).append(telling)
        kept = {latest(group).key for group in groups.values()}
        return [telling for telling in told if telling.key in kept]

    by_voice = reduced(tellings, lambda telling: telling.voice)
    return reduced(by_voice, lambda t: ("publisher", t.report.publisher) if t.report.publisher else t.voice)


def _figures(tellings: Sequence[Telling], lines: Mapping[str, Lines], group: Group) -> list[Figure]:
    return [Figure(telling, lines[telling.key][group]) for telling in tellings if group in lines[telling.key]]


def _line(group: Group, news: Sequence[Figure], recalled: Sequence[Figure], rule: Rule) -> EventCount:
    """A line from the figures that are told of it. One that holds a tighter one says no more than that, and drops
    out; what is recalled counts where it tells the news more exactly."""
    exact = [
        old
        for old in recalled
        if any(old.within(new) for new in news) and not any(apart(old.bounds, new.bounds) for new in news)
    ]
    figures = [*news, *exact]
    tight = [one for one in figures if not any(other.within(one) for other in figures)]
    closed = max((high for high in (one.bounds[1] for one in tight) if high is not None), default=-1)
    is_open = any(one.bounds[1] is None and one.bounds[0] > closed for one in tight)
    return EventCount(
        group=group,
        low=min(one.bounds[0] for one in tight),
        best=_best(tight, rule),
        high=None if is_open else closed,
    )


def _best(figures: Sequence[Figure], rule: Rule) -> int | None:
    pointed = [(figure, figure.point) for figure in figures if figure.point is not None]
    points = [point for _, point in pointed if point is not None]
    if not points:
        return None
    if rule == "median":
        return median_low(points)
    if rule == "most_conservative":
        return min(points)
    # A toll grows while it is counted: of two on one day the higher.
    return max((recency(figure.telling)[0], figure.bounds[0]) for figure, _ in pointed)[1]


def _rest(told: Sequence[tuple[Lines, Lines]], found: Sequence[EventCount]) -> tuple[EventCount, ...]:
    """People whom an account counts beyond all groups, where it doesn't tell apart what the event's lines do.

    `told`: the lines of accounts as they have them, and under the groups of the event.
    """
    if any(line.group == "unknown" for line in found):
        return ()
    highs: list[int | None] = []
    for own, fitted in told:
        missing = [line for line in found if line.group not in fitted]
        strange = [bounds for group, bounds in own.items() if group not in {line.group for line in found}]
        if not strange or not missing or any(line.high is None for line in missing):
            continue
        known = sum(line.high for line in missing if line.high is not None)
        low, high = reduce(together, strange)
        if (low if high is None else high) > known:
            highs.append(None if high is None else high - known)
    if not highs:
        return ()
    top = None if None in highs else max(high for high in highs if high is not None)
    return (EventCount(group="unknown", low=0, best=None, high=top),)
