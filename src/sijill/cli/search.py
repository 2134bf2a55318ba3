"""`sijill search`: the reports of a register that hold some words, and the events in them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sijill.cli.registers import RegisterOption, opened
from sijill.cli.trouble import complain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from sijill.model import Event
    from sijill.register.queries import Hit


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help='All have to be there. "side by side" in quotes; -word: not there; OR between two: either.',
            show_default=False,
        ),
    ],
    register: RegisterOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Reports on a page.")] = 10,
    page: Annotated[int, typer.Option("--page", min=1, metavar="N", help="Which page.")] = 1,
) -> None:
    """Find reports by the words of their titles and texts, the best first, with the events that they tell.

    Write `--` before words that begin with a minus: sijill search -- Mosul -bridge.
    """
    from sijill.cli.formats import console_for
    from sijill.cli.tables import harmless
    from sijill.register.queries import count_found
    from sijill.register.queries import search as find

    # A shell takes the quotes off; words that came as one belong side by side.
    asked = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    with opened(register) as kept, kept.reading() as connection:
        hits = find(connection, asked, limit, (page - 1) * limit)
        found = count_found(connection, asked)
    console = console_for(harmless(sys.stdout))
    for hit in hits:
        _show(console, hit)
    if not found:
        complain(f"no report holds {asked}. Leave a word out.", "note")
        return
    whole = f"{found:,} report{'' if found == 1 else 's'}"
    more = f"; next: --page {page + 1}" if page * limit < found else ""
    console.print(f"{whole}{more}. One in full: sijill show ID", markup=False)


def _show(console: Console, hit: Hit) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head = hit.report
    said = [part for part in (head.publisher, head.published and head.published.isoformat(), head.id) if part]
    console.print(Text(head.title or head.id, "bold cyan").append(f"  ({', '.join(said)})", "dim"))
    snippet = Text()
    for words, found in hit.snippet:
        snippet.append(words, "bold yellow" if found else "")
    console.print(Padding(snippet, (0, 0, 0, 2), expand=False))
    for event in hit.events:
        console.print(Padding(_line(event), (0, 0, 0, 2), expand=False))
    console.print()


def _line(event: Event) -> Text:
    from rich.text import Text

    from sijill.cli.event_tables import ranged
    from sijill.linking.event_words import days_text, place_text

    said = [days_text(event.date), event.sub_event_type, place_text(event.place)]
    said += [f"{ranged(event.killed)} killed"] if event.killed else []
    return Text(event.id, "cyan").append(f"  {'; '.join(part for part in said if part)}", "dim")
