"""Windows of consecutive sentences, and batches of them as tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import lru_cache

import torch
from torch import Tensor

from sijill.language.lemmas import invent_rule
from sijill.language.pieces import Pieces, flatten
from training.augment import disturb
from training.corpus import Sentence
from training.labels import Labels

IGNORE = -100
WINDOW_PIECES = 256
_SINGLE_SENTENCES = 0.4
_FLAGGED_START = 0.6
_LOST_PARAGRAPHS = 0.1


@dataclass
class Batch:
    """Windows padded to one size: B windows, P pieces, W words. All long tensors but the masks.

    `heads` and `sentence` number words and sentences within the window; labels are IGNORE where unknown.
    `extra` is for the labels of further heads.
    """

    pieces: Tensor  # [B, P]
    shapes: Tensor  # [B, P]
    piece_mask: Tensor  # [B, P] bool
    starts: Tensor  # [B, W], first piece of every word
    word_mask: Tensor  # [B, W] bool
    sentence: Tensor  # [B, W], -1 for padding
    upos: Tensor  # [B, W]
    xpos: Tensor  # [B, W]
    lemma: Tensor  # [B, W]
    feats: Tensor  # [B, W]
    heads: Tensor  # [B, W]
    deprel: Tensor  # [B, W]
    first: Tensor  # [B, W], 1 at sentence starts
    names: Tensor  # [B, W]
    extra: dict[str, Tensor] = field(default_factory=dict)


@dataclass
class Window:
    """One window's ids; lists are per piece or per word as in `Batch`."""

    pieces: list[int]
    shapes: list[int]
    starts: list[int]
    sentence: list[int]
    upos: list[int]
    xpos: list[int]
    lemma: list[int]
    feats: list[int]
    heads: list[int]
    deprel: list[int]
    first: list[int]
    names: list[int]


@lru_cache(maxsize=200_000)
def _rule(word: str, lemma: str) -> str:
    return invent_rule(word, lemma)


class WindowMaker:
    """Makes windows of sentences; holds the tokenizer and the labels' ids."""

    def __init__(self, pieces: Pieces, labels: Labels) -> None:
        self.pieces = pieces
        self.ids = {f.name: {v: i for i, v in enumerate(getattr(labels, f.name))} for f in fields(labels)}

    def length(self, sentence: Sentence) -> int:
        """Return the number of pieces of a sentence."""
        return sum(len(p) for p in self.pieces.of(sentence.words))

    def _encode(self, layer: str, values: tuple[str | None, ...] | None, length: int) -> list[int]:
        if values is None:
            return [IGNORE] * length
        ids = self.ids[layer]
        return [IGNORE if v is None else ids.get(v, IGNORE) for v in values]

    def window(self, sentences: list[Sentence], flags: list[bool], space_before: bool = False) -> Window:
        """Return the window of `sentences`; `flags` say which of them start a paragraph."""
        words = [w for s in sentences for w in s.words]
        after = [x for s in sentences for x in s.space_after]
        paragraph = [f and i == 0 for s, f in zip(sentences, flags, strict=True) for i in range(len(s.words))]
        before = [b and not p for b, p in zip([space_before, *after[:-1]], paragraph, strict=True)]
        ids, shapes, starts = flatten(
            self.pieces.of(words),
            self.pieces.shapes(words, before, paragraph),
            self.pieces.cls,
            self.pieces.sep,
        )
        made = Window(ids.tolist(), shapes.tolist(), starts.tolist(), *([] for _ in range(9)))
        for number, s in enumerate(sentences):
            n, offset = len(s.words), len(made.sentence)
            rules = None if s.lemmas is None else tuple(map(_rule, s.words, s.lemmas))
            made.sentence += [number] * n
            made.upos += self._encode("upos", s.upos, n)
            made.xpos += self._encode("xpos", s.xpos, n)
            made.lemma += self._encode("lemma", rules, n)
            made.feats += self._encode("feats", s.feats, n)
            made.heads += [IGNORE] * n if s.heads is None else [h + offset for h in s.heads]
            made.deprel += self._encode("deprel", s.deprels, n)
            known = s.upos is not None
            made.first += [int(i == 0) if known and i + offset > 0 else IGNORE for i in range(n)]
            made.names += self._encode("names", s.names, n)
        return made


def random_windows(
    sentences: list[Sentence], maker: WindowMaker, rng: random.Random, *, augment: bool = True
) -> Iterator[Window]:
    """Go through a corpus once, in windows of random size: often one sentence, else up to 256 pieces."""
    position = 0
    while position < len(sentences):
        single = rng.random() < _SINGLE_SENTENCES
        limit = 1 if single else rng.randint(48, WINDOW_PIECES)
        document, chosen, size = sentences[position].document, list[Sentence](), 0
        while position < len(sentences) and sentences[position].document == document:
            sentence = sentences[position]
            if augment:
                sentence = disturb(sentence, rng)
            length = maker.length(sentence)
            if chosen and size + length > limit:
                break
            position += 1
            if length > WINDOW_PIECES:
                break
            chosen.append(sentence)
            size += length
        if not chosen:
            continue
        keep_flags = rng.random() >= _LOST_PARAGRAPHS
        flags = [s.paragraph_start and keep_flags for s in chosen]
        # A window at run time starts a paragraph, or goes on where a long one was cut.
        flags[0] = flags[0] or rng.random() < _FLAGGED_START
        yield maker.window(chosen, flags, space_before=not flags[0])


def _pad(rows: list[list[int]], value: int) -> Tensor:
    width = max(len(r) for r in rows)
    return torch.tensor([r + [value] * (width - len(r)) for r in rows], dtype=torch.long)


def collate(windows: list[Window]) -> Batch:
    """Pad windows into a batch."""
    pieces = _pad([w.pieces for w in windows], 0)
    sentence = _pad([w.sentence for w in windows], -1)
    lengths = torch.tensor([len(w.pieces) for w in windows])
    labels = {
        name: _pad([getattr(w, name) for w in windows], IGNORE)
        for name in ("upos", "xpos", "lemma", "feats", "heads", "deprel", "first", "names")
    }
    return Batch(
        pieces=pieces,
        shapes=_pad([w.shapes for w in windows], 0),
        piece_mask=torch.arange(pieces.shape[1])[None, :] < lengths[:, None],
        starts=_pad([w.starts for w in windows], 0),
        word_mask=sentence >= 0,
        sentence=sentence,
        extra={},
        **labels,
    )


def batches(windows: list[Window], rng: random.Random, pieces_per_batch: int = 2048) -> Iterator[Batch]:
    """Group windows of like length into batches of about `pieces_per_batch` padded pieces, shuffled."""
    keyed = sorted(windows, key=lambda w: len(w.pieces) + rng.uniform(-6, 6))
    groups: list[list[Window]] = [[]]
    widest = 0
    for window in keyed:
        widest = max(widest, len(window.pieces))
        if groups[-1] and widest * (len(groups[-1]) + 1) > pieces_per_batch:
            groups.append([])
            widest = len(window.pieces)
        groups[-1].append(window)
    rng.shuffle(groups)
    for group in groups:
        yield collate(group)
