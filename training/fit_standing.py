"""Fit the weights of `sijill/coding/data/standing.toml`: ``python -m training.fit_standing --data F --benchmark F``.

Logistic regression (L2, C = 0.5) of "stands for a gold event" on the features of every frame, over the reports
that the heads never learned from (`gold.py`), and over all annotated reports, each coded by heads that learned from the
other folds (`python -m training.folds` leaves their models in `--work`); frames of optional gold events count nowhere.
Prints the file; with ``--write`` puts it in its place. To be run after every new model and `training.fit_links`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

import torch
from torch.nn import functional

from sijill.coding import BuiltinCoder, load, merge
from sijill.coding.frames import Chars, Frame
from sijill.coding.setting import Setting
from sijill.coding.standing import features
from sijill.evaluation import Line, parse_line
from sijill.evaluation.assignment import best_pairs
from sijill.evaluation.slots import likeness
from sijill.model import Report
from training.event_data import fold_of
from training.fold_heads import WORK, heads_of
from training.gold import annotated, fitting_options, held_out, unlearned

_STRENGTH = 0.5
TARGET = Path(merge.__file__).parent / "data" / "standing.toml"
Example = tuple[dict[str, float], bool]


def examples(coder: BuiltinCoder, report: Report, gold: Line) -> Iterator[Example]:
    """Features of each frame of a report, and whether a gold event that counts is aligned with it."""
    seen: dict[Chars, dict[str, float]] = {}

    def standing(frames: Sequence[Frame], setting: Setting) -> list[float]:
        seen.update(zip((f.trigger for f in frames), features(frames, setting), strict=True))
        return [1.0] * len(frames)

    with mock.patch.object(merge, "standing", standing):
        coded = coder.code(report)
    told = parse_line(coded.model_dump(mode="json")).events
    aligned = {j: i for i, j in best_pairs([[likeness(g, t) for t in told] for g in gold.events])}
    for number, event in enumerate(coded.events):
        line = next(e for e in event.evidence if e.field == "event_type")
        known = seen.get(Chars(line.start, line.end))
        if known is None or (number in aligned and gold.events[aligned[number]].optional):
            continue
        yield known, number in aligned


def fit(found: list[Example], strength: float = _STRENGTH) -> dict[str, float]:
    """The weights by feature, `bias` first. `strength`: how little they are held back (the C of logistic models)."""
    names = list(found[0][0])
    x = torch.tensor([[row[name] for name in names] for row, _ in found], dtype=torch.float64)
    y = torch.tensor([float(stands) for _, stands in found], dtype=torch.float64)
    weights = torch.zeros(len(names) + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=500, tolerance_grad=1e-9, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = x @ weights[1:] + weights[0]
        value = functional.binary_cross_entropy_with_logits(scores, y, reduction="sum")
        value = value + weights[1:].square().sum() / (2 * strength)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[arg-type, no-untyped-call]
    return dict(zip(["bias", *names], weights.tolist(), strict=True))


def main() -> None:
    """Fit and print."""
    options = fitting_options(__doc__, work=WORK)
    coder, folds, held = load(), fold_of(), held_out(options.data)
    pairs = unlearned(options.data, options.benchmark)
    learned = [pair for pair in annotated(options.data) if pair[0].id not in held]
    found = [example for report, gold in pairs for example in examples(coder, report, gold)]
    for fold in sorted(set(folds.values())):
        with heads_of(options.work / str(fold)):
            own = [pair for pair in learned if folds[pair[0].id] == fold]
            found += [example for report, gold in own for example in examples(coder, report, gold)]
    lines = [
        f"# Fitted by training/fit_standing.py on {len(found)} frames of {len(pairs) + len(learned)} reports,",
        "# each read by heads that never learned from it: annotated ones, the development benchmark, and our own.",
        *(f'"{name}" = {weight:.3f}' for name, weight in fit(found).items()),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
