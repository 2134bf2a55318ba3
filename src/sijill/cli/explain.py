"""Explanations for people: each account with its values, the words of each, who gave them, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sijill.cli.formats import console_for
from sijill.cli.tables import SHY, harmless

if TYPE_CHECKING:
    from sijill.coding.explain import Explanation, LeftOut, Story, Value, Words
    from sijill.model import Report

_LABELS: Final[Mapping[str, str]] = {
    "event_type": "what",
    "date": "when",
    "place": "where",
    "initiators": "who",
    "targets": "whom",
    "weapons": "weapon",
    "sources": "source",
    "persons": "person",
    "killed_or_wounded": "killed or wounded",
    "claimed_by": "claimed by",
}
# Fields whose chance has another name.
_CHANCES: Final[Mapping[str, str]] = {"event_type": "sub_event_type"}
_LABEL: Final = 11
_OFFSETS: Final = 11
# Terms below this would show as 0.0.
_WEIGHTY: Final = 0.05
# Of what was left out, so many are shown.
_MOST: Final = 5
_INTRO: Final = "Before words: where they stand in the report. After them: who gave them, and with what chance."


def explain(reports: Iterable[Report], stream: TextIO) -> None:
    """Write how each report is read, one after the other, in their order."""
    from sijill.coding.explain import explain as explained

    console = console_for(harmless(stream))
    console.print(Text(_INTRO + "\n", SHY))
    for report in reports:
        show(console, explained(report))


def show(console: Console, told: Explanation) -> None:
    """Print one explanation."""
    head = told.coded.report
    said = [part for part in (head.publisher, head.published and head.published.isoformat()) if part]
    heading = Text(head.title or head.id, "bold cyan").append(f"  ({', '.join(said)})" if said else "", SHY)
    console.print(heading)
    if not told.coded.relevant:
        console.print(Text("no conflict event: no word of the report hints at one, or none that it tells stands", SHY))
    for story in told.stories:
        console.print()
        _story(console, story)
    for item, words in told.assertions:
        subject = " ".join(p for p in (item.subject, item.unit) if p)
        console.print(Text(f"\n{item.id}  {item.kind.replace('_', ' ')}: {subject}", "bold"))
        console.print(_words(words))
    if told.left_out:
        _left_out(console, told.left_out)
    console.print()


def _story(console: Console, story: Story) -> None:
    account = story.account
    console.print(Text(f"{account.id}  {account.sub_event_type}", "bold").append(f"  {account.confidence:.2f}", SHY))
    table = _grid()
    told: set[str] = set()
    for value in story.values:
        name = value.field.partition(".")[0]
        # The chance is that of the field, all of its lines together.
        chance = account.confidences.get(_CHANCES.get(name, name)) if name not in told else None
        told.add(name)
        _value(table, value, chance)
    if story.standing:
        terms = ", ".join(f"{name} {points:+.1f}" for name, points in story.standing if abs(points) >= _WEIGHTY)
        total = sum(points for _, points in story.standing)
        table.add_row("sure", "", Text(f"{account.confidence:.2f} that it is an event of its own", "bold"))
        table.add_row("", "", _beneath(f"in log odds: {terms} = {total:+.1f}"))
    console.print(table)


def _value(table: Table, value: Value, chance: float | None) -> None:
    label = value.field.partition(".")[0]
    shown = Text(value.value, "bold").append(f"  {chance:.2f} sure" if chance is not None else "", SHY)
    table.add_row(_LABELS.get(label, label), "", shown)
    _add_words(table, value.words)
    for line in value.how:
        table.add_row("", "", _beneath(line))


def _beneath(line: str) -> Padding:
    return Padding(Text(line, SHY), (0, 0, 0, 2))


def _add_words(table: Table, words: Iterable[Words]) -> None:
    for item in words:
        text = Text("“" + " ".join(item.text.split()) + "”", "italic")
        text.append(f" → {item.says}" if item.says else "", "bold")
        text.append(f"  {item.by}" + (f" {item.chance:.2f}" if item.chance is not None else ""), SHY)
        table.add_row("", Text(f"{item.start}-{item.end}", SHY), text)


def _grid() -> Table:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=_LABEL, overflow="fold")
    table.add_column(width=_OFFSETS, justify="right")
    table.add_column(overflow="fold")
    return table


def _words(words: Iterable[Words]) -> Table:
    table = _grid()
    _add_words(table, words)
    return table


def _left_out(console: Console, left: Sequence[LeftOut]) -> None:
    """The likeliest of what was no event of its own."""
    console.print(Text(f"\nLeft out: their chance of being an event of their own is below {left[0].least:.2f}", "bold"))
    console.print(_words(item.words for item in left[:_MOST]))
    if len(left) > _MOST:
        console.print(Text(f"and {len(left) - _MOST} more", SHY))
