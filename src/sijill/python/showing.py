"""Coded reports and events as notebooks show them: marked text, a table, a map. No network, nothing to install."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from sijill.linking.event_sentence import counts_text, sentence, told_by
from sijill.linking.event_words import actors_text, bounds_text, days_text, place_text
from sijill.model import COUNT_FIELDS, Account, Assertion, CodedReport, Count, Event, EventCount, Report
from sijill.python.mapping import drawn
from sijill.python.marking import marked, settings


class Shown:
    """Something that notebooks show by itself. `html`: the same to put in a page of one's own; `str()`: in words."""

    def __init__(self, html: str, words: str) -> None:
        self.html = f'<style>{_style()}</style><div class="sijill">{html}</div>'
        self._words = words

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self._words

    def save(self, path: str | Path) -> None:
        """Write it as a page (UTF-8) that any browser shows."""
        page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Sijill</title>{self.html}</html>\n'
        Path(path).write_text(page, encoding="utf-8")


def show(what: CodedReport | Event | Iterable[Event], text: str | Report | None = None) -> Shown:
    """What a notebook shows of a coded report, an event, or several events.

    `text`: the report's text (or the `Report`), for a coded report: the words behind its values are then marked in it.
    Raises `ValueError` where it is another text, or one is given for events.
    """
    if isinstance(what, CodedReport):
        return _report(what, text.text if isinstance(text, Report) else text)
    if text is not None:
        raise ValueError("events have no text of their own; give it with a coded report")
    return _event(what) if isinstance(what, Event) else _events(list(what))


def _report(coded: CodedReport, text: str | None) -> Shown:
    head = coded.report
    said = [head.publisher, head.published and head.published.isoformat(), head.id]
    parts = [
        f"<h4>{escape(head.title or 'Report')}</h4>",
        f'<p class="shy">{escape(", ".join(str(item) for item in said if item))}</p>',
    ]
    if text is not None:
        parts.append(f'<div class="text">{marked(coded, text)}</div>')
    if coded.events:
        parts.append(_table(_ACCOUNT_HEADS, [_account_cells(event) for event in coded.events]))
    if coded.assertions:
        parts.append(_table(_ASSERTION_HEADS, [_assertion_cells(item) for item in coded.assertions]))
    if not coded.relevant:
        parts.append('<p class="shy">No conflict event.</p>')
    parts.append(drawn([event.place for event in coded.events if event.place]))
    words = f"{head.title or head.id}: {len(coded.events)} accounts, {len(coded.assertions)} assertions"
    return Shown("".join(parts), words)


def _event(event: Event) -> Shown:
    heads, cells = ("", ""), []
    for field in COUNT_FIELDS:
        if getattr(event, field):
            cells.append((field.replace("_", " "), counts_text(getattr(event, field))))
    rows = [
        ("what", f"{event.event_type}: {event.sub_event_type}" + _not_plain(event.status)),
        ("when", days_text(event.date)),
        ("where", place_text(event.place)),
        ("who", actors_text(event.initiators)),
        ("whom", actors_text(event.targets)),
        *cells,
        ("with", ", ".join(event.weapons)),
        ("claimed by", actors_text(event.claimed_by)),
        *(
            (f"differ on {item.field.replace('_', ' ')}", "; ".join(version.value for version in item.versions))
            for item in event.disagreements
        ),
    ]
    html = [
        f"<h4>{escape(sentence(event))}</h4>",
        f'<p class="shy">{escape(f"{event.id}; {told_by(event)}; {event.review}")}</p>',
        _table(heads, [row for row in rows if row[1]]),
        drawn([event.place] if event.place else []),
    ]
    return Shown("".join(html), sentence(event))


def _events(events: Sequence[Event]) -> Shown:
    most = settings()["table"]["rows"]
    rows = [
        (
            days_text(event.date),
            event.sub_event_type + _not_plain(event.status),
            place_text(event.place),
            actors_text(event.initiators),
            actors_text(event.targets),
            _total(event.killed),
            _total(event.wounded),
            event.id,
        )
        for event in events[:most]
    ]
    heads = ("When", "What", "Where", "Who", "Whom", "Killed", "Wounded", "Id")
    more = f", the first {most} of them listed" if len(events) > most else ""
    words = f"{len(events):,} event{'' if len(events) == 1 else 's'}"
    html = [
        f"<h4>{words}{more}</h4>",
        _table(heads, rows, "dated") if rows else "",
        drawn([event.place for event in events if event.place]),
    ]
    return Shown("".join(html), words)


_ACCOUNT_HEADS = ("", "When", "What", "Where", "Who", "Whom", "Killed", "Wounded")
_ASSERTION_HEADS = ("", "Assertion", "Of", "How many", "Where", "As of")


def _account_cells(event: Account) -> tuple[str, ...]:
    context = "" if event.context == "current" else f" ({event.context})"
    return (
        event.id,
        days_text(event.date),
        event.sub_event_type + context + _not_plain(event.status),
        place_text(event.place),
        actors_text(event.initiators),
        actors_text(event.targets),
        _total(event.killed or ()),
        _total(event.wounded or ()),
    )


def _assertion_cells(item: Assertion) -> tuple[str, ...]:
    number = "" if item.low is None and item.high is None else bounds_text(item.low or 0, item.high)
    kind = item.kind.replace("_", " ")
    return item.id, kind, item.subject, f"{number} {item.unit or ''}".strip(), item.place or "", item.as_of or ""


def _not_plain(status: str) -> str:
    return "" if status == "occurred" else f", {status}"


def _total(counts: Sequence[Count] | Sequence[EventCount]) -> str:
    """People of all groups: the range, with the best figure first where an event has one."""
    if not counts:
        return ""
    low = sum(count.low for count in counts)
    high = None if any(count.high is None for count in counts) else sum(count.high or 0 for count in counts)
    bests = [count.best for count in counts if isinstance(count, EventCount) and count.best is not None]
    said = bounds_text(low, high)
    return said if not bests or low == high == sum(bests) else f"{sum(bests):,} ({said})"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], style: str = "") -> str:
    top = f"<tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>" if any(heads) else ""
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="{style}">{top}{body}</table>'


@cache
def _style() -> str:
    return (files("sijill.python") / "data" / "showing.css").read_text("utf-8")
