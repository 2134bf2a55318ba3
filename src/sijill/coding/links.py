"""How surely a mention fills a role of an event: what the heads say of all mentions and events, weighed together.

The heads score each trigger with each mention by itself. Here a small network sees beside that what rivals there are
(other mentions, other events, other roles, the same words elsewhere in the report), how the two stand to each other
in the text, and of what kind they are. Its weights lie in `data/links.npz`, fitted by `training/fit_links.py` on
reports that the heads which scored them never learned from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from sijill.coding.networks import LEAST_ODDS, Networks, odds, read_networks
from sijill.coding.scene import Mention, Scene, by_layer
from sijill.language.eventlabels import FATES, GROUPS, LAYERS, ROLES, ROLES_OF

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
# Rows of role, cluster, mention.
Links = NDArray[np.int64]
Clusters = Sequence[Sequence[int]]

_POS: Final = ("VERB", "NOUN", "PROPN", "ADJ", "NUM", "PRON")
_NAMES: Final = ("PER", "ORG", "LOC")
_STEPS: Final = range(-3, 4)
# Features by what they belong to: a mention, an event, both, both and a role.
_OF_MENTION: Final = (
    "mention", "sentence", "opening", "length", "proper", "capital", "number", "timed", "repeated", "crowded", "says",
    *(f"is {pos}" for pos in _POS), *(f"named {kind}" for kind in _NAMES), *(f"over {layer}" for layer in LAYERS[1:]),
    *(f"of {group}" for group in GROUPS), *(f"fate {fate}" for fate in FATES),
)  # fmt: skip
_OF_EVENT: Final = (
    "tellings", "trigger", "order", "events", "background", "alleged", "foiled", "timed event", "passive",
    *(f"by {pos}" for pos in _POS),
)  # fmt: skip
_OF_PAIR: Final = (
    "fresh", "elsewhere", "others here", "sentences", "gap", "before", "rank", "path", "hangs", "hangs far", "holds",
    "overlaps", *(f"sentences {step}" for step in _STEPS),
)  # fmt: skip
_OF_LINK: Final = (
    "best", "mean", "main", "other role", "other event", "margin", "likeliest", "likeliest event", "same words",
    "same words elsewhere", "rivals", "claims",
)  # fmt: skip
FEATURES: Final = (*_OF_MENTION, *_OF_EVENT, *_OF_PAIR, *_OF_LINK, *(f"role {role}" for role in ROLES))
"""The features' names, in their order."""

# A link that no telling gives this chance is none; the likeliest place and day of an event are always looked at.
_LEAST: Final = 0.03
_LONE: Final = ("place", "date")
_LIKELY: Final = 0.5


@cache
def link_networks(folder: Path | None = None) -> Networks:
    """The networks in `folder`, or the shipped ones."""
    return read_networks("links", FEATURES, folder)


def chances(scene: Scene, clusters: Clusters) -> Floats:
    """The chance `[R, C, M]`, 0 to 1, that a mention fills a role of an event; `clusters` are the events' triggers."""
    found = np.zeros((len(ROLES), len(clusters), len(scene.mentions)), np.float32)
    links, rows = features(scene, clusters)
    if len(links):
        found[tuple(links.T)] = link_networks().chances(rows)
    return found


def features(scene: Scene, clusters: Clusters) -> tuple[Links, Floats]:
    """The links that may hold, `[N, 3]` (role, cluster, mention), and their features, `[N, len(FEATURES)]`."""
    links, table = _of_links(scene, clusters)
    role, cluster, mention = links.T
    table |= {name: column[mention] for name, column in _of_mentions(scene).items()}
    table |= {name: column[cluster] for name, column in _of_events(scene, clusters).items()}
    table |= _of_pairs(scene, clusters, links)
    rows = np.zeros((len(links), len(FEATURES)), np.float32)
    for n, name in enumerate(FEATURES[: -len(ROLES)]):
        rows[:, n] = table[name]
    rows[np.arange(len(links)), len(FEATURES) - len(ROLES) + role] = 1
    return links, rows


