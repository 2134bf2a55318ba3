"""Finding events by filters, reports by their words, and things by the first letters of their id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from sijill.codebook import countries, country_of, registry
from sijill.gazetteer import gazetteer
from sijill.gazetteer.names import exact_key, folded, loose_key
from sijill.model import EVENT_TYPE_OF, EVENT_TYPES, REVIEWS, Event, ReportHead, Review, Status, SubEventType
from sijill.register.faults import RegisterError, UnknownId
from sijill.register.rows import HEAD, head_of, some
from sijill.register.rulings import present_id
from sijill.register.schema import accounts, decisions, event_actors, events, former_ids, reports, versions
from sijill.register.words import END, START, found_texts, how_many, matching

Kind = Literal["event", "report", "account", "decision"]
Order = Literal["newest", "oldest", "killed", "reports", "changed", "doubtful"]
ORDERS: tuple[Order, ...] = get_args(Order)
STATUSES: tuple[Status, ...] = get_args(Status)

# Enough to tell which of them is meant.
_NAMED = 5
_SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events are wanted: all conditions hold; of several values of one, any. Empty is no condition.

    `since`, `until`: days that the event may lie in; one without any date then falls. `countries`: codes or names.
    `admin1`: names of first-level divisions, forgiving in spelling. `actors`: ids or names, on any side, with those
    that belong to them by the registry. `types`: event types or sub-event types, or words of their names.
    `killed_at_least`: by the best figure, else the lowest. `text`: words in its reports, as for `search`.
    """

    since: date | None = None
    until: date | None = None
    countries: tuple[str, ...] = ()
    admin1: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    reviews: tuple[Review, ...] = ()
    killed_at_least: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a filter finds. `killed_low`, `killed_best`, `killed_high`: sums over what is known."""

    events: int
    killed_low: int
    killed_best: int
    killed_high: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that holds what was looked for. `snippet`: its words in parts; True where a part was looked for.
    `events`: those that the report tells."""

    report: ReportHead
    snippet: tuple[tuple[str, bool], ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What an id, or its first letters, leads to."""

    kind: Kind
    id: str


def find_events(
    connection: Connection,
    filters: Filters | None = None,
    order: Order = "newest",
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Event]:
    """The events of a filter, in an order, as they are read. Raises `RegisterError` for values that nothing has."""
    wanted = select(events.c.json).where(*conditions(connection, filters or Filters())).order_by(*order_columns(order))
    # SQLite takes no OFFSET without LIMIT.
    wanted = wanted.limit(limit if limit is not None else 2**62).offset(offset)
    for row in connection.execute(wanted):
        yield Event.model_validate_json(row.json)


def totals(connection: Connection, filters: Filters | None = None) -> Totals:
    """How many events a filter finds, and the sums of those killed."""
    sums = [func.coalesce(func.sum(column), 0) for column in (events.c.killed_low, events.c.killed_best)]
    high = func.coalesce(events.c.killed_high, events.c.killed_best, events.c.killed_low)
    wanted = select(func.count(), *sums, func.coalesce(func.sum(high), 0))
    row = connection.execute(wanted.where(*conditions(connection, filters or Filters()))).one()
    return Totals(*(int(number) for number in row))


def search(connection: Connection, words: str, limit: int = 20, offset: int = 0) -> list[Hit]:
    """The reports whose title or text holds the words, the best first. Raises `RegisterError`: nothing to look for."""
    return hits(connection, found_places(connection, words, limit, offset))


def found_places(connection: Connection, words: str, limit: int, offset: int = 0) -> Sequence[Row[Any]]:
    """The versions that hold the words (`version_id`, `snippet`), the best first. Raises `RegisterError`."""
    return connection.execute(found_texts(words, connection.dialect, limit, offset)).all()


def hits(connection: Connection, found: Sequence[Row[Any]]) -> list[Hit]:
    """What was found, with the events that its reports tell."""
    ids = [row.version_id for row in found]
    heads = {
        row.id: head_of(row) for row in connection.execute(select(versions.c.id, *HEAD).where(versions.c.id.in_(ids)))
    }
    told = _events_told(connection, ids)
    return [Hit(heads[row.version_id], _parts(row.snippet), told.get(row.version_id, ())) for row in found]


def count_found(connection: Connection, words: str) -> int:
    """In how many reports the words are found. Raises `RegisterError`: nothing to look for."""
    return int(connection.execute(how_many(words, connection.dialect)).scalar_one())


def resolve(connection: Connection, name: str) -> Found:
    """What an id leads to, also a former id of an event, or the first letters of one. Raises `UnknownId`."""
    name = name.strip()
    event = present_id(connection, name) if name else None
    if event:
        return Found("event", event)
    exact = _by_id(connection, name, begins=False)
    found = exact or (_by_id(connection, name, begins=True) if len(name) >= _SHORTEST_PREFIX else [])
    if len(found) == 1:
        return found[0]
    if found:
        first = ", ".join(f"{item.kind} {item.id}" for item in found[:_NAMED])
        more = " and others" if len(found) > _NAMED else ""
        raise UnknownId(f"{name} may be {first}{more}", "Give more of the id")
    raise UnknownId(f"the register has no event, report or account {name!r}", "See what there is: sijill events")


def resolve_event(connection: Connection, name: str) -> str:
    """The present id of an event; also from the id of one of its accounts. Raises `UnknownId`."""
    found = resolve(connection, name)
    if found.kind == "event":
        return found.id
    if found.kind == "account":
        event = connection.scalar(select(accounts.c.event_id).where(accounts.c.key == found.id))
        if event:
            return str(event)
    raise UnknownId(f"{name} is no event but a {found.kind}", "See the events: sijill events")


def reports_of(connection: Connection, keys: Iterable[str]) -> dict[str, ReportHead]:
    """The report of each account that still counts, by the account's key."""
    found: dict[str, ReportHead] = {}
    for portion in some(dict.fromkeys(keys)):
        wanted = select(accounts.c.key, *HEAD).join_from(accounts, versions).where(accounts.c.key.in_(portion))
        found |= {row.key: head_of(row) for row in connection.execute(wanted)}
    return found


def _by_id(connection: Connection, name: str, *, begins: bool) -> list[Found]:
    """Things whose id is this, or begins with it. A former id of an event leads to what it is now."""
    found: list[Found] = []
    for kind, asked, target in _IDS:
        holds = asked.startswith(name, autoescape=True) if begins else asked == name
        for each in connection.scalars(select(target).where(holds).order_by(target).limit(_NAMED + 1)):
            here = present_id(connection, each) if kind == "event" else each
            if here and Found(kind, here) not in found:
                found.append(Found(kind, here))
    return found


def conditions(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    # Written so that the indexes on both days serve; an open end stands for the other.
    first, last = events.c.first_day, events.c.last_day
    if filters.since:
        yield or_(last >= filters.since, and_(last.is_(None), first >= filters.since))
    if filters.until:
        yield or_(first <= filters.until, and_(first.is_(None), last <= filters.until))
    if filters.countries:
        yield events.c.country.in_([country_named(name) for name in filters.countries])
    if filters.admin1:
        yield events.c.admin1.in_([name for asked in filters.admin1 for name in divisions_named(connection, asked)])
    if filters.actors:
        taking_part = select(event_actors.c.event_id).where(or_(*(_actor(name) for name in filters.actors)))
        yield events.c.id.in_(taking_part)
    if filters.types:
        yield events.c.sub_event_type.in_([sub for name in filters.types for sub in types_named(name)])
    if filters.statuses:
        yield events.c.status.in_(checked(filters.statuses, STATUSES, "status"))
    if filters.reviews:
        yield events.c.review.in_(checked(filters.reviews, REVIEWS, "review"))
    if filters.killed_at_least is not None:
        yield func.coalesce(events.c.killed_best, events.c.killed_low, 0) >= filters.killed_at_least
    if filters.text:
        telling = select(accounts.c.event_id).join_from(accounts, versions)
        yield events.c.id.in_(telling.where(matching(filters.text, connection.dialect)))


def types_named(asked: str) -> list[SubEventType]:
    """The sub-event types that a name means: an event type's or sub-event type's own, else all whose names hold its
    words. Raises `RegisterError` where none does."""
    key = folded(asked)
    for family, subs in EVENT_TYPES.items():
        if folded(family) == key:
            return list(subs)
    exact = [sub for sub in EVENT_TYPE_OF if folded(sub) == key]
    words = set(key.split())
    found = exact or [sub for sub in EVENT_TYPE_OF if words and words <= set(folded(sub).split())]
    if not found:
        raise RegisterError(f"there is no event type {asked!r}", f"Choose one of: {', '.join(EVENT_TYPE_OF)}")
    return found


def country_named(asked: str) -> str:
    code = asked.upper() if asked.upper() in countries() else country_of(asked)
    if code is None:
        raise RegisterError(f"there is no country {asked!r}", "Give its English name or its two letters, such as IQ")
    return code


def divisions_named(connection: Connection, asked: str) -> list[str]:
    """The first-level divisions of the register that a name means, however it is spelt."""
    known = [name for name in connection.scalars(select(events.c.admin1).distinct()) if name]
    same = [name for name in known if exact_key(name) == exact_key(asked)]
    found = same or [name for name in known if loose_key(name) and loose_key(name) == loose_key(asked)]
    if not found:
        # The gazetteer knows other names of the same: Ninawa is Nineveh.
        meant = {entry.admin1 for entry in gazetteer().find(asked) if entry.kind == "admin1"}
        found = [name for name in known if name in meant]
    if not found:
        there = ", ".join(sorted(known)) or "none"
        raise RegisterError(f"no event lies in a division named {asked!r}", f"Those of the register: {there}")
    return found


def actor_named(asked: str) -> tuple[frozenset[str], frozenset[str]]:
    """The actors that an id, a name or another name means, with whatever belongs to them: ids, and names in lower
    case. An actor of an event is one of them by either."""
    actors = registry()
    row = actors.get(asked) or actors.named(asked) or actors.get(actors.resolve(asked).actor_id)
    if row is None:
        return frozenset(), frozenset((asked.lower(), actors.resolve(asked).name.lower()))
    return frozenset((row.id, *actors.children(row.id, deep=True))), frozenset((row.name.lower(),))


def _actor(asked: str) -> ColumnElement[bool]:
    ids, names = actor_named(asked)
    called = func.lower(event_actors.c.name).in_(sorted(names))
    return or_(event_actors.c.actor_id.in_(sorted(ids)), called) if ids else called


def checked(given: Iterable[str], known: Iterable[str], what: str) -> list[str]:
    wrong = [value for value in given if value not in known]
    if wrong:
        raise RegisterError(f"there is no {what} {wrong[0]!r}", f"Choose one of: {', '.join(known)}")
    return list(given)


def order_columns(order: Order) -> list[ColumnElement[Any]]:
    """The columns to sort by, unknown values last."""
    columns: dict[Order, list[ColumnElement[Any]]] = {
        "newest": [events.c.last_day.desc().nulls_last(), events.c.first_day.desc().nulls_last()],
        "oldest": [events.c.first_day.asc().nulls_last(), events.c.last_day.asc().nulls_last()],
        "killed": [events.c.killed_best.desc().nulls_last()],
        "reports": [events.c.reports.desc()],
        "changed": [events.c.changed.desc()],
        "doubtful": [events.c.confidence],
    }
    if order not in columns:
        raise RegisterError(f"there is no order {order!r}", f"Choose one of: {', '.join(ORDERS)}")
    return [*columns[order], events.c.id]


def _events_told(connection: Connection, version_ids: Iterable[int]) -> dict[int, tuple[Event, ...]]:
    """The events of each version's accounts, in the order of its text."""
    told: dict[int, dict[str, Event]] = {}
    for ids in some(version_ids):
        wanted = select(accounts.c.version_id, events.c.json).join_from(
            accounts, events, accounts.c.event_id == events.c.id
        )
        for row in connection.execute(wanted.where(accounts.c.version_id.in_(ids)).order_by(accounts.c.came)):
            event = Event.model_validate_json(row.json)
            told.setdefault(row.version_id, {}).setdefault(event.id, event)
    return {version: tuple(its.values()) for version, its in told.items()}


def _parts(snippet: str) -> tuple[tuple[str, bool], ...]:
    """A snippet on one line, cut at the marks around what was found."""
    found: list[tuple[str, bool]] = []
    for number, piece in enumerate(" ".join(snippet.split()).split(START)):
        marked, end, after = piece.partition(END)
        if number == 0 or not end:
            found.append((piece, False))
        else:
            found += [(marked, True), (after, False)]
    return tuple((words, mark) for words, mark in found if words)


_IDS: Final[tuple[tuple[Kind, ColumnElement[str], ColumnElement[str]], ...]] = (
    ("event", events.c.id, events.c.id),
    ("event", former_ids.c.former, former_ids.c.former),
    ("report", reports.c.id, reports.c.id),
    ("report", reports.c.given, reports.c.id),
    ("account", accounts.c.key, accounts.c.key),
    ("decision", decisions.c.id, decisions.c.id),
)
