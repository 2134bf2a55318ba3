"""Stage two: event heads on the trained encoder, learned together with more syntax and names.

``python -m training.train_events --data FOLDER --benchmark FOLDER --start CHECKPOINT``. Treebank batches go
between the reports' so that the encoder keeps what the first stage taught it; and since treebanks have few words of
conflict, the tag heads go on saying of the reports what the first stage's export says of them.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from sijill.language.eventlabels import LAYERS, TAGS_A_LAYER
from sijill.language.pieces import Pieces
from training.average import Average, blend
from training.batches import Batch, Window, WindowMaker, batches, collate, random_windows
from training.event_data import (
    LabelledReport,
    add_syntax,
    fold_of,
    read_annotated,
    read_texts,
    report_windows,
    split,
)
from training.event_network import EventHeads, event_losses
from training.export import TARGET
from training.labels import Labels
from training.network import Network, pretrained_folder, syntax_losses
from training.renaming import Names, renamed
from training.train import (
    CACHE,
    Schedule,
    epoch_windows,
    mask_pieces,
    quick_scores,
    read_corpora,
    save,
    seeded,
    train_step,
)

OWN = Path(__file__).parent / "reports"
_LIMITS = (160, 256, 384, 480)


class EventNetwork(nn.Module):
    """The network of stage one with event heads beside the others."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder, self.heads = network.encoder, network.heads
        self.events = EventHeads(network.encoder.size.hidden, network.encoder.size.layers + 1)

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """Scores of the syntax heads."""
        vectors = self.encoder(batch.pieces, batch.shapes, batch.piece_mask, batch.starts)
        scores: dict[str, Tensor] = self.heads(vectors)
        return scores

    def report_scores(self, batch: Batch) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Scores of the tag heads and of the event heads."""
        vectors = self.encoder(batch.pieces, batch.shapes, batch.piece_mask, batch.starts)
        return self.heads.tag_scores(vectors), self.events(vectors)


def report_batches(
    reports: list[LabelledReport], maker: WindowMaker, rng: random.Random | None, pieces: int
) -> Iterator[tuple[list[LabelledReport], list[int], Batch]]:
    """Batches of whole reports: the reports, how many windows each has, and the windows' batch."""
    made: list[tuple[LabelledReport, list[Window]]] = [
        (r, report_windows(r, maker, rng.choice(_LIMITS) if rng else 384)) for r in reports
    ]
    made.sort(key=lambda pair: max(len(w.pieces) for w in pair[1]) + (rng.uniform(-20, 20) if rng else 0))
    groups: list[list[tuple[LabelledReport, list[Window]]]] = [[]]
    for pair in made:
        trial = [*groups[-1], pair]
        windows = [w for _, ws in trial for w in ws]
        if groups[-1] and max(len(w.pieces) for w in windows) * len(windows) > pieces:
            groups.append([])
        groups[-1].append(pair)
    if rng:
        rng.shuffle(groups)
    for group in groups:
        yield [r for r, _ in group], [len(ws) for _, ws in group], collate([w for _, ws in group for w in ws])


def joined(scores: dict[str, Tensor], batch: Batch, sizes: list[int]) -> Iterator[dict[str, Tensor]]:
    """The scores of each report, its windows' words in a row."""
    row = 0
    for size in sizes:
        rows = range(row, row + size)
        yield {n: torch.cat([s[i][batch.word_mask[i]] for i in rows]) for n, s in scores.items()}
        row += size


def _spans(tags: list[int]) -> set[tuple[int, int]]:
    spans, start = set(), None
    for i, tag in enumerate([*tags, 0]):
        if start is not None and tag != 2:
            spans.add((start, i))
            start = None
        if tag == 1 or (tag == 2 and start is None):
            start = i
    return spans


