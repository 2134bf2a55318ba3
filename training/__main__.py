"""The shipped model from its data, in one go: ``python -m training --data FOLDER --benchmark FOLDER``.

Stage one learns syntax and names, stage two the event heads beside them, twice in two ways; the networks of both
read together (`together.py`). Then export, evaluation, model card. Within two hours on two cores that do nothing else;
the numbers of epochs are fixed, so a run can be repeated.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from training import export_events, train, train_events
from training.card import write_card
from training.evaluate import evaluate
from training.export import TARGET, Exported, export
from training.labels import Labels
from training.network import Network

# Stage two's runs and how they differ: the longer in smaller steps errs elsewhere than the shorter.
_RUNS: dict[str, list[str]] = {
    "events": [],
    "events2": [
        "--epochs",
        "8",
        "--batch",
        "512",
        "--replay",
        "8",
        "--encoder-rate",
        "0.00014",
        "--head-rate",
        "0.0015",
    ],
}
_FURTHER = ", and for events: mentions, types, roles, and which mentions tell one happening"
_MORE_DATA = (
    "| news reports annotated for Sijill with events and the words that carry them (870, of which 60 held out) "
    "| the event heads | made for this project; the reports' texts stay with their sources |\n"
    "| reports written for training, with annotations of the same form (770, `training/reports/`) "
    "| the event heads | this project's own, Apache-2.0 |\n"
)


def _notes(name: str) -> dict[str, Any]:
    """What a run wrote of itself beside its checkpoint."""
    notes: dict[str, Any] = json.loads((train.CACHE / f"{name}.json").read_text(encoding="utf-8"))
    return notes


def _history(first: dict[str, Any], second: list[dict[str, Any]]) -> str:
    runs = [
        f"{run['epoch']} epochs in {run['minutes']:.0f} minutes ({run['processor']:.0f} of processor time)"
        for run in (first, *second)
    ]
    return f"Stage one: {runs[0]}; stage two: {' and '.join(runs[1:])}"


def _each(options: list[dict[str, str]]) -> dict[str, str]:
    """The settings of all runs, those that differ one after the other."""
    return {name: ", ".join(dict.fromkeys(run[name] for run in options)) for name in options[0]}


def main() -> None:
    """Train, export, evaluate, write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of treebanks, names, annotated reports")
    parser.add_argument("--benchmark", type=Path, required=True, help="folder that holds re3d")
    parser.add_argument("--out", type=Path, default=TARGET, help="where the model's files go")
    parser.add_argument("--from-events", action="store_true", help="go on after stage one, from its checkpoint")
    options = parser.parse_args()
    common = ["--data", str(options.data), "--benchmark", str(options.benchmark)]
    if not options.from_events:
        train.run(train.options_parser().parse_args(common))
    # The second stage reads the reports' dependencies from the first stage's export.
    syntax = Labels.load(train.CACHE / "syntax.labels.json")
    export(Exported(Network.load(train.CACHE / "syntax.pt", syntax)), syntax, options.out)
    for name, ways in _RUNS.items():
        train_events.run(
            train_events.options_parser().parse_args([*common, "--model", str(options.out), "--name", name, *ways])
        )
    labels = Labels.load(train.CACHE / "events.labels.json")
    networks = [export_events.load(train.CACHE / f"{name}.pt", labels) for name in _RUNS]
    export_events.export_events(networks, labels, options.out)
    first, *second = (_notes(name) for name in ("syntax", *_RUNS))
    notes = {"options": _each([run["options"] for run in second]), "history": _history(first, second)}
    figures = evaluate(options.data)
    write_card(options.out / "MODEL_CARD.md", {**notes, "further": _FURTHER, "more_data": _MORE_DATA}, figures)


if __name__ == "__main__":
    main()
