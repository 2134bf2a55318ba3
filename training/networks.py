"""Small networks, fitted on the annotated reports as heads see them that learned from the other folds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from sijill.coding import load, mentions
from sijill.coding.capitals import cased
from sijill.coding.networks import WIDEST, Networks
from sijill.coding.scene import Scene
from training.batches import IGNORE
from training.event_data import LabelledReport, fold_of, read_annotated
from training.fold_heads import heads_of
from training.gold import LEARNED, annotated, held_out

NETWORKS, HIDDEN, EPOCHS = 8, (64, 32), 12
# Of few examples smaller batches are taken, so that the steps are enough.
BATCH, BATCHES = 512, 64
_RATE, _DECAY, _DROPOUT = 3e-3, 1e-3, 0.15
_STEPS = np.arange(0.1, 0.95, 0.02)
Span = tuple[int, int]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Examples:
    """Row by row: features, whether it holds, of what kind it is, and the chance that the heads alone give."""

    rows: Floats
    holds: NDArray[np.bool_]
    kinds: NDArray[np.int64]
    heard: Floats


Reader = Callable[[Scene, str, LabelledReport], Examples]


def joined(parts: Sequence[Examples]) -> Examples:
    """All of the examples."""
    names = Examples.__dataclass_fields__
    return Examples(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def examples(data: Path, work: Path, read: Reader, needed: Sequence[str] = ()) -> list[Examples]:
    """The examples of each fold, by the fold's model in `work`, and the networks `needed`, fitted without it.

    Reports that are held out give none.
    """
    folds, coder, held = fold_of(), load(), held_out(data)
    every = (report for folder in (data, LEARNED) for report in read_annotated(folder))
    labelled = {report.id: report for report in every if report.id not in held}
    pairs, out = annotated(data), []
    for fold in sorted(set(folds.values())):
        folder = work / str(fold)
        parts = []
        with heads_of(folder, needed) as read_words:
            for report in (r for r, _ in pairs if folds[r.id] == fold and r.id in labelled):
                if cased(report, coder.tools.registry).text != report.text:
                    continue  # The annotations' words are those of the text as it came.
                scene = mentions.scene(read_words(report.text, [(c.start, c.end) for c in report.clutter]))
                parts += [read(scene, report.text, labelled[report.id])] if scene else []
        out.append(joined([part for part in parts if len(part.rows)]))
    return out


def place_of(labelled: LabelledReport, start: int, end: int) -> Span:
    """The characters of the words `[start, end)`."""
    return labelled.offsets[start][0], labelled.offsets[end - 1][1]


def overlap(a: Span, b: Span) -> bool:
    """True where the two share a character."""
    return a[0] < b[1] and b[0] < a[1]


def events_told(scene: Scene, labelled: LabelledReport) -> list[int | None]:
    """The annotated event that each trigger tells."""
    known = [
        (place_of(labelled, m.start, m.end), m.event)
        for m in labelled.mentions
        if m.layer == "trigger" and m.event != IGNORE
    ]
    return [next((event for place, event in known if overlap(place, t.chars)), None) for t in scene.triggers]


def fit(given: Examples, features: tuple[str, ...], networks: int = NETWORKS) -> Networks:
    """Networks fitted on the examples, each from its own seed."""
    mean, spread = given.rows.mean(axis=0), given.rows.std(axis=0) + 1e-3
    inputs = torch.from_numpy(np.clip((given.rows - mean) / spread, -WIDEST, WIDEST))
    wanted = torch.from_numpy(given.holds.astype(np.float32))
    made = [_fitted(inputs, wanted, seed) for seed in range(networks)]
    return Networks(features, mean, spread, *(np.stack([weights[n] for weights in made]) for n in range(len(made[0]))))


def _network(width: int) -> nn.Sequential:
    first, second = HIDDEN
    return nn.Sequential(
        nn.Linear(width, first), nn.ReLU(), nn.Dropout(_DROPOUT),
        nn.Linear(first, second), nn.ReLU(), nn.Linear(second, 1),
    )  # fmt: skip


def _fitted(inputs: torch.Tensor, wanted: torch.Tensor, seed: int) -> list[Floats]:
    """The weights and biases of one network, layer by layer, as `[in, out]` and `[out]`."""
    torch.manual_seed(seed)
    network, size = _network(inputs.shape[1]), len(wanted)
    batch = min(BATCH, max(size // BATCHES, 1))
    batches = range(0, size, batch)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=EPOCHS * len(batches))
    network.train()
    for _ in range(EPOCHS):
        order = torch.randperm(size)
        for start in batches:
            rows = order[start : start + batch]
            loss = nn.functional.binary_cross_entropy_with_logits(network(inputs[rows])[:, 0], wanted[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return [p.detach().numpy().T.copy() for p in network.parameters()]


def save(made: Networks, file: Path) -> None:
    """Put the networks into a file, their larger arrays in half precision."""
    arrays: dict[str, Any] = {name: np.array(getattr(made, name)) for name in Networks.__dataclass_fields__}
    halves = {name: array.astype(np.float16) if array.ndim == 3 else array for name, array in arrays.items()}
    np.savez_compressed(file, **halves)


def without_each(folds: Sequence[Examples], features: tuple[str, ...]) -> Iterator[Networks]:
    """For each fold, networks that were fitted on the others."""
    for fold in range(len(folds)):
        yield fit(joined([part for n, part in enumerate(folds) if n != fold]), features)


def run(name: str, features: tuple[str, ...], folds: Sequence[Examples], work: Path, target: Path | None) -> str:
    """Fit on all folds into `target`, and without each fold into its folder in `work`.

    Returns a table: how well what holds is told apart, kind by kind, by the heads' chance alone and by the networks
    that were fitted without the fold.
    """
    torch.set_num_threads(2)
    found = []
    for fold, made in enumerate(without_each(folds, features)):
        save(made, work / str(fold) / f"{name}.npz")
        found.append(made.chances(folds[fold].rows))
    if target:
        save(fit(joined(folds), features), target)
    return table(joined(folds), np.concatenate(found))


def table(every: Examples, found: Floats) -> str:
    """The best F1 that a threshold reaches on each kind, by the heads alone and by `found`."""
    lines = ["| kind | examples | that hold | F1, heads alone | F1, weighed together |", "|---|---|---|---|---|"]
    for kind in np.unique(every.kinds).tolist():
        own = every.kinds == kind
        alone, weighed = (_best(chances[own], every.holds[own]) for chances in (every.heard, found))
        lines.append(f"| {kind} | {own.sum()} | {every.holds[own].sum()} | {alone:.3f} | {weighed:.3f} |")
    return "\n".join(lines)


def _best(chances: Floats, holds: NDArray[np.bool_]) -> float:
    return max(2 * float((holds & (chances >= t)).sum()) / max(holds.sum() + (chances >= t).sum(), 1) for t in _STEPS)
