"""Rows to records and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, select

from sijill.model import Account, Decision, Event, EventCount, Report, ReportHead, Telling
from sijill.register.doubts import doubt_of, unsure
from sijill.register.schema import accounts, versions

# How many values one statement carries: every engine takes as many.
_SOME = 500
T = TypeVar("T")

# A row of whatever columns.
if TYPE_CHECKING:
    AnyRow = Row[*tuple[Any, ...]]
else:
    AnyRow = Row

HEAD = (versions.c.report_id, versions.c.title, versions.c.publisher, versions.c.published, versions.c.url)


def some(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in portions that one statement can carry."""
    rest = iter(values)
    while portion := list(islice(rest, _SOME)):
        yield portion


def head_of(row: AnyRow) -> ReportHead:
    """The head of a report from a row with the columns `HEAD`."""
    return ReportHead(id=row.report_id, title=row.title, publisher=row.publisher, published=row.published, url=row.url)


def report_of(row: AnyRow) -> Report:
    """A report from a row of `versions`."""
    return Report(**head_of(row).model_dump(), text=row.text, clutter=json.loads(row.clutter))


def tellings_where(connection: Connection, condition: ColumnElement[bool]) -> Iterator[Telling]:
    """The tellings of the accounts for which a condition on accounts or versions holds, in their order."""
    wanted = (
        select(accounts.c.key, accounts.c.came, accounts.c.json, versions.c.voice, *HEAD)
        .join_from(accounts, versions)
        .where(condition)
        .order_by(accounts.c.id)
    )
    heads: dict[str, ReportHead] = {}
    for row in connection.execute(wanted):
        head = heads.setdefault(row.report_id, head_of(row))
        account = Account.model_validate_json(row.json)
        yield Telling(key=row.key, account=account, report=head, voice=row.voice, order=row.came)


def event_row(event: Event) -> dict[str, Any]:
    """The columns of `events` that follow from an event: all but `founder` and `changed`."""
    place = event.place
    day = event.date
    low, best, high = total(event.killed)
    return {
        "id": event.id,
        "first_day": day and day.earliest,
        "last_day": day and day.latest,
        "country": place and place.country,
        "admin1": place and place.admin1,
        "place": place and place.name,
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "status": event.status,
        "killed_low": low,
        "killed_best": best,
        "killed_high": high,
        "wounded_best": total(event.wounded)[1],
        "review": event.review,
        "reports": event.reports,
        "independent_sources": event.independent_sources,
        "confidence": event.confidence,
        "disagreements": len(event.disagreements),
        "doubt": doubt_of(
            event.review,
            event.confidence,
            len(event.disagreements),
            low if best is None else best,
            len(unsure(event)),
        ),
        "json": event.model_dump_json(),
    }


def actor_rows(event: Event) -> list[dict[str, Any]]:
    """The rows of `event_actors` for an event."""
    return [
        {"event_id": event.id, "side": side, "number": number, "actor_id": actor.actor_id, "name": actor.name}
        for side in ("initiators", "targets", "claimed_by")
        for number, actor in enumerate(getattr(event, side))
    ]


def total(counts: Sequence[EventCount]) -> tuple[int | None, int | None, int | None]:
    """Low, best and high over all groups. Null: no group is counted, has a best number, or has an end."""
    if not counts:
        return None, None, None
    bests = [count.best for count in counts if count.best is not None]
    highs = [count.high for count in counts if count.high is not None]
    return (
        sum(count.low for count in counts),
        sum(bests) if bests else None,
        sum(highs) if len(highs) == len(counts) else None,
    )


def decision_of(row: AnyRow) -> Decision:
    """A decision from a row of `decisions`."""
    return Decision(
        id=row.id,
        kind=row.kind,
        event=row.event_id,
        accounts=json.loads(row.accounts),
        others=json.loads(row.others),
        field=row.field,
        value=None if row.value is None else json.loads(row.value),
        by=row.by,
        at=row.at,
        why=row.why,
        undoes=row.undoes,
    )


def decision_row(decision: Decision) -> dict[str, Any]:
    """The columns of `decisions` for a decision, all but its number."""
    return {
        "id": decision.id,
        "kind": decision.kind,
        "event_id": decision.event,
        "accounts": json.dumps(decision.accounts),
        "others": json.dumps(decision.others),
        "field": decision.field,
        "value": None if decision.kind != "correct" else json.dumps(decision.value, ensure_ascii=False),
        "by": decision.by,
        "at": decision.at,
        "why": decision.why,
        "undoes": decision.undoes,
    }