def _of_mentions(scene: Scene) -> dict[str, Floats]:
    """`[M]` each."""
    mentions, heads = scene.mentions, scene.heads[1]
    said = [scene.said(m) for m in scene.mentions]
    sentences = [scene.sentence(m) for m in mentions]
    beside: dict[tuple[str, int], int] = defaultdict(int)
    for mention, sentence in zip(mentions, sentences, strict=True):
        beside[mention.layer, sentence] += 1
    last = max(scene.sentences, default=0) + 1
    table: dict[str, Sequence[float]] = {
        "mention": odds(np.array([m.score for m in mentions], np.float32)).tolist(),
        "sentence": [s / last for s in sentences],
        "opening": [s == 0 for s in sentences],
        "length": [min(m.end - m.start, 8) for m in mentions],
        "proper": [t.pos_ == "PROPN" for t in heads],
        "capital": [t.text[:1].isupper() for t in heads],
        "number": [any(t.pos_ == "NUM" or t.like_num for t in scene.words[m.start : m.end]) for m in mentions],
        "timed": scene.timed[1],
        "repeated": [min(said.count(words) - 1, 4) for words in said],
        "crowded": [min(beside[m.layer, s], 5) for m, s in zip(mentions, sentences, strict=True)],
        "says": [_says(t) for t in heads],
    }
    table |= {f"is {pos}": [t.pos_ == pos for t in heads] for pos in _POS}
    table |= {f"named {kind}": [t.ent_type_ == kind for t in heads] for kind in _NAMES}
    table |= {f"over {layer}": _overlapped(mentions, layer) for layer in LAYERS[1:]}
    people = [*(f"of {group}" for group in GROUPS), *(f"fate {fate}" for fate in FATES)]
    table |= {name: scene.people[:, n].tolist() for n, name in enumerate(people)}
    return {name: np.array(column, np.float32) for name, column in table.items()}


def _says(token: Token) -> bool:
    """True for the subject of a verb that has a clause under it: "officials said that"."""
    return token.dep_ == "nsubj" and any(child.dep_ in ("ccomp", "parataxis") for child in token.head.children)


def _overlapped(mentions: Sequence[Mention], layer: str) -> list[float]:
    spans = [(m.start, m.end, n) for n, m in enumerate(mentions) if m.layer == layer]
    return [float(any(s < m.end and m.start < e and k != n for s, e, k in spans)) for n, m in enumerate(mentions)]


def _of_events(scene: Scene, clusters: Clusters) -> dict[str, Floats]:
    """`[C]` each."""
    rows: list[dict[str, float]] = []
    for number, cluster in enumerate(clusters):
        own = [scene.triggers[i] for i in cluster]
        share = np.array([m.score for m in own], np.float32)
        share /= share.sum()
        at = list(cluster)
        head = scene.heads[0][_main(scene, cluster)]
        rows.append(
            {
                "tellings": min(len(own), 5),
                "trigger": float(odds(np.array(max(m.score for m in own), np.float32))),
                "order": min(number, 6),
                "events": float(np.log(len(clusters))),
                "background": float(share @ scene.contexts[at, 1]),
                "foiled": float(share @ scene.statuses[at, 1]),
                "alleged": float(share @ scene.statuses[at, 2]),
                "timed event": float(any(scene.timed[0][i] for i in cluster)),
                "passive": float(any(child.dep_ in ("aux:pass", "nsubj:pass") for child in head.children)),
                **{f"by {pos}": float(head.pos_ == pos) for pos in _POS},
            }
        )
    return {name: np.array([row[name] for row in rows], np.float32) for name in _OF_EVENT}


def _main(scene: Scene, cluster: Sequence[int]) -> int:
    return max(cluster, key=lambda i: (scene.triggers[i].score, -scene.triggers[i].start))


def _of_pairs(scene: Scene, clusters: Clusters, links: Links) -> dict[str, Floats]:
    """`[N]` each, of the links."""
    sentences = np.array([scene.sentence(m) for m in scene.mentions], np.int64)
    told = np.array([scene.sentence(t) for t in scene.triggers], np.int64)
    here = np.stack([np.isin(sentences, told[list(c)]) for c in clusters])
    told_in, fresh = here.sum(axis=0), _fresh(scene, clusters)
    own, parent, above = np.array([(t.i, t.head.i, t.head.head.i) for t in scene.heads[1]], np.int64).reshape(-1, 3).T
    out = {name: np.zeros(len(links), np.float32) for name in _OF_PAIR}
    for number, cluster in enumerate(map(list, clusters)):
        rows = np.flatnonzero(links[:, 1] == number)
        at = links[rows, 2]
        inside = [scene.words[w].i for i in cluster for w in range(scene.triggers[i].start, scene.triggers[i].end)]
        over = [scene.heads[0][i].head.i for i in cluster]
        others = told_in[at] - here[number, at]
        row = {
            "fresh": fresh[number][at],
            "elsewhere": (others > 0) & ~here[number, at],
            "others here": others,
            "rank": scene.ranks[np.ix_(cluster, at)].min(axis=0),
            "path": scene.paths[np.ix_(cluster, at)].min(axis=0),
            "hangs": np.isin(parent[at], inside) & (parent[at] != own[at]),
            "hangs far": np.isin(above[at], inside),
            "holds": np.isin(own[at], over),
            **_distances(scene, cluster, at, sentences[at] - told[cluster, None]),
        }
        for name, column in row.items():
            out[name][rows] = column
    return out


