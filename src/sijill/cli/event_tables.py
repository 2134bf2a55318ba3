"""Events of a register as a table for people: a row for each, and beneath it its id, who tells it, what is disputed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sijill.cli.tables import NONE, SHY, actors, bounds, grid, heading_row, when, where, widths

if TYPE_CHECKING:
    from sijill.model import Event, EventCount

_FIXED: Final = {"When": 11, "Killed": 11, "Wounded": 11}
_SHARES: Final = {"What": 22, "Where": 28, "Who": 25, "Whom": 25}
_ORDER: Final = ("When", "What", "Where", "Who", "Whom", "Killed", "Wounded")
REVIEW_WORDS: Final = {"accepted": "accepted", "rejected": "rejected", "second_look": "needs a second look"}


def show_events(console: Console, events: Iterable[Event]) -> int:
    """Print events as they come; gives how many there were."""
    columns = widths(console.width, _FIXED, _SHARES)
    number = 0
    for event in events:
        if number == 0:
            console.print(heading_row(columns, _ORDER))
        table = grid(columns, _ORDER)
        table.add_row(*_cells(event))
        console.print(table)
        console.print(Padding(beneath(event), (0, 0, 0, 2), expand=False))
        number += 1
    return number


def ranged(rows: Sequence[EventCount]) -> str:
    """All groups together, the best figure first: `9`, `9 (7–9)`, `12+`, `12 (9+)`, `up to 7`, or `–`."""
    if not rows:
        return NONE
    low = sum(row.low for row in rows)
    highs = [row.high for row in rows if row.high is not None]
    high = sum(highs) if len(highs) == len(rows) else None
    bests = [row.best for row in rows if row.best is not None]
    if not bests or (low == sum(bests) and (high is None or high == low)):
        return bounds(low, high)
    return f"{sum(bests):,} ({bounds(low, high)})"


def beneath(event: Event) -> Text:
    """What no column holds, in one line: the id, who tells it, its standing, what is disputed."""
    from sijill.linking.event_sentence import told_by

    text = Text(event.id, "cyan").append(f"  {told_by(event)}", SHY)
    others = ("killed_or_wounded", "abducted", "arrested")
    said = [f"{ranged(rows)} {kind.replace('_', ' ')}" for kind in others if (rows := getattr(event, kind))]
    said += [f"claimed by {actors(event.claimed_by).plain}"] if event.claimed_by else []
    if said:
        text.append(f"; {'; '.join(said)}", SHY)
    if event.disagreements:
        fields = ", ".join(item.field.replace("_", " ") for item in event.disagreements)
        text.append(f"; differ on {fields}", "yellow")
    if event.corrected:
        text.append(f"; corrected: {', '.join(name.replace('_', ' ') for name in event.corrected)}", "green")
    if event.review in REVIEW_WORDS:
        text.append(f"; {REVIEW_WORDS[event.review]}", "green" if event.review == "accepted" else "red")
    return text


def _cells(event: Event) -> Sequence[Text]:
    what = Text(event.sub_event_type.replace("/", " / "))
    if event.status != "occurred":
        what.append(f"\n{event.status}", "yellow")
    return (
        when(event.date),
        what,
        where(event.place),
        actors(event.initiators),
        actors(event.targets),
        Text(ranged(event.killed)),
        Text(ranged(event.wounded)),
    )
