"""A register whose every text tries to become part of a page: reports, codings, decisions, samples, accounts of people.

Records are filled field by field from their own descriptions, so that a new field of text is poisoned from its first
day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from sqlalchemy import Connection, insert, update

from sijill.linking.event_corrections import CORRECTABLE
from sijill.model import Assertion, CodedReport, Evidence, Record, Report
from sijill.register import Register
from sijill.register.engine import writing
from sijill.register.samples import IS_EVENT, USUAL, Wish, close, code, draw
from sijill.register.schema import second_looks, sessions, users
from sijill.register.users import ROLES, add_user, open_session, user_named
from sijill.web.people.people import hashed, now
from tests.web.hostile import hostile_reports

TAG: Final = "sijill-poison"
POISON: Final = (
    f"""'"`></title></textarea></script><script>alert('{TAG}')</script><{TAG} onclick=alert(1)>"""
    f"""<img src=x onerror="alert('{TAG}')"> ' onfocus=alert(1) autofocus=" {{{{ 7919 * 7907 }}}} &lt;b&gt; \u202e"""
)
ADDRESS: Final = f"javascript:alert('{TAG}')//{POISON}"
_AT: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
# Offsets hold an evidence's words to its text, and a report's text is poisoned by hand.
_KEPT: Final = {(Evidence, "text"), (Report, "text"), (Report, "url"), (Report, "id")}

R = TypeVar("R", bound=BaseModel)


def poisoned(record: R) -> R:
    """A record with poison in every field of text, the empty ones too, and in those of the records within it."""
    return type(record).model_validate({name: _value(record, name) for name in type(record).model_fields})


def _value(record: BaseModel, name: str) -> Any:
    value = getattr(record, name)
    if (type(record), name) in _KEPT:
        return value
    return _filled(value, type(record).model_fields[name].annotation)


def _filled(value: Any, kind: Any) -> Any:
    if isinstance(value, Record):
        return poisoned(value)
    if get_origin(kind) in (Union, UnionType):
        kinds = [each for each in get_args(kind) if each is not NoneType]
        return _filled(value, kinds[0]) if value is not None or kinds == [str] else None
    if get_origin(kind) is tuple:
        within = get_args(kind)[0]
        return tuple(_filled(item, within) for item in value) or ((POISON,) if within is str else ())
    if get_origin(kind) is Mapping:
        return {**value, POISON: 0.5}
    return POISON if kind is str else value


def texts_of(kind: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str]]:
    """The fields of text of a record and of those within it."""
    for name, field in kind.model_fields.items():
        yield from _texts(kind, name, field.annotation)


def _texts(kind: type[BaseModel], name: str, said: Any) -> Iterator[tuple[type[BaseModel], str]]:
    if said is str:
        yield kind, name
    elif isinstance(said, type) and issubclass(said, BaseModel):
        yield from texts_of(said)
    elif get_origin(said) is not Literal:
        for part in get_args(said):
            yield from _texts(kind, name, part)


def pairs() -> list[tuple[Report, CodedReport]]:
    """Reports with their codings, poisoned; two of them tell one event."""
    made = []
    for number, (report, coded) in enumerate(hostile_reports()[:3]):
        words = " ".join(random.Random(number).sample([f"word{at}" for at in range(90)], 60))
        text = f"{POISON} attacked a post. {words} {POISON}"
        address = ADDRESS if number else f"https://example.org/{number}?{POISON}"
        head = {"id": f"{number}/{POISON}", "text": text, "url": address, "published": date(2024, 3, 2)}
        sick = poisoned(report).model_copy(update=head)
        account = poisoned(coded.events[0]).model_copy(update={"evidence": _evidence(text), "id": f"e{number}"})
        if number == 0 and account.place:
            # Of a land that is none there is no page.
            account = account.model_copy(update={"place": account.place.model_copy(update={"country": "IQ"})})
        stated = tuple(_stated(one, text) for one in coded.assertions)
        coding = CodedReport(report=sick.head(), relevant=True, assertions=stated, events=(account,))
        made.append((sick, coding))
    return made


def _stated(one: Assertion, text: str) -> Assertion:
    words = (Evidence(field="assertion", start=0, end=len(POISON), text=text[: len(POISON)]),)
    return poisoned(one.model_copy(update={"evidence": ()})).model_copy(update={"evidence": words})


def _evidence(text: str) -> tuple[Evidence, ...]:
    begin, end = text.index("attacked"), len(POISON)
    fields = ("event", "place", "initiators.0", "persons.0", "killed.0", "sources.0", POISON)
    return (
        Evidence(field="event_type", start=begin, end=begin + 8, text="attacked"),
        *(Evidence(field=field, start=0, end=end, text=text[:end]) for field in fields),
    )


def poison(path: Path) -> None:
    """Fill a register with all of it."""
    with Register.open(path) as register:
        register.add_many(pairs())
        events = sorted({event for report in register.report_ids() for event in register.events_of(report)})
        for event in events:
            register.decide("note", event, by=POISON, why=POISON)
            told = register.event(event).model_dump(mode="json")
            for field in CORRECTABLE:
                # Set by a person, poison and all, and some of it taken back again.
                if told.get(field):
                    register.decide("correct", event, by=POISON, field=field, value=told[field], why=POISON)
        register.decide("accept", events[0], by=POISON, why=POISON)
        taken = register.decide("reject", events[-1], by=POISON, why=POISON)
        register.undo(taken.id, by=POISON, why=POISON)
        with writing(register.engine) as connection:
            _people(connection)
            _samples(connection, events)
            connection.execute(
                insert(second_looks).values(decision_id=taken.id, event_id=events[0], why=POISON, at=_AT)
            )


def _people(connection: Connection) -> None:
    """Accounts whose names no page would let in; each has a session by its role's name, and tokens."""
    for role in ROLES:
        user = add_user(connection, role, role, "no hash: nobody signs in by it", now())
        connection.execute(update(users).where(users.c.id == user.id).values(name=f"{role} {POISON}"))
        kept = user_named(connection, role)
        at = now()
        open_session(connection, hashed(secret_of(role)), kept, at, at + timedelta(hours=9))
        open_session(connection, hashed(f"token {role}"), kept, at, at + timedelta(days=9), POISON)
    connection.execute(update(sessions).where(sessions.c.label.is_not(None)).values(label=POISON))


def secret_of(role: str) -> str:
    """What the cookie of a role's browser holds."""
    return role.ljust(43, "A")


def _samples(connection: Connection, events: list[str]) -> None:
    coders = [f"admin {POISON}", POISON]
    values: Mapping[str, Any] = {
        IS_EVENT: "yes",
        "status": "alleged",
        "initiators": [{"name": POISON, "mention": POISON}],
        "place": {"name": POISON},
    }
    for name in ("open", "closed"):
        draw(connection, Wish(name, coders, len(events[:2]), 1, prefilled=name == "open", fields=USUAL), POISON, _AT)
    for who in coders:
        for position in range(1, len(events[:2]) + 1):
            code(connection, "closed", position, who, values, _AT)
    close(connection, "closed")
