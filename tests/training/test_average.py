"""Means of weights."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

import torch
from torch import nn

from training.average import Average, blend


def _run(network: nn.Module, average: Average, values: list[float]) -> None:
    for step, value in enumerate(values, start=1):
        with torch.no_grad():
            for weight in network.parameters():
                if weight.requires_grad:
                    weight.fill_(value)
        average.look(step / len(values))


def test_the_end_of_a_run_counts_each_step_alike() -> None:
    network = nn.Linear(2, 1)
    average = Average(network, since=0.6)
    # Looked at after every second step, from the sixth of ten on: 6, 8 and 10.
    _run(network, average, [float(n) for n in range(1, 11)])
    average.put()
    assert network.weight.tolist() == [[8.0, 8.0]]


def test_what_is_not_trained_stays() -> None:
    network = nn.Linear(2, 1)
    before = network.bias.tolist()
    network.bias.requires_grad_(False)
    average = Average(network, since=0.0)
    _run(network, average, [1.0, 3.0, 5.0, 7.0])
    average.put()
    assert network.bias.tolist() == before
    assert network.weight.tolist() == [[5.0, 5.0]]


def test_nothing_seen_changes_nothing() -> None:
    network = nn.Linear(2, 1)
    before = network.weight.tolist()
    Average(network, since=0.5).put()
    assert network.weight.tolist() == before


def test_a_share_of_what_was_before_comes_back() -> None:
    network = nn.Linear(2, 1)
    with torch.no_grad():
        network.weight.fill_(2.0)
        network.bias.fill_(2.0)
    blend(network, {"weight": torch.full((1, 2), 12.0)}, 0.1)
    # The bias was not there before: it stays.
    assert (network.weight.tolist(), network.bias.tolist()) == ([[pytest.approx(3.0)] * 2], [2.0])
