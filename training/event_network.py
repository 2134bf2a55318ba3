"""Event heads over the encoder's word vectors: mentions, what kind of event, and which mention fills which role.

Word-level outputs are linear or small layers; pairs of mentions are scored by bilinear forms over two
projections plus learned scores for their distance, so that the run time can do them in numpy.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from sijill.language.distances import (
    PATH_BUCKETS,
    RANK_BUCKETS,
    SENTENCE_BUCKETS,
    WORD_BUCKETS,
    Distances,
    Paths,
    distances,
)
from sijill.language.eventlabels import (
    CONTEXTS,
    FATES,
    GROUPS,
    LAYERS,
    PAIR_WIDTH,
    ROLES,
    ROLES_OF,
    SAME_WIDTH,
    STATUSES,
    TAGS_A_LAYER,
    TYPES,
)
from training.batches import IGNORE
from training.event_data import LabelledReport, Mention
from training.network import Mix

# Scores of distances learn as fast as the rest when a small step of theirs counts for more.
SCALE = 8.0


class EventHeads(nn.Module):
    """Heads for events. All inputs and outputs are per word; see `forward`."""

    def __init__(self, hidden: int, layers: int) -> None:
        super().__init__()
        self.tag_mix, self.kind_mix, self.pair_mix = Mix(layers), Mix(layers), Mix(layers)
        self.dropout = nn.Dropout(0.2)
        self.tags = _small(hidden, 256, len(LAYERS) * TAGS_A_LAYER)
        self.kinds = _small(hidden, 192, len(TYPES) + len(CONTEXTS) + len(STATUSES) + 2)
        self.people = _small(hidden, 96, len(GROUPS) + len(FATES))
        self.pair_trigger = _small(hidden, 256, PAIR_WIDTH)
        self.pair_mention = _small(hidden, 256, PAIR_WIDTH)
        self.same = _small(hidden, 192, SAME_WIDTH)
        self.role_form = nn.Parameter(torch.randn(len(ROLES), PAIR_WIDTH + 1, PAIR_WIDTH + 1) * PAIR_WIDTH**-1.0)
        self.role_words = nn.Parameter(torch.zeros(len(ROLES), WORD_BUCKETS))
        self.role_sentences = nn.Parameter(torch.zeros(len(ROLES), SENTENCE_BUCKETS))
        self.role_rank = nn.Parameter(torch.zeros(len(ROLES), RANK_BUCKETS))
        self.role_path = nn.Parameter(torch.zeros(len(ROLES), PATH_BUCKETS))
        self.same_form = nn.Parameter(torch.randn(SAME_WIDTH + 1, SAME_WIDTH + 1) * SAME_WIDTH**-1.0)
        self.same_words = nn.Parameter(torch.zeros(WORD_BUCKETS))
        self.same_sentences = nn.Parameter(torch.zeros(SENTENCE_BUCKETS))

    def forward(self, vectors: Tensor) -> dict[str, Tensor]:
        """Return per-word scores for vectors `[layers, B, W, H]`.

        `event_tags` `[B, W, LAYERS * 3]`, `event_kinds` `[B, W, types + contexts + statuses + 2]`,
        `event_people` `[B, W, groups + fates]`, `event_trigger` and `event_mention` `[B, W, PAIR_WIDTH]`,
        `event_same` `[B, W, SAME_WIDTH]`.
        """
        tags = self.dropout(self.tag_mix(vectors))
        kinds = self.dropout(self.kind_mix(vectors))
        pairs = self.dropout(self.pair_mix(vectors))
        return {
            "event_tags": self.tags(tags),
            "event_kinds": self.kinds(kinds),
            "event_people": self.people(kinds),
            "event_trigger": self.pair_trigger(pairs),
            "event_mention": self.pair_mention(pairs),
            "event_same": self.same(pairs),
        }

    def role_scores(self, triggers: Tensor, mentions: Tensor, where: Distances) -> Tensor:
        """Scores `[roles, T, M]` of T triggers and M mentions."""
        left, right = _with_one(triggers), _with_one(mentions)
        scores = torch.einsum("ti,rij,mj->rtm", left, self.role_form, right)
        words, sentences, ranks, paths = map(torch.from_numpy, (where.words, where.sentences, where.ranks, where.paths))
        near = self.role_words[:, words] + self.role_sentences[:, sentences]
        return scores + SCALE * (near + self.role_rank[:, ranks] + self.role_path[:, paths])

    def same_scores(self, triggers: Tensor, where: Distances) -> Tensor:
        """Scores `[T, T]` that two triggers tell one happening."""
        side = _with_one(triggers)
        scores = side @ self.same_form @ side.T
        scores = scores + scores.T
        words, sentences = torch.from_numpy(where.words), torch.from_numpy(where.sentences)
        return scores + SCALE * (self.same_words[words] + self.same_sentences[sentences])


def _small(hidden: int, inner: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(hidden, inner), nn.GELU(), nn.Dropout(0.15), nn.Linear(inner, out))


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, x.new_ones(x.shape[0], 1)], dim=1)


def where_of(left: list[Mention], right: list[Mention], report: LabelledReport) -> Distances:
    """Where each of `right` stands from each of `left`."""
    spans = [[(m.start, m.end) for m in side] for side in (left, right)]
    return distances(spans[0], spans[1], report.sentences, Paths([word.head for word in report.syntax]))


def _pooled(scores: Tensor, mentions: list[Mention]) -> Tensor:
    return torch.stack([scores[m.start : m.end].mean(dim=0) for m in mentions])


def event_losses(heads: EventHeads, scores: dict[str, Tensor], report: LabelledReport) -> dict[str, Tensor]:
    """Losses of one report, whose scores are `[words, ...]` (its windows joined)."""
    losses = _tag_losses(scores["event_tags"].float(), report)
    triggers = [m for m in report.mentions if m.layer == "trigger" and m.event != IGNORE]
    if not triggers:
        return losses
    losses |= _kind_losses(_pooled(scores["event_kinds"].float(), triggers), triggers, report)
    losses |= _pair_losses(heads, scores, triggers, report)
    people = [m for m in report.mentions if m.group != IGNORE or m.fate != IGNORE]
    if people:
        got = _pooled(scores["event_people"].float(), people)
        groups = torch.tensor([m.group for m in people])
        fates = torch.tensor([m.fate for m in people])
        if (groups != IGNORE).any():
            losses["group"] = 0.3 * functional.cross_entropy(got[:, : len(GROUPS)], groups, ignore_index=IGNORE)
        if (fates != IGNORE).any():
            losses["fate"] = 0.3 * functional.cross_entropy(got[:, len(GROUPS) :], fates, ignore_index=IGNORE)
    return losses


def _tag_losses(scores: Tensor, report: LabelledReport) -> dict[str, Tensor]:
    losses = {}
    for n, layer in enumerate(LAYERS):
        gold = torch.tensor(report.tags[layer])
        part = scores[:, n * TAGS_A_LAYER : (n + 1) * TAGS_A_LAYER]
        if (gold != IGNORE).any():
            weight = 2.0 if layer == "trigger" else 1.0
            losses[layer] = weight * functional.cross_entropy(part, gold, ignore_index=IGNORE)
    return losses


def _kind_losses(scores: Tensor, triggers: list[Mention], report: LabelledReport) -> dict[str, Tensor]:
    events = [report.events[m.event] for m in triggers]
    golds = {
        "type": [e.type for e in events],
        "context": [e.context for e in events],
        "status": [e.status for e in events],
        "optional": [e.optional for e in events],
    }
    sizes = [len(TYPES), len(CONTEXTS), len(STATUSES), 2]
    parts = torch.split(scores, sizes, dim=1)
    weights = {"type": 0.5, "context": 0.25, "status": 0.2, "optional": 0.15}
    return {
        name: weights[name] * functional.cross_entropy(part, torch.tensor(gold))
        for part, (name, gold) in zip(parts, golds.items(), strict=True)
    }


def _pair_losses(
    heads: EventHeads, scores: dict[str, Tensor], triggers: list[Mention], report: LabelledReport
) -> dict[str, Tensor]:
    losses = {}
    if len(triggers) > 1:
        events = torch.tensor([m.event for m in triggers])
        got = heads.same_scores(_pooled(scores["event_same"].float(), triggers), where_of(triggers, triggers, report))
        off_diagonal = ~torch.eye(len(triggers), dtype=torch.bool)
        gold = (events[:, None] == events[None, :]).float()
        losses["same"] = 0.5 * functional.binary_cross_entropy_with_logits(got[off_diagonal], gold[off_diagonal])
    mentions = [(n, m) for n, m in enumerate(report.mentions) if m.layer != "trigger"]
    if mentions:
        right = [m for _, m in mentions]
        got = heads.role_scores(
            _pooled(scores["event_trigger"].float(), triggers),
            _pooled(scores["event_mention"].float(), right),
            where_of(triggers, right, report),
        )
        gold = torch.zeros_like(got)
        weight = torch.zeros_like(got)
        for column, (n, mention) in enumerate(mentions):
            weight[[ROLES.index(r) for r in ROLES_OF[mention.layer]], :, column] = 1.0
            for row, trigger in enumerate(triggers):
                for role in report.roles.get((trigger.event, n), ()):
                    gold[role, row, column] = 1.0
        loss = functional.binary_cross_entropy_with_logits(got, gold, weight=weight, reduction="sum")
        losses["roles"] = 2.0 * loss / weight.sum()
    return losses
