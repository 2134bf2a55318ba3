"""A report's text as HTML, with the words behind its values marked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any

from sijill.model import Account, Assertion, CodedReport


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of the text: what it carries of which event or assertion. `style`, `label` are empty for the whole of
    an event's telling."""

    start: int
    end: int
    item: str
    field: str
    style: str
    label: str


@cache
def settings() -> dict[str, Any]:
    """The tables of `data/showing.toml`."""
    return tomllib.loads((files("sijill.python") / "data" / "showing.toml").read_text("utf-8"))


def marked(coded: CodedReport, text: str) -> str:
    """The text as HTML, escaped: tellings underlined and numbered, the words of values in `mark` with their fields.

    Where words carry several values, the shortest stretch counts. Raises `ValueError` where `text` is another report's.
    """
    stretches = list(_stretches(coded, text))
    cuts = sorted({0, len(text), *(w.start for w in stretches), *(w.end for w in stretches)})
    opening = sorted(stretches, key=lambda w: w.start)
    pieces, active, at = [], list[_Words](), 0
    for start, end in pairwise(cuts):
        while at < len(opening) and opening[at].start <= start:
            active.append(opening[at])
            at += 1
        active = [w for w in active if w.end > start]
        pieces.append(_piece(text[start:end], start, end, active))
    return "".join(pieces)


def _stretches(coded: CodedReport, text: str) -> Iterator[_Words]:
    fields: dict[str, list[str]] = settings()["fields"]
    items: tuple[Account | Assertion, ...] = (*coded.events, *coded.assertions)
    for item in items:
        for evidence in item.evidence:
            if text[evidence.start : evidence.end] != evidence.text:
                raise ValueError(
                    f"the text is not the one that was coded: {evidence.text!r} does not stand at {evidence.start}; "
                    "give the report's text as it came in"
                )
            name, _, _ = evidence.field.partition(".")
            telling = name == "event"
            style, label = ("", "") if telling else fields.get(name, ["told", name.replace("_", " ")])
            if evidence.end > evidence.start:
                yield _Words(evidence.start, evidence.end, item.id, evidence.field, style, label)


def _piece(words: str, start: int, end: int, active: list[_Words]) -> str:
    """A stretch without a cut in it: its tellings, and the shortest value that covers it."""
    tellings = [w for w in active if not w.label]
    values = sorted((w for w in active if w.label), key=lambda w: (w.end - w.start, w.start, w.item, w.field))
    html = escape(words)
    if values:
        value = values[0]
        title = ", ".join(dict.fromkeys(f"{w.item}: {w.label}" for w in values))
        label = f"<small>{escape(value.label)}</small>" if value.end == end else ""
        html = f'<mark class="{value.style}" title="{escape(title)}">{html}{label}</mark>'
    if tellings:
        html = f'<span class="event">{html}</span>'
    opened = "".join(f"<sup>{escape(w.item)}</sup>" for w in tellings if w.start == start)
    return opened + html
