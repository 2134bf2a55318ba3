"""Small disturbances of sentences, so that the model meets what reports look like."""

from __future__ import annotations

import random
from dataclasses import replace

from training.corpus import Sentence


def _drop(sentence: Sentence, dropped: set[int]) -> Sentence:
    """Return the sentence without the words at `dropped`, none of which may have dependents."""
    kept = [i for i in range(len(sentence.words)) if i not in dropped]
    new_index = {old: new for new, old in enumerate(kept)}

    def pick(layer: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if layer is None else tuple(layer[i] for i in kept)

    heads, names = sentence.heads, sentence.names
    return replace(
        sentence,
        words=tuple(sentence.words[i] for i in kept),
        space_after=tuple(sentence.space_after[i] or (i + 1) in dropped for i in kept),
        lemmas=pick(sentence.lemmas),
        upos=pick(sentence.upos),
        xpos=pick(sentence.xpos),
        feats=pick(sentence.feats),
        heads=None if heads is None else tuple(new_index[heads[i]] for i in kept),
        deprels=pick(sentence.deprels),
        names=None if names is None else tuple(names[i] for i in kept),
    )


def _loose_punctuation(sentence: Sentence) -> set[int]:
    if sentence.upos is None or sentence.heads is None:
        return set()
    governors = set(sentence.heads)
    return {i for i, tag in enumerate(sentence.upos) if tag == "PUNCT" and i not in governors}


def _curl_quotes(sentence: Sentence) -> Sentence:
    if sentence.xpos is None:
        return sentence
    curly = {"``": "“", "''": "”"}
    words = [curly.get(x, w) if w == '"' else w for w, x in zip(sentence.words, sentence.xpos, strict=True)]
    return replace(sentence, words=tuple("—" if w == "--" else w for w in words))


def disturb(sentence: Sentence, rng: random.Random) -> Sentence:
    """Return the sentence, now and then in another casing, with curly quotes or short of punctuation."""
    roll = rng.random()
    if roll < 0.03:
        sentence = replace(sentence, words=tuple(w.lower() for w in sentence.words))
    elif roll < 0.06:
        sentence = replace(sentence, words=tuple(w.upper() for w in sentence.words))
    elif roll < 0.075:
        sentence = replace(sentence, words=tuple(w[:1].upper() + w[1:] for w in sentence.words))
    if rng.random() < 0.4:
        sentence = _curl_quotes(sentence)
    roll = rng.random()
    last = len(sentence.words) - 1
    if roll < 0.12:
        loose = _loose_punctuation(sentence)
        dropped = {last} & loose if roll < 0.08 else loose - {last} if roll < 0.11 else loose
        if dropped and len(dropped) < len(sentence.words):
            sentence = _drop(sentence, dropped)
    return sentence
