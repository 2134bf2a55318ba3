"""The register: reports, their accounts, the events they tell, and what people decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import JsonValue

from sijill import __version__
from sijill.model import RULES, Assertion, CodedReport, Decision, DecisionKind, Event, Report, Rule, Telling
from sijill.register import deciding, looking
from sijill.register.addresses import shown, url_of
from sijill.register.clock import moment
from sijill.register.deriving import derive_events, doubt, rule_of, set_rule
from sijill.register.engine import check_folder, make_engine, reading, writing
from sijill.register.faults import RegisterError
from sijill.register.identity import digest_of, find, known
from sijill.register.incoming import Changes, Prepared, keep, prepare
from sijill.register.linkage import Outcome, block, link_all, link_seeds, pending
from sijill.register.migrate import bring_up
from sijill.register.results import Added, Counts, Entry, Linked, ReportVersion, SecondLook
from sijill.register.states import state_of

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from sijill.register.queries import Filters, Order

# From so many accounts on, linking all anew is faster than finding the neighbourhood of each.
_MANY = 2000

Wanted = date | int | str | Sequence[str] | None
"""What a filter may be given as."""


class Register:
    """An open register. Any number of processes may read and add at once; each write is kept as a whole or not at all.

    with Register.open("register.sqlite") as register:
        register.add(report, coder.code(report))
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, address: str | Path | None = None, *, make: bool = True) -> Self:
        """Open a register, and bring its tables to the schema of this program.

        `address`: a file's path, a database's address (`postgresql://user@host/name`), or None for the file in the
        user's data folder. `make`: make it where there is none yet. Raises `RegisterError`: the register is missing,
        can't be reached, is damaged, or was written by a newer Sijill.
        """
        url = url_of(address)
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            check_folder(Path(url.database), make)
        engine = make_engine(url)
        try:
            bring_up(engine, make)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def name(self) -> str:
        """The register's address as it may be shown: without a password."""
        return shown(self.engine.url)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with, which sees one state of the register. Raises `RegisterError`."""
        with reading(self.engine) as connection:
            yield connection

    # Adding

    def has(self, report: Report) -> bool:
        """True where adding this report would change nothing, so that it need not be coded."""
        with self.reading() as connection:
            name = find(connection, report)
            return name is not None and known(connection, name, report, digest_of(report.text)) is not None

    def add(self, report: Report, coded: CodedReport, *, recode: bool = False, coder: str = __version__) -> Added:
        """Keep a report, its coding, and what follows for the events: all of it, or nothing.

        A report that is there already changes nothing; another text of it becomes its newest version. `recode`: put
        this coding in the place of the one that is kept. `coder`: which coder it is of, for the record.
        """
        return self.add_many([(report, coded)], recode=recode, coder=coder)[0]

    def add_many(
        self,
        pairs: Iterable[tuple[Report, CodedReport]],
        *,
        recode: bool = False,
        coder: str = __version__,
        link: bool = True,
    ) -> list[Added]:
        """Keep many reports in one transaction, linked together at its end. See `add`.

        `link` false: leave their accounts to `link_pending`, which is faster for thousands of reports.
        """
        prepared = [prepare(report, coded, coder) for report, coded in pairs]
        return self._keep(prepared, recode, link)

    def recode_many(self, pairs: Iterable[tuple[str, CodedReport]], *, coder: str = __version__) -> list[Added]:
        """Put new codings in the place of those that are kept: report ids in the register, and their codings.

        What people ruled on an account stands where its words still do; where they don't, it needs a second look.
        Raises `UnknownId`.
        """
        prepared = [prepare(self.report(name), coded, coder, name) for name, coded in pairs]
        return self._keep(prepared, recode=True)

    def link_pending(self) -> Linked:
        """Link the accounts that were added with `link` false, also by a run that was broken off."""
        with self.reading() as connection:
            if not pending(connection):
                return Linked()
        with writing(self.engine) as connection:
            changes = Changes(moment(connection), pending(connection))
            outcome = _follow(connection, changes, everything=len(changes.seeds) > _MANY)
            return Linked(len(changes.seeds), len(outcome.made), len(outcome.touched - outcome.made))

    def _keep(self, prepared: Sequence[Prepared], recode: bool, link: bool = True) -> list[Added]:
        with writing(self.engine) as connection:
            changes = Changes(moment(connection))
            kept = [keep(connection, item, recode, changes) for item in prepared]
            outcome = _follow(connection, changes, link=link)
            return looking.added(connection, kept, outcome)

    def relink(self) -> Linked:
        """Link all accounts anew, as after an update of Sijill.

        Events keep their ids as far as their founding accounts do, and what people ruled is heeded.
        """
        with writing(self.engine) as connection:
            at = moment(connection)
            outcome = link_all(connection, at)
            touched = outcome.touched | doubt(connection, (), outcome.left, at)
            derive_events(connection, touched, at)
            return Linked(len(outcome.left), len(outcome.made), len(outcome.touched - outcome.made))

    # Deciding

    def decide(
        self,
        kind: DecisionKind,
        event: str | None = None,
        *,
        by: str,
        why: str | None = None,
        field: str | None = None,
        value: JsonValue = None,
        other: str | None = None,
        accounts: Sequence[str] = (),
        undoes: str | None = None,
        at: datetime | None = None,
        seen: Mapping[str, str] | None = None,
    ) -> Decision:
        """Append a decision, and make anew the events that it bears on.

        `accept`, `reject`, `note` (its words in `why`): an event. `reject` without an event throws out `accounts`.
        `correct`: `field` of the event, `value` as JSON in the form of `Event`. `same_event`: `event` and `other`.
        `other_event`: `event` and `other` stay apart, or `accounts` leave `event`. `undo`: takes back `undoes`.
        `seen`: events and the states (`state`) in which whoever decides saw them; where one has changed since, nothing
        is decided and `Overtaken` raised. Raises `RegisterError` where it can't be done.
        """
        asked = deciding.Asked(kind, by, at, event, other, tuple(accounts), field, value, why, undoes, seen or {})
        with writing(self.engine) as connection:
            return deciding.decide(connection, asked)

    def undo(
        self, decision_id: str, *, by: str, why: str | None = None, seen: Mapping[str, str] | None = None
    ) -> Decision:
        """Take back a decision. `seen` as for `decide`. Raises `UnknownId`."""
        return self.decide("undo", by=by, why=why, undoes=decision_id, seen=seen)

    def state(self, event_id: str) -> str:
        """What an event is like now, as a short text that is another one whenever the event, or what was decided on
        it, is. For `seen` of `decide`. Raises `UnknownId`."""
        with self.reading() as connection:
            return state_of(connection, event_id)

    @property
    def rule(self) -> Rule:
        """The rule by which the best figure of killed, wounded and so on is taken."""
        with self.reading() as connection:
            return rule_of(connection)

    def set_rule(self, rule: Rule) -> None:
        """Change that rule; all events are made anew. Raises `RegisterError` for an unknown one."""
        if rule not in RULES:
            raise RegisterError(f"{rule!r} is no rule", f"Choose one of: {', '.join(RULES)}")
        with writing(self.engine) as connection:
            set_rule(connection, rule)
            derive_events(connection, looking.event_ids(connection), moment(connection))

    # Looking

    def present_id(self, event_id: str) -> str:
        """The id under which an event is found today, from its id or a former one. Raises `UnknownId`."""
        with self.reading() as connection:
            return deciding.event_keys(connection, event_id)[0]

    def events(self, *, order: Order = "newest", limit: int | None = None, **filters: Wanted) -> Iterator[Event]:
        """The events that all filters let through, one after another as they are read.

        `filters`: the fields of `queries.Filters`, each one value or several, days also as text:
        `register.events(countries="IQ", since="2024-05-01", actors=["isis", "pkk"], killed_at_least=5)`.
        Raises `RegisterError` where one of them is no filter, no day, or names what nothing has.
        """
        return self._found(filters_of(filters), order, limit)

    def _found(self, asked: Filters, order: Order, limit: int | None) -> Iterator[Event]:
        from sijill.register.queries import find_events

        with self.reading() as connection:
            yield from find_events(connection, asked, order, limit)

    def event(self, event_id: str) -> Event:
        """An event, by its id or a former one. Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.event(connection, event_id)

    def tellings(self, event_id: str) -> list[Telling]:
        """The accounts of an event, in the order in which they came. Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.tellings(connection, event_id)

    def report(self, report_id: str, number: int | None = None) -> Report:
        """A report, in its current version or in that of a number (from 1). Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.report(connection, report_id, number)

    def versions(self, report_id: str) -> list[ReportVersion]:
        """The versions of a report, oldest first. Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.report_versions(connection, report_id)

    def report_ids(self, not_coded_by: str | None = None) -> list[str]:
        """The ids of all reports, in the order in which they came; or of those whose coder is another one."""
        with self.reading() as connection:
            return looking.report_ids(connection, not_coded_by)

    def coded(self, report_id: str, number: int | None = None) -> CodedReport:
        """What was read out of a version of a report by its latest coding. Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.coded(connection, report_id, number)

    def events_of(self, report_id: str) -> list[str]:
        """The ids of the events that a report tells, in the order of its text."""
        with self.reading() as connection:
            return looking.events_of(connection, report_id)

    def assertions(self, report_id: str | None = None) -> list[tuple[str, Assertion]]:
        """Report ids and assertions: of one report, or of all."""
        with self.reading() as connection:
            return looking.assertions_of(connection, report_id)

    def decisions(self, event_id: str) -> list[Decision]:
        """All decisions on an event, oldest first, also those that were taken back. Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.decisions_on(connection, event_id)

    def second_looks(self) -> list[SecondLook]:
        """The decisions whose ground has changed and on which nobody has ruled again, oldest first."""
        with self.reading() as connection:
            return looking.second_looks_open(connection)

    def history(self, event_id: str) -> list[Entry]:
        """What happened to an event and what people decided on it, oldest first. Raises `UnknownId`."""
        with self.reading() as connection:
            return looking.history(connection, event_id)

    def counts(self) -> Counts:
        """How much the register holds."""
        with self.reading() as connection:
            return looking.counts(connection)


def _follow(connection: Connection, changes: Changes, *, link: bool = True, everything: bool = False) -> Outcome:
    """Link what changed, and derive the events anew. `link` false: only accounts that are in events already."""
    block(connection, changes.seeds)
    outcome = Outcome()
    seeds = changes.seeds if link else changes.seeds - pending(connection)
    if everything:
        outcome = link_all(connection, changes.at)
    elif seeds or changes.events:
        outcome = link_seeds(connection, seeds, changes.events, changes.at)
    doubtful = doubt(connection, changes.shaken, outcome.left, changes.at)
    derive_events(connection, outcome.touched | changes.events | doubtful, changes.at)
    return outcome


def filters_of(asked: Mapping[str, Wanted]) -> Filters:
    """`queries.Filters` from names and values as people write them. Raises `RegisterError` for what is no filter."""
    from sijill.register.queries import Filters

    known = [field.name for field in fields(Filters)]
    wrong = next((name for name in asked if name not in known), None)
    if wrong:
        raise RegisterError(f"there is no filter {wrong!r}", f"Use one of: {', '.join(known)}")
    plain: dict[str, Any] = {name: value for name, value in asked.items() if value is not None and value != ()}
    days: dict[str, Any] = {name: _day(value) for name, value in plain.items() if name in ("since", "until")}
    single = ("killed_at_least", "text")
    lists = {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in plain.items()
        if name not in (*days, *single)
    }
    return Filters(**(plain | days | lists))


def _day(value: date | str) -> date:
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        raise RegisterError(f"{value!r} is no day", "Write it as 2024-05-13") from None
