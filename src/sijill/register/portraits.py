"""A set of events as a profile shows it: in numbers, by day, kind, place and actor, and the latest of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from sqlalchemy import Connection

from sijill.model import Event
from sijill.register.columns import Columns, Rows
from sijill.register.profiles import (
    Figures,
    Kind,
    Party,
    Relation,
    Selection,
    Spot,
    Who,
    day_of,
    identified,
    latest_ids,
    name_of_party,
    parties_of,
    selected,
    spots_of,
)
from sijill.register.summaries import events_of

SIDES: Final = ("initiators", "targets", "claimed_by")
_INITIATOR, _TARGET = 1, 2


@dataclass(frozen=True, slots=True)
class Gathered:
    """A set of events: in numbers, by the days between which they lie (first, last, events, killed), by kind, place and
    actor, those with most events first; `*_all`: how many places and actors there are. `roles`, `relations`: of the
    actor asked for. `latest`: the latest of them."""

    figures: Figures
    days: Sequence[tuple[date | None, date | None, int, int]]
    kinds: Sequence[Kind]
    spots: Sequence[Spot]
    spots_all: int
    parties: Sequence[Party]
    parties_all: int
    roles: Mapping[str, int]
    relations: Sequence[Relation]
    latest: Sequence[Event]


def gathered(
    connection: Connection, asked: Selection, *, kinds: int, spots: int, parties: int, latest: int = 0
) -> Gathered:
    """The events of a set; so many kinds, places, actors and latest events. Its actor's roles and relations."""
    columns, rows = selected(connection, asked)
    spots_all, of_places = spots_of(columns, rows, "place", spots)
    parties_all, people = parties_of(columns, rows, limit=parties)
    roles, relations = _roles_and_relations(columns, rows, asked.who, parties)
    figures, families = _figures(columns, rows), _kinds(columns, rows)[:kinds]
    days = [(*span, number, killed) for span, number, killed, _ in columns.sums("span", rows)]
    names = latest_ids(columns, rows, latest)
    newest = events_of(connection, names)
    return Gathered(
        figures, days, families, of_places, spots_all, people, parties_all, roles, relations, newest,
    )  # fmt: skip


def _figures(columns: Columns, rows: Rows) -> Figures:
    low, best, high, open_, wounded = (
        int(columns.number(name, rows).sum()) for name in ("low", "best", "high", "open", "wounded")
    )
    first, last = columns.days(rows, last=False), columns.days(rows, last=True)
    first = first[first > 0]
    return Figures(
        len(rows), low, best, high, open_, wounded, day_of(first.min()) if len(first) else None,
        day_of(last.max(initial=0)), int((~np.isnan(columns.points[rows, 0])).sum()),
    )  # fmt: skip


def _kinds(columns: Columns, rows: Rows) -> list[Kind]:
    sums: dict[tuple[str, str], list[int]] = {}
    for (family, sub, _, _), number, killed, _ in columns.sums("kind", rows):
        line = sums.setdefault((family, sub), [0, 0])
        line[0] += number
        line[1] += killed
    made = [Kind(family, sub, *line) for (family, sub), line in sums.items()]  # type: ignore[arg-type]
    return sorted(made, key=lambda kind: (-kind.events, kind.sub_event_type))


def _roles_and_relations(
    columns: Columns, rows: Rows, who: Who | None, most: int
) -> tuple[dict[str, int], list[Relation]]:
    """On which sides an actor stands in how many of some rows, and who stands most often against it and beside it."""
    if who is None:
        return dict.fromkeys(SIDES, 0), []
    at, party, sides = columns.parts(rows)
    mine = columns.parties(who.is_one)[party]
    # The sides on which any part of the actor stands in each row.
    own = np.zeros(len(rows), np.int64)
    np.bitwise_or.at(own, at[mine], sides[mine])
    roles = {side: int((own >> bit & 1).sum()) for bit, side in enumerate(SIDES)}
    both = _INITIATOR | _TARGET
    other = ~mine & (own[at] & both > 0) & (sides & both > 0)
    here, there, party = own[at[other]], sides[other], party[other]
    against = (there & _INITIATOR > 0) & (here & _TARGET > 0) | (there & _TARGET > 0) & (here & _INITIATOR > 0)
    number = np.bincount(party)
    opposed, beside = (np.bincount(party, each) for each in (against, there & here & both > 0))
    names = {each: name_of_party(columns, each) for each in np.flatnonzero(number).tolist()}
    order = sorted(names, key=lambda each: (-number[each], names[each]))[:most]
    ids = columns.party.values
    made = [Relation(*identified(ids[each][0], names[each]), int(opposed[each]), int(beside[each])) for each in order]
    return roles, made
