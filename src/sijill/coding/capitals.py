"""Reports that came all in capitals: read in the case that they lost, told in their own words."""

from __future__ import annotations

from typing import TypeVar

from sijill.codebook import ActorRegistry
from sijill.coding.named import common_nouns
from sijill.language.truecase import in_capitals, restored
from sijill.model import Account, Assertion, CodedReport, Evidence, Report

# Short names that are words as well: the parse tells which is meant.
_WORDS = frozenset({"IS", "IT", "US", "AS"})

T = TypeVar("T", Account, Assertion)


def cased(report: Report, registry: ActorRegistry) -> Report:
    """The report as it reads best: one all in capitals in the case that it lost; others as they are."""
    if not in_capitals(report.text):
        return report
    names = [(start, end) for start, end, match in registry.find(report.text) if match.actor_id]
    known = (alias for actor in registry.rows.values() for alias in (actor.name, *actor.aliases))
    acronyms = {alias for alias in known if alias.isalpha() and alias.isupper()} - _WORDS
    return report.model_copy(update={"text": restored(report.text, names, acronyms, common_nouns())})


def as_written(report: Report, read: Report, coded: CodedReport) -> CodedReport:
    """What was coded of `read` with the evidence and quotes of `report`, whose text is as long."""
    if read.text == report.text:
        return coded
    events = tuple(_written(report, read, event) for event in coded.events)
    stated = tuple(_written(report, read, item) for item in coded.assertions)
    return coded.model_copy(update={"events": events, "assertions": stated})


def _written(report: Report, read: Report, item: T) -> T:
    lines = tuple(
        Evidence(field=e.field, start=e.start, end=e.end, text=report.text[e.start : e.end]) for e in item.evidence
    )
    at = read.text.find(item.quote)
    quote = report.text[at : at + len(item.quote)] if at >= 0 else item.quote
    return item.model_copy(update={"evidence": lines, "quote": quote})
