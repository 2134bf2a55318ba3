"""The spaCy component that reads a document with the encoder and writes every layer of annotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from sijill.language import decode
from sijill.language.model import DATA, WINDOW_PIECES, Model, Scores
from sijill.language.windows import layout, pack

CLUTTER_KEY = "sijill.clutter"
HEADS_KEY = "sijill.heads"
# Tags (universal and Penn) that words of letters hardly have, and those of the open classes, of which one is meant.
_SYNTAX = frozenset(("upos", "xpos", "lemma", "feats", "first", "names", "arcs", "rel_dependent", "rel_head"))


@dataclass
class _Parsed:
    """The annotation of some consecutive words; `heads` count from the first of them."""

    words: list[int]
    labels: dict[str, NDArray[np.int64]]
    heads: NDArray[np.int64]
    names: list[tuple[int, int, str]]
    extra: Scores


class SijillEncoder:
    """Sets tags, lemmas, features, dependencies, sentences and names (PER, LOC, ORG) of a document.

    Spans in characters under `doc.user_data["sijill.clutter"]` are not read; their tokens get part of speech X
    and stand as sentences of their own. What further heads of the model give is kept in
    `doc.user_data["sijill.heads"]`, by name, as arrays `[tokens, ...]` with zeros for what was not read.
    """

    def __init__(self, vocab: Vocab, *, folder: Path = DATA, threads: int = 1) -> None:
        self.model = Model(folder, threads=threads)
        labels = self.model.labels
        self._ids = {name: _hashes(vocab, name, labels[name]) for name in ("upos", "xpos", "feats", "deprel")}
        self._root = labels["deprel"].index("root")
        self._strings = vocab.strings
        self._space = (vocab.strings.add("_SP"), vocab.strings.add("dep"))
        self._missing_tag = vocab.strings.add("NFP")

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return `doc`."""
        clutter = doc.user_data.get(CLUTTER_KEY, ())
        parts = layout(doc, clutter)
        texts = [token.text for token in doc]
        spaced = [False, *(doc.to_array(["SPACY", "IS_SPACE"]).sum(axis=1) > 0).tolist()]
        lengths = [len(pieces) for pieces in self.model.pieces.of(texts)]
        sizes = [sum(lengths[i] for i in p) for p in parts.paragraphs]
        parsed: list[_Parsed] = []
        for begin, end in pack(sizes, WINDOW_PIECES):
            paragraphs = parts.paragraphs[begin:end]
            if sum(sizes[begin:end]) <= WINDOW_PIECES:
                parsed.append(self._read(paragraphs, texts, spaced, new_paragraph=True))
            else:
                parsed.extend(self._read_long(paragraphs[0], texts, spaced))
        self._write(doc, texts, parsed, parts.clutter)
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = 1) -> Iterator[Doc]:
        """Annotate documents one after the other: company would change a document's scores."""
        for doc in stream:
            yield self(doc)

    def _read_long(self, words: list[int], texts: list[str], spaced: list[bool]) -> Iterator[_Parsed]:
        """Read a paragraph longer than a window: each window but the last gives up its last sentence."""
        lengths = [len(p) for p in self.model.pieces.of([texts[i] for i in words])]
        position = 0
        while position < len(words):
            end, total = position, 0
            while end < len(words) and total + lengths[end] <= WINDOW_PIECES:
                total += lengths[end]
                end += 1
            window, cut = words[position:end], end
            scores = self._scores([window], texts, spaced, new_paragraph=position == 0)
            if end < len(words):
                forced = [i == 0 for i in range(len(window))]
                bias = decode.start_bias([texts[i] for i in window], forced)
                last = int(np.flatnonzero(decode.sentence_starts(scores["first"], forced, bias))[-1])
                cut = position + last if last else end
            yield self._decode(scores, words[position:cut], texts, [i == 0 for i in range(cut - position)])
            position = cut

    def _scores(
        self, paragraphs: list[list[int]], texts: list[str], spaced: list[bool], *, new_paragraph: bool
    ) -> Scores:
        words = [texts[i] for p in paragraphs for i in p]
        starts = [k == 0 and (n > 0 or new_paragraph) for n, p in enumerate(paragraphs) for k in range(len(p))]
        before = [spaced[i] and not s for i, s in zip((i for p in paragraphs for i in p), starts, strict=True)]
        return self.model.scores(words, before, starts)

    def _read(
        self, paragraphs: list[list[int]], texts: list[str], spaced: list[bool], *, new_paragraph: bool
    ) -> _Parsed:
        scores = self._scores(paragraphs, texts, spaced, new_paragraph=new_paragraph)
        forced = [k == 0 for p in paragraphs for k in range(len(p))]
        return self._decode(scores, [i for p in paragraphs for i in p], texts, forced)

    def _decode(self, scores: Scores, words: list[int], texts: list[str], forced: list[bool]) -> _Parsed:
        """Decode the scores of a window's first `len(words)` words."""
        n = len(words)
        bias = decode.start_bias([texts[i] for i in words], forced)
        starts = decode.sentence_starts(scores["first"][:n], forced, bias)
        heads = decode.trees(scores["arcs"][:n, :n], starts)
        labels = {name: scores[name][:n].argmax(axis=1) for name in ("upos", "xpos", "lemma", "feats")}
        labels["deprel"] = decode.relations(scores["rel_dependent"][:n], scores["rel_head"][:n], heads, self._root)
        names = decode.names(scores["names"][:n], self.model.labels["names"], starts)
        extra = {name: value[:n] for name, value in scores.items() if name not in _SYNTAX}
        return _Parsed(words, labels, heads, names, extra)

    def _write(self, doc: Doc, texts: list[str], parsed: list[_Parsed], clutter: list[list[int]]) -> None:
        if not len(doc):
            return
        columns = np.zeros((len(doc), 6), dtype=np.uint64)  # HEAD, DEP, POS, TAG, LEMMA, MORPH
        heads = np.arange(len(doc))
        written = np.zeros(len(doc), dtype=np.bool_)
        entities: list[Span] = []
        for part in parsed:
            words = np.asarray(part.words)
            written[words] = True
            heads[words] = words[part.heads]
            for column, name in ((1, "deprel"), (2, "upos"), (3, "xpos"), (5, "feats")):
                columns[words, column] = self._ids[name][part.labels[name]]
            rules, tags = self.model.labels["lemma"], self.model.labels["xpos"]
            for word, rule, tag in zip(part.words, *(part.labels[k].tolist() for k in ("lemma", "xpos")), strict=True):
                columns[word, 4] = self._strings.add(self.model.lemmatizer.lemma(texts[word], rules[rule], tags[tag]))
            entities += [
                Span(doc, part.words[first], part.words[end - 1] + 1, label=label) for first, end, label in part.names
            ]
        for run in clutter:
            written[run] = True
            heads[run] = run[0]
            columns[run, 1], columns[run[0], 1] = self._space[1], self._ids["deprel"][self._root]
            columns[run, 2], columns[run, 3] = self._strings.add("X"), self._missing_tag
            for word in run:
                columns[word, 4] = self._strings.add(texts[word])
        self._attach_spaces(texts, columns, heads, written)
        columns[:, 0] = (heads - np.arange(len(doc))).astype(np.int64).view(np.uint64)
        doc.from_array(["HEAD", "DEP", "POS", "TAG", "LEMMA", "MORPH"], columns)  # type: ignore[arg-type]
        doc.set_ents(entities, default="outside")
        doc.user_data[HEADS_KEY] = _gather(parsed, len(doc))

    def _attach_spaces(
        self,
        texts: list[str],
        columns: NDArray[np.uint64],
        heads: NDArray[np.int64],
        written: NDArray[np.bool_],
    ) -> None:
        """Hang white space on the word before it, or on the first word; alone, it is its own root."""
        first_word = int(np.flatnonzero(written)[0]) if written.any() else 0
        for token in np.flatnonzero(~written).tolist():
            heads[token] = heads[token - 1] if token and not written[token - 1] else max(token - 1, 0)
            if token < first_word or not written.any():
                heads[token] = first_word
            tag, dep = self._space
            pos, lemma = self._strings.add("SPACE"), self._strings.add(texts[token])
            columns[token, 1:5] = dep, pos, tag, lemma


def _hashes(vocab: Vocab, name: str, labels: list[str]) -> NDArray[np.uint64]:
    if name == "feats":
        return np.array([vocab.morphology.add("" if v == "_" else v) for v in labels], dtype=np.uint64)
    return np.array([vocab.strings.add(v) for v in labels], dtype=np.uint64)


def _gather(parsed: list[_Parsed], tokens: int) -> Scores:
    """Spread what the further heads gave over all tokens of the document."""
    gathered: Scores = {}
    for part in parsed:
        for name, value in part.extra.items():
            if name not in gathered:
                gathered[name] = np.zeros((tokens, *value.shape[1:]), dtype=np.float32)
            gathered[name][part.words] = value
    return gathered


@Language.factory("sijill_encoder", default_config={"threads": 1, "folder": None})
def make_encoder(nlp: Language, name: str, threads: int, folder: str | None) -> SijillEncoder:
    """Return the component for a pipeline; `folder` holds another exported model."""
    return SijillEncoder(nlp.vocab, folder=Path(folder) if folder else DATA, threads=threads)
