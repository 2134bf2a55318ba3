"""Networks that read together say the mean of what they say apart."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

import torch
from torch import Tensor

from sijill.language.eventlabels import PAIR_WIDTH, ROLES, SAME_WIDTH
from tests.training.test_network import SIZE, small_network
from training.event_network import EventHeads
from training.together import Floats, Together, pairs_together
from training.train_events import EventNetwork

PIECES = torch.tensor([[1, 7, 8, 9, 10, 2]])
SHAPES = torch.tensor([[0, 4, 4, 8, 8, 0]])
STARTS = torch.tensor([[1, 2, 3, 4]])
MEANS = ("upos", "first", "names", "arcs", "event_tags", "event_kinds", "event_people")


def small(seed: int) -> EventNetwork:
    """A small network; two of different seeds differ in every weight."""
    network = EventNetwork(small_network())
    network.events = EventHeads(SIZE.hidden, SIZE.layers + 1)
    torch.manual_seed(seed)
    with torch.no_grad():
        for weight in network.parameters():
            weight.add_(0.1 * torch.randn(weight.shape))
    return network.eval()


def with_lower_layer_of(network: EventNetwork, other: EventNetwork) -> EventNetwork:
    for name in ("words", "positions", "shapes", "norm"):
        getattr(network.encoder, name).load_state_dict(getattr(other.encoder, name).state_dict())
    network.encoder.layers[0].load_state_dict(other.encoder.layers[0].state_dict())
    return network


def apart(network: EventNetwork) -> dict[str, Tensor]:
    vectors = network.encoder(PIECES, SHAPES, None, STARTS)
    return {**network.heads(vectors), **network.events(vectors)}


@torch.no_grad()
def test_scores_are_the_mean_of_theirs() -> None:
    one = small(1)
    two = with_lower_layer_of(small(2), one)
    said = [apart(one), apart(two)]
    found = Together([one, two], trunk=1).outputs(PIECES, SHAPES, STARTS)
    assert set(found) == set(said[0])
    for name in MEANS:
        assert not torch.allclose(said[0][name], said[1][name], atol=1e-3), name
        assert torch.allclose(found[name], (said[0][name] + said[1][name]) / 2, atol=1e-4), name
    for name in ("event_trigger", "event_mention", "event_same"):
        assert torch.allclose(found[name], torch.cat([said[0][name], said[1][name]], dim=-1), atol=1e-4), name
    assert torch.allclose(found["rel_head"], said[0]["rel_head"], atol=1e-4)


@torch.no_grad()
def test_the_trunk_is_the_mean_of_theirs() -> None:
    networks = [small(1), small(2)]
    weights = [[n.encoder.state_dict()[f"layers.{k}.grow.weight"].clone() for n in networks] for k in (0, 1)]
    after = Together(networks, trunk=1).encoder.state_dict()
    assert torch.allclose(after["layers.0.grow.weight"], (weights[0][0] + weights[0][1]) / 2)
    assert torch.equal(after["layers.1.grow.weight"], weights[1][0])


@torch.no_grad()
def test_one_network_says_what_it_says_alone() -> None:
    network = small(1)
    alone = apart(network)
    found = Together([network]).outputs(PIECES, SHAPES, STARTS)
    assert all(torch.allclose(found[name], scores, atol=1e-5) for name, scores in alone.items())


def test_pairs_get_the_mean_of_their_scores() -> None:
    networks = [small(1), small(2)]
    weights = pairs_together(networks)
    rng = np.random.default_rng(0)
    for name, width, forms in (("role_form", PAIR_WIDTH, len(ROLES)), ("same_form", SAME_WIDTH, 1)):
        left, right = (rng.normal(size=(2, 3, width)).astype(np.float32) for _ in range(2))
        said = [
            _scores(left[n], getattr(network.events, name).detach().numpy(), right[n])
            for n, network in enumerate(networks)
        ]
        found = _scores(np.concatenate(left, axis=1), weights[name].astype(np.float32), np.concatenate(right, axis=1))
        assert found.size == forms * 9
        assert np.allclose(found, (said[0] + said[1]) / 2, atol=0.05), name


def _scores(left: Floats, form: Floats, right: Floats) -> Floats:
    ones = np.ones((len(left), 1), np.float32)
    found: Floats = np.hstack([left, ones]) @ form @ np.hstack([right, ones]).T
    return found
