"""Train the network on treebanks and names: ``python -m training.train --data FOLDER --benchmark FOLDER``."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from sijill.language.pieces import Pieces
from training.batches import Batch, Window, WindowMaker, batches, random_windows
from training.corpus import Sentence, read_names, read_re3d, read_treebank, with_names
from training.labels import collect
from training.network import Network, pretrained_folder, relation_scores, syntax_losses

CACHE = Path(__file__).parent / ".cache"
NAME_SETS = frozenset({"uner_ewt_dev", "uner_ewt_test", "wikigold"})


@dataclass
class Corpora:
    """What a run trains on (`train`: treebanks first, then names) and watches (`dev`)."""

    train: list[Sentence]
    dev: list[Sentence] = field(default_factory=list)
    names_dev: list[Sentence] = field(default_factory=list)


def read_corpora(data: Path, benchmark: Path) -> Corpora:
    """Read treebanks and names. PUD is a test and never read here, the dev and test treebanks never trained on."""
    names = read_names(data / "names.jsonl.gz", NAME_SETS | {"gum_train", "gum_test"})
    train = read_treebank(data / "ewt_train.conllu.gz")
    train += with_names(read_treebank(data / "gum_train_free.conllu.gz"), names["gum_train"])
    for name in sorted(NAME_SETS):
        train += names[name]
    train += read_re3d(benchmark / "re3d" / "re3d_train.jsonl")
    dev = read_treebank(data / "ewt_dev.conllu.gz")[:1200] + read_treebank(data / "gum_dev.conllu.gz")[:800]
    return Corpora(train, dev, names["gum_test"])


def parameter_groups(network: nn.Module, encoder_rate: float, head_rate: float) -> list[dict[str, object]]:
    """Return optimizer groups: lower encoder layers learn more slowly, norms and biases don't decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = defaultdict(list)
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = head_rate
        if name.startswith("encoder.layers."):
            rate = encoder_rate * 0.9 ** (5 - int(name.split(".")[2]))
        elif name.startswith("encoder.") and "shapes" not in name:
            rate = encoder_rate * 0.5
        decay = 0.01 if parameter.dim() > 1 else 0.0
        groups[rate, decay].append(parameter)
    return [{"params": ps, "lr": rate, "weight_decay": decay} for (rate, decay), ps in groups.items()]


class Schedule:
    """Linear warm-up and decay over `steps`: by count, not by the clock, so that a run can be repeated."""

    def __init__(self, optimizer: torch.optim.Optimizer, steps: int, warmup: float = 0.06) -> None:
        self._optimizer = optimizer
        self._rates = [group["lr"] for group in optimizer.param_groups]
        self._steps, self._warmup = steps, warmup
        self._step = 0

    @property
    def progress(self) -> float:
        """Share of the run that is done, 0 to 1."""
        return min(1.0, self._step / self._steps)

    def advance(self) -> None:
        """Count a step and set the learning rates."""
        self._step += 1
        done = self.progress
        factor = min(self._step / (self._warmup * self._steps), (1 - done) / (1 - self._warmup), 1.0)
        for group, rate in zip(self._optimizer.param_groups, self._rates, strict=True):
            group["lr"] = rate * max(factor, 0.003)


def train_step(
    losses: dict[str, Tensor], network: nn.Module, optimizer: torch.optim.Optimizer, schedule: Schedule
) -> None:
    """Learn from the sum of the losses."""
    optimizer.zero_grad(set_to_none=True)
    torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 2.0)
    schedule.advance()
    optimizer.step()


def mask_pieces(batch: Batch, mask_id: int, share: float, generator: torch.Generator) -> None:
    """Hide a share of the pieces behind the mask piece, in place."""
    hidden = (torch.rand(batch.pieces.shape, generator=generator) < share) & (batch.shapes > 0)
    batch.pieces.masked_fill_(hidden, mask_id)


