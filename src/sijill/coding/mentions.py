"""From the event heads' scores to frames: mentions, which triggers tell one happening, who fills which role.

The scores come per token in `doc.user_data["sijill.heads"]`; pairs of mentions are scored here with the
weights that the training exported. Thresholds lie in `data/mentions.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from sijill.coding.casualties import is_firm
from sijill.coding.discourse import fresh_starts, places_named, sentence_numbers, timed_from
from sijill.coding.edges import settle
from sijill.coding.frames import Chars, Frame, Role, RoleName
from sijill.coding.links import chances as link_chances
from sijill.coding.numbers import parts
from sijill.coding.scene import Mention, Scene, by_layer
from sijill.coding.tellings import chances as telling_chances
from sijill.language.distances import Distances, Paths, distances, rough_sentences
from sijill.language.eventlabels import (
    CONTEXTS,
    FATES,
    GROUPS,
    LAYERS,
    ROLES,
    ROLES_OF,
    STATUSES,
    TAGS_A_LAYER,
    TYPES,
)
from sijill.language.heads import PairWeights, pair_weights
from sijill.model import Fate, Group

Floats = NDArray[np.float32]
T = TypeVar("T")
# A mention holds at least one word of these kinds.
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV", "PRON", "X"})
# Texts with more triggers than this are compared in portions, so that time stays bounded.
_MOST_TRIGGERS = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the heads say of a text: frames, and for counted or named people their group and fate.

    `links`: of each frame's trigger and each actor the chances that it is initiator, target, claimant.
    """

    frames: tuple[Frame, ...]
    groups: dict[Chars, tuple[Group, float]]
    fates: dict[Chars, tuple[Fate | None, float]]
    mentions: tuple[Mention, ...]
    links: Mapping[Chars, Mapping[Chars, tuple[float, ...]]] = field(default_factory=dict)


@cache
def _thresholds() -> dict[str, float]:
    raw = files("sijill.coding").joinpath("data/mentions.toml").read_text(encoding="utf-8")
    return {k: float(v) for k, v in tomllib.loads(raw).items()}


def read(doc: Doc) -> Reading:
    """Frames of a parsed document; empty where the model carries no event heads or finds nothing."""
    reader = _reader(doc)
    return reader.read() if reader else Reading((), {}, {}, ())


def _reader(doc: Doc) -> _Reader | None:
    heads: dict[str, Floats] | None = doc.user_data.get("sijill.heads")
    weights = pair_weights()
    if not heads or "event_tags" not in heads or weights is None:
        return None
    return _Reader(doc, heads, weights)


def scene(doc: Doc) -> Scene | None:
    """What is known of the mentions of a parsed document; None where the heads find no event in it."""
    reader = _reader(doc)
    found = reader.mentions() if reader and len(reader.rows) else {}
    triggers = found.pop("trigger", [])
    others = [m for layer in found.values() for m in layer]
    if reader is None or not triggers:
        return None
    return reader.scene(triggers, others, reader.kinds(triggers), reader.peopled(others))


def clusters_of(scene: Scene) -> list[list[int]]:
    """Groups of triggers that tell one happening: the likeliest pairs join first, by mean chance."""
    least = _thresholds()["same"]
    return [
        [block.start + i for i in group]
        for block in _blocks(scene.triggers)
        for group in _average_linked(telling_chances(scene, block), least)
    ]


def _softmax(scores: Floats) -> Floats:
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    out: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return out


def _sigmoid(scores: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)


def _with_one(rows: Floats) -> Floats:
    return np.concatenate([rows, np.ones((len(rows), 1), np.float32)], axis=1)


