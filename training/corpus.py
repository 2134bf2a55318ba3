"""Readers of the training data: treebanks in CoNLL-U and names in JSON Lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, Token

_FEATURES = frozenset((
    "Case", "Degree", "Gender", "Mood", "Number", "NumType", "Person", "Polarity", "Poss", "PronType", "Tense",
    "VerbForm", "Voice",
))  # fmt: skip
_RE3D_TYPES = {"Organisation": "ORG", "Location": "LOC", "Person": "PER"}


@dataclass(frozen=True)
class Sentence:
    """One sentence with what is known of it; None where a corpus lacks a layer.

    `heads` are indices into the sentence, the root pointing at itself. `names` are BIO labels, with None
    for words whose label is not known.
    """

    words: tuple[str, ...]
    space_after: tuple[bool, ...]
    document: str
    paragraph_start: bool
    lemmas: tuple[str, ...] | None = None
    upos: tuple[str, ...] | None = None
    xpos: tuple[str, ...] | None = None
    feats: tuple[str, ...] | None = None
    heads: tuple[int, ...] | None = None
    deprels: tuple[str, ...] | None = None
    names: tuple[str | None, ...] | None = None


def _useful_features(text: str) -> str:
    kept = [f for f in text.split("|") if f.split("=")[0] in _FEATURES]
    return "|".join(kept) or "_"


def _parse_sentence(lines: list[str], document: str, paragraph_start: bool) -> Sentence:
    rows = []
    multiword_end, multiword_space = 0, True
    for line in lines:
        cells = line.split("\t")
        if "." in cells[0]:
            continue
        space = "SpaceAfter=No" not in cells[9]
        if "-" in cells[0]:
            multiword_end, multiword_space = int(cells[0].split("-")[1]), space
            continue
        index = int(cells[0])
        if index < multiword_end:
            space = False
        elif index == multiword_end:
            space = multiword_space
        rows.append((cells, space))
    return Sentence(
        words=tuple(c[1] for c, _ in rows),
        space_after=tuple(s for _, s in rows),
        document=document,
        paragraph_start=paragraph_start,
        lemmas=tuple(c[2] for c, _ in rows),
        upos=tuple(c[3] for c, _ in rows),
        xpos=tuple(c[4] for c, _ in rows),
        feats=tuple(_useful_features(c[5]) for c, _ in rows),
        heads=tuple(int(c[6]) - 1 if c[6] != "0" else i for i, (c, _) in enumerate(rows)),
        deprels=tuple(c[7] for c, _ in rows),
    )


def read_treebank(path: Path) -> list[Sentence]:
    """Return the sentences of a gzipped CoNLL-U file, in order."""
    sentences: list[Sentence] = []
    document, paragraph, lines = "", True, list[str]()
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in [*stream, "\n"]:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                document, paragraph = line.partition("=")[2].strip(), True
            elif line.startswith("# newpar"):
                paragraph = True
            elif line and not line.startswith("#"):
                lines.append(line)
            elif not line and lines:
                sentences.append(_parse_sentence(lines, document, paragraph))
                paragraph, lines = False, []
    return sentences


def _bio(length: int, spans: list[list[Any]]) -> tuple[str | None, ...]:
    labels = ["O"] * length
    for first, end, label in spans:
        labels[first:end] = [f"B-{label}"] + [f"I-{label}"] * (end - first - 1)
    return tuple(labels)


def read_names(path: Path, sets: frozenset[str]) -> dict[str, list[Sentence]]:
    """Return the sentences of the named sets of a gzipped JSON Lines file, by set."""
    found: dict[str, list[Sentence]] = {name: [] for name in sets}
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row["set"] not in sets:
                continue
            found[row["set"]].append(
                Sentence(
                    words=tuple(row["words"]),
                    space_after=tuple(row["space_after"]),
                    document=f"{row['set']}-{len(found[row['set']]) // 40}",
                    paragraph_start=False,
                    names=_bio(len(row["words"]), row["names"]),
                )
            )
    return found


def with_names(treebank: list[Sentence], named: list[Sentence]) -> list[Sentence]:
    """Join the name layer to treebank sentences with the same words."""
    by_words = {s.words: s.names for s in named}
    return [replace(s, names=by_words.get(s.words)) for s in treebank]


def _re3d_labels(doc: Doc, entities: list[dict[str, Any]]) -> list[str | None]:
    """Names of a re3d report; words of a mention that is more than a name get None."""
    labels: list[str | None] = ["O"] * len(doc)
    for entity in sorted(entities, key=lambda e: e["start"] - e["end"]):
        label = _RE3D_TYPES.get(entity["type"])
        span = doc.char_span(entity["start"], entity["end"], alignment_mode="expand")
        if label is None or span is None:
            continue
        words = list(span)
        while words and words[0].lower_ in ("the", "a", "an"):
            words = words[1:]
        content = [w for w in words if w.lower_ not in ("of", "the", "and", "for", "al", "-", "'s", "in")]
        is_name = bool(content) and all(w.text[0].isupper() or not w.is_alpha for w in content)
        for position, word in enumerate(words):
            labels[word.i] = f"{'I' if position else 'B'}-{label}" if is_name else None
    return labels


def read_re3d(path: Path) -> list[Sentence]:
    """Return re3d's reports, one "sentence" a paragraph, without its BBC part (not free to use)."""
    tokenize = spacy.blank("en")
    sentences = []
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if "BBC" in row["subcorpus"] or "NC" in row["licence"]:
                continue
            doc = tokenize(row["text"])
            labels = _re3d_labels(doc, row["entities"])
            for paragraph in _paragraphs(doc):
                sentences.append(
                    Sentence(
                        words=tuple(t.text for t in paragraph),
                        space_after=tuple(bool(t.whitespace_) for t in paragraph),
                        document=row["id"],
                        paragraph_start=True,
                        names=tuple(labels[t.i] for t in paragraph),
                    )
                )
    return sentences


def _paragraphs(doc: Doc) -> Iterator[list[Token]]:
    words: list[Token] = []
    for token in doc:
        if not token.is_space:
            words.append(token)
        elif "\n" in token.text and words:
            yield words
            words = []
    if words:
        yield words
