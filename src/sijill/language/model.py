"""The exported network: from the words of one window to the scores of every head."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sijill.language.lemmas import Lemmatizer
from sijill.language.pieces import Pieces, flatten

DATA = Path(__file__).parent / "data"
WINDOW_PIECES = 256

Scores = dict[str, NDArray[np.float32]]


class Model:
    """Runs the network over one window at a time.

    One window a run, never a padded batch: the weights are 8-bit and a run measures the scale of its own
    activations, so a window's scores would otherwise depend on its company.
    """

    def __init__(self, folder: Path = DATA, *, threads: int = 1) -> None:
        """Load the files in `folder`; FileNotFoundError says which one is missing."""
        for name in ("model.onnx", "tokenizer.json", "labels.json"):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"The language model lacks {folder / name}: train and export it first.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Window sizes vary: recycled memory plans and a growing arena would only hold memory.
        options.enable_mem_pattern = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._outputs = [output.name for output in self._session.get_outputs()]
        self.labels: dict[str, list[str]] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.pieces = Pieces(tokenizer)
        self.lemmatizer = Lemmatizer(lambda word: tokenizer.token_to_id(word) is not None, DATA / "irregular.tsv")

    def scores(self, words: Sequence[str], space_before: Sequence[bool], paragraph_start: Sequence[bool]) -> Scores:
        """Return each output of the network for one window of at least one word, `[words, ...]`."""
        pieces, shapes, starts = flatten(
            self.pieces.of(words),
            self.pieces.shapes(words, space_before, paragraph_start),
            self.pieces.cls,
            self.pieces.sep,
        )
        values = self._session.run(
            self._outputs, {"pieces": pieces[None], "shapes": shapes[None], "starts": starts[None]}
        )
        return {name: value[0] for name, value in zip(self._outputs, values, strict=True)}
