"""One event of a register for people: what happened, the words of each value, disagreements, accounts side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sijill.cli.event_tables import REVIEW_WORDS
from sijill.cli.tables import SHY, actors, counted, when, where

if TYPE_CHECKING:
    from sijill.model import Account, Event, Telling

_LABEL: Final = 11
# An account's column is at least so wide, in letters.
_COLUMN: Final = 26
_QUOTED: Final = 4
_KEY: Final = 8
_COUNTS: Final = ("killed", "wounded", "killed_or_wounded", "abducted", "arrested")


@dataclass(frozen=True, slots=True)
class Page:
    """An event with its accounts, in the order of publication; `rejected`: accounts that people threw out."""

    event: Event
    tellings: Sequence[Telling]
    rejected: Sequence[Telling] = ()


def page_of(event: Event, tellings: Iterable[Telling]) -> Page:
    """Puts the accounts of an event in its order."""
    by_key = {telling.key: telling for telling in tellings}
    heard = [by_key[key] for key in event.accounts if key in by_key]
    out = [telling for key, telling in by_key.items() if key not in event.accounts]
    return Page(event, heard, out)


def show_event(console: Console, page: Page) -> None:
    """Print the event."""
    from sijill.linking.event_sentence import sentence, told_by

    event = page.event
    head = Text(event.id, "bold cyan").append(f"  {told_by(event)}", SHY)
    review = REVIEW_WORDS.get(event.review, "nobody has reviewed it")
    head.append(f"; {review}; confidence {event.confidence:.2f}", SHY)
    console.print(head)
    console.print(Text(sentence(event), "bold"))
    console.print()
    console.print(_values(page))
    if event.disagreements:
        console.print(Text("\nWhere the accounts differ", "bold"))
        console.print(_disagreements(page))
    console.print(Text("\nAccounts", "bold") if len(page.tellings) == 1 else Text("\nAccounts side by side", "bold"))
    _accounts(console, page.tellings)
    for telling in page.rejected:
        title = telling.report.title or telling.report.id
        console.print(Text(f"Thrown out: account {telling.key[:_KEY]} of {title} ({telling.report.id})", SHY))


def _values(page: Page) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=_LABEL, style=SHY)
    table.add_column(ratio=4, overflow="fold")
    table.add_column(ratio=6, overflow="fold", style=SHY)
    for label, value, field in _fields(page.event):
        if value:
            said = Text("set by a person", "green") if field in page.event.corrected else _words(page, field)
            table.add_row(label, value, said)
    return table


def _fields(event: Event) -> Iterator[tuple[str, str, str]]:
    """Label, value and name of the fields that have a value."""
    from sijill.linking.event_sentence import counts_text
    from sijill.linking.event_words import days_text, place_text

    place = event.place
    spot = place_text(place)
    if place and place.latitude is not None:
        reach = f" ± {place.tolerance_km:g} km" if place.tolerance_km is not None else ""
        spot += f"\n{place.latitude:g}, {place.longitude:g}{reach}"
    status = "" if event.status == "occurred" else f", {event.status}"
    yield "what", f"{event.sub_event_type}{status}\n({event.event_type})", "event_type"
    days = days_text(event.date)
    yield "when", f"{days} (no words say it)" if event.date and event.date.inferred and days else days, "date"
    yield "where", spot, "place"
    for label, side in (("who", "initiators"), ("whom", "targets"), ("claimed by", "claimed_by")):
        yield label, "\n".join(actor.name for actor in getattr(event, side)), side
    for field in _COUNTS:
        yield field.replace("_", " "), counts_text(getattr(event, field)).replace("), ", ")\n"), field
    yield "weapons", ", ".join(event.weapons), "weapons"
    persons = [", ".join(part for part in (p.name, p.role, p.fate) if part) for p in event.persons]
    yield "persons", "\n".join(persons), "persons"


def _words(page: Page, field: str) -> Text:
    """The words that carry a field, each once, with the numbers of the accounts that have them."""
    found: dict[str, tuple[str, list[int]]] = {}
    for number, telling in enumerate(page.tellings, 1):
        for item in telling.account.evidence:
            if item.field.partition(".")[0] == field:
                words = " ".join(item.text.split())
                numbers = found.setdefault(words.casefold(), (words, []))[1]
                numbers += [number] if number not in numbers else []
    lines = [f"“{words}” {_numbers(numbers, page)}".rstrip() for words, numbers in list(found.values())[:_QUOTED]]
    if len(found) > _QUOTED:
        lines.append(f"and {len(found) - _QUOTED} more")
    return Text("\n".join(lines), SHY)


def _numbers(numbers: Sequence[int], page: Page) -> str:
    """Which accounts, by number; nothing where there is one account only."""
    return f"[{', '.join(map(str, numbers))}]" if len(page.tellings) > 1 else ""


def _disagreements(page: Page) -> Table:
    number_of = {telling.key: number for number, telling in enumerate(page.tellings, 1)}
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=_LABEL, style="yellow")
    table.add_column(overflow="fold")
    for item in page.event.disagreements:
        for row, version in enumerate(item.versions):
            numbers = _numbers([number_of[key] for key in version.accounts if key in number_of], page)
            label = item.field.replace("_", " ") if row == 0 else ""
            table.add_row(label, Text(version.value).append(f"  {numbers}", SHY))
    return table


def _accounts(console: Console, tellings: Sequence[Telling]) -> None:
    """The accounts in columns, as many as fit beside one another, then the next."""
    beside = max(1, (console.width - _LABEL) // (_COLUMN + 1))
    voices = {telling.key: _voice(telling, tellings) for telling in tellings}
    for start in range(0, len(tellings), beside):
        portion = tellings[start : start + beside]
        table = Table.grid(padding=(0, 1, 0, 0), expand=False)
        table.add_column(width=_LABEL, style=SHY)
        width = (console.width - _LABEL - 1) // len(portion) - 1
        for _ in portion:
            table.add_column(width=width, overflow="fold")
        for label, value_of in _ROWS:
            values = [value_of(telling) for telling in portion]
            if any(values):
                table.add_row(label, *values)
        table.add_row("account", *(f"{telling.key[:_KEY]} {voices[telling.key]}".rstrip() for telling in portion))
        titles = [Text(f"{number} ", "bold").append(_title(t)) for number, t in enumerate(portion, start + 1)]
        heading = Table.grid(padding=(0, 1, 0, 0))
        heading.add_column(width=_LABEL)
        for _ in portion:
            heading.add_column(width=width, overflow="fold")
        heading.add_row("", *titles)
        console.print(heading)
        console.print(table)
        if start + beside < len(tellings):
            console.print()


def _title(telling: Telling) -> str:
    return telling.report.title or telling.report.id


def _voice(telling: Telling, tellings: Sequence[Telling]) -> str:
    """Which other accounts are of the same story."""
    same = [n for n, other in enumerate(tellings, 1) if other.voice == telling.voice and other.report != telling.report]
    return f"(same story as {', '.join(map(str, same))})" if same else ""


def _published(telling: Telling) -> str:
    head = telling.report
    return ", ".join(part for part in (head.publisher, head.published and head.published.isoformat()) if part)


def _of_account(value_of: Callable[[Account], str]) -> Callable[[Telling], str]:
    return lambda telling: value_of(telling.account)


def _what(account: Account) -> str:
    states: list[str] = [account.status] if account.status != "occurred" else []
    states += ["recalled"] if account.context == "background" else []
    return account.sub_event_type + (f" ({', '.join(states)})" if states else "")


def _days(account: Account) -> str:
    return when(account.date).plain.replace("\n", " ") if account.date else ""


def _names(account: Account, side: str) -> str:
    refs = getattr(account, side)
    return actors(refs).plain if refs else ""


def _number(field: str, account: Account) -> str:
    rows = getattr(account, field)
    return counted(rows) if rows else ""


_ROWS: Final[tuple[tuple[str, Callable[[Telling], str]], ...]] = (
    ("", _published),
    ("", lambda telling: telling.report.id),
    ("what", _of_account(_what)),
    ("when", _of_account(_days)),
    ("where", _of_account(lambda account: where(account.place).plain if account.place else "")),
    ("who", _of_account(lambda account: _names(account, "initiators"))),
    ("whom", _of_account(lambda account: _names(account, "targets"))),
    *((field.replace("_", " "), _of_account(partial(_number, field))) for field in _COUNTS),
    ("claimed by", _of_account(lambda account: _names(account, "claimed_by"))),
    ("told by", _of_account(lambda account: ", ".join(account.sources))),
    ("words", _of_account(lambda account: f"“{' '.join(account.quote.split())}”")),
)