@torch.no_grad()
def quick_scores(network: nn.Module, dev: Iterable[Batch]) -> dict[str, float]:
    """Return accuracies on gold tokens and sentences with greedy heads; for watching a run only."""
    network.eval()
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for batch in dev:
        scores = network(batch)
        within = batch.sentence[:, :, None] == batch.sentence[:, None, :]
        heads = scores["arcs"].masked_fill(~within, -1e9).argmax(-1)
        found = {name: scores[name].argmax(-1) for name in ("upos", "xpos", "lemma", "feats", "first", "names")}
        hits = {name: found[name] == getattr(batch, name) for name in found}
        hits["uas"] = heads == batch.heads
        hits["las"] = hits["uas"] & (relation_scores(scores, heads).argmax(-1) == batch.deprel)
        for name, hit in hits.items():
            known = batch.word_mask & (getattr(batch, {"uas": "heads", "las": "heads"}.get(name, name)) >= 0)
            right[name] += int((hit & known).sum())
            total[name] += int(known.sum())
        gold_name = batch.word_mask & (batch.names > 0)
        right["names_recall"] += int((hits["names"] & gold_name).sum())
        total["names_recall"] += int(gold_name.sum())
    network.train()
    return {name: right[name] / total[name] for name in right if total[name]}


def epoch_windows(corpus: list[Sentence], maker: WindowMaker, rng: random.Random) -> list[Window]:
    """Return one epoch's windows, cut anew."""
    return list(random_windows(corpus, maker, rng))


def save(network: nn.Module, path: Path, **notes: object) -> None:
    """Write a checkpoint: weights under "network", notes beside it as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"network": network.state_dict()}, path)
    path.with_suffix(".json").write_text(json.dumps(notes, indent=1), encoding="utf-8")


def seeded(options: argparse.Namespace) -> tuple[random.Random, torch.Generator]:
    """Set threads and seeds for a run; return its two sources of chance."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    return random.Random(options.seed), torch.Generator().manual_seed(options.seed)


def run(options: argparse.Namespace) -> None:
    """Train from the pretrained encoder and write a checkpoint an epoch."""
    rng, generator = seeded(options)
    corpora = read_corpora(options.data, options.benchmark)
    if options.sample:
        corpora = Corpora(corpora.train[:: options.sample], corpora.dev[::20], corpora.names_dev[::20])
    labels = collect(corpora.train)
    CACHE.mkdir(exist_ok=True)
    labels.save(CACHE / f"{options.name}.labels.json")
    pieces = Pieces(Tokenizer.from_file(str(pretrained_folder() / "tokenizer.json")))
    maker = WindowMaker(pieces, labels)
    fixed = random.Random(1)
    dev = list(batches(list(random_windows(corpora.dev + corpora.names_dev, maker, fixed, augment=False)), fixed))
    network = Network.fresh(labels)
    # A third of all weights, of which an epoch sees few: frozen, a step is a quarter faster.
    network.encoder.words.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW(parameter_groups(network, options.encoder_rate, options.head_rate), fused=True)
    per_epoch = len(list(batches(epoch_windows(corpora.train, maker, random.Random(0)), fixed, options.batch)))
    schedule = Schedule(optimizer, per_epoch * options.epochs)
    print(f"{len(corpora.train)} sentences, {per_epoch} batches an epoch", flush=True)
    start, worked = time.monotonic(), time.process_time()
    for epoch in range(1, options.epochs + 1):
        sums: dict[str, float] = defaultdict(float)
        for batch in batches(epoch_windows(corpora.train, maker, rng), rng, options.batch):
            mask_pieces(batch, pieces.mask, 0.03, generator)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
                scores = network(batch)
            losses = syntax_losses(scores, batch)
            train_step(losses, network, optimizer, schedule)
            for name, loss in losses.items():
                sums[name] += loss.item()
        minutes, processor = (time.monotonic() - start) / 60, (time.process_time() - worked) / 60
        # Looking takes as long as a tenth of an epoch: at the end only.
        last = epoch == options.epochs
        figures = {k: round(v, 4) for k, v in quick_scores(network, dev).items()} if last else {}
        means = {k: round(v / per_epoch, 3) for k, v in sums.items()}
        save(network, CACHE / f"{options.name}.pt", epoch=epoch, minutes=minutes, processor=processor, dev=figures,
             loss=means, options={k: str(v) for k, v in vars(options).items()})  # fmt: skip
        print(f"epoch {epoch} {minutes:.1f} min {schedule.progress:.2f} {means} {figures}", flush=True)


def options_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks and names")
    parser.add_argument("--benchmark", type=Path, required=True, help="folder that holds re3d")
    parser.add_argument("--name", default="syntax", help="name of the checkpoint")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=2048, help="padded pieces a batch")
    parser.add_argument("--encoder-rate", type=float, default=2.5e-4)
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=int, default=0, help="take every n-th sentence only (for trying out)")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    return parser


if __name__ == "__main__":
    run(options_parser().parse_args())
