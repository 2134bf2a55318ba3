"""A record's parts, under whatever common names, to a `Report`: types checked, what can't be used said in notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sijill.intake.clutter import mark
from sijill.intake.dates import date_in_head, date_in_url, parse_date, two_ways
from sijill.intake.faults import Fault, IntakeError, Remark, Spot, plural
from sijill.intake.settings import Limits, table
from sijill.model import Report, report_id

_SURROGATE = re.compile("[\ud800-\udfff]")
# No part of a report is known by a longer name; names are kept to be looked up, so they must not be large.
_NAME_CHARS = 40
_LEFT_OUT = "It was left out; give it as {} if it matters"


@cache
def _names() -> dict[str, tuple[str, ...]]:
    return {part: tuple(_plain(n) for n in names) for part, names in table("fields.toml")["names"].items()}


@cache
def wrappers() -> tuple[str, ...]:
    """Names under which an object without a text of its own may hold a list of reports."""
    return tuple(table("fields.toml")["wrappers"]["names"])


@cache
def _inner() -> tuple[str, ...]:
    return tuple(table("fields.toml")["wrappers"]["inner"])


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def parts_of(record: Mapping[Any, Any]) -> dict[str, object]:
    """A record's values by the names of a report's parts: `{"text": ..., "title": ...}`; blank ones are left out."""
    named = ((str(name), value) for name, value in reversed(list(record.items())))
    by_name = {_plain(name): value for name, value in named if len(name) <= _NAME_CHARS}
    parts: dict[str, object] = {}
    for part, names in _names().items():
        values = (_opened(by_name.get(name)) for name in names)
        value = next((v for v in values if v not in (None, "") and not (isinstance(v, str) and not v.strip())), None)
        if value is not None:
            parts[part] = value
    return parts


def _opened(value: object) -> object:
    """`{"id": "bbc", "name": "BBC News"}` stands for "BBC News"."""
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in _inner() if isinstance(value.get(name), str)), None)


def report(parts: Mapping[str, object], at: Spot, limits: Limits) -> Iterator[Report | Fault]:
    """The report made of `parts` (see `parts_of`), after notes on what could not be used; or one error."""
    try:
        text = _text(parts, limits)
    except IntakeError as error:
        yield error.fault(at)
        return
    text, changed = _valid(text)
    remarks: list[Remark] = []
    head = {part: _string(parts, part, limits, remarks) for part in ("title", "publisher", "url", "id")}
    published = _published(parts.get("published"), head["url"], text, remarks)
    for part, value in head.items():
        head[part], lost = _valid(value) if value is not None else (None, 0)
        changed += lost
    if changed:
        remarks.append(_surrogates(changed))
    yield from (remark.note(at) for remark in remarks)
    yield Report(
        id=head["id"] or report_id(text, head["url"]),
        title=head["title"],
        publisher=head["publisher"],
        published=published,
        url=head["url"],
        text=text,
        clutter=mark(text, head["title"]),
    )


def _text(parts: Mapping[str, object], limits: Limits) -> str:
    text = parts.get("text")
    if text is None:
        raise IntakeError(
            "it has no text",
            'Give the report\'s words under "text" (or "body", "content", "article")',
        )
    if not isinstance(text, str):
        raise IntakeError(f"its text is {_kind(text)}, not words", 'Give "text" as a string in quotes')
    if len(text) > limits.text_chars:
        long = f"its text has {plural(len(text), 'character')}"
        raise IntakeError(
            f"{long}, more than the {limits.text_chars:,} that one report can have",
            "If it holds many reports, give each by itself",
        )
    return text


def _string(parts: Mapping[str, object], part: str, limits: Limits, remarks: list[Remark]) -> str | None:
    value = parts.get(part)
    if part == "id" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        return None
    if isinstance(value, str):
        value = value.strip()
        if len(value) <= limits.head_chars:
            return value or None
        reason = f"its {part} has {plural(len(value), 'character')}, more than {limits.head_chars:,}"
        remarks.append(Remark(reason, _LEFT_OUT.format("a shorter one")))
        return None
    remarks.append(Remark(f"its {part} is {_kind(value)}, not words", _LEFT_OUT.format("a string in quotes")))
    return None


def _published(value: object, url: str | None, text: str, remarks: list[Remark]) -> date | None:
    found = parse_date(value) if isinstance(value, str) else None
    if value is not None and found is None:
        shown = _shown(value) if isinstance(value, str | int | float) else _kind(value)
        if isinstance(value, str) and two_ways(value):
            reason = f"its date of publication, {shown}, can be read with the day or the month first"
        else:
            reason = f"its date of publication, {shown}, is no date"
        remarks.append(Remark(reason, _LEFT_OUT.format("YYYY-MM-DD")))
    return found or (date_in_url(url) if url else None) or date_in_head(text)


def _valid(text: str) -> tuple[str, int]:
    """The text with lone surrogates, which no file can hold, replaced one for one; and how many there were."""
    return _SURROGATE.subn("\N{REPLACEMENT CHARACTER}", text) if _SURROGATE.search(text) else (text, 0)


def _surrogates(count: int) -> Remark:
    return Remark(
        f"{plural(count, 'broken character')} (half of a surrogate pair) stand{'s' if count == 1 else ''} as "
        "\N{REPLACEMENT CHARACTER} now",
        "If it matters, write the report out again with whole characters",
    )


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "a " + type(value).__name__)


def _shown(value: object) -> str:
    shown = str(value).strip()
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    return f'"{shown}"' if isinstance(value, str) else shown
