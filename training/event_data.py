"""Annotated reports as words with labels for the event heads.

Reads `reports.jsonl` and `annotations.jsonl` (form: ANNOTATIONS.md beside them). A mention is found in its
report by its letters, white space aside; where it stands more than once, the place nearest to the event's
trigger is taken and the others are left open (IGNORE), since annotators named one of several.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import spacy

from sijill.language import load, parse
from sijill.language.distances import rough_sentences
from sijill.language.eventlabels import CONTEXTS, FATES, GROUPS, LAYERS, ROLES, STATUSES, TYPES
from training.batches import IGNORE, Window, WindowMaker
from training.corpus import Sentence

_COUNT_ROLES = ("killed", "wounded", "abducted", "arrested", "killed_or_wounded")
Span = tuple[int, int]


@dataclass
class Mention:
    """A labelled stretch of words `[start, end)`. `event` is set for triggers, `group`/`fate` where they apply."""

    layer: str
    start: int
    end: int
    event: int = IGNORE
    group: int = IGNORE
    fate: int = IGNORE


@dataclass
class EventLabels:
    """What holds of an event as a whole, as ids."""

    type: int
    context: int
    status: int
    optional: int


@dataclass(frozen=True)
class WordSyntax:
    """What the first stage reads of a word; `head` is the place of its head in the report, its own at a root."""

    word: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    first: bool

    def lemma_of(self, word: str) -> str:
        """The lemma of `word`, which may stand here instead: names and numbers are their own."""
        if word == self.word:
            return self.lemma
        return word if self.lemma == self.word else word.lower()


@dataclass
class LabelledReport:
    """One report: words, and labels over them. `roles` maps (event, mention index) to role ids."""

    id: str
    words: list[str]
    space_after: list[bool]
    paragraphs: list[bool]
    sentences: list[int]
    offsets: list[Span]
    tags: dict[str, list[int]] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    events: list[EventLabels] = field(default_factory=list)
    roles: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    syntax: list[WordSyntax] = field(default_factory=list)


_NLP = spacy.blank("en")


def tokenised(rid: str, text: str) -> LabelledReport:
    """Words of a text as the run time cuts them, white space left out."""
    words: list[str] = []
    after: list[bool] = []
    paragraphs: list[bool] = []
    offsets: list[Span] = []
    fresh = True
    for token in _NLP.make_doc(text):
        if token.is_space:
            fresh = fresh or "\n" in token.text
            if after:
                after[-1] = True
            continue
        words.append(token.text)
        after.append(bool(token.whitespace_))
        paragraphs.append(fresh)
        offsets.append((token.idx, token.idx + len(token.text)))
        fresh = False
    return LabelledReport(rid, words, after, paragraphs, rough_sentences(words, paragraphs), offsets)


def _places_of(mention: str, text: str) -> list[Span]:
    pattern = r"\s+".join(re.escape(w) for w in mention.split())
    if not pattern:
        return []
    edged = rf"(?<!\w){pattern}(?!\w)"
    found = [m.span() for m in re.finditer(edged, text)] or [m.span() for m in re.finditer(pattern, text)]
    return found or [m.span() for m in re.finditer(pattern, text, re.IGNORECASE)]


class _Labeller:
    """Puts one report's annotation onto its words."""

    def __init__(self, report: LabelledReport, text: str) -> None:
        self.report, self.text = report, text
        self.report.tags = {layer: [0] * len(report.words) for layer in LAYERS}
        self.known: dict[tuple[str, int, int], int] = {}

    def words_of(self, span: Span) -> Span | None:
        inside = [i for i, (s, e) in enumerate(self.report.offsets) if s < span[1] and e > span[0]]
        return (inside[0], inside[-1] + 1) if inside else None

    def mention(self, layer: str, words: Span) -> int | None:
        """Index of the mention over these words, made where new; None where another one is in its way."""
        key = (layer, *words)
        if key in self.known:
            return self.known[key]
        tags = self.report.tags[layer]
        if any(tags[i] > 0 for i in range(*words)):
            clash = [
                n for n, m in enumerate(self.report.mentions)
                if m.layer == layer and m.start < words[1] and words[0] < m.end
            ]  # fmt: skip
            return clash[0] if layer != "trigger" and clash else None
        tags[words[0]] = 1
        tags[words[0] + 1 : words[1]] = [2] * (words[1] - words[0] - 1)
        self.report.mentions.append(Mention(layer, *words))
        self.known[key] = len(self.report.mentions) - 1
        return self.known[key]

    def nearest(self, mention: str, near: Span) -> tuple[Span | None, list[Span]]:
        """The words of a mention nearest to `near` (characters), and its other occurrences."""
        found = _places_of(mention, self.text)
        found.sort(key=lambda s: max(s[0] - near[1], near[0] - s[1], 0))
        spans = [w for w in map(self.words_of, found) if w]
        return (spans[0], spans[1:]) if spans else (None, [])

    def leave_open(self, layer: str, spans: list[Span]) -> None:
        tags = self.report.tags[layer]
        for start, end in spans:
            if all(t == 0 for t in tags[start:end]):
                tags[start:end] = [IGNORE] * (end - start)

    def triggers(self, number: int, event: dict[str, Any], quote: Span) -> Span:
        """Label the event's triggers; returns where arguments are to be looked for."""
        main, _ = self.nearest(event["trigger"], quote)
        centre = quote
        for n, words in enumerate([event["trigger"], *event.get("more", [])]):
            spans, others = (main, []) if n == 0 else self.nearest(words, centre)
            for span in ([spans] if spans else []) + (others if n else []):
                index = self.mention("trigger", span)
                if index is not None and self.report.mentions[index].event in (IGNORE, number):
                    self.report.mentions[index].event = number
                    if n == 0 and not (quote[0] < quote[1]):
                        centre = (self.report.offsets[span[0]][0], self.report.offsets[span[1] - 1][1])
                    break
        return centre

    def argument(self, number: int, layer: str, role: str, words: str, near: Span) -> Mention | None:
        span, others = self.nearest(words, near)
        if span is None:
            return None
        index = self.mention(layer, span)
        if index is None:
            return None
        self.report.roles.setdefault((number, index), set()).add(ROLES.index(role))
        self.leave_later.append((layer, others))
        return self.report.mentions[index]

    leave_later: list[tuple[str, list[Span]]]

    def label(self, events: list[dict[str, Any]]) -> None:
        self.leave_later = []
        centres = []
        for number, event in enumerate(events):
            quotes = _places_of(event.get("quote") or "", self.text)
            centres.append(self.triggers(number, event, quotes[0] if quotes else (0, 0)))
            self.report.events.append(
                EventLabels(
                    TYPES.index(event["t"]),
                    CONTEXTS.index(event.get("ctx") or "current"),
                    STATUSES.index(event.get("st") or "occurred"),
                    int(bool(event.get("opt"))),
                )
            )
        for number, (event, near) in enumerate(zip(events, centres, strict=True)):
            self.arguments(number, event, near)
        for layer, spans in self.leave_later:
            self.leave_open(layer, spans)

    def arguments(self, number: int, event: dict[str, Any], near: Span) -> None:
        simple = [
            ("actor", "initiator", [x[0] for x in event.get("by", [])]),
            ("actor", "target", [x[0] for x in event.get("on", [])]),
            ("actor", "claimant", event.get("claim", [])),
            ("weapon", "weapon", event.get("weapons", [])),
            ("source", "source", event.get("src", [])),
            ("place", "place", [(event.get("place") or [""])[0]]),
            ("date", "date", [(event.get("date") or ["", "", ""])[2]]),
        ]
        for layer, role, mentions in simple:
            for words in filter(None, mentions):
                self.argument(number, layer, role, words, near)
        for role in _COUNT_ROLES:
            for group, _low, _high, words in event.get(role, []):
                made = self.argument(number, "count", role, words, near) if words else None
                if made:
                    made.group = GROUPS.index(group)
        for words, _role, fate in event.get("persons", []):
            made = self.argument(number, "person", "person", words, near) if words else None
            if made:
                made.fate = FATES.index(fate or "none")


