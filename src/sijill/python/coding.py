"""Texts to coded reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sijill.coding import load
from sijill.intake import Fault, default_limits
from sijill.intake.dates import parse_date, two_ways
from sijill.intake.faults import Spot
from sijill.intake.fields import parts_of, report
from sijill.model import CodedReport, Report

Day = date | str | None


def code(
    text: str | Report,
    *,
    published: Day = None,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> CodedReport:
    """What one report says: its accounts (`events`) and `assertions`, every value with its words.

    `published`: the day of publication, on which "on Monday" hangs; as a date or `"2024-05-13"`. Without `id` it is
    made from the text and the address. A `Report` is coded as it is. The first call loads the language model (a second
    or two). Raises `ValueError` for a text without words and a `published` that is no day.
    """
    head = {"published": published, "title": title, "publisher": publisher, "url": url, "id": id}
    if isinstance(text, str):
        return load().code(report_of({"text": text, **head}, "the text"))
    given = [name for name, value in head.items() if value is not None]
    if given:
        raise ValueError(f"a Report has its own {given[0]}; give the report alone, or its text with {given[0]}")
    return load().code(text)


def code_many(reports: Iterable[str | Mapping[str, Any] | Report]) -> Iterator[CodedReport]:
    """Coded reports, one by one in the order of `reports`; memory does not grow with their number.

    Each is a text, a `Report`, or a mapping with `text` and what is known of `title`, `published`, `publisher`, `url`
    and `id` (or their usual other names: `body`, `date`, ...), as rows of a frame are: `frame.to_dict("records")`.
    Raises `ValueError` at a report that can't be read, with its number (from 1).
    """
    coder = load()
    for number, item in enumerate(reports, 1):
        if isinstance(item, Report):
            yield coder.code(item)
        else:
            record = {"text": item} if isinstance(item, str) else dict(item)
            yield coder.code(report_of(record, f"report {number}"))


def report_of(record: Mapping[str, Any], name: str) -> Report:
    """The report of a record, read as `sijill code` reads a line of JSON; `name`: how errors call it.

    Raises `ValueError`.
    """
    known = {key: _plain(value) for key, value in record.items()}
    parts = parts_of(known)
    if isinstance(parts.get("published"), str):
        parts["published"] = _day(str(parts["published"]))
    for item in report(parts, Spot(name), default_limits()):
        if isinstance(item, Report):
            return item
        if isinstance(item, Fault) and item.severity == "error":
            raise ValueError(str(item))
    raise ValueError(f"{name}: nothing was read. Give its words as text.")


def _plain(value: object) -> object:
    """A value as a line of JSON has it: days as text, and what a data frame has for nothing as None."""
    if value is None or value != value:
        return None
    return _day(value) if isinstance(value, date) else value


def _day(value: Day) -> str | None:
    """The day as `YYYY-MM-DD`. Raises `ValueError` for what is none, or may be two."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    found = parse_date(value)
    if found is None:
        why = "can be read with the day or the month first" if two_ways(value) else "is no day"
        raise ValueError(f"published {value!r} {why}; write it as 2024-05-13")
    return found.isoformat()
