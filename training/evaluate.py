"""Score the exported model through the run time: ``python -m training.evaluate --data FOLDER``.

Prints the figures, and with ``--card`` writes them into the model card beside the model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from sijill.language import load, parse
from sijill.language.decode import names, relations, trees
from sijill.language.model import DATA, Model
from training.card import write_card
from training.corpus import Sentence, read_names, read_treebank

Figures = dict[str, float]
_ACCURACIES = ("upos", "xpos", "lemma", "uas", "las", "las_universal", "uas_words", "las_words")
_RAW_FIGURES = ("words", "sentences", "upos", "uas", "las", "las_universal", "uas_words", "las_words")
_JOINED_SENTENCES = 20


@dataclass
class _Tally:
    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.gold)


class _Gold:
    """A treebank sentence's layers, all there."""

    def __init__(self, sentence: Sentence) -> None:
        self.upos, self.xpos = sentence.upos or (), sentence.xpos or ()
        self.lemmas, self.heads, self.deprels = sentence.lemmas or (), sentence.heads or (), sentence.deprels or ()


def score_gold_tokens(model: Model, sentences: Sequence[Sentence]) -> Figures:
    """Return accuracies where words and sentences are given, each sentence read alone."""
    labels = model.labels
    root = labels["deprel"].index("root")
    hits: dict[str, int] = dict.fromkeys(_ACCURACIES, 0)
    total = words_proper = 0
    for s in sentences:
        n = len(s.words)
        scores = model.scores(s.words, [False, *s.space_after[:-1]], [i == 0 for i in range(n)])
        starts = np.arange(n) == 0
        heads = trees(scores["arcs"], starts)
        found = relations(scores["rel_dependent"], scores["rel_head"], heads, root)
        deprels = [labels["deprel"][i] for i in found.tolist()]
        rules = [labels["lemma"][i] for i in scores["lemma"].argmax(1).tolist()]
        upos, xpos = scores["upos"].argmax(1).tolist(), scores["xpos"].argmax(1).tolist()
        gold = _Gold(s)
        for i in range(n):
            same_head = int(heads[i]) == gold.heads[i]
            hits["upos"] += labels["upos"][upos[i]] == gold.upos[i]
            hits["xpos"] += labels["xpos"][xpos[i]] == gold.xpos[i]
            hits["lemma"] += model.lemmatizer.lemma(s.words[i], rules[i], labels["xpos"][xpos[i]]) == gold.lemmas[i]
            hits["uas"] += same_head
            hits["las"] += same_head and deprels[i] == gold.deprels[i]
            hits["las_universal"] += same_head and _universal(deprels[i]) == _universal(gold.deprels[i])
            if gold.deprels[i] != "punct":
                words_proper += 1
                hits["uas_words"] += same_head
                hits["las_words"] += same_head and deprels[i] == gold.deprels[i]
        total += n
    return {name: count / (words_proper if "_words" in name else total) for name, count in hits.items()}


def _universal(relation: str) -> str:
    return relation.split(":")[0]


def score_names(model: Model, sentences: Sequence[Sentence]) -> float:
    """Return F1 of names, exact in span and kind, where words and sentences are given."""
    tally = _Tally()
    for s in sentences:
        n = len(s.words)
        scores = model.scores(s.words, [False, *s.space_after[:-1]], [i == 0 for i in range(n)])
        found = set(names(scores["names"], model.labels["names"], np.arange(n) == 0))
        gold = set(_gold_names(s))
        tally.right += len(found & gold)
        tally.found += len(found)
        tally.gold += len(gold)
    return tally.f1


def _gold_names(sentence: Sentence) -> Iterable[tuple[int, int, str]]:
    labels = sentence.names or ()
    for first, label in enumerate(labels):
        if label and label.startswith("B-"):
            end = first + 1
            while end < len(labels) and (labels[end] or "").startswith("I-"):
                end += 1
            yield first, end, label[2:]


def raw_blocks(sentences: Sequence[Sentence], *, joined: bool) -> list[list[Sentence]]:
    """Group sentences into texts: a treebank's documents, or blocks of 20 sentences whatever their documents."""
    if joined:
        return [list(sentences[i : i + _JOINED_SENTENCES]) for i in range(0, len(sentences), _JOINED_SENTENCES)]
    return [list(group) for _, group in groupby(sentences, key=lambda s: s.document)]


def _text_and_spans(block: Sequence[Sentence], *, joined: bool) -> tuple[str, list[list[tuple[int, int]]]]:
    """Return a block's text and each word's span; paragraphs are set apart unless all is joined by spaces."""
    text, spans = "", list[list[tuple[int, int]]]()
    for s in block:
        if text:
            text = text.rstrip() + (" " if joined or not s.paragraph_start else "\n\n")
        spans.append([])
        for word, space in zip(s.words, s.space_after, strict=True):
            spans[-1].append((len(text), len(text) + len(word)))
            text += word + " " * space
    return text, spans


