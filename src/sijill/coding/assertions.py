"""What a report states that is no event: strength estimates, territorial control, activity summaries.

The words that tell lie in `data/assertions.toml`; a statement is read within its sentence, and words such as "it" and
"there" look back to the sentence before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import month_abbr
from collections.abc import Iterator, Sequence
from datetime import date

from sijill.coding.control import controls
from sijill.coding.frames import Chars, Frame
from sijill.coding.numbers import find_counts
from sijill.coding.setting import Setting
from sijill.coding.statements import Statement, tellers
from sijill.coding.strengths import strengths
from sijill.coding.text import quote, trim
from sijill.coding.times import ToldTime
from sijill.coding.totals import totals
from sijill.model import COUNT_FIELDS, Assertion, Evidence

_MONTHS = tuple(name.lower() for name in month_abbr if name)


def assertions(setting: Setting, frames: Sequence[Frame]) -> Iterator[Assertion]:
    """The assertions of a report, in the order of the text; numbers that events count are no strengths."""
    taken = [s for f in frames for s in f.spans(*COUNT_FIELDS)]
    number = 0
    found_counts = find_counts(setting.text)
    starts = [c.start for c in found_counts]
    seen: set[tuple[str | int | None, ...]] = set()
    for sentence in setting.sentences.spans:
        if setting.in_clutter(sentence):
            continue
        inside = found_counts[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        counts = [c._replace(start=c.start - sentence.start, end=c.end - sentence.start) for c in inside]
        free = [
            c
            for c in counts
            if not any(s.overlaps(Chars(sentence.start + c.start, sentence.start + c.end)) for s in taken)
        ]
        found = [
            *strengths(setting, sentence, free),
            *controls(setting, sentence),
            *totals(setting, sentence, counts, free),
        ]
        for statement in found:
            key = _key(setting, statement)
            if key not in seen:
                seen.add(key)
                number += 1
                yield _made(setting, statement, number)


def _key(setting: Setting, statement: Statement) -> tuple[str | int | None, ...]:
    """Statements alike in this are one, told twice."""
    if statement.kind == "territorial_control":
        place = setting.places.get(statement.place) if statement.place else None
        where = place.place_id or place.name.lower() if place else None
        return statement.kind, statement.subject, where
    return statement.kind, statement.low, statement.high


def _made(setting: Setting, statement: Statement, number: int) -> Assertion:
    told_by = tellers(setting, statement.sentence, statement.core)
    quoted = quote(setting.text, statement.sentence, [statement.core])
    lines = [_evidence(setting, "assertion", quoted)]
    if statement.low is not None or statement.high is not None:
        lines.append(_evidence(setting, "low", trim(setting.text, statement.core)))
    if statement.place is not None:
        lines.append(_evidence(setting, "place", statement.place))
    if told_by:
        lines.append(_evidence(setting, "source", told_by[0]))
    return Assertion(
        id=f"a{number}",
        kind=statement.kind,
        subject=statement.subject,
        low=statement.low,
        high=statement.high,
        unit=statement.unit,
        place=setting.words(statement.place) if statement.place else None,
        as_of=_as_of(setting, statement),
        source=setting.words(told_by[0]) if told_by else None,
        quote=setting.words(quoted),
        evidence=tuple(lines),
    )


def _evidence(setting: Setting, field: str, span: Chars) -> Evidence:
    return Evidence(field=field, start=span.start, end=span.end, text=setting.words(span))


def _as_of(setting: Setting, statement: Statement) -> str | None:
    """The time of the statement's sentence as the narrowest ISO 8601 form that fits; of what is held now, today."""
    inside = [t for t in setting.times if statement.sentence.start <= t.expression.start < statement.sentence.end]
    days = [t.days for t in inside if t.days is not None]
    if statement.kind != "strength_estimate" and days:
        first, last = min(days, key=lambda d: d.earliest), max(days, key=lambda d: d.latest)
        opening = next(t for t in inside if t.days == first)
        if opening.expression.since and first.earliest < last.latest:
            return f"{_begun(setting, opening)}/{last.latest.isoformat()}"
        if first.latest < last.latest:
            return f"{_short(first.earliest, first.latest)}/{last.latest.isoformat()}"
    if days:
        return _short(days[0].earliest, days[0].latest)
    now = re.search(r"\b(?:is|are|remains?|controls?|holds?|now|still)\b", setting.words(statement.core))
    if statement.kind == "territorial_control" and now and setting.anchor:
        return setting.anchor.isoformat()
    return None


def _begun(setting: Setting, time: ToldTime) -> str:
    """When something began that goes on "since 2014": no more exact than the words."""
    words = re.sub(r"\b\d{4}\b", "", setting.text[time.expression.start : time.expression.end])
    day = time.days.earliest.isoformat() if time.days else ""
    if any(c.isdigit() for c in words) or not day.endswith("-01"):
        return day
    return day[:7] if any(name in words.lower() for name in _MONTHS) else day[:4] if day[5:7] == "01" else day


def _short(earliest: date, latest: date) -> str:
    first, last = earliest.isoformat(), latest.isoformat()
    if first == last:
        return first
    if first[:7] == last[:7] and first[8:] == "01" and last[8:] >= "28":
        return first[:7]
    if first[:4] == last[:4] and first[5:] == "01-01" and last[5:] == "12-31":
        return first[:4]
    return f"{first}/{last}"