class _Reader:
    """One document's scores, read once."""

    def __init__(self, doc: Doc, heads: dict[str, Floats], weights: PairWeights) -> None:
        self.weights, self.limits = weights, _thresholds()
        # Words that were not read (clutter) carry zeros.
        seen: NDArray[np.bool_] = np.any(heads["event_tags"] != 0, axis=1)
        tokens = [t for t in doc if seen[t.i] and not t.is_space]
        self.rows = np.array([t.i for t in tokens], dtype=np.int64)
        self.row_of = {int(i): n for n, i in enumerate(self.rows)}
        self.heads, self.doc, self.text = heads, doc, doc.text
        self.sentence_of = sentence_numbers(doc, tokens)
        self.tree = Paths([self.row_of.get(t.head.i, n) for n, t in enumerate(tokens)])
        self.offsets = [(t.idx, t.idx + len(t.text)) for t in tokens]
        fresh = [i == 0 or _after_break(doc, t.i) for i, t in enumerate(tokens)]
        self.sentences = rough_sentences([t.text for t in tokens], fresh)
        # No mention goes on from a headline or a paragraph into the next; where a line is only wrapped, it may.
        self.cut = np.array(
            [new and bool(t.is_sent_start) for new, t in zip(fresh, tokens, strict=True)], dtype=np.bool_
        )

    def scores(self, name: str) -> Floats:
        out: Floats = self.heads[name][self.rows]
        return out

    def pooled(self, name: str, mentions: list[Mention]) -> Floats:
        scores = self.heads[name]
        return np.stack([scores[self.rows[m.start : m.end]].mean(axis=0) for m in mentions])

    def mentions(self) -> dict[str, list[Mention]]:
        tags = self.scores("event_tags").reshape(len(self.rows), len(LAYERS), TAGS_A_LAYER)
        chances = _softmax(tags)
        found: dict[str, list[Mention]] = {}
        for n, layer in enumerate(LAYERS):
            found[layer] = list(self._spans(chances[:, n], layer))
        return found

    def _spans(self, chances: Floats, layer: str) -> list[Mention]:
        """Stretches of words that are more likely inside than the layer's threshold allows outside."""
        limit = self.limits[f"{layer}_mention"]
        inside = 1.0 - chances[:, 0] >= limit
        begins = (chances[:, 1] > chances[:, 2]) | self.cut
        spans: list[tuple[int, int]] = []
        start: int | None = None
        edges = np.flatnonzero(np.append(inside, False) | np.append(False, inside))
        for i in map(int, edges):
            here = i < len(inside) and bool(inside[i])
            if start is not None and (not here or begins[i]):
                spans.append((start, i))
                start = None
            if here and start is None:
                start = i
        return self._settled(layer, chances, spans)

    def _settled(self, layer: str, chances: Floats, spans: list[tuple[int, int]]) -> list[Mention]:
        """Mentions with the edges that syntax gives them; stretches of one phrase become one mention."""
        out: list[Mention] = []
        for a, b in spans:
            if not any(self.doc[int(i)].pos_ in _CONTENT for i in self.rows[a:b]):
                continue
            score = float((1.0 - chances[a:b, 0]).mean())
            first, last = settle(self.doc, layer, int(self.rows[a]), int(self.rows[b - 1]))
            start, end = self.row_of.get(first, a), self.row_of.get(last, b - 1) + 1
            between = out and layer == "place" and self.between(out[-1], start)
            if out and (start < out[-1].end or between):
                start, end, score = min(start, out[-1].start), max(end, out[-1].end), max(score, out[-1].score)
                out.pop()
            out.append(Mention(layer, start, end, Chars(self.offsets[start][0], self.offsets[end - 1][1]), score))
        return out

    def between(self, left: Mention, right: int) -> bool:
        """True for "between LEFT and RIGHT", which names one place."""
        words = [self.doc[int(i)].lower_ for i in self.rows[max(left.start - 1, 0) : right]]
        gap = [self.doc[int(i)].lower_ for i in self.rows[left.end : right]]
        return gap == ["and"] and words[0] == "between"

    def distances(self, left: list[Mention], right: list[Mention]) -> Distances:
        """How far mentions stand from each other, `[left, right]`."""
        spans = [[(m.start, m.end) for m in side] for side in (left, right)]
        return distances(spans[0], spans[1], self.sentences, self.tree)

    def read(self) -> Reading:
        if not len(self.rows):
            return Reading((), {}, {}, ())
        found = self.mentions()
        triggers = found.pop("trigger")
        others = [m for layer in found.values() for m in layer]
        people = self.peopled(others)
        groups, fates = self.people(others, people)
        if not triggers:
            return Reading((), groups, fates, tuple(others))
        kinds = self.kinds(triggers)
        scene = self.scene(triggers, others, kinds, people)
        clusters = clusters_of(scene)
        steps = np.stack([scene.paths[c].min(axis=0) for c in clusters])
        chances = link_chances(scene, clusters)
        filled = self.filled(others, chances, steps)
        frames = [self.frame(c, triggers, kinds, filled[n]) for n, c in enumerate(clusters)]
        columns = by_layer(others).get("actor", [])
        actors = chances[[ROLES.index(name) for name in ROLES_OF["actor"]]][:, :, columns]
        links = {
            frame.trigger: {others[m].chars: tuple(actors[:, n, k].tolist()) for k, m in enumerate(columns)}
            for n, frame in enumerate(frames)
        }
        frames.sort(key=lambda f: f.trigger)
        return Reading(tuple(frames), groups, fates, (*triggers, *others), links)

    def scene(self, triggers: list[Mention], others: list[Mention], kinds: list[Floats], people: Floats) -> Scene:
        """What is known of the mentions."""
        words = [self.doc[int(i)] for i in self.rows]
        heads = [[words[self.tree.head_of(m.start, m.end)] for m in side] for side in (triggers, others)]
        timed = [[timed_from(self.doc, words[m.start]) for m in side] for side in (triggers, others)]
        far, between = self.distances(triggers, others), self.distances(triggers, triggers)
        return Scene(
            words=words,
            sentences=self.sentence_of,
            triggers=triggers,
            mentions=others,
            heads=(heads[0], heads[1]),
            roles=self.roles(triggers, others, far),
            same=self.same(triggers, between),
            types=kinds[0],
            contexts=kinds[1],
            statuses=kinds[2],
            people=people,
            ranks=far.ranks,
            paths=far.paths,
            trigger_paths=between.paths,
            timed=(timed[0], timed[1]),
            places=places_named(self.doc),
            days=self.days_named([m for m in others if m.layer == "date"]),
            counts=self.numbers_told([m for m in others if m.layer == "count"]),
            fresh=sorted(fresh_starts(self.doc)),
        )

    def peopled(self, mentions: list[Mention]) -> Floats:
        """`[M, groups + fates]`: whose people a count tells of, what became of a person; zero for the rest."""
        out = np.zeros((len(mentions), len(GROUPS) + len(FATES)), np.float32)
        for n, m in enumerate(mentions):
            if m.layer in ("count", "person"):
                part = slice(0, len(GROUPS)) if m.layer == "count" else slice(len(GROUPS), None)
                out[n, part] = _softmax(self.pooled("event_people", [m])[0, part])
        return out

    def days_named(self, mentions: list[Mention]) -> dict[int, frozenset[str]]:
        """The telling words of the dates in each sentence, by its number."""
        named: dict[int, frozenset[str]] = {}
        for m in mentions:
            tokens = [self.doc[int(i)] for i in self.rows[m.start : m.end]]
            words = {t.lower_ for t in tokens if t.pos_ in ("NOUN", "PROPN", "NUM", "ADJ")} - {
                "last",
                "night",
                "morning",
            }
            number = self.sentence_of[m.start]
            named[number] = named.get(number, frozenset()) | words
        return named

    def people(
        self, mentions: list[Mention], chances: Floats
    ) -> tuple[dict[Chars, tuple[Group, float]], dict[Chars, tuple[Fate | None, float]]]:
        groups: dict[Chars, tuple[Group, float]] = {}
        fates: dict[Chars, tuple[Fate | None, float]] = {}
        for m, row in zip(mentions, chances, strict=True):
            if m.layer == "count":
                own = row[: len(GROUPS)]
                groups[m.chars] = GROUPS[int(own.argmax())], float(own.max())
            elif m.layer == "person":
                own = row[len(GROUPS) :]
                fate = FATES[int(own.argmax())]
                fates[m.chars] = (None if fate == "none" else fate), float(own.max())  # type: ignore[assignment]
        return groups, fates

    def same(self, triggers: list[Mention], far: Distances) -> Floats:
        """`[T, T]`: the heads' chance that two triggers tell one happening."""
        side = _with_one(self.pooled("event_same", triggers))
        scores = side @ self.weights.same_form @ side.T
        near = self.weights.same_words[far.words] + self.weights.same_sentences[far.sentences]
        same = _sigmoid(scores + scores.T + near)
        return np.asarray((same + same.T) / 2, dtype=np.float32)

    def numbers_told(self, mentions: list[Mention]) -> dict[int, frozenset[int]]:
        """How many people the counts of each sentence tell of, by its number."""
        told: dict[int, frozenset[int]] = {}
        for m in mentions:
            words = self.text[m.chars.start : m.chars.end]
            if is_firm(words):
                number = self.sentence_of[m.start]
                low = sum(part.interval.low for part in parts(words))
                told[number] = told.get(number, frozenset()) | {low}
        return told

    def kinds(self, triggers: list[Mention]) -> list[Floats]:
        sizes = np.cumsum([len(TYPES), len(CONTEXTS), len(STATUSES)])
        return [_softmax(p) for p in np.split(self.pooled("event_kinds", triggers), sizes, axis=1)]

    def roles(self, triggers: list[Mention], mentions: list[Mention], far: Distances) -> Floats:
        """`[R, T, M]`: the heads' chance that a mention fills a role that is open to its layer; zero for the rest."""
        out = np.zeros((len(ROLES), len(triggers), len(mentions)), np.float32)
        left = _with_one(self.pooled("event_trigger", triggers))
        for layer, columns in by_layer(mentions).items():
            right = _with_one(self.pooled("event_mention", [mentions[c] for c in columns]))
            words, sentences, ranks, paths = (
                table[:, columns] for table in (far.words, far.sentences, far.ranks, far.paths)
            )
            for role in map(ROLES.index, ROLES_OF[layer]):
                w = self.weights
                near = w.role_words[role][words] + w.role_sentences[role][sentences]
                scores = left @ w.role_form[role] @ right.T + near + w.role_rank[role][ranks] + w.role_path[role][paths]
                out[role][:, columns] = _sigmoid(scores)
        return out

    def filled(self, mentions: list[Mention], chances: Floats, steps: NDArray[np.int64]) -> list[list[Role]]:
        """The roles of each cluster, from chances `[roles, clusters, mentions]`.

        A count belongs to the one event that claims it most, by little the one that syntax puts nearest; a person to
        those that claim him about as much as the likeliest. A place or date that no event claims surely still goes
        to an event that has none, if it is that event's likeliest. `steps` `[clusters, mentions]`: how near.
        """
        out: list[list[Role]] = [[] for _ in range(chances.shape[1])]
        for column, mention in enumerate(mentions):
            names = ROLES_OF[mention.layer]
            part = chances[[ROLES.index(r) for r in names], :, column]
            if mention.layer == "count":
                enough = max(self.limits["count_role"], self.limits["even"] * float(part.max()))
                even = np.argwhere(part >= enough).tolist()
                taken = sorted(((r, c) for r, c in even), key=lambda rc: (steps[rc[1], column], -part[rc]))[:1]
            else:
                least = np.array([[self.limits.get(f"{r}_role", self.limits["role"])] for r in names])
                taken = [(r, c) for r, c in np.argwhere(part >= least).tolist()]
                if mention.layer == "actor":
                    taken = _one_side(taken, part)
                if mention.layer == "person":
                    taken = [(r, c) for r, c in taken if part[r, c] >= self.limits["even_person"] * part.max()]
                if not taken and mention.layer == "person" and part.max() >= self.limits["lone_person"]:
                    taken = [(0, int(part[0].argmax()))]
            for r, c in taken:
                out[c].append(Role(_role_name(names[r]), mention.chars, round(float(part[r, c]), 4), "heads"))
        for layer in ("place", "date"):
            columns = [n for n, m in enumerate(mentions) if m.layer == layer]
            for cluster, roles in enumerate(out):
                if columns and not any(r.name == layer for r in roles):
                    part = chances[ROLES.index(layer), cluster, columns]
                    best = columns[int(part.argmax())]
                    if part.max() >= self.limits["lone_role"]:
                        chance = round(float(part.max()), 4)
                        roles.append(Role(_role_name(layer), mentions[best].chars, chance, "heads"))
        return out

    def frame(self, cluster: list[int], triggers: list[Mention], kinds: list[Floats], roles: list[Role]) -> Frame:
        own = [triggers[i] for i in cluster]
        weights = np.array([m.score for m in own], dtype=np.float32)
        types, contexts, statuses = ((k[cluster] * weights[:, None]).sum(0) / weights.sum() for k in kinds[:3])
        main = max(own, key=lambda m: (m.score, -m.start))
        return Frame(
            trigger=main.chars,
            sub_event_type=_best(TYPES, types),
            background=round(float(contexts[1]), 4),
            status=_best(STATUSES, statuses),
            mentions=tuple(m.chars for m in own if m is not main),
            roles=tuple(roles),
            score=round(max(m.score for m in own), 4),
        )


