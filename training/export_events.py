"""Export checkpoints of stage two, which read together: syntax heads, event heads, and the pair weights beside them.

``python -m training.export_events --name events events2``
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.export import TARGET, export
from training.labels import Labels
from training.network import Encoder, Network, SyntaxHeads
from training.together import Together, pairs_together
from training.train import CACHE
from training.train_events import EventNetwork


def load(checkpoint: Path, labels: Labels) -> EventNetwork:
    """The network of a stage-two checkpoint."""
    encoder = Encoder()
    network = EventNetwork(Network(encoder, SyntaxHeads(labels, encoder.size.hidden, encoder.size.layers + 1)))
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["network"])
    network.eval()
    return network


def export_events(networks: Sequence[EventNetwork], labels: Labels, target: Path) -> None:
    """Write `model.onnx`, `labels.json`, `tokenizer.json` and `pairs.npz` into `target`."""
    export(Together(networks), labels, target)
    np.savez_compressed(target / "pairs.npz", **pairs_together(networks))  # type: ignore[arg-type]


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", nargs="+", default=["events", "events2"], help="names of the checkpoints")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    labels = Labels.load(CACHE / f"{options.name[0]}.labels.json")
    export_events([load(CACHE / f"{name}.pt", labels) for name in options.name], labels, options.target)
    for path in sorted(options.target.iterdir()):
        print(f"{path.name} {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
