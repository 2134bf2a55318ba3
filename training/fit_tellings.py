"""Fit `sijill/coding/data/tellings.npz`: ``python -m training.fit_tellings --data F --benchmark F [--write]``.

The examples are the pairs of triggers (`sijill.coding.tellings`) that tell annotated events, in every annotated report,
as heads see them that learned from the other folds (`python -m training.folds` leaves their models in `--work`).
Networks fitted without a fold are put into its folder there; with ``--write`` those fitted on all into the package.
Printed: how well pairs that tell one event are told from others. To be run before `training.fit_links`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sijill.coding import tellings
from sijill.coding.scene import Scene
from training.event_data import LabelledReport
from training.fold_heads import WORK
from training.gold import fitting_options
from training.networks import Examples, events_told, examples, run

TARGET = Path(tellings.__file__).parent / "data" / "tellings.npz"


def of_report(scene: Scene, text: str, labelled: LabelledReport) -> Examples:
    """The pairs of one report. `text` is not needed."""
    events = events_told(scene, labelled)
    pairs = tellings.pairs_of(range(len(scene.triggers)))
    kept = np.array([events[i] is not None and events[j] is not None for i, j in pairs.tolist()], np.bool_)
    pairs = pairs[kept.reshape(-1)]
    holds = np.array([events[i] == events[j] for i, j in pairs.tolist()], np.bool_)
    rows = tellings.features(scene, pairs) if len(pairs) else np.zeros((0, len(tellings.FEATURES)), np.float32)
    return Examples(rows, holds, np.zeros(len(pairs), np.int64), scene.same[tuple(pairs.T)])


def fit(data: Path, work: Path, target: Path | None) -> str:
    """Fit without each fold into its folder in `work`, and on all of them into `target`; returns the table."""
    return run("tellings", tellings.FEATURES, examples(data, work, of_report), work, target)


def main() -> None:
    """Fit and print."""
    options = fitting_options(__doc__, work=WORK)
    print(fit(options.data, options.work, TARGET if options.write else None))


if __name__ == "__main__":
    main()