def add_syntax(reports: list[LabelledReport], texts: dict[str, str], model: Path) -> None:
    """Set each report's syntax by parsing its text with the exported model in the folder `model`."""
    nlp = load(folder=model)
    for report in reports:
        doc = parse(texts[report.id], nlp=nlp)
        words = [t for t in doc if not t.is_space]
        if [t.text for t in words] != report.words:
            raise ValueError(f"{report.id}: the parse has other words than the report")
        rows = {t.i: n for n, t in enumerate(words)}
        report.syntax = [
            WordSyntax(
                t.text, t.lemma_, t.pos_, t.tag_, str(t.morph) or "_", rows.get(t.head.i, n), bool(t.is_sent_start)
            )
            for n, t in enumerate(words)
        ]  # fmt: skip


def read_texts(folder: Path) -> dict[str, str]:
    """The annotated reports' texts by id."""
    with (folder / "reports.jsonl").open(encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def read_annotated(folder: Path) -> list[LabelledReport]:
    """All annotated reports of the folder, in file order."""
    texts = read_texts(folder)
    out = []
    with (folder / "annotations.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = texts[row["id"]]
            report = tokenised(row["id"], text)
            if report.words:
                _Labeller(report, text).label(row["events"])
                out.append(report)
    return out


def _sentence(report: LabelledReport, a: int, b: int) -> Sentence:
    """The words `[a, b)` as a sentence with the tags that the first stage read of them."""
    made = Sentence(
        words=tuple(report.words[a:b]),
        space_after=tuple(report.space_after[a:b]),
        document=report.id,
        paragraph_start=report.paragraphs[a],
    )
    read = report.syntax[a:b]
    if not read:
        return made
    return replace(
        made,
        lemmas=tuple(w.lemma_of(word) for w, word in zip(read, made.words, strict=True)),
        upos=tuple(w.upos for w in read),
        xpos=tuple(w.xpos for w in read),
        feats=tuple(w.feats for w in read),
    )


def _window(report: LabelledReport, start: int, end: int, maker: WindowMaker) -> Window:
    begins = [p or bool(report.syntax and report.syntax[i].first) for i, p in enumerate(report.paragraphs)]
    bounds = [start, *(i for i in range(start + 1, end) if begins[i]), end]
    parts = [_sentence(report, a, b) for a, b in pairwise(bounds)]
    flags = [p.paragraph_start for p in parts]
    return maker.window(parts, flags, space_before=not flags[0])


def report_windows(report: LabelledReport, maker: WindowMaker, limit: int) -> list[Window]:
    """A report's words as windows of at most `limit` pieces, cut at sentence ends where one is near."""
    lengths = [len(p) for p in maker.pieces.of(report.words)]
    windows, start = [], 0
    while start < len(lengths):
        end, size = start, 0
        while end < len(lengths) and (end == start or size + lengths[end] <= limit):
            size += lengths[end]
            end += 1
        if end < len(lengths):
            cuts = [i for i in range(start + 1, end + 1) if report.sentences[i] != report.sentences[i - 1]]
            if cuts and cuts[-1] - start > (end - start) // 3:
                end = cuts[-1]
        windows.append(_window(report, start, end, maker))
        start = end
    return windows


def split(
    reports: list[LabelledReport], held_out: int, seed: int = 3
) -> tuple[list[LabelledReport], list[LabelledReport]]:
    """Reports for training, and `held_out` of them kept aside to watch a run."""
    shuffled = sorted(reports, key=lambda r: r.id)
    random.Random(seed).shuffle(shuffled)
    return shuffled[held_out:], shuffled[:held_out]


def fold_of() -> dict[str, int]:
    """The fold, 0 to 4, of each annotated report, the given ones and our own (`folds.tsv`)."""
    rows = (Path(__file__).parent / "folds.tsv").read_text(encoding="utf-8").splitlines()
    return {name: int(fold) for name, fold in (row.split("\t") for row in rows)}