def _distances(scene: Scene, cluster: Sequence[int], at: Numbers, steps: Numbers) -> dict[str, NDArray[Any]]:
    """How far mentions stand from the nearest telling of an event; `steps` `[tellings, mentions]`, in sentences."""
    starts, ends = np.array([(scene.triggers[i].start, scene.triggers[i].end) for i in cluster]).T[:, :, None]
    begins, closes = np.array([(m.start, m.end) for m in scene.mentions], np.int64).reshape(-1, 2).T[:, at]
    gaps = np.maximum(np.maximum(starts - closes, begins - ends), 0)
    step = np.take_along_axis(steps, np.abs(steps).argmin(axis=0)[None, :], axis=0)[0]
    return {
        "sentences": np.minimum(np.abs(step), 8),
        "gap": np.log1p(gaps.min(axis=0)),
        "before": begins < starts[gaps.argmin(axis=0), 0],
        "overlaps": ((starts < closes) & (begins < ends)).any(axis=0),
        **{f"sentences {k}": np.clip(step, _STEPS[0], _STEPS[-1]) == k for k in _STEPS},
    }


def _fresh(scene: Scene, clusters: Clusters) -> NDArray[np.bool_]:
    """`[C, M]`: the text starts afresh between a mention and all of an event, or tells the mention as what is over."""
    sentences = [scene.sentence(m) for m in scene.mentions]
    later = np.array(scene.timed[1], np.bool_)
    out = np.zeros((len(clusters), len(sentences)), np.bool_)
    for number, cluster in enumerate(clusters):
        heard = {scene.sentence(scene.triggers[i]) for i in cluster}
        apart = {s: all(scene.fresh_between(s, n) for n in heard) for s in set(sentences)}
        recalled = any(scene.timed[0][i] for i in cluster)
        out[number] = np.array([apart[s] for s in sentences], np.bool_) | (later & (not recalled))
    return out


def _of_links(scene: Scene, clusters: Clusters) -> tuple[Links, dict[str, Floats]]:
    """The links that may hold, `[N, 3]`, and what the heads say of each, `[N]` each."""
    links, tables = [np.zeros((0, 3), np.int64)], []
    for layer, columns in by_layer(scene.mentions).items():
        roles = [ROLES.index(name) for name in ROLES_OF[layer]]
        said = [scene.roles[np.ix_(roles, list(c), columns)] for c in clusters]
        best = np.stack([chances.max(axis=1) for chances in said], axis=1)
        possible = best >= _LEAST
        if layer in _LONE:
            possible |= best >= best.max(axis=2, keepdims=True)
        role, cluster, mention = np.nonzero(possible)
        links.append(np.stack([np.array(roles)[role], cluster, np.array(columns)[mention]], axis=1))
        words = [scene.said(scene.mentions[c]) for c in columns]
        main = np.stack([odds(scene.roles[np.ix_(roles, [_main(scene, c)], columns)])[:, 0] for c in clusters], axis=1)
        table = _rivals(best, words) | {"main": main, "mean": np.stack([odds(s).mean(axis=1) for s in said], axis=1)}
        tables.append({name: np.broadcast_to(values, best.shape)[possible] for name, values in table.items()})
    return np.concatenate(links), {
        name: np.concatenate([np.zeros(0, np.float32), *(table[name] for table in tables)]) for name in _OF_LINK
    }


def _rivals(best: Floats, words: Sequence[str]) -> dict[str, NDArray[Any]]:
    """What the heads say beside the `best` chance `[roles, C, mentions]` that a telling gives, of one layer."""
    score = odds(best)
    events = _best_other(score, axis=1)
    likely = best > _LIKELY
    return {
        "best": score,
        "other role": _best_other(score, axis=0),
        "other event": events.max(axis=0, keepdims=True),
        "margin": score - _best_other(score, axis=2),
        "likeliest": score >= _best_other(score, axis=2),
        "likeliest event": score >= events,
        "same words": _best_twin(score, words),
        "same words elsewhere": _best_twin(events, words),
        "rivals": np.minimum(likely.sum(axis=2, keepdims=True), 5),
        "claims": np.minimum((best.max(axis=0) > _LIKELY).sum(axis=0), 5),
    }


def _best_other(scores: Floats, axis: int) -> Floats:
    """For each score the best of the others along the axis; the least there is where it stands alone."""
    if scores.shape[axis] < 2:
        return np.full(scores.shape, LEAST_ODDS, np.float32)
    second, first = np.split(np.sort(scores, axis=axis).take([-2, -1], axis=axis), 2, axis=axis)
    alone = (scores == first) & ((scores == first).sum(axis=axis, keepdims=True) == 1)
    return np.asarray(np.where(alone, second, first), dtype=np.float32)


def _best_twin(scores: Floats, said: Sequence[str]) -> Floats:
    """For each mention (the last axis) the best score of others with the same words."""
    out = np.full(scores.shape, LEAST_ODDS, np.float32)
    for columns in _twins(said):
        out[..., columns] = _best_other(scores[..., columns], axis=scores.ndim - 1)
    return out


def _twins(said: Sequence[str]) -> Iterator[list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for n, words in enumerate(said):
        places[words].append(n)
    return (columns for columns in places.values() if len(columns) > 1)