def score_raw(sentences: Sequence[Sentence], *, joined: bool) -> Figures:
    """Return F1 from raw text: words, sentences, tags and attachment, words aligned by their span."""
    tallies = {name: _Tally() for name in _RAW_FIGURES}
    for block in raw_blocks(sentences, joined=joined):
        text, spans = _text_and_spans(block, joined=joined)
        doc = parse(text)
        system = [t for t in doc if not t.is_space]
        _count_raw(block, spans, doc, tallies)
        for name, tally in tallies.items():
            if name.endswith("_words"):
                tally.found += sum(t.dep_ != "punct" for t in system)
                tally.gold += sum(r != "punct" for s in block for r in s.deprels or ())
            elif name != "sentences":
                tally.found += len(system)
                tally.gold += sum(len(s.words) for s in block)
    return {name: tally.f1 for name, tally in tallies.items()}


def _count_raw(
    block: Sequence[Sentence], spans: list[list[tuple[int, int]]], doc: Doc, tallies: dict[str, _Tally]
) -> None:
    by_span = {(t.idx, t.idx + len(t)): t for t in doc if not t.is_space}
    bounds = set()
    for sent in doc.sents:
        read = [t for t in sent if not t.is_space]
        if read:
            bounds.add((read[0].idx, read[-1].idx + len(read[-1])))
    gold_bounds = {(w[0][0], w[-1][1]) for w in spans}
    tallies["sentences"].right += len(bounds & gold_bounds)
    tallies["sentences"].found += len(bounds)
    tallies["sentences"].gold += len(gold_bounds)
    for s, words in zip(block, spans, strict=True):
        gold = _Gold(s)
        for i, span in enumerate(words):
            token = by_span.get(span)
            if token is None:
                continue
            head = (token.head.idx, token.head.idx + len(token.head))
            same_head = head == words[gold.heads[i]]
            tallies["words"].right += 1
            tallies["upos"].right += token.pos_ == gold.upos[i]
            tallies["uas"].right += same_head
            tallies["las"].right += same_head and token.dep_ == gold.deprels[i]
            tallies["las_universal"].right += same_head and _universal(token.dep_) == _universal(gold.deprels[i])
            if gold.deprels[i] != "punct" and token.dep_ != "punct":
                tallies["uas_words"].right += same_head
                tallies["las_words"].right += same_head and token.dep_ == gold.deprels[i]


def speed(sentences: Sequence[Sentence]) -> Figures:
    """Return words a second and seconds to load, on one thread, everything included."""
    begin = time.perf_counter()
    nlp = load()
    loading = time.perf_counter() - begin
    texts = [_text_and_spans(block, joined=True)[0] for block in raw_blocks(sentences, joined=True)]
    parse(texts[0], nlp=nlp)
    begin = time.process_time()
    words = sum(1 for text in texts for t in parse(text, nlp=nlp) if not t.is_space)
    return {"words_a_second": words / (time.process_time() - begin), "load_seconds": loading}


def evaluate(data: Path, *, quick: bool = False) -> dict[str, Figures]:
    """Return all figures by test set; `quick` keeps to PUD."""
    model = Model()
    pud = read_treebank(data / "pud_test.conllu.gz")
    news = [s for s in pud if s.document.startswith("n")]
    figures = {
        "PUD news, gold tokens": score_gold_tokens(model, news),
        "PUD news, raw text": score_raw(news, joined=False),
        "PUD news, raw text, all joined": score_raw(news, joined=True),
        "Speed": speed(pud),
    }
    sets = frozenset({"uner_pud", "gum_test"})
    named = read_names(data / "names.jsonl.gz", sets)
    figures["Names"] = {name: score_names(model, named[name]) for name in sorted(sets)}
    if not quick:
        for treebank in ("ewt", "gum"):
            sentences = read_treebank(data / f"{treebank}_test.conllu.gz")
            figures[f"{treebank.upper()} test, gold tokens"] = score_gold_tokens(model, sentences)
            figures[f"{treebank.upper()} test, raw text"] = score_raw(sentences, joined=False)
    figures["Size"] = {"megabytes": sum(p.stat().st_size for p in DATA.iterdir()) / 1e6}
    return figures


def main() -> None:
    """Evaluate from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks and names")
    parser.add_argument("--quick", action="store_true", help="PUD only")
    parser.add_argument("--card", type=Path, help="the checkpoint's notes (JSON): write the model card from them")
    options = parser.parse_args()
    figures = evaluate(options.data, quick=options.quick)
    for test, values in figures.items():
        print(test, json.dumps({name: round(value, 4) for name, value in values.items()}))
    if options.card:
        write_card(DATA / "MODEL_CARD.md", json.loads(options.card.read_text(encoding="utf-8")), figures)


if __name__ == "__main__":
    main()