@torch.no_grad()
def mention_scores(network: EventNetwork, reports: list[LabelledReport], maker: WindowMaker) -> dict[str, float]:
    """F1 of each layer's mentions by overlap on held-out reports; for watching a run only."""
    network.eval()
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for group, sizes, batch in report_batches(reports, maker, None, 1536):
        for report, scores in zip(group, joined(network.report_scores(batch)[1], batch, sizes), strict=True):
            tags = scores["event_tags"].view(-1, len(LAYERS), TAGS_A_LAYER).argmax(-1)
            for n, layer in enumerate(LAYERS):
                gold = _spans([max(t, 0) for t in report.tags[layer]])
                found = _spans(tags[:, n].tolist())
                open_words = {i for i, t in enumerate(report.tags[layer]) if t < 0}
                found = {s for s in found if not open_words.intersection(range(*s))}
                right[layer] += sum(any(a < d and c < b for c, d in found) for a, b in gold)
                right[layer] += sum(any(a < d and c < b for c, d in gold) for a, b in found)
                total[layer] += len(gold) + len(found)
    network.train()
    return {layer: round(right[layer] / max(total[layer], 1), 3) for layer in LAYERS}


def run(options: argparse.Namespace) -> None:
    """Train the event heads and write a checkpoint an epoch."""
    rng, generator = seeded(options)
    labels = Labels.load(options.start.with_suffix(".labels.json"))
    pieces = Pieces(Tokenizer.from_file(str(pretrained_folder() / "tokenizer.json")))
    maker = WindowMaker(pieces, labels)
    reports, held_out = _reports(options)
    names = Names.of(reports)
    corpora = read_corpora(options.data, options.benchmark)
    fixed = random.Random(1)
    dev = list(batches(list(random_windows(corpora.dev[::4], maker, fixed, augment=False)), fixed))
    network = EventNetwork(Network.load(options.start, labels))
    if options.resume:
        state = torch.load(options.resume, map_location="cpu", weights_only=True)["network"]
        network.load_state_dict(state, strict=False)
    network.encoder.words.weight.requires_grad_(False)
    groups = _parameter_groups(network, options.encoder_rate, options.head_rate)
    optimizer = torch.optim.AdamW(groups, fused=True)
    per_epoch = sum(1 for _ in report_batches(reports, maker, random.Random(0), options.batch))
    schedule = Schedule(optimizer, (per_epoch + per_epoch // options.replay) * options.epochs)
    average = Average(network, options.average)
    syntax = itertools.chain.from_iterable(
        batches(epoch_windows(corpora.train, maker, rng), rng, options.syntax_batch) for _ in itertools.count()
    )
    print(f"{len(reports)} reports, {per_epoch} batches an epoch, {len(held_out)} held out", flush=True)
    start, worked = time.monotonic(), time.process_time()
    for epoch in range(1, options.epochs + 1):
        sums: dict[str, float] = defaultdict(float)
        told = [renamed(report, rng, names) for report in reports]
        for number, (group, sizes, batch) in enumerate(report_batches(told, maker, rng, options.batch)):
            mask_pieces(batch, pieces.mask, 0.05, generator)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
                known, scores = network.report_scores(batch)
            parts: dict[str, list[Tensor]] = defaultdict(list)
            for report, own in zip(group, joined(scores, batch, sizes), strict=True):
                for name, loss in event_losses(network.events, own, report).items():
                    parts[name].append(loss)
            losses = {name: torch.stack(values).sum() / len(group) for name, values in parts.items()}
            for name, loss in losses.items():
                sums[name] += loss.item()
            losses |= {name: options.keep * loss for name, loss in syntax_losses(known, batch).items()}
            train_step(losses, network, optimizer, schedule)
            if number % options.replay == options.replay - 1:
                _replay(next(syntax), network, optimizer, schedule, pieces.mask, generator, options)
            average.look(schedule.progress)
        minutes, processor = (time.monotonic() - start) / 60, (time.process_time() - worked) / 60
        means = {k: round(v / per_epoch, 3) for k, v in sums.items()}
        figures: dict[str, object] = {}
        if epoch == options.epochs:
            average.put()
            blend(network, torch.load(options.start, map_location="cpu", weights_only=True)["network"], options.blend)
        if epoch in (options.epochs // 2, options.epochs):
            figures = {"mentions": mention_scores(network, held_out, maker)} if held_out else {}
            figures["syntax"] = {k: round(v, 4) for k, v in quick_scores(network, dev).items()}
        save(network, CACHE / f"{options.name}.pt", epoch=epoch, minutes=minutes, processor=processor, dev=figures,
             loss=means, options={k: str(v) for k, v in vars(options).items()})  # fmt: skip
        print(f"epoch {epoch} {minutes:.1f} min {schedule.progress:.2f} {means} {figures}", flush=True)
    labels.save(CACHE / f"{options.name}.labels.json")


def _reports(options: argparse.Namespace) -> tuple[list[LabelledReport], list[LabelledReport]]:
    """The reports to learn from, and those kept aside."""
    given = _annotated(options.data, options.model)
    own = [report for folder in options.own for report in _annotated(folder, options.model)]
    if options.fold is None:
        reports, held_out = split(given, options.held_out)
        return reports + own, held_out
    kept = fold_of()
    return (
        [r for r in given + own if kept[r.id] != options.fold],
        [r for r in given + own if kept[r.id] == options.fold],
    )


def _annotated(folder: Path, model: Path) -> list[LabelledReport]:
    """The annotated reports of a folder, with the syntax that the exported model reads in them."""
    found = read_annotated(folder)
    add_syntax(found, read_texts(folder), model)
    return found


def _replay(
    batch: Batch, network: EventNetwork, optimizer: torch.optim.Optimizer, schedule: Schedule, mask: int,
    generator: torch.Generator, options: argparse.Namespace,
) -> None:  # fmt: skip
    """Learn from a batch of treebank sentences."""
    mask_pieces(batch, mask, 0.03, generator)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.bf16):
        scores = network(batch)
    train_step(syntax_losses(scores, batch), network, optimizer, schedule)


def _parameter_groups(network: EventNetwork, encoder_rate: float, head_rate: float) -> list[dict[str, object]]:
    from training.train import parameter_groups

    groups = parameter_groups(network, encoder_rate, head_rate)
    trained = {id(p) for p in network.heads.parameters()}
    # Heads that are trained already only follow the encoder: a smaller rate keeps what they know.
    out: list[dict[str, object]] = []
    for group in groups:
        params = [p for p in group["params"] if p.requires_grad]  # type: ignore[attr-defined]
        old = [p for p in params if id(p) in trained]
        new = [p for p in params if id(p) not in trained]
        if new:
            out.append({**group, "params": new})
        if old:
            out.append({**group, "params": old, "lr": encoder_rate})
    return out


def options_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks, names, annotated reports")
    parser.add_argument("--benchmark", type=Path, required=True, help="folder that holds re3d")
    parser.add_argument(
        "--own", type=Path, nargs="+", default=[OWN], help="folders of annotated reports written for training"
    )
    parser.add_argument("--start", type=Path, default=CACHE / "syntax.pt", help="checkpoint of stage one")
    parser.add_argument("--model", type=Path, default=TARGET, help="exported model that parses the reports")
    parser.add_argument("--resume", type=Path, help="checkpoint of this stage to go on from")
    parser.add_argument("--name", default="events", help="name of the checkpoint")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=1024, help="padded pieces a batch of reports")
    parser.add_argument("--replay", type=int, default=4, help="batches of reports to one of treebank sentences")
    parser.add_argument("--syntax-batch", type=int, default=448, help="padded pieces a batch of treebank sentences")
    parser.add_argument("--encoder-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=2e-3)
    parser.add_argument("--keep", type=float, default=0.5, help="weight of the first stage's reading of the reports")
    parser.add_argument(
        "--average", type=float, default=0.85, help="the share of the run from which weights are averaged"
    )
    parser.add_argument("--blend", type=float, default=0.1, help="share of the first stage's weights in the end")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--held-out", type=int, default=60)
    parser.add_argument("--fold", type=int, help="keep this fold of folds.tsv aside instead, our own reports too")
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    return parser


if __name__ == "__main__":
    run(options_parser().parse_args())
