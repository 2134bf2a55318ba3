"""The network on small sizes: shapes, padding that changes nothing, learning."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

import torch

from training.batches import IGNORE, Batch
from training.labels import Labels
from training.network import Encoder, Network, Size, SyntaxHeads, relation_scores, syntax_losses
from training.train import Schedule, parameter_groups, train_step

LABELS = Labels(("A", "B"), ("X", "Y", "Z"), ("L|0|",), ("_",), ("root", "obj", "punct"))
SIZE = Size(hidden=24, inner=48, layers=2, attention_heads=2, vocabulary=50, positions=32)


def small_network() -> Network:
    torch.manual_seed(0)
    return Network(Encoder(SIZE), SyntaxHeads(LABELS, SIZE.hidden, SIZE.layers + 1, arc=16, rel=8))


def small_batch() -> Batch:
    def row(*values: int) -> list[int]:
        return list(values)

    def two(a: list[int], b: list[int]) -> torch.Tensor:
        return torch.tensor([a, b])

    nothing = torch.full((2, 4), IGNORE)
    return Batch(
        pieces=two(row(1, 7, 8, 9, 10, 2), row(1, 7, 8, 2, 0, 0)),
        shapes=two(row(0, 4, 4, 8, 8, 0), row(0, 4, 4, 0, 0, 0)),
        piece_mask=two(row(1, 1, 1, 1, 1, 1), row(1, 1, 1, 1, 0, 0)).bool(),
        starts=two(row(1, 2, 3, 4), row(1, 2, 0, 0)),
        word_mask=two(row(1, 1, 1, 1), row(1, 1, 0, 0)).bool(),
        sentence=two(row(0, 0, 1, 1), row(0, 0, -1, -1)),
        upos=two(row(0, 1, 0, 1), row(0, 1, IGNORE, IGNORE)),
        xpos=two(row(0, 1, 2, 1), row(0, 1, IGNORE, IGNORE)),
        lemma=nothing,
        feats=nothing,
        heads=two(row(0, 0, 3, 3), row(0, 0, IGNORE, IGNORE)),
        deprel=two(row(0, 1, 2, 0), row(0, 1, IGNORE, IGNORE)),
        first=two(row(IGNORE, 0, 1, 0), row(IGNORE, 0, IGNORE, IGNORE)),
        names=nothing,
    )


def test_shapes() -> None:
    scores = small_network()(small_batch())
    assert scores["upos"].shape == (2, 4, 2)
    assert scores["arcs"].shape == (2, 4, 4)
    assert scores["names"].shape == (2, 4, 7)
    assert relation_scores(scores, torch.zeros(2, 4, dtype=torch.long)).shape == (2, 4, 3)


def test_padding_changes_nothing() -> None:
    network, batch = small_network().eval(), small_batch()
    together = network.vectors(batch)[:, 1, :2]
    alone = network.encoder(batch.pieces[1:, :4], batch.shapes[1:, :4], None, batch.starts[1:, :2])[:, 0]
    assert torch.allclose(together, alone, atol=1e-5)


def test_only_known_labels_give_losses() -> None:
    batch = small_batch()
    losses = syntax_losses(small_network()(batch), batch)
    assert set(losses) == {"upos", "xpos", "first", "arcs", "deprel"}
    batch.heads = torch.full((2, 4), IGNORE)
    assert "deprel" not in syntax_losses(small_network()(batch), batch)


def test_learns_a_batch_by_heart() -> None:
    network, batch = small_network(), small_batch()
    optimizer = torch.optim.AdamW(parameter_groups(network, 1e-2, 1e-2))
    schedule = Schedule(optimizer, 150)
    first = sum(loss.item() for loss in syntax_losses(network(batch), batch).values())
    for _ in range(150):
        train_step(syntax_losses(network(batch), batch), network, optimizer, schedule)
    network.eval()
    last = sum(loss.item() for loss in syntax_losses(network(batch), batch).values())
    assert last < first / 10
    assert schedule.progress == 1.0
