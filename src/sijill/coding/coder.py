"""The built-in coder: parse, find frames, give their fields values, state what is no event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Protocol

from spacy.tokens import Doc

from sijill.codebook import registry
from sijill.coding import mentions, relevance
from sijill.coding.accounts import account
from sijill.coding.apart import with_places_apart
from sijill.coding.assertions import assertions
from sijill.coding.capitals import as_written, cased
from sijill.coding.claims import with_claims
from sijill.coding.harm import harm_frames
from sijill.coding.issuer import with_issuer
from sijill.coding.likeliest import with_likeliest
from sijill.coding.merge import settled_frames
from sijill.coding.naming import with_whole_names
from sijill.coding.parties import with_parties
from sijill.coding.portions import joined, portions
from sijill.coding.roundup import with_roundups
from sijill.coding.setting import Tools, survey
from sijill.coding.sources import with_sources
from sijill.coding.statuses import with_statuses
from sijill.coding.sureness import judged
from sijill.coding.trace import Trace
from sijill.gazetteer import gazetteer
from sijill.language import parse
from sijill.model import CodedReport, Report


class Coder(Protocol):
    """Anything that codes reports."""

    def code(self, report: Report) -> CodedReport:
        """The accounts and assertions of one report, every value grounded in its text."""
        ...


class BuiltinCoder:
    """Sijill's own coder. The same report gives the same answer, alone or among others."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def code(self, report: Report) -> CodedReport:
        """Code one report."""
        return next(self.code_many([report]))

    def code_many(self, reports: Iterable[Report]) -> Iterator[CodedReport]:
        """Code reports in their order, portion by portion; memory does not grow with their number."""
        for report in reports:
            yield joined(report, [(offset, self.read(portion)) for offset, portion in portions(report)])

    def read(self, report: Report, trace: Trace | None = None) -> CodedReport:
        """Code one portion of a report (`portions`); a `trace` keeps how the values came about."""
        if not relevance.worth_reading(report):
            return CodedReport(report=report.head(), relevant=False)
        read = cased(report, self.tools.registry)
        doc = parse(read.text, [(c.start, c.end) for c in report.clutter])
        return as_written(report, read, self.code_doc(read, doc, trace))

    def code_doc(self, report: Report, doc: Doc, trace: Trace | None = None) -> CodedReport:
        """Code a report whose text is parsed already; a `trace` keeps how the values came about."""
        reading = mentions.read(doc)
        places = [r.span for f in reading.frames for r in f.roles if r.name == "place"]
        setting = survey(report, doc, self.tools, places, trace)
        frames = with_statuses(settled_frames(reading.frames, harm_frames(doc, setting), setting), setting)
        frames = with_claims(with_whole_names(frames, setting), doc, setting)
        frames = with_likeliest(with_parties(frames, doc, setting), setting, reading)
        frames = with_places_apart(with_roundups(frames, setting), setting)
        stated = tuple(assertions(setting, frames))
        frames = with_issuer(with_sources(frames, setting, stated), setting)
        if trace is not None:
            trace.frames, trace.reading, trace.setting = frames, reading, setting
        made = [account(f, setting, reading, n) for n, f in enumerate(frames, 1)]
        events = tuple(judged(a, f, setting, len(made)) for a, f in zip(made, frames, strict=True))
        return CodedReport(report=report.head(), relevant=bool(events or stated), events=events, assertions=stated)


@cache
def load() -> BuiltinCoder:
    """The built-in coder, with the shipped model, gazetteer and registry."""
    return BuiltinCoder(Tools(gazetteer(), registry()))
