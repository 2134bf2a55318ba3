"""Coded reports as tables for people: a heading for each report, a row for each event, its words beneath."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from sijill.model import Account, ActorRef, Assertion, CodedReport, Count, DateRange, Place

LEGEND = "[square brackets]: not said in so many words, but follows from the gazetteer or the calendar. –: not told."
_NONE = "–"
_SHY = "dim"

# Columns of a known width, and the shares of the rest that the others get.
_FIXED = {"When": 11, "Killed": 6, "Wounded": 7}
_SHARES = {"What": 26, "Where": 25, "Who": 25, "Whom": 24}
_ORDER = ("When", "What", "Where", "Who", "Whom", "Killed", "Wounded")
_OTHER_COUNTS = ("killed_or_wounded", "abducted", "arrested")


def show_report(console: Console, coded: CodedReport) -> None:
    """Print one coded report."""
    console.print(_heading(coded))
    if not coded.relevant:
        console.print(Text("  no conflict event\n", _SHY))
        return
    if coded.events:
        widths = _widths(console.width)
        table = _grid(widths)
        table.add_row(*(Text(name, "bold") for name in _ORDER))
        console.print(table)
    for event in coded.events:
        table = _grid(widths)
        table.add_row(*_cells(event))
        console.print(table)
        _print_beneath(console, _details(event), event.quote)
    for item in coded.assertions:
        _print_beneath(console, _assertion(item), item.quote)
    console.print()


def _heading(coded: CodedReport) -> Text:
    head = coded.report
    said = [part for part in (head.publisher, head.published and head.published.isoformat()) if part]
    text = Text(head.title or head.id, "bold cyan")
    return text.append(f"  ({', '.join(said)})", _SHY) if said else text


def _widths(total: int) -> dict[str, int]:
    free = total - sum(_FIXED.values()) - (len(_ORDER) - 1)
    return _FIXED | {name: max(free * share // 100, 8) for name, share in _SHARES.items()}


def _grid(widths: dict[str, int]) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    for name in _ORDER:
        table.add_column(width=widths[name], overflow="fold", justify="left")
    return table


def _cells(event: Account) -> Sequence[Text]:
    return (
        _when(event.date),
        _what(event),
        _where(event.place),
        _actors(event.initiators),
        _actors(event.targets),
        Text(counted(event.killed)),
        Text(counted(event.wounded)),
    )


def _what(event: Account) -> Text:
    # With room beside the stroke a narrow column breaks between words.
    text = Text(event.sub_event_type.replace("/", " / "))
    state = event.status if event.context == "current" else f"{event.status}, {event.context}"
    return text.append(f"\n{state}", _SHY)


def _when(days: DateRange | None) -> Text:
    if days is None or (days.earliest is None and days.latest is None):
        return Text(_NONE)
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


def _where(place: Place | None) -> Text:
    if place is None:
        return Text(_NONE)
    parts = [("name", place.name), ("admin1", place.admin1), ("country", place.country)]
    told = [value for name, value in parts if value and name not in place.inferred]
    followed = [value for name, value in parts if value and name in place.inferred]
    text = Text(", ".join(dict.fromkeys(told)))
    return text.append(f" [{', '.join(followed)}]", _SHY) if followed else text


def _actors(actors: Iterable[ActorRef]) -> Text:
    return Text("; ".join(actor.name for actor in actors) or _NONE)


def counted(rows: Iterable[Count] | None) -> str:
    """All groups together: `5`, `2–4`, `7+` (at least), `up to 7`, or `–` where nothing is told."""
    rows = tuple(rows or ())
    if not rows:
        return _NONE
    low = sum(row.low for row in rows)
    highs = [row.high for row in rows if row.high is not None]
    if len(highs) < len(rows):
        return f"{low:,}+"
    high = sum(highs)
    if low == high:
        return f"{low:,}"
    return f"up to {high:,}" if low == 0 else f"{low:,}–{high:,}"


def _print_beneath(console: Console, details: str, quote: str) -> None:
    """What no column holds, and the words of the report, indented."""
    if details:
        console.print(Padding(Text(details, _SHY), (0, 0, 0, 2)))
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
    number = "" if item.low is None and item.high is None else _bounds(item.low, item.high)
    # "people 80 people killed" says it twice.
    subject = "" if number and (item.unit or "").lower().startswith(item.subject.lower()) else item.subject
    what = " ".join(part for part in (subject, number, item.unit) if part)
    source = f"told by {item.source}" if item.source else None
    said = f"{item.kind.replace('_', ' ')}: {what}", item.place, item.as_of, source
    return ", ".join(part for part in said if part)


def _bounds(low: int | None, high: int | None) -> str:
    if low == high:
        return f"{low:,}"
    if high is None:
        return f"{low or 0:,}+"
    return f"up to {high:,}" if not low else f"{low:,}–{high:,}"
