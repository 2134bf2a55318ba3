"""Coded reports as tables for people: a heading for each report, a row for each event, its words beneath."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from sijill.model import Account, ActorRef, Assertion, CodedReport, Count, DateRange, Place

LEGEND = "[square brackets]: not said in so many words, but follows from the gazetteer or the calendar. –: not told."
NONE = "–"
# Control characters, but for tabs, line ends and what begins a colour; marks that turn what follows around.
_COMMANDS: Final = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\x1b(?!\[[0-9;]*m)")
SHY = "dim"

# Columns of a known width, and the shares of the rest that the others get.
_FIXED = {"When": 11, "Killed": 6, "Wounded": 7}
_SHARES = {"What": 26, "Where": 25, "Who": 25, "Whom": 24}
_ORDER = ("When", "What", "Where", "Who", "Whom", "Killed", "Wounded")
_OTHER_COUNTS = ("killed_or_wounded", "abducted", "arrested")


class _Harmless:
    """A stream that lets through text and the colours of the terminal, and no other command to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write without what would move the cursor, rename the window or ring the bell."""
        return self._stream.write(_COMMANDS.sub("", text))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self._stream, name)


def harmless(stream: TextIO) -> TextIO:
    """A stream to print reports' words on: a hostile one can't command the terminal that shows it."""
    return cast(TextIO, _Harmless(stream))


def show_report(console: Console, coded: CodedReport) -> None:
    """Print one coded report."""
    console.print(_heading(coded))
    if not coded.relevant:
        console.print(Text("  no conflict event\n", SHY))
        return
    if coded.events:
        columns = widths(console.width)
        console.print(heading_row(columns))
    for event in coded.events:
        table = grid(columns)
        table.add_row(*_cells(event))
        console.print(table)
        print_beneath(console, _details(event), event.quote)
    for item in coded.assertions:
        print_beneath(console, _assertion(item), item.quote)
    console.print()


def _heading(coded: CodedReport) -> Text:
    head = coded.report
    said = [part for part in (head.publisher, head.published and head.published.isoformat()) if part]
    text = Text(head.title or head.id, "bold cyan")
    return text.append(f"  ({', '.join(said)})", SHY) if said else text


def widths(total: int, fixed: Mapping[str, int] = _FIXED, shares: Mapping[str, int] = _SHARES) -> dict[str, int]:
    """Columns of a known width, and the shares of the rest that the others get: column -> width."""
    free = total - sum(fixed.values()) - (len(fixed) + len(shares) - 1)
    return {**fixed, **{name: max(free * share // 100, 8) for name, share in shares.items()}}


def grid(columns: Mapping[str, int], order: Sequence[str] = _ORDER) -> Table:
    """A table without borders, its columns as wide as `columns` says."""
    table = Table.grid(padding=(0, 1, 0, 0))
    for name in order:
        table.add_column(width=columns[name], overflow="fold", justify="left")
    return table


def heading_row(columns: Mapping[str, int], order: Sequence[str] = _ORDER) -> Table:
    """The names of the columns."""
    table = grid(columns, order)
    table.add_row(*(Text(name, "bold") for name in order))
    return table


def _cells(event: Account) -> Sequence[Text]:
    return (
        when(event.date),
        _what(event),
        where(event.place),
        actors(event.initiators),
        actors(event.targets),
        Text(counted(event.killed)),
        Text(counted(event.wounded)),
    )


def _what(event: Account) -> Text:
    # With room beside the stroke a narrow column breaks between words.
    text = Text(event.sub_event_type.replace("/", " / "))
    state = event.status if event.context == "current" else f"{event.status}, {event.context}"
    return text.append(f"\n{state}", SHY)


def when(days: DateRange | None) -> Text:
    """A span of days, in brackets where no words say it."""
    if days is None or (days.earliest is None and days.latest is None):
        return Text(NONE)
    said = span(days.earliest, days.latest)
    return Text(f"[{said}]" if days.inferred else said)


def span(first: date | None, last: date | None) -> str:
    """A day, a month (`2017-12`), a year, or both ends of an interval, a line each."""
    if first is None or last is None:
        return f"until\n{last}" if first is None else f"from\n{first}"
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year):
        return str(first.year)
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and last.day == monthrange(*_month(last))[1]:
        return first.isoformat()[:7]
    return f"{first}\n–{last}"


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def where(place: Place | None) -> Text:
    """A place, what follows from the gazetteer in brackets."""
    from sijill.codebook import country_of

    if place is None:
        return Text(NONE)
    parts = [("name", place.name), ("admin1", place.admin1), ("country", place.country)]
    if place.country and country_of(place.name) == place.country:
        parts = parts[:1]
    told = [value for name, value in parts if value and name not in place.inferred]
    followed = [value for name, value in parts if value and name in place.inferred]
    text = Text(", ".join(dict.fromkeys(told)))
    return text.append(f" [{', '.join(followed)}]", SHY) if followed else text


def actors(refs: Iterable[ActorRef]) -> Text:
    """Their names."""
    return Text("; ".join(actor.name for actor in refs) or NONE)


def counted(rows: Iterable[Count] | None) -> str:
    """All groups together: `5`, `2–4`, `7+` (at least), `up to 7`, or `–` where nothing is told."""
    rows = tuple(rows or ())
    if not rows:
        return NONE
    low = sum(row.low for row in rows)
    highs = [row.high for row in rows if row.high is not None]
    if len(highs) < len(rows):
        return f"{low:,}+"
    high = sum(highs)
    if low == high:
        return f"{low:,}"
    return f"up to {high:,}" if low == 0 else f"{low:,}–{high:,}"


def print_beneath(console: Console, details: str, quote: str) -> None:
    """What no column holds, and the words of the report, indented."""
    if details:
        console.print(Padding(Text(details, SHY), (0, 0, 0, 2)))
    words = Table.grid()
    words.add_column(width=4)
    words.add_column()
    words.add_row("  > ", Text(" ".join(quote.split()), "italic"))
    console.print(words)


def _details(event: Account) -> str:
    said = [f"{counted(rows)} {kind.replace('_', ' ')}" for kind in _OTHER_COUNTS if (rows := getattr(event, kind))]
    said += [_person(person.name, person.role, person.fate) for person in event.persons]
    if event.weapons:
        said.append(f"with {', '.join(event.weapons)}")
    if event.claimed_by:
        said.append(f"claimed by {', '.join(actor.name for actor in event.claimed_by)}")
    if event.sources:
        said.append(f"told by {', '.join(event.sources)}")
    return "; ".join(said)


def _person(name: str, role: str | None, fate: str | None) -> str:
    told = ", ".join(part for part in (role, fate) if part)
    return f"{name} ({told})" if told else name


def _assertion(item: Assertion) -> str:
    number = "" if item.low is None and item.high is None else bounds(item.low, item.high)
    # "people 80 people killed" says it twice.
    subject = "" if number and (item.unit or "").lower().startswith(item.subject.lower()) else item.subject
    what = " ".join(part for part in (subject, number, item.unit) if part)
    source = f"told by {item.source}" if item.source else None
    said = f"{item.kind.replace('_', ' ')}: {what}", item.place, item.as_of, source
    return ", ".join(part for part in said if part)


def bounds(low: int | None, high: int | None) -> str:
    """`5`, `2–4`, `7+`, `up to 7`."""
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low or 0:,}+"
    return f"up to {high:,}" if not low else f"{low:,}–{high:,}"
