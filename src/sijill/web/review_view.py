"""What the review page of an event shows: its fields with their forms, words and accounts, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from sijill.gazetteer import Entry
from sijill.model import COUNT_FIELDS, EVENT_TYPES, Account, Decision, Event, Fate, Group, Status, Telling, Version
from sijill.register import SecondLook
from sijill.register.deciding import event_keys
from sijill.register.doubts import weights
from sijill.register.looking import event as event_of
from sijill.register.looking import history, second_looks_open, tellings
from sijill.register.queries import reports_of
from sijill.register.ruling_words import happened_text, ruling_text, undone_by, value_text
from sijill.register.states import state_of
from sijill.web.fields import LABELS, values_of
from sijill.web.links import report_path, words_path
from sijill.web.values import WIDGETS, Row, Widget, rows_of, told

# In the order in which a reader asks: what, when, where, who, how many.
ORDER: Final[tuple[str, ...]] = (
    "sub_event_type", "status", "date", "place", "initiators", "targets", *COUNT_FIELDS, "weapons", "claimed_by",
    "sources", "persons",
)  # fmt: skip
# Fields of an event that stand on the words of another name.
_WORDS_OF: Final[Mapping[str, str]] = {"sub_event_type": "event_type", "status": "event"}
_BLANKS: Final[Mapping[Widget, int]] = {"actors": 1, "counts": 1, "words": 1, "persons": 1}

assert set(ORDER) == set(WIDGETS)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a report that carry a value, and where they stand."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one account (by its number on the page) says of a field, and with which words."""

    number: int
    value: str
    words: Sequence[Quoted]


@dataclass(slots=True)
class FieldView:
    """One field of an event as it is shown and corrected. `sure`: the chance that the value is right. `rows`: what its
    form holds; `blanks`: empty rows after them; `look`: places that a name may stand for, where the gazetteer was
    asked; `error`: what is wrong with `rows`."""

    name: str
    label: str
    widget: Widget
    text: str
    corrected: bool
    rows: list[Row]
    blanks: int
    said: Sequence[Said]
    differs: Sequence[Version] = ()
    sure: float | None = None
    look: Sequence[Entry] | None = None
    error: str | None = None
    open: bool = False

    @property
    def unsure(self) -> bool:
        """True where the value is probably wrong."""
        return self.sure is not None and self.sure < weights().value_below


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account of the event. `thrown_out`: somebody ruled that it tells nothing of worth."""

    number: int
    key: str
    telling: Telling
    path: str
    thrown_out: bool


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of the event's history, in words. `decision` where one was made; `undone`: what took it back."""

    at: object
    text: str
    decision: Decision | None = None
    undone: str | None = None


@dataclass(slots=True)
class EventView:
    """All that the page of one event shows."""

    event: Event
    state: str
    fields: list[FieldView]
    accounts: list[AccountView]
    past: list[Past]
    looks: list[SecondLook] = field(default_factory=list)

    def one(self, name: str) -> FieldView:
        """A field by its name."""
        return next(item for item in self.fields if item.name == name)

    @property
    def last(self) -> Past | None:
        """The last decision that can be taken back."""
        ruled = [item for item in self.past if item.decision and item.decision.kind != "undo" and not item.undone]
        return ruled[-1] if ruled else None


def event_view(connection: Connection, event_id: str) -> EventView:
    """The review page of an event, by its id or a former one. Raises `UnknownId`."""
    here, _ = event_keys(connection, event_id)
    event = event_of(connection, here)
    accounts = [
        AccountView(number, one.key, one, report_path(one.report.id), one.key not in event.accounts)
        for number, one in enumerate(tellings(connection, here), 1)
    ]
    fields = [field_view(event, name, accounts) for name in ORDER]
    looks = [look for look in second_looks_open(connection) if look.event == here]
    return EventView(event, state_of(connection, here), fields, accounts, past_of(connection, here), looks)


def field_view(event: Event, name: str, accounts: Sequence[AccountView]) -> FieldView:
    """One field of an event, with what each account says of it."""
    now = told(event, name)
    widget = WIDGETS[name]
    differing = {"event_type": "sub_event_type"}
    differs = next((d.versions for d in event.disagreements if differing.get(d.field, d.field) == name), ())
    text = str(now.value) if widget in ("type", "status") else value_text(name, now.value)
    return FieldView(
        name, label_of(name), widget, text, name in event.corrected, rows_of(name, now.value), _BLANKS.get(widget, 0),
        list(_said(name, accounts)), differs, event.confidences.get(name),
    )  # fmt: skip


def label_of(name: str) -> str:
    """How a page calls a field that can be corrected."""
    return LABELS[{"sub_event_type": "event_type"}.get(name, name)]


def _said(name: str, accounts: Sequence[AccountView]) -> Iterator[Said]:
    for one in accounts:
        account = one.telling.account
        value = account_text(account, name)
        words = [
            Quoted(item.text, words_path(one.telling.report.id, item.start, item.end))
            for item in account.evidence
            if item.field.partition(".")[0] == _WORDS_OF.get(name, name)
        ]
        if value or (words and name != "status"):
            yield Said(one.number, value, words if name != "status" else ())


def account_text(account: Account, name: str) -> str:
    """What an account says of a field of an event, in words; empty where it says nothing."""
    if name in ("sub_event_type", "status"):
        return str(getattr(account, name))
    return "; ".join(text for line, text in values_of(account) if line.partition(".")[0] == name)


def past_of(connection: Connection, event_id: str) -> list[Past]:
    """What happened to an event and was decided on it, oldest first, in words."""
    entries = history(connection, event_id)
    keys = [key for e in entries for key in (*e.accounts, *(e.decision.others if e.decision else ()))]
    heads = reports_of(connection, keys)
    undone = undone_by([entry.decision for entry in entries if entry.decision])
    return [
        Past(e.at, ruling_text(e.decision, heads), e.decision, undone.get(e.decision.id))
        if e.decision
        else Past(e.at, happened_text(e, heads))
        for e in entries
    ]


def choices() -> dict[str, object]:
    """What the selects of the forms offer."""
    from typing import get_args

    return {
        "types": EVENT_TYPES,
        "statuses": get_args(Status),
        "groups": get_args(Group),
        "fates": get_args(Fate),
        # A row in which nothing is filled in.
        "blank": defaultdict(str),
    }
