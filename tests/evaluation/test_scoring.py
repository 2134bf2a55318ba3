"""The figures: by hand for small cases, and the reference scorer's own on the benchmark and on disturbed gold."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill import samples
from sijill.evaluation import Figures, parse_line, score
from sijill.evaluation.assignment import best_pairs
from tests.evaluation.noise import disturbed


def event(**fields: Any) -> dict[str, Any]:
    base = {
        "id": "e1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "context": "current",
        "date": {"earliest": "2024-05-13", "latest": "2024-05-13"},
        "place": {"name": "Tarra", "country": "IQ", "latitude": 34.0, "longitude": 44.0, "tolerance_km": 10},
        "initiators": [["Islamic State", "ISIS"]],
        "targets": [["Iraqi Army"]],
        "killed": [{"group": "state_forces", "low": 5, "high": 5}],
        "quote": "five soldiers died near Tarra",
    }
    return base | fields


def figures(
    gold: list[dict[str, Any]], predicted: list[dict[str, Any]], stated: Any = (), guessed: Any = ()
) -> Figures:
    wanted, given = (
        parse_line({"id": "r", "relevant": True, "events": events, "assertions": list(assertions)})
        for events, assertions in ((gold, stated), (predicted, guessed))
    )
    return score({"r": wanted}, {"r": given})


MAY = {"earliest": "2024-05-01", "latest": "2024-05-10"}
SHERK = {"name": "Sherk", "latitude": 34, "longitude": 45, "tolerance_km": 40}


def people(group: str, low: int, high: int | None) -> dict[str, Any]:
    return {"group": group, "low": low, "high": high}


@pytest.mark.parametrize(
    ("slot", "wanted", "given", "right"),
    [
        ("date", MAY, {"earliest": "2024-05-06", "latest": "2024-05-10"}, 1),
        ("date", MAY, {"earliest": "2024-05-07", "latest": "2024-05-10"}, 0),
        ("place", {"name": "Al-Karma"}, {"name": "Karma"}, 1),
        ("place", {"name": "Karma"}, {"name": "Basra"}, 0),
        ("place", SHERK, {"name": "Khanaqin", "latitude": 34.3, "longitude": 45}, 1),
        ("place", SHERK, {"name": "Baqubah", "latitude": 33.5, "longitude": 45}, 0),
        ("killed", [people("civilians", 2, 2), people("unknown", 1, 1)], [people("civilians", 3, 3)], 1),
        ("killed", [people("civilians", 2, None)], [people("civilians", 2, 2)], 0),
        ("killed_groups", None, None, 1),
        ("initiators", [["Islamic State", "Daesh"]], [{"name": "Daesh fighters"}], 1),
        ("initiators", [["Peshmerga"]], [{"name": "Iraqi Army"}], 0),
        ("sources", ["An Iraqi security source"], ["Iraqi security source"], 1),
        ("persons", [{"name": "Jassim al-Mazrouei"}], [{"name": "Jasim al-Mazrouei"}], 1),
    ],
)
def test_a_slot_is_right_or_wrong(slot: str, wanted: Any, given: Any, right: int) -> None:
    field = slot.removesuffix("_groups")
    pair = (event(), event()) if wanted is None else (event(**{field: wanted}), event(**{field: given}))
    ratio = figures([pair[0]], [pair[1]]).slots[slot]
    assert round(ratio.recall * ratio.gold) == right


def test_a_claim_counts_by_any_name_of_the_actor() -> None:
    result = figures([event(claimed_by=["ISIS"])], [event(claimed_by=[{"name": "Islamic State"}])])
    assert result.slots["claimed_by"].f1 == 1


def test_what_the_gold_can_not_say_is_not_held_against_a_guess() -> None:
    gold = event(place={"name": "Tarra"}, date={"earliest": None, "latest": "2024-05-31"})
    for day, wrong in (("2024-05-13", 0), ("2024-06-02", 1)):
        told = event(date={"earliest": day, "latest": day}, place=event()["place"] | {"admin1": "Diyala"})
        slots = figures([gold], [told]).slots
        assert not {"admin1", "coordinates"} & slots.keys()
        assert ("date" in slots) == bool(wrong)


def test_optional_events_count_nowhere() -> None:
    for told in ([], [event()]):
        assert figures([event(optional=True)], told).end_to_end.predicted == 0


def test_missed_and_spurious_events_cost_all_their_slots() -> None:
    other = event(
        sub_event_type="Other", date=None, place=None, initiators=[], targets=[], killed=None, quote="no such"
    )
    result = figures([event()], [other])
    assert result.end_to_end.f1 == 0
    assert (result.end_to_end.gold, result.end_to_end.predicted) == (12 - 1, 4)
    assert {miss.slot for miss in result.misses} >= {"event", "killed", "spurious event"}


def test_assertions_count_apart() -> None:
    stated = {"kind": "strength_estimate", "subject": "Islamic State", "low": 1000, "high": 1000}
    result = figures([event()], [event()], [stated], [stated | {"low": 900}])
    assert result.slots["assertions"].f1 == 0
    assert result.end_to_end.f1 == 1


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0, 2.5, 4.0]), min_size=3, max_size=3), min_size=1, max_size=4))
def test_assignment_is_of_the_greatest_weight(weights: list[list[float]]) -> None:
    pairs = best_pairs(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    rows, columns = len(weights), 3
    padded = [row + [0.0] * max(rows - columns, 0) for row in weights] + [[0.0] * max(rows, columns)] * (columns - rows)
    best = max(sum(padded[i][j] for i, j in enumerate(order)) for order in permutations(range(len(padded))))
    assert sum(weights[i][j] for i, j in pairs) == pytest.approx(best)


def _sample_gold() -> dict[str, dict[str, Any]]:
    with samples.gold() as path:
        return {line["id"]: line for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def _same(reference: ModuleType, gold: dict[str, dict[str, Any]], predicted: dict[str, dict[str, Any]]) -> None:
    lines = [{name: parse_line(line) for name, line in side.items()} for side in (gold, predicted)]
    assert score(lines[0], lines[1]).as_dict() == reference.score(gold, predicted)


@pytest.mark.parametrize("seed", range(25))
def test_figures_are_the_reference_scorers_on_disturbed_samples(reference: ModuleType, seed: int) -> None:
    gold = _sample_gold()
    _same(reference, gold, disturbed(gold, seed))


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_the_reference_scorers_on_the_benchmark(benchmark: Path, reference: ModuleType, seed: int) -> None:
    gold = reference.read_lines(benchmark / "dev" / "gold.jsonl")
    _same(reference, gold, disturbed(gold, seed))
