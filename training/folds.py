"""Figures of reports that their heads never saw: ``python -m training.folds --data F --benchmark F``.

Over all annotated reports, the given ones and our own, in the five folds of `folds.tsv`: for each fold stage two is run
without it, from stage one's checkpoint (fewer epochs than for the shipped model, so that five runs take about an
hour); then the networks of `fit_tellings.py`, `fit_links.py` and `fit_likeliest.py` are fitted without it, and its
reports coded by heads, rules and both (`parts.py`). Thresholds and all else that is fitted stay as shipped. `--work`
keeps the folds' models; a fold whose model lies there is not trained again.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sijill.coding import Coder, load
from sijill.evaluation import Line
from sijill.model import Report
from training import export_events, fit_likeliest, fit_links, fit_tellings, train_events
from training.event_data import fold_of
from training.fold_heads import WORK, heads_of
from training.gold import annotated
from training.labels import Labels
from training.parts import PARTS, coded, table
from training.train import CACHE


def train_fold(options: argparse.Namespace, fold: int, folder: Path) -> None:
    """Run stage two without the fold, and export what it gives into `folder`."""
    name = f"fold{fold}"
    given = ["--data", str(options.data), "--benchmark", str(options.benchmark), "--start", str(options.start)]
    chosen = ["--fold", str(fold), "--name", name, "--epochs", str(options.epochs)]
    train_events.run(train_events.options_parser().parse_args([*given, *chosen]))
    labels = Labels.load(CACHE / f"{name}.labels.json")
    export_events.export_events([export_events.load(CACHE / f"{name}.pt", labels)], labels, folder)


def coded_by(folder: Path, coder: Coder, reports: list[Report]) -> dict[str, dict[str, Line]]:
    """Part of coding -> report id -> what it finds, with the language model in `folder`."""
    with heads_of(folder):
        return {part: coded(coder, reports, part) for part in PARTS}


def fit_networks(data: Path, work: Path) -> None:
    """Fit for each fold the networks that weigh what its heads see, on the other folds."""
    for fitting in (fit_tellings, fit_links, fit_likeliest):
        print(fitting.fit(data, work, None), end="\n\n", flush=True)


def main() -> None:
    """Train, code, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks, names, annotated reports")
    parser.add_argument("--benchmark", type=Path, required=True, help="folder that holds re3d")
    parser.add_argument("--start", type=Path, default=CACHE / "syntax.pt", help="checkpoint of stage one")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--work", type=Path, default=WORK, help="where the folds' models go")
    options = parser.parse_args()
    pairs, folds, coder = annotated(options.data), fold_of(), load()
    found: dict[str, dict[str, Line]] = {part: {} for part in PARTS}
    folders: dict[int, Path] = {fold: options.work / str(fold) for fold in sorted(set(folds.values()))}
    for fold, folder in folders.items():
        if not (folder / "pairs.npz").is_file():
            folder.mkdir(parents=True, exist_ok=True)
            train_fold(options, fold, folder)
    fit_networks(options.data, options.work)
    for fold, folder in folders.items():
        for part, lines in coded_by(folder, coder, [r for r, _ in pairs if folds[r.id] == fold]).items():
            found[part] |= lines
    gold = {report.id: line for report, line in pairs}
    print(f"{len(pairs)} reports, each coded by heads that learned from the other folds\n")
    print(table(gold, found, {name: folds[name] for name in gold}))


if __name__ == "__main__":
    main()
