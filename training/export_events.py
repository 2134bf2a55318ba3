"""Export a checkpoint of stage two: the syntax heads and the event heads, and the pair weights beside them.

``python -m training.export_events --name events``
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.event_network import SCALE
from training.export import TARGET, export
from training.labels import Labels
from training.network import Encoder, Network, SyntaxHeads
from training.train import CACHE
from training.train_events import EventNetwork

_FORMS = ("role_form", "same_form")
_PLACES = ("role_words", "role_sentences", "role_rank", "role_path", "same_words", "same_sentences")


def load(checkpoint: Path, labels: Labels) -> EventNetwork:
    """The network of a stage-two checkpoint."""
    encoder = Encoder()
    network = EventNetwork(Network(encoder, SyntaxHeads(labels, encoder.size.hidden, encoder.size.layers + 1)))
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["network"])
    network.eval()
    return network


def export_events(network: EventNetwork, labels: Labels, target: Path) -> None:
    """Write `model.onnx`, `labels.json`, `tokenizer.json` and `pairs.npz` into `target`."""
    export(Network(network.encoder, network.heads), labels, target, further={"events": network.events})
    arrays = {name: getattr(network.events, name).detach().numpy() for name in _FORMS}
    arrays |= {name: SCALE * getattr(network.events, name).detach().numpy() for name in _PLACES}
    arrays = {name: array.astype(np.float16) for name, array in arrays.items()}
    np.savez_compressed(target / "pairs.npz", **arrays)  # type: ignore[arg-type]


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default="events", help="name of the checkpoint")
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    labels = Labels.load(CACHE / f"{options.name}.labels.json")
    export_events(load(CACHE / f"{options.name}.pt", labels), labels, options.target)
    for path in sorted(options.target.iterdir()):
        print(f"{path.name} {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
