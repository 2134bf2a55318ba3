"""Means of weights: of a network over the end of a run, and of a network with what it was before."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


class Average:
    """The running mean of weights, steadier than those of the last step.

    Each counts alike, from the share `since` of a run on; of every second step.
    """

    _EVERY = 2

    def __init__(self, network: nn.Module, since: float) -> None:
        self._weights = [weight for weight in network.parameters() if weight.requires_grad]
        self._since = since
        self._mean: list[Tensor] = []
        self._steps = self._seen = 0

    @torch.no_grad()
    def look(self, progress: float) -> None:
        """Count the weights as they are after a step; `progress`: the share of the run that is done."""
        self._steps += 1
        if progress < self._since or self._steps % self._EVERY:
            return
        self._seen += 1
        if not self._mean:
            self._mean = [weight.detach().clone() for weight in self._weights]
        else:
            torch._foreach_lerp_(self._mean, [weight.detach() for weight in self._weights], 1 / self._seen)

    @torch.no_grad()
    def put(self) -> None:
        """Give the network the mean for its weights, where there is one."""
        for weight, mean in zip(self._weights, self._mean, strict=bool(self._mean)):
            weight.copy_(mean)


@torch.no_grad()
def blend(network: nn.Module, before: Mapping[str, Tensor], share: float) -> None:
    """Move the weights that stand in `before` towards what they are there, by `share` of the way.

    What the treebanks taught comes back with little loss of what the reports did (Wortsman et al., 2022, "Robust
    fine-tuning of zero-shot models").
    """
    for name, weight in network.state_dict().items():
        if name in before and weight.is_floating_point():
            weight.copy_((1 - share) * weight + share * before[name])
