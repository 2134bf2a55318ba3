"""The shipped model from its data, in one go: ``python -m training --data FOLDER --benchmark FOLDER``.

Stage one learns syntax and names, stage two the event heads beside them; then export, evaluation, model card.
Within an hour on two cores that do nothing else; the numbers of epochs are fixed, so a run can be repeated.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training import export_events, train, train_events
from training.card import write_card
from training.evaluate import evaluate
from training.export import TARGET, export
from training.labels import Labels
from training.network import Network

_FURTHER = ", and for events: mentions, types, roles, and which mentions tell one happening"
_MORE_DATA = (
    "| news reports annotated for Sijill with events and the words that carry them (870, of which 60 held out) "
    "| the event heads | made for this project; the reports' texts stay with their sources |\n"
    "| reports written for training, with annotations of the same form (770, `training/reports/`) "
    "| the event heads | this project's own, Apache-2.0 |\n"
)


def _minutes(notes: dict[str, float]) -> str:
    return f"{notes['minutes']:.0f} minutes ({notes['processor']:.0f} of processor time)"


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
    export(Network.load(train.CACHE / "syntax.pt", syntax), syntax, options.out)
    train_events.run(train_events.options_parser().parse_args([*common, "--model", str(options.out)]))
    labels = Labels.load(train.CACHE / "events.labels.json")
    export_events.export_events(export_events.load(train.CACHE / "events.pt", labels), labels, options.out)
    first, notes = (json.loads((train.CACHE / f"{n}.json").read_text(encoding="utf-8")) for n in ("syntax", "events"))
    notes["history"] = (
        f"Stage one: {first['epoch']} epochs in {_minutes(first)}; stage two: {notes['epoch']} in {_minutes(notes)}"
    )
    figures = evaluate(options.data)
    write_card(options.out / "MODEL_CARD.md", {**notes, "further": _FURTHER, "more_data": _MORE_DATA}, figures)


if __name__ == "__main__":
    main()
