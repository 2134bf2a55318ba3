"""Networks of stage two that read a text together: one trunk of lower layers, and the mean of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.event_network import SCALE
from training.export import Exported
from training.network import Network, word_vectors
from training.train_events import EventNetwork

Floats = NDArray[np.float32]
TRUNK: Final = 3
"""Layers that all networks share: those of two runs from one start differ little there, and their mean serves both."""

_FORMS = ("role_form", "same_form")
_PLACES = ("role_words", "role_sentences", "role_rank", "role_path", "same_words", "same_sentences")
# Put in a row for the pair weights of all; else outputs are the mean of the networks'.
_PROJECTIONS = frozenset({"event_trigger", "event_mention", "event_same"})
# Relations are the first network's: two outputs that only mean something to each other.
_FIRST = frozenset({"rel_dependent", "rel_head"})


class Together(Exported):
    """Networks side by side over a trunk. The mean of scores of several runs errs less than those of any one."""

    def __init__(self, networks: Sequence[EventNetwork], trunk: int = TRUNK) -> None:
        """Takes the networks over: their lower layers become the mean of all."""
        super().__init__(Network(networks[0].encoder, networks[0].heads))
        self.parts, self.trunk = nn.ModuleList(networks), trunk
        self.networks = list(networks)
        lower = [nn.ModuleList(_lower(network, trunk)) for network in networks]
        with torch.no_grad():
            for weights in zip(*(part.parameters() for part in lower), strict=True):
                weights[0].copy_(torch.stack([weight.detach() for weight in weights]).mean(dim=0))

    def outputs(self, pieces: Tensor, shapes: Tensor, starts: Tensor) -> dict[str, Tensor]:
        """Return all outputs by name, each scores `[1, W, ...]`."""
        first = self.encoder
        states = first.states(first.embedded(pieces, shapes), first.layers[: self.trunk])
        told = []
        for network in self.networks:
            upper = first.states(states[-1], network.encoder.layers[self.trunk :])[1:]
            vectors = word_vectors([*states, *upper], starts)
            told.append({**network.heads(vectors), **network.events(vectors)})
        return {name: _joined(name, [scores[name] for scores in told]) for name in told[0]}


def _lower(network: EventNetwork, trunk: int) -> list[nn.Module]:
    """What turns pieces into the states on which the upper layers of all networks stand."""
    encoder = network.encoder
    return [encoder.words, encoder.positions, encoder.shapes, encoder.norm, *encoder.layers[:trunk]]


def _joined(name: str, scores: Sequence[Tensor]) -> Tensor:
    if name in _FIRST or len(scores) == 1:
        return scores[0]
    return torch.cat(list(scores), dim=-1) if name in _PROJECTIONS else torch.stack(list(scores)).mean(dim=0)


def pairs_together(networks: Sequence[EventNetwork]) -> dict[str, NDArray[np.float16]]:
    """The pair weights that give the mean of the networks' scores for projections in a row (see `PairWeights`)."""

    def of(name: str) -> list[Floats]:
        return [getattr(network.events, name).detach().numpy() for network in networks]

    arrays = {name: _in_a_row(of(name)) for name in _FORMS}
    arrays |= {name: SCALE * np.mean(of(name), axis=0) for name in _PLACES}
    return {name: array.astype(np.float16) for name, array in arrays.items()}


def _in_a_row(forms: Sequence[Floats]) -> Floats:
    """Bilinear forms `[..., width + 1, width + 1]`, their last row and column for one, as one over all widths."""
    width = forms[0].shape[-1] - 1
    out = np.zeros((*forms[0].shape[:-2], *(len(forms) * width + 1,) * 2), dtype=np.float32)
    for n, form in enumerate(forms):
        at = np.append(np.arange(n * width, (n + 1) * width), len(forms) * width)
        out[..., at[:, None], at] += form / len(forms)
    return out
