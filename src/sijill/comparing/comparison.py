"""A register beside a file of ACLED or UCDP GED."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sijill.comparing.columns import event_columns, row_columns
from sijill.comparing.datasets import DataSet
from sijill.comparing.kinds import kind_of, lacking
from sijill.comparing.matching import Match, key_here, key_there, matches
from sijill.comparing.reading import Rows, read_rows
from sijill.comparing.result import Comparison
from sijill.comparing.sides import Both, Here, Row, There
from sijill.exports.reading import Told, told_events
from sijill.linking.columns import Columns
from sijill.linking.features import division
from sijill.model import REVIEWS, Event, Place
from sijill.register.store import Register, Wanted, filters_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sijill.register.queries import Filters

REJECTED: Final = "rejected by a reviewer"
# Beyond it no two days are of one event, as linking weighs them.
_FAR: Final = timedelta(days=45)


def compare(register: Register, file: str | Path, filters: Filters | None = None, **wanted: Wanted) -> Comparison:
    """The events of a register beside the rows of a CSV file of ACLED or UCDP GED.

    Rows and events are weighed by the weights that link accounts to events, and joined one to one, the surest pairs
    first, where it is likelier than not that they are one. `filters`, or their fields by name, choose the register's
    events; rejected ones are left out, unless the filters ask for a review. Rows and events that the other side can't
    have, since it is of other days or countries, are told apart from those that it lacks.

    Raises `CompareError` for a file that can't be read, `RegisterError` for filters that name what nothing has.
    """
    from sijill.register.queries import totals

    read = read_rows(Path(file))
    asked = filters or filters_of(wanted)
    here: list[Here] = []
    with register.reading() as connection:
        kept, left_out = _without_rejected(connection, asked)
        number = totals(connection, kept).events + len(read.rows)
        found, rivals = matches(_columns(told_events(connection, kept, accounts=True), read, here), number)
    scope = _Scope.of_filters(asked, here)
    return _result(read, here, found, rivals, scope, left_out)


def _without_rejected(connection: Connection, asked: Filters) -> tuple[Filters, Counter[str]]:
    """The filters without what people rejected, and how many events that leaves out."""
    from sijill.register.queries import totals

    if asked.reviews:
        return asked, Counter()
    rejected = totals(connection, replace(asked, reviews=("rejected",))).events
    kept = replace(asked, reviews=tuple(review for review in REVIEWS if review != "rejected"))
    return kept, Counter({REJECTED: rejected} if rejected else {})


def _columns(events: Iterable[Told], read: Rows, here: list[Here]) -> Iterator[Columns]:
    """The columns of events and rows, one at a time; what is kept of each event goes into `here`.

    What lies far outside the other side's days, or in none of its countries, is not weighed: a file of the whole world
    takes no longer than its rows of the register's countries.
    """
    from sijill.register.queries import Filters

    rows = _Scope.of_rows(read.rows).widened(_FAR)
    for number, told in enumerate(events):
        event = _here(told.event, read.dataset)
        here.append(event)
        if rows.covers(event.first, event.last, event.place):
            yield event_columns(told, key_here(number))
    scope = _Scope.of_filters(Filters(), here).widened(_FAR)
    for number, row in enumerate(read.rows):
        if scope.covers(row.first, row.last, row.place):
            yield row_columns(row, key_there(number))


def _here(event: Event, dataset: DataSet) -> Here:
    from sijill.register.rows import total

    low, best, high = total(event.killed)
    return Here(
        id=event.id,
        first=event.date.earliest if event.date else None,
        last=event.date.latest if event.date else None,
        place=event.place,
        event_type=event.event_type,
        sub_event_type=event.sub_event_type,
        kind=kind_of(event, dataset),
        lacking=lacking(event, dataset),
        low=low,
        best=best,
        high=high,
        reports=event.reports,
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """Days (null: open) and places (empty: all) that one side covers."""

    first: date | None
    last: date | None
    countries: frozenset[str]
    divisions: frozenset[str] = frozenset()

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> _Scope:
        """What a file covers: from its first day to its last, and its countries."""
        lands = frozenset(row.place.country for row in rows if row.place.country)
        firsts = [row.first for row in rows if row.first]
        lasts = [row.last for row in rows if row.last]
        return cls(min(firsts, default=None), max(lasts, default=None), lands)

    @classmethod
    def of_filters(cls, asked: Filters, here: Sequence[Here]) -> _Scope:
        """What the register's side covers: what its filters say, else its events' days and countries."""
        firsts = [day for event in here if (day := event.first or event.last)]
        lasts = [day for event in here if (day := event.last or event.first)]
        places = [event.place for event in here if event.place]
        return cls(
            asked.since or min(firsts, default=None),
            asked.until or max(lasts, default=None),
            frozenset(place.country for place in places if place.country),
            frozenset(key for place in places if (key := division(place))) if asked.admin1 else frozenset(),
        )

    def widened(self, days: timedelta) -> _Scope:
        """The same places, and more days on both sides."""
        first = self.first - days if self.first and self.first - date.min > days else None
        last = self.last + days if self.last and date.max - self.last > days else None
        return replace(self, first=first, last=last)

    def covers(self, first: date | None, last: date | None, place: Place | None) -> bool:
        """False where it can't hold what happened on these days and there."""
        first, last = first or last, last or first
        early = last is not None and self.first is not None and last < self.first
        late = first is not None and self.last is not None and first > self.last
        country = place.country if place else None
        abroad = bool(self.countries) and country is not None and country not in self.countries
        key = division(place)
        elsewhere = bool(self.divisions) and key is not None and key not in self.divisions
        return not (early or late or abroad or elsewhere)


def _result(
    read: Rows,
    here: Sequence[Here],
    found: Sequence[Match],
    rivals: Mapping[int, int],
    scope: _Scope,
    left_out: Counter[str],
) -> Comparison:
    file_scope = _Scope.of_rows(read.rows)
    matched_here, matched_there = {m.here for m in found}, {m.there for m in found}
    only_here: list[Here] = []
    outside_here: list[Here] = []
    for number, event in enumerate(here):
        if number in matched_here:
            continue
        if event.lacking:
            left_out[event.lacking] += 1
        else:
            covered = file_scope.covers(event.first, event.last, event.place)
            (only_here if covered else outside_here).append(event)
    only_there: list[There] = []
    outside_there: list[There] = []
    for number, row in enumerate(read.rows):
        if number not in matched_there:
            rival = here[rivals[number]].id if number in rivals else None
            covered = scope.covers(row.first, row.last, row.place)
            (only_there if covered or rival else outside_there).append(There(row, rival))
    return Comparison(
        source=read.source,
        dataset=read.dataset.name,
        label=read.dataset.label,
        rows=len(read.rows),
        events=len(here),
        both=tuple(Both(here[m.here], read.rows[m.there], m.weight) for m in found),
        only_here=tuple(only_here),
        only_there=tuple(only_there),
        outside_here=tuple(outside_here),
        outside_there=tuple(item.row for item in outside_there),
        left_out=dict(left_out),
        faults=read.faults,
    )
