"""Very long texts in portions, so that time grows with a text's length and memory doesn't.

What is compared within a text (tellings of one happening, names that help to tell each other) is compared within a
portion: beyond some thousand words one text rarely tells one happening again. Ordinary reports are one portion.
How much is read at once, and how long one report may take, stands in `data/portions.toml`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sijill.coding.phrases import read_data
from sijill.intake.faults import IntakeError
from sijill.model import Account, Assertion, Clutter, CodedReport, Evidence, Report

_LIMITS = read_data("portions")
LONGEST: int = _LIMITS["longest"]
SECONDS: float = _LIMITS["seconds"]
_WORDS: int = _LIMITS["words"]
_WORD = re.compile(r"\w+|[^\w\s]")
# Where to cut, the best first.
_CUTS = tuple(re.compile(pattern) for pattern in (r"\n\s*\n", r"[.!?][\"”’']?\s+(?=\W?[A-Z])|\n", r"\s+"))

T = TypeVar("T", Account, Assertion)


class OverdueError(IntakeError):
    """A report whose coding takes too long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"coding this report takes more than {seconds:g} seconds", "If it holds many reports, give each by itself"
        )


def portions(report: Report, clock: Callable[[], float] = time.monotonic) -> Iterator[tuple[int, Report]]:
    """The report in portions of at most LONGEST characters, each with its offset; itself where it is no longer.

    Raises `OverdueError` between two portions once more than SECONDS have gone by since the first.
    """
    text, start, began = report.text, 0, clock()
    while (most := _reach(text, start)) < len(text):
        if clock() - began > SECONDS:
            raise OverdueError(SECONDS)
        end = _cut(text, start, most)
        yield start, _portion(report, start, end)
        start = end
    yield start, _portion(report, start, len(text)) if start else report


def _reach(text: str, start: int) -> int:
    """How far a portion may go: to the end of the text where that is near enough."""
    end = min(start + LONGEST, len(text))
    if end - start <= _WORDS:
        return end
    beyond = next(islice(_WORD.finditer(text, start, end), _WORDS, None), None)
    return beyond.start() if beyond else end


def _cut(text: str, start: int, end: int) -> int:
    """Where a portion that may go to `end` ends: at the last good place of its second half."""
    middle = start + (end - start) // 2
    for pattern in _CUTS:
        ends = [found.end() for found in pattern.finditer(text, middle, end)]
        if ends:
            return ends[-1]
    return end


def _portion(report: Report, start: int, end: int) -> Report:
    inside = (c for c in report.clutter if c.start < end and start < c.end)
    clutter = tuple(_clipped(c, start, end) for c in inside)
    return report.model_copy(update={"text": report.text[start:end], "clutter": clutter})


def _clipped(clutter: Clutter, start: int, end: int) -> Clutter:
    return clutter.model_copy(update={"start": max(clutter.start, start) - start, "end": min(clutter.end, end) - start})


def joined(report: Report, coded: Sequence[tuple[int, CodedReport]]) -> CodedReport:
    """The coded portions, each with its offset, as one coded report; a statement told twice counts once."""
    if len(coded) == 1:
        return coded[0][1]
    events = [_moved(event, offset) for offset, part in coded for event in part.events]
    # From the last to the first, so that of what is stated twice the first telling remains.
    told = {
        (a.kind, a.subject, a.low, a.high): (offset, a)
        for offset, part in reversed(coded)
        for a in part.assertions[::-1]
    }
    stated = sorted(told.values(), key=lambda item: (item[0], int(item[1].id[1:])))
    assertions = [_moved(assertion, offset) for offset, assertion in stated]
    return CodedReport(
        report=report.head(),
        relevant=bool(events or assertions),
        events=tuple(event.model_copy(update={"id": f"e{n}"}) for n, event in enumerate(events, 1)),
        assertions=tuple(item.model_copy(update={"id": f"a{n}"}) for n, item in enumerate(assertions, 1)),
    )


def _moved(item: T, offset: int) -> T:
    """The item with its evidence as many characters further on."""
    evidence = tuple(
        Evidence(field=e.field, start=e.start + offset, end=e.end + offset, text=e.text) for e in item.evidence
    )
    return item.model_copy(update={"evidence": evidence})
