"""How surely two triggers tell one happening: what the heads say of the pair, weighed with what else is known of it.

What else: how the two stand to each other in the text, whether their kinds agree, whether places, days and numbers set
them apart, and whether they share those who did it, places, days, losses. The weights lie in `data/tellings.npz`,
fitted by `training/fit_tellings.py` on reports that the heads which scored them never learned from.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sijill.coding.networks import Networks, odds, read_networks
from sijill.coding.scene import Scene, by_layer
from sijill.language.eventlabels import LAYERS, ROLES, ROLES_OF, TYPES
from sijill.model import EVENT_TYPE_OF

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_LAYERS: Final = LAYERS[1:]
_WHERE: Final = (
    "sentences", "sentences far", "words", "order", "one sentence", "path", "hangs", "alike", "first verb",
    "second verb", "same word", "triggers", "surer", "less sure",
)  # fmt: skip
_KINDS: Final = ("type", "event type", "likeliest type", "context", "contexts apart")
_APART: Final = ("places apart", "days apart", "fresh", "timed apart", "counts apart", "both count")
_SHARED: Final = (
    *(f"shared {role}" for role in ROLES), *(f"likeliest {layer}" for layer in _LAYERS), "said of first",
    "said of second",
)  # fmt: skip
FEATURES: Final = ("same", *_WHERE, *_KINDS, *_APART, *_SHARED)
"""The features' names, in their order."""

_FAR: Final = 10
_EVENT_TYPES: Final = tuple(dict.fromkeys(EVENT_TYPE_OF.values()))
_FAMILY: Final = np.array([[EVENT_TYPE_OF[t] == e for e in _EVENT_TYPES] for t in TYPES], np.float32)


@cache
def telling_networks(folder: Path | None = None) -> Networks:
    """The networks in `folder`, or the shipped ones."""
    return read_networks("tellings", FEATURES, folder)


def chances(scene: Scene, block: range) -> Floats:
    """The chance, 0 to 1, that two triggers of a block tell one happening: `[block, block]`."""
    same = np.eye(len(block), dtype=np.float32)
    pairs = pairs_of(block)
    if len(pairs):
        found = telling_networks().chances(features(scene, pairs))
        i, j = (pairs - block.start).T
        same[i, j] = same[j, i] = found
    return same


def pairs_of(block: range) -> Numbers:
    """All pairs of a block, `[P, 2]`, the earlier trigger first."""
    return np.argwhere(np.triu(np.ones((len(block), len(block)), np.bool_), 1)) + block.start


def features(scene: Scene, pairs: Numbers) -> Floats:
    """`[P, len(FEATURES)]`."""
    table = {"same": odds(scene.same[tuple(pairs.T)])}
    for part in (_where, _kinds, _apart, _shared):
        table |= part(scene, pairs)
    return np.stack([np.asarray(table[name], np.float32) for name in FEATURES], axis=1)


def _where(scene: Scene, pairs: Numbers) -> dict[str, Floats]:
    i, j = pairs.T
    heads, triggers = scene.heads[0], scene.triggers
    sentences = np.array([scene.sentence(m) for m in triggers])
    starts = np.array([m.start for m in triggers])
    own, over = np.array([t.i for t in heads]), np.array([t.head.i for t in heads])
    words = numbered([scene.said(m) for m in triggers])
    pos = np.array([t.pos_ for t in heads])
    sure = odds(np.array([m.score for m in triggers], np.float32))
    far = np.abs(sentences[i] - sentences[j])
    return {
        "sentences": np.log1p(far),
        "sentences far": np.minimum(far, _FAR),
        "words": np.log1p(np.abs(starts[i] - starts[j])),
        "order": np.minimum(j - i, _FAR),
        "one sentence": far == 0,
        "path": scene.trigger_paths[i, j],
        "hangs": (over[i] == own[j]) | (over[j] == own[i]),
        "alike": pos[i] == pos[j],
        "first verb": pos[i] == "VERB",
        "second verb": pos[j] == "VERB",
        "same word": words[i] == words[j],
        "triggers": np.full(len(i), np.log(len(triggers))),
        "surer": np.maximum(sure[i], sure[j]),
        "less sure": np.minimum(sure[i], sure[j]),
    }


def _kinds(scene: Scene, pairs: Numbers) -> dict[str, Floats]:
    i, j = pairs.T
    family = scene.types @ _FAMILY
    recalled = scene.contexts[:, 1]
    return {
        "type": (scene.types[i] * scene.types[j]).sum(axis=1),
        "event type": (family[i] * family[j]).sum(axis=1),
        "likeliest type": scene.types[i].argmax(axis=1) == scene.types[j].argmax(axis=1),
        "context": recalled[i] * recalled[j] + (1 - recalled[i]) * (1 - recalled[j]),
        "contexts apart": np.abs(recalled[i] - recalled[j]),
    }


def _apart(scene: Scene, pairs: Numbers) -> dict[str, Floats]:
    sentences = [scene.sentence(m) for m in scene.triggers]
    at = [(sentences[i], sentences[j]) for i, j in pairs.tolist()]
    counted = np.array([bool(scene.counts.get(n)) for n in sentences])
    timed = np.array(scene.timed[0])
    i, j = pairs.T
    return {
        "places apart": np.array([_differ(scene.places, *pair) for pair in at]),
        "days apart": np.array([_differ(scene.days, *pair) for pair in at]),
        "counts apart": np.array([_differ(scene.counts, *pair) for pair in at]),
        "fresh": np.array([scene.fresh_between(*pair) for pair in at]),
        "timed apart": timed[i] != timed[j],
        "both count": counted[i] & counted[j],
    }


def numbered(said: Sequence[str]) -> Numbers:
    """A number for each of the words, the same for the same."""
    known = {words: n for n, words in enumerate(dict.fromkeys(said))}
    return np.array([known[words] for words in said], np.int64)


def _differ(named: Mapping[int, frozenset[Hashable]], a: int, b: int) -> bool:
    """True where two sentences both name some, and none in common."""
    first, second = named.get(a), named.get(b)
    return bool(first and second and not first & second)


def _shared(scene: Scene, pairs: Numbers) -> dict[str, Floats]:
    i, j = pairs.T
    said = scene.roles.sum(axis=(0, 2))
    table: dict[str, Floats] = {"said of first": said[i], "said of second": said[j]}
    shared = np.zeros((len(ROLES), len(pairs)), np.float32)
    for first in np.unique(i):
        own = i == first
        both = np.minimum(scene.roles[:, first, None], scene.roles[:, j[own]])
        shared[:, own] = both.max(axis=2, initial=0)
    table |= {f"shared {role}": shared[n] for n, role in enumerate(ROLES)}
    layers = by_layer(scene.mentions)
    for layer in _LAYERS:
        table[f"likeliest {layer}"] = _likeliest(scene, layer, layers.get(layer, []), pairs)
    return table


def _likeliest(scene: Scene, layer: str, columns: Sequence[int], pairs: Numbers) -> Floats:
    """How sure the less sure of two triggers is of the mention that it claims most; negative where the two differ."""
    if not columns:
        return np.zeros(len(pairs), np.float32)
    roles = [ROLES.index(name) for name in ROLES_OF[layer]]
    claims = scene.roles[roles][:, :, columns].max(axis=0)
    words = numbered([scene.said(scene.mentions[c]) for c in columns])[claims.argmax(axis=1)]
    sure = claims.max(axis=1)
    i, j = pairs.T
    return np.asarray(np.where(words[i] == words[j], 1, -1) * np.minimum(sure[i], sure[j]), dtype=np.float32)
