"""Export a checkpoint for the run time: ``python -m training.export --name syntax``.

Writes `model.onnx` (8-bit), `tokenizer.json` and `labels.json` into `sijill/language/data`.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.labels import Labels
from training.network import Network, pretrained_folder
from training.train import CACHE

TARGET = Path(__file__).parents[1] / "src" / "sijill" / "language" / "data"
_OPSET = 18


class Exported(nn.Module):
    """The network as the run time calls it: one window, no padding; outputs of all heads in a fixed order."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder, self.heads = network.encoder, network.heads

    def forward(self, pieces: Tensor, shapes: Tensor, starts: Tensor) -> tuple[Tensor, ...]:
        """Return all outputs for `[1, P]`, `[1, P]` and `[1, W]` ids."""
        return tuple(self.outputs(pieces, shapes, starts).values())

    def outputs(self, pieces: Tensor, shapes: Tensor, starts: Tensor) -> dict[str, Tensor]:
        """Return all outputs by name, each scores `[1, W, ...]`."""
        found: dict[str, Tensor] = self.heads(self.encoder(pieces, shapes, None, starts))
        return found


def export_onnx(model: Exported, path: Path) -> list[str]:
    """Write the model as 32-bit ONNX with free numbers of pieces and words; return its outputs' names."""
    model.eval()
    pieces = torch.randint(1000, 2000, (1, 24))
    shapes = torch.randint(4, 12, (1, 24))
    starts = torch.arange(1, 21)[None]
    with torch.no_grad():
        names = list(model.outputs(pieces, shapes, starts))
    axes = {"pieces": {1: "P"}, "shapes": {1: "P"}, "starts": {1: "W"}}
    axes |= {name: {1: "W"} for name in names}
    axes["arcs"] = {1: "W", 2: "W"}
    torch.onnx.export(
        model, (pieces, shapes, starts), str(path), input_names=["pieces", "shapes", "starts"],
        output_names=names, dynamic_axes=axes, opset_version=_OPSET, dynamo=False,
    )  # fmt: skip
    return names


def quantize(source: Path, target: Path, *, per_channel: bool = True, reduce_range: bool = True) -> None:
    """Write an 8-bit copy of an ONNX file: weights signed, activations scaled run by run.

    With `reduce_range` weights use 7 bits, so that sums don't overflow on processors without VNNI; channel by
    channel that costs no accuracy.
    """
    quantize_dynamic(
        source, target, weight_type=QuantType.QInt8, per_channel=per_channel, reduce_range=reduce_range,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    onnx.checker.check_model(str(target))


def export(
    model: Exported, labels: Labels, target: Path, *, per_channel: bool = True, reduce_range: bool = True
) -> None:
    """Write the model's files into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        export_onnx(model, plain)
        quantize(plain, target / "model.onnx", per_channel=per_channel, reduce_range=reduce_range)
    shutil.copyfile(pretrained_folder() / "tokenizer.json", target / "tokenizer.json")
    all_labels = {name: list(v) for name, v in dataclasses.asdict(labels).items()}
    (target / "labels.json").write_text(json.dumps(all_labels, ensure_ascii=False, indent=0), encoding="utf-8")


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", default="syntax", help="name of the checkpoint")
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--per-channel", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--reduce-range", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    labels = Labels.load(CACHE / f"{options.name}.labels.json")
    network = Network.load(CACHE / f"{options.name}.pt", labels)
    export(
        Exported(network), labels, options.target, per_channel=options.per_channel, reduce_range=options.reduce_range
    )
    for path in sorted(options.target.iterdir()):
        print(f"{path.name} {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
