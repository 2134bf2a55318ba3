"""Accounts to events: the neighbourhood of what has changed, linked anew, and event ids that last.

An event's id is made from its founding account, the oldest one. A grown event keeps it; where events merge the older
id survives and the other forwards to it; where one splits, the part with the founding account keeps it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import aliased

from sijill.model import Telling
from sijill.register.rows import some, tellings_where
from sijill.register.rulings import Pairs, any_ruling, in_force, pairs_of
from sijill.register.schema import accounts, blocks, event_log, events, former_ids


@dataclass(frozen=True, slots=True)
class Seat:
    """An account among the others: its number (the older, the lower), its key and its event."""

    number: int
    key: str
    event: str | None


@dataclass(slots=True)
class Outcome:
    """What linking did. `touched`: events with other accounts than before. `made`: those that are new.

    `left`: keys of accounts that were taken out of an event and the event where they are now.
    """

    touched: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)


def pending(connection: Connection) -> set[int]:
    """The accounts (ids) that are in no event yet."""
    return set(connection.scalars(select(accounts.c.id).where(accounts.c.event_id.is_(None))))


def block(connection: Connection, ids: Iterable[int]) -> None:
    """Write the block keys of accounts anew."""
    from sijill import linking

    for portion in some(sorted(ids)):
        connection.execute(delete(blocks).where(blocks.c.account_id.in_(portion)))
        number = {
            row.key: row.id
            for row in connection.execute(select(accounts.c.key, accounts.c.id).where(accounts.c.id.in_(portion)))
        }
        rows = [
            {"block": key, "account_id": number[telling.key]}
            for telling in tellings_where(connection, accounts.c.id.in_(portion))
            for key in sorted(linking.blocks(telling))
        ]
        if rows:
            connection.execute(insert(blocks), rows)


def link_seeds(connection: Connection, seeds: Collection[int], events_: Collection[str], at: datetime) -> Outcome:
    """Link accounts (ids) and what is left of events anew, among all accounts that may be of one event with them."""
    ids = _with_blocks(connection, seeds)
    seats = _whole_events(connection, ids, events_)
    return _linked(connection, seats, at)


def link_events(connection: Connection, events_: Collection[str], at: datetime) -> Outcome:
    """Link the accounts of some events anew, among one another only: after people ruled on them."""
    return _linked(connection, _whole_events(connection, set(), events_), at)


def link_all(connection: Connection, at: datetime) -> Outcome:
    """Link all accounts of the register anew."""
    wanted = select(accounts.c.id, accounts.c.key, accounts.c.event_id)
    seats = {row.key: Seat(row.id, row.key, row.event_id) for row in connection.execute(wanted)}
    return _linked(connection, seats, at, everything=True)


def _linked(connection: Connection, seats: dict[str, Seat], at: datetime, everything: bool = False) -> Outcome:
    from sijill import linking

    pairs, ruled = Pairs(), any_ruling(connection)
    while ruled:
        pairs, known = pairs_of(in_force(connection, seats)), len(seats)
        _add_partners(connection, seats, pairs)
        # Those that were drawn in are held together by rulings of their own.
        ruled = len(seats) > known
    if not seats:
        return Outcome()
    tellings = _tellings(connection, seats, everything)
    same, other = ([p for p in some_pairs if set(p) <= seats.keys()] for some_pairs in (pairs.same, pairs.other))
    parts = linking.clusters(tellings, same, other)
    return _reassign(connection, seats, parts, at)


def _tellings(connection: Connection, seats: Mapping[str, Seat], everything: bool) -> list[Telling]:
    if everything:
        return list(tellings_where(connection, accounts.c.id.is_not(None)))
    numbers = sorted(seat.number for seat in seats.values())
    return [t for portion in some(numbers) for t in tellings_where(connection, accounts.c.id.in_(portion))]


def _with_blocks(connection: Connection, seeds: Collection[int]) -> set[int]:
    """The accounts, and all that share a block with one of them."""
    mine, theirs = aliased(blocks), aliased(blocks)
    found = set(seeds)
    for portion in some(sorted(seeds)):
        shared = select(mine.c.block).where(mine.c.account_id.in_(portion)).distinct().subquery()
        wanted = select(theirs.c.account_id).join_from(shared, theirs, theirs.c.block == shared.c.block).distinct()
        found.update(connection.scalars(wanted))
    return found


def _whole_events(connection: Connection, ids: set[int], events_: Collection[str]) -> dict[str, Seat]:
    """The accounts and all others of their events, and those of the events named."""
    columns = accounts.c.id, accounts.c.key, accounts.c.event_id
    wanted_events = set(events_)
    seats: dict[str, Seat] = {}
    for portion in some(sorted(ids)):
        for row in connection.execute(select(*columns).where(accounts.c.id.in_(portion))):
            seats[row.key] = Seat(row.id, row.key, row.event_id)
            if row.event_id:
                wanted_events.add(row.event_id)
    for names in some(sorted(wanted_events)):
        for row in connection.execute(select(*columns).where(accounts.c.event_id.in_(names))):
            seats[row.key] = Seat(row.id, row.key, row.event_id)
    return seats


def _add_partners(connection: Connection, seats: dict[str, Seat], pairs: Pairs) -> None:
    """Whoever was put into one event with an account belongs to its neighbourhood, with the rest of its event."""
    keys = {key for pair in pairs.same for key in pair} - seats.keys()
    found: set[int] = set()
    for portion in some(sorted(keys)):
        found.update(connection.scalars(select(accounts.c.id).where(accounts.c.key.in_(portion))))
    if found:
        seats |= _whole_events(connection, found, ())


def _reassign(
    connection: Connection, seats: Mapping[str, Seat], parts: Sequence[frozenset[str]], at: datetime
) -> Outcome:
    """Give each part its event: the one that its accounts founded, the oldest of those, or a new one."""
    founders = _founders(connection, seats)
    outcome, log = Outcome(), Log(at)
    moves: list[dict[str, Any]] = []
    forwards: dict[str, str] = {}
    ordered = sorted(
        (sorted((seats[key] for key in part), key=_by_number) for part in parts), key=lambda m: m[0].number
    )
    names = _Names(connection, [m[0].key for m in ordered if not any(founders.get(s.event or "") == s.key for s in m)])
    for members in ordered:
        claims = sorted(
            {seat.event for seat in members if seat.event and founders[seat.event] == seat.key},
            key=lambda event: (seats[founders[event]].number, event),
        )
        event = claims[0] if claims else names.new(members[0].key)
        if not claims:
            outcome.made.add(event)
        forwards |= dict.fromkeys(claims[1:], event)
        movers = [seat for seat in members if seat.event != event]
        if movers:
            outcome.touched |= {event} | {seat.event for seat in movers if seat.event}
            outcome.left |= {seat.key: event for seat in movers if seat.event}
            moves += [{"number": seat.number, "to": event} for seat in movers]
            log.moved(event, movers, claims[1:], made=not claims)
    _write(connection, moves, forwards, outcome.made)
    log.write(connection)
    return outcome


def _founders(connection: Connection, seats: Mapping[str, Seat]) -> dict[str, str]:
    """Events to the keys of their founding accounts; the oldest account stands in for one that is gone."""
    oldest: dict[str, Seat] = {}
    for seat in seats.values():
        if seat.event and (seat.event not in oldest or seat.number < oldest[seat.event].number):
            oldest[seat.event] = seat
    founders = {event: seat.key for event, seat in oldest.items()}
    for names in some(sorted(founders)):
        for row in connection.execute(select(events.c.id, events.c.founder).where(events.c.id.in_(names))):
            if row.founder in seats and seats[row.founder].event == row.id:
                founders[row.id] = row.founder
    return founders


class _Names:
    """The ids that accounts give to the events that they found. An event that is split off again gets its id back."""

    def __init__(self, connection: Connection, founders: Iterable[str]) -> None:
        self._connection = connection
        self._taken: set[str] = set()
        for names in some({self._name(founder, 0) for founder in founders}):
            self._taken.update(connection.scalars(select(events.c.id).where(events.c.id.in_(names))))

    def new(self, founder: str) -> str:
        """An id that no event has."""
        name, salt = self._name(founder, 0), 0
        while name in self._taken:
            salt += 1
            name = self._name(founder, salt)
            if salt and self._connection.scalar(select(events.c.id).where(events.c.id == name)) is not None:
                self._taken.add(name)
        self._taken.add(name)
        return name

    @staticmethod
    def _name(founder: str, salt: int) -> str:
        return "e" + hashlib.sha256(f"{founder}\n{salt}".encode()).hexdigest()[:10]


def _by_number(seat: Seat) -> int:
    return seat.number


def _write(
    connection: Connection, moves: list[dict[str, Any]], forwards: Mapping[str, str], made: Iterable[str]
) -> None:
    if moves:
        change = update(accounts).where(accounts.c.id == bindparam("number")).values(event_id=bindparam("to"))
        connection.execute(change, moves)
    for names in some([*forwards, *made]):
        connection.execute(delete(former_ids).where(former_ids.c.former.in_(names)))
    if forwards:
        rows = [{"former": former, "event_id": event} for former, event in forwards.items()]
        connection.execute(insert(former_ids), rows)


class Log:
    """What happened to events in one transaction, written at its end."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._rows: list[dict[str, Any]] = []

    def add(self, event: str, what: str, accounts_: Sequence[str] = (), other: str | None = None) -> None:
        """One entry: what happened to an event, by which accounts, with which other event."""
        text = json.dumps({"accounts": list(accounts_), "event": other})
        self._rows.append({"event_id": event, "at": self._at, "what": what, "detail": text})

    def moved(self, event: str, movers: Sequence[Seat], merged: Sequence[str], made: bool) -> None:
        """Accounts came to an event: new ones, those of events merged into it, and those that left another."""
        by_origin: dict[str | None, list[str]] = defaultdict(list)
        for seat in movers:
            by_origin[seat.event].append(seat.key)
        for origin, keys in sorted(by_origin.items(), key=lambda item: item[0] or ""):
            if origin is None:
                self.add(event, "made" if made else "joined", keys)
            elif origin in merged:
                self.add(event, "merged", keys, origin)
                self.add(origin, "merged_into", keys, event)
            else:
                self.add(event, "made" if made else "joined", keys, origin)
                self.add(origin, "left", keys, event)

    def write(self, connection: Connection) -> None:
        """Keep the entries."""
        if self._rows:
            connection.execute(insert(event_log), self._rows)
