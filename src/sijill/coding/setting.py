"""What is known of a whole report before its events get values: when it was told, what its place names mean.

Places resolve together, once for a report, since each helps to tell the others ("Karma" beside "Anbar").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from spacy.tokens import Doc

from sijill.codebook import ActorMatch, ActorRegistry, Deed, countries_in
from sijill.coding.frames import Chars
from sijill.coding.text import Sentences, trim
from sijill.coding.times import Days, ToldTime, dateline, read_times, resolve
from sijill.coding.trace import Trace
from sijill.gazetteer import Gazetteer
from sijill.gazetteer.phrases import with_apostrophes
from sijill.model import Place, Report

_BEFORE = 20
_BETWEEN = re.compile(r"\bbetween(?: the)?\s*$", re.IGNORECASE)
_NAMED = frozenset({"LOC", "ORG", "PER"})


@dataclass(frozen=True)
class Tools:
    """The knowledge that readers of values share; loaded once."""

    gazetteer: Gazetteer
    registry: ActorRegistry


@dataclass(frozen=True)
class Setting:
    """One report's surroundings. `anchor` is the day that its words ("on Monday") count from, if known; `places` are
    keyed by the words that name them. `dateline`: the words before the first sentence that say where it was written.
    """

    report: Report
    doc: Doc
    sentences: Sentences
    tools: Tools
    anchor: date | None
    times: tuple[ToldTime, ...]
    places: dict[Chars, Place]
    country: str | None
    dateline: Chars | None = None
    trace: Trace | None = None
    # Words for those who tell each sentence, kept by `disputes.voices`.
    heard: dict[int, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The report's text as it came in."""
        return self.report.text

    def words(self, span: Chars) -> str:
        """The text of a span."""
        return self.report.text[span.start : span.end]

    def actor(
        self,
        span: Chars,
        *,
        initiator: bool = False,
        deed: Deed | None = None,
        when: date | None = None,
        country: str | None = None,
    ) -> ActorMatch:
        """Who the words of a span mean; `initiator`: who did it, so that "two men" are armed.

        `deed`: what was done; `when`, `country`: of the event, where they are known, else those of the report.
        """
        words = self.words(span)
        return self.tools.registry.resolve(
            words, country or self.country, initiator, when=when or self.anchor, deed=deed
        )

    def days(self, span: Chars) -> Days | None:
        """The days that the words of a span mean, where it stands in the text; None where they can't be known."""
        own = [t for t in self.times if span.overlaps(Chars(t.expression.start, t.expression.end)) and t.days]
        if own:
            return min((t.days for t in own if t.days), key=lambda d: d.latest - d.earliest)
        return resolve(self.words(span), self.anchor)

    def time_spans(self) -> list[Chars]:
        """Where the text says a time that could be resolved."""
        return [Chars(t.expression.start, t.expression.end) for t in self.times if t.days]

    def naming(self, span: Chars) -> Chars:
        """The words of a place's name, where some stand before its span: "northern" of "northern Iraq"."""
        place = self.places.get(span)
        start = span.end - len(place.name) if place else span.start
        longer = start < span.start and place is not None and self.report.text[start : span.end] == place.name
        return Chars(start, span.end) if longer else span

    def names_actor(self, span: Chars) -> bool:
        """True for words that are an actor's name and nothing else: "the Peshmerga" is nowhere."""
        return _names_actor(self.report.text, trim(self.report.text, span), self.tools)

    def in_clutter(self, span: Chars) -> bool:
        """True where the span touches page furniture."""
        return any(c.start < span.end and span.start < c.end for c in self.report.clutter)


def survey(report: Report, doc: Doc, tools: Tools, place_spans: Iterable[Chars], trace: Trace | None = None) -> Setting:
    """Read a report's dateline, times and places. `place_spans`: words known to name places."""
    line = dateline(report.text)
    anchor = report.published or (line.day(None) if line else None)
    known = [trim(report.text, s) for s in place_spans]
    named = [s for s in place_names(doc, tools.gazetteer, known) if not _names_actor(report.text, s, tools)]
    told = Counter(countries_in(with_apostrophes(report.text)))
    places = _places(report.text, named, tools.gazetteer, told.most_common(1)[0][0] if told else None)
    countries = Counter(p.country for p in places.values() if p.country)
    return Setting(
        report=report,
        doc=doc,
        sentences=Sentences.of(doc),
        tools=tools,
        anchor=anchor,
        times=tuple(read_times(report.text, anchor)),
        places=places,
        country=countries.most_common(1)[0][0] if countries else None,
        dateline=Chars(line.start, line.end) if line else None,
        trace=trace,
    )


def _names_actor(text: str, span: Chars, tools: Tools) -> bool:
    words = text[span.start : span.end]
    return any(
        match.actor_id and end == len(words) and words[:start].lower() in ("", "the ")
        for start, end, match in tools.registry.find(words)
    )


def _places(text: str, named: list[Chars], gazetteer: Gazetteer, hint: str | None) -> dict[Chars, Place]:
    """The place of each span; one that the gazetteer doesn't know stands at the known place named nearest to it."""
    found = gazetteer.read(text, named, hint)
    return {span: place for span, place in zip(named, found, strict=True) if place is not None}


def place_names(doc: Doc, gazetteer: Gazetteer, known: list[Chars]) -> list[Chars]:
    """Disjoint spans that name places: those known, and names in the text that the gazetteer takes for places."""
    spans = {s for s in known if s.end > s.start}
    for ent in doc.ents:
        span = Chars(ent.start_char, ent.end_char)
        if ent.label_ not in _NAMED or any(span.overlaps(s) for s in spans):
            continue
        if ent.label_ == "LOC" or (ent.label_ != "ORG" and gazetteer.is_place(ent.text) > 0.5):
            spans.add(span)
    return _between(doc.text, sorted(spans))


def between(text: str, span: Chars) -> bool:
    """True right after "between", which two names follow."""
    return _BETWEEN.search(text[max(0, span.start - _BEFORE) : span.start]) is not None


def _between(text: str, spans: list[Chars]) -> list[Chars]:
    """The spans, two that something lies between as one: "between Zarn and Tarra"."""
    out: list[Chars] = []
    for span in spans:
        last = out[-1] if out else None
        if last and text[last.end : span.start].strip() == "and" and between(text, last):
            out[-1] = Chars(last.start, span.end)
        else:
            out.append(span)
    return out
