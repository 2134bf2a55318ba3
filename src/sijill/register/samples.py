"""Samples that several people code apart from one another, to measure how far they agree.

What coders say of an event stands beside the register: it changes no event. While a sample is open, nobody is shown
what others said; once it is closed, its codings stand on the review pages of its events.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import JsonValue
from sqlalchemy import Connection, func, insert, select, update

from sijill.linking.event_corrections import CORRECTABLE, check_correction
from sijill.register.faults import RegisterError, UnknownId
from sijill.register.queries import Filters, conditions
from sijill.register.rows import AnyRow
from sijill.register.ruling_words import value_text
from sijill.register.schema import accounts, events, sample_coders, sample_codings, sample_events, samples
from sijill.register.users import name_key

IS_EVENT: Final = "event"
"""The one field that no event has: whether the accounts tell an event at all, `yes` or `no`."""

FIELDS: Final[tuple[str, ...]] = (IS_EVENT, *CORRECTABLE)
USUAL: Final[tuple[str, ...]] = (
    IS_EVENT, "sub_event_type", "status", "date", "place", "initiators", "targets", "killed", "wounded"
)  # fmt: skip
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST: Final = 2000
_YES: Final = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One event of a sample: its place in it (from 1), its id when it was drawn, and the keys of its accounts."""

    position: int
    event: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample. `fields`: what is coded. `prefilled`: coders see the register's values. `drawn_from`: how many events
    fitted `filters`. `coders`: names by key."""

    id: int
    name: str
    seed: int
    prefilled: bool
    open: bool
    fields: tuple[str, ...]
    drawn_from: int
    filters: Mapping[str, Any]
    by: str
    at: datetime
    coders: Mapping[str, str]
    events: tuple[Drawn, ...]

    def at_position(self, position: int) -> Drawn:
        """The event at a place of the sample. Raises `UnknownId`."""
        if not 1 <= position <= len(self.events):
            raise UnknownId(f"sample {self.name} has no event {position}", f"It has 1 to {len(self.events)}")
        return self.events[position - 1]


@dataclass(frozen=True, slots=True)
class Wish:
    """A sample as it is asked for; see `draw`."""

    name: str
    coders: Sequence[str]
    size: int
    seed: int
    fields: Sequence[str] = USUAL
    prefilled: bool = False
    filters: Filters | None = None


def draw(connection: Connection, wish: Wish, by: str, at: datetime) -> Sample:
    """Draw events at random for two coders or more. The same seed draws the same events of the same register.

    Raises `RegisterError` where the name is taken, or there are too few coders or events.
    """
    coders = {name_key(name): name.strip() for name in wish.coders if name.strip()}
    _check(connection, wish, coders)
    wanted = select(events.c.id).where(*conditions(connection, wish.filters or Filters())).order_by(events.c.id)
    there = list(connection.scalars(wanted))
    if len(there) < wish.size:
        raise RegisterError(f"the filters find {len(there)} events, not {wish.size}", "Draw fewer, or filter less")
    chosen = random.Random(wish.seed).sample(there, wish.size)
    filters = {name: value for name, value in asdict(wish.filters or Filters()).items() if value not in ((), None)}
    values = {
        "name": wish.name, "seed": wish.seed, "prefilled": wish.prefilled, "open": True, "by": by, "at": at,
        "fields": json.dumps(list(wish.fields)), "drawn_from": len(there), "filters": json.dumps(filters, default=str),
    }  # fmt: skip
    connection.execute(insert(samples).values(**values))
    number = connection.execute(select(samples.c.id).where(samples.c.name == wish.name)).scalar_one()
    keys = _keys_of(connection, chosen)
    rows = [
        {"sample_id": number, "position": place, "event_id": name, "accounts": json.dumps(keys[name])}
        for place, name in enumerate(chosen, 1)
    ]
    connection.execute(insert(sample_events), rows)
    connection.execute(
        insert(sample_coders), [{"sample_id": number, "key": key, "name": name} for key, name in coders.items()]
    )
    return sample(connection, wish.name)


def _check(connection: Connection, wish: Wish, coders: Mapping[str, str]) -> None:
    if not _NAME.fullmatch(wish.name):
        raise RegisterError(
            f"{wish.name[:40]!r} can't be the name of a sample", "Take up to 40 small letters, digits and hyphens"
        )
    if connection.scalar(select(samples.c.id).where(samples.c.name == wish.name)) is not None:
        raise RegisterError(f"there is a sample {wish.name!r} already", "Take another name")
    if len(coders) < 2:
        raise RegisterError("agreement needs two coders", "Name at least two people")
    if not 1 <= wish.size <= _MOST:
        raise RegisterError(f"a sample has 1 to {_MOST:,} events", "Draw another number")
    wrong = [name for name in wish.fields if name not in FIELDS]
    if wrong or not wish.fields:
        raise RegisterError(f"there is no field {wrong[0]!r}" if wrong else "no field was chosen", "Choose some fields")


def sample(connection: Connection, name: str) -> Sample:
    """A sample by its name. Raises `UnknownId`."""
    row = connection.execute(select(samples).where(samples.c.name == name)).one_or_none()
    if row is None:
        raise UnknownId(f"there is no sample {name[:40]!r}", "See which there are: /review/agreement")
    return _sample(connection, row)


def all_samples(connection: Connection) -> list[Sample]:
    """All samples, the newest first."""
    return [_sample(connection, row) for row in connection.execute(select(samples).order_by(samples.c.id.desc())).all()]


def _sample(connection: Connection, row: AnyRow) -> Sample:
    mine = sample_coders.c.sample_id == row.id
    coders = connection.execute(select(sample_coders).where(mine).order_by(sample_coders.c.key))
    drawn = connection.execute(
        select(sample_events).where(sample_events.c.sample_id == row.id).order_by(sample_events.c.position)
    )
    return Sample(
        row.id, row.name, row.seed, row.prefilled, row.open, tuple(json.loads(row.fields)), row.drawn_from,
        json.loads(row.filters), row.by, row.at, {coder.key: coder.name for coder in coders},
        tuple(Drawn(each.position, each.event_id, tuple(json.loads(each.accounts))) for each in drawn),
    )  # fmt: skip


def code(
    connection: Connection, name: str, position: int, coder: str, values: Mapping[str, JsonValue], at: datetime
) -> None:
    """Keep what a coder says of an event: values by field, as JSON in the form of `Event`. Saying it again replaces
    nothing, the latest counts. Raises `RegisterError`."""
    of = sample(connection, name)
    of.at_position(position)
    if name_key(coder) not in of.coders:
        raise RegisterError(f"{coder} is no coder of sample {name}", f"They are {', '.join(of.coders.values())}")
    if not of.open:
        raise RegisterError(f"sample {name} is closed", "What was coded stands as it is; draw another sample")
    for field, value in values.items():
        _check_value(of, field, value)
    rows = [
        {
            "sample_id": of.id,
            "position": position,
            "coder": name_key(coder),
            "field": field,
            "value": json.dumps(value, ensure_ascii=False),
            "at": at,
        }
        for field, value in values.items()
    ]
    if rows:
        connection.execute(insert(sample_codings), rows)


def _check_value(of: Sample, field: str, value: JsonValue) -> None:
    if field not in of.fields:
        raise RegisterError(f"sample {of.name} does not code {field!r}", f"It codes {', '.join(of.fields)}")
    try:
        if field != IS_EVENT:
            check_correction(field, value)
        elif value not in _YES:
            raise ValueError(f"{value!r} is neither yes nor no")
    except ValueError as error:
        raise RegisterError(f"this can't be coded: {error}", "docs/fields.md has the form of each field") from None


def codings(connection: Connection, of: Sample, coder: str | None = None) -> dict[tuple[int, str], dict[str, Any]]:
    """What was said of each event by each coder (by key): values by field. `coder`: only by one."""
    wanted = select(sample_codings).where(sample_codings.c.sample_id == of.id).order_by(sample_codings.c.number)
    if coder is not None:
        wanted = wanted.where(sample_codings.c.coder == name_key(coder))
    found: dict[tuple[int, str], dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(wanted):
        found[row.position, row.coder][row.field] = json.loads(row.value)
    return dict(found)


def progress(connection: Connection, of: Sample) -> dict[str, int]:
    """How many events each coder (by key) has coded."""
    wanted = (
        select(sample_codings.c.coder, func.count(sample_codings.c.position.distinct()))
        .where(sample_codings.c.sample_id == of.id)
        .group_by(sample_codings.c.coder)
    )
    done = {row[0]: int(row[1]) for row in connection.execute(wanted)}
    return {key: done.get(key, 0) for key in of.coders}


def close(connection: Connection, name: str) -> None:
    """End the coding of a sample, and show its codings. Raises `UnknownId`."""
    connection.execute(update(samples).where(samples.c.id == sample(connection, name).id).values(open=False))


def settled_codings(connection: Connection, event_id: str) -> dict[str, list[tuple[str, str, str]]]:
    """What coders of closed samples said of an event: by field, (coder, value in words, sample)."""
    joined = select(sample_codings, samples.c.name.label("sample"), sample_coders.c.name.label("who"))
    joined = joined.join_from(sample_codings, samples).join(
        sample_events,
        (sample_events.c.sample_id == sample_codings.c.sample_id)
        & (sample_events.c.position == sample_codings.c.position),
    )
    joined = joined.join(
        sample_coders,
        (sample_coders.c.sample_id == sample_codings.c.sample_id) & (sample_coders.c.key == sample_codings.c.coder),
    )
    rows = connection.execute(
        joined.where(sample_events.c.event_id == event_id, samples.c.open.is_(False)).order_by(sample_codings.c.number)
    )
    latest: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in rows:
        value = json.loads(row.value)
        text = str(value) if row.field == IS_EVENT else value_text(row.field, value)
        latest[row.field][row.who, row.sample] = text
    return {field: [(who, text, name) for (who, name), text in sorted(said.items())] for field, said in latest.items()}


def _keys_of(connection: Connection, ids: Iterable[str]) -> dict[str, list[str]]:
    from sijill.register.rows import some

    found: dict[str, list[str]] = defaultdict(list)
    for names in some(ids):
        wanted = select(accounts.c.event_id, accounts.c.key).where(accounts.c.event_id.in_(names))
        for event, key in connection.execute(wanted.order_by(accounts.c.id)):
            found[event].append(key)
    return found
