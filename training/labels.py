"""The label sets of the heads, read off the training data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sijill.language.lemmas import invent_rule
from training.corpus import Sentence

NAMES = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG")


@dataclass(frozen=True)
class Labels:
    """Label strings by head; a label's id is its position."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemma: tuple[str, ...]
    feats: tuple[str, ...]
    deprel: tuple[str, ...]
    names: tuple[str, ...] = NAMES

    def save(self, path: Path) -> None:
        """Write the labels as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=0), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Labels:
        """Read labels written by `save`."""
        return cls(**{name: tuple(v) for name, v in json.loads(path.read_text(encoding="utf-8")).items()})


def _frequent(values: Iterable[str], at_least: int) -> tuple[str, ...]:
    counts = Counter(values)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(value for value, count in ranked if count >= at_least)


def collect(sentences: list[Sentence]) -> Labels:
    """Return the label sets of the treebank sentences among `sentences`, rare lemma rules left out."""
    full = [s for s in sentences if s.upos and s.xpos and s.lemmas and s.feats and s.deprels]
    rules = (invent_rule(w, lemma) for s in full for w, lemma in zip(s.words, s.lemmas or (), strict=True))
    return Labels(
        upos=_frequent((x for s in full for x in s.upos or ()), 1),
        xpos=_frequent((x for s in full for x in s.xpos or ()), 2),
        lemma=_frequent(rules, 3),
        feats=_frequent((x for s in full for x in s.feats or ()), 5),
        deprel=_frequent((x for s in full for x in s.deprels or ()), 3),
    )