def _one_side(taken: list[tuple[int, int]], chances: Floats) -> list[tuple[int, int]]:
    """The roles (initiator 0, target 1, claimant 2; event) of an actor, who stands on one side of an event only."""
    sides = [(r, c) for r, c in taken if r < 2]
    return [(r, c) for r, c in taken if r == 2 or (1 - r, c) not in sides or chances[r, c] >= chances[1 - r, c]]


def _blocks(triggers: Sequence[Mention]) -> list[range]:
    """Portions in which triggers are compared: all of them, unless a text holds very many."""
    return [range(n, min(n + _MOST_TRIGGERS, len(triggers))) for n in range(0, len(triggers), _MOST_TRIGGERS)]


def _average_linked(same: Floats, least: float) -> list[list[int]]:
    """Average-linkage groups of `[n, n]` chances of being the same, joined while their mean is at least `least`."""
    mean = same.astype(np.float64)
    np.fill_diagonal(mean, -1.0)
    groups = {i: [i] for i in range(len(same))}
    while len(groups) > 1:
        i, j = sorted(divmod(int(mean.argmax()), len(same)))
        if mean[i, j] < least:
            break
        a, b = len(groups[i]), len(groups[j])
        mean[i] = mean[:, i] = (a * mean[i] + b * mean[j]) / (a + b)
        mean[j], mean[:, j], mean[i, i] = -1.0, -1.0, -1.0
        # What was joined away stays out: its mean with others is no chance any more.
        gone = [k for k in range(len(same)) if k not in groups or k == j]
        mean[i, gone] = mean[gone, i] = -1.0
        groups[i] = sorted(groups[i] + groups.pop(j))
    return list(groups.values())


def _after_break(doc: Doc, index: int) -> bool:
    return index > 0 and doc[index - 1].is_space and "\n" in doc[index - 1].text


def _role_name(role: str) -> RoleName:
    return role  # type: ignore[return-value]


def _best(names: Sequence[T], chances: Floats) -> T:
    return names[int(chances.argmax())]
