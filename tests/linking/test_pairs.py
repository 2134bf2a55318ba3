"""One model, two ways to run it: the weights are the same, on any engine, and whichever side an account stands on."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.linking import explain
from sijill.linking.columns import columns
from sijill.linking.pairs import Pair, by_splink, by_statement, scored
from sijill.linking.settings import Comparison, splink_settings, weights
from sijill.model import EVENT_TYPE_OF, ActorRef, Place, SubEventType, Telling
from tests.linking.tellings import person, told

TYPES: list[SubEventType] = list(EVENT_TYPE_OF)
PLACES = [
    Place(name="Tell Arra", admin1="Kirkuk", country="IQ", latitude=35.2, longitude=44.3, tolerance_km=10),
    Place(name="Tal Ara", admin1="Kirkuk", country="IQ", latitude=35.25, longitude=44.3, tolerance_km=10, place_id="p"),
    Place(name="Arra", admin1="Kirkuk", country="IQ", latitude=35.3, longitude=44.4, tolerance_km=25),
    Place(name="Hajj Ali", admin1="Kirkuk", country="IQ", latitude=35.3, longitude=44.32, tolerance_km=10),
    Place(name="Ford", admin1="Kirkuk", country="IQ", latitude=35.301, longitude=44.401, tolerance_km=25),
    Place(name="Daqla", admin1="Kirkuk", country="IQ", latitude=35.6, longitude=44.4, tolerance_km=25),
    Place(name="Buhra", admin1="Basra", country="IQ", latitude=30.6, longitude=47.8, tolerance_km=25),
    Place(name="Kirkuk", admin1="Kirkuk", country="IQ", latitude=35.4, longitude=44.3, tolerance_km=120),
    Place(name="Kirkuk province", admin1="Kirkuk", country="IQ"),
    Place(name="Iraq", country="IQ"),
    Place(name="northern Iraq", country="IQ", latitude=36.3, longitude=43.9, tolerance_km=150),
    Place(name="Raqqa", admin1="Ar-Raqqah", country="SY", latitude=35.95, longitude=39.0, tolerance_km=25),
    Place(name="somewhere"),
    None,
]
ACTORS = [
    ActorRef(name="Islamic State", mention="ISIS", actor_id="isis"),
    ActorRef(name="Military Forces of Iraq", mention="soldiers", actor_id="iq_military"),
    ActorRef(name="Iraqi Federal Police", mention="police", actor_id="fedpol"),
    ActorRef(name="Civilians", mention="farmers"),
    ActorRef(name="Unidentified armed group", mention="gunmen"),
    ActorRef(name="Tamim tribe", mention="men of the Tamim tribe"),
]
DAYS = [
    None,
    "2021-05-04",
    "2021-05-05",
    "2021-05-08",
    "2021-05-13",
    "2021-05-04/2021-05-06",
    "2021-05-01/2021-05-31",
    "2021-01-01/2021-12-31",
    "2020-05-04",
]
QUOTES = [
    "Gunmen stormed the bakery in the market before dawn and shot the baker and both of his sons in the yard",
    "before dawn gunmen stormed the bakery in the market and shot the baker and both his sons",
    "the baker and his sons died in their yard when masked men came before dawn, asking for flour and gold",
    "masked men robbed a jeweller of cash and gold and burnt the shop",
    "a minibus full of students rolled over a charge buried in the gravel by the orchard",
    "a bomb went off under a minibus",
    "clashes",
]
COUNTS = [None, 1, 2, 4, 9, 11, (9, None), (0, 7)]


def some(chance: random.Random, number: int) -> list[Telling]:
    """Tellings of a small world, in which every level of every comparison has its chance."""
    found = []
    for at in range(number):
        values: dict[str, Any] = {
            name: count for name in ("killed", "wounded", "abducted") if (count := chance.choice(COUNTS))
        }
        found.append(
            told(
                f"k{at:04}",
                chance.choice(TYPES[:12]),
                days=chance.choice(DAYS),
                published=chance.choice([None, "2021-05-06", "2021-05-10", "2021-09-01"]),
                context=chance.choice(["current", "background"]),
                place=chance.choice(PLACES),
                initiators=tuple(chance.sample(ACTORS, chance.randint(0, 2))),
                targets=tuple(chance.sample(ACTORS, chance.randint(0, 2))),
                weapons=tuple(chance.sample(["roadside bomb", "rifle", "mortar"], chance.randint(0, 2))),
                persons=tuple(
                    person(name) for name in chance.sample(["Ali Haddad", "Omar Rashidi"], chance.randint(0, 1))
                ),
                quote=chance.choice(QUOTES),
                **values,
            )
        )
    return found


@cache
def world() -> list[Telling]:
    return some(random.Random(5), 160)


def test_both_ways_give_the_same_weights() -> None:
    rows = [columns(telling) for telling in world()]
    large = {(pair.left, pair.right): pair.weight for pair in by_splink(rows)}
    small = {(pair.left, pair.right): pair.weight for pair in by_statement(rows) if pair.weight >= weights().least}
    assert large.keys() == small.keys()
    assert len(small) > 50
    assert all(large[key] == pytest.approx(weight, abs=1e-9) for key, weight in small.items())


def test_reasons_add_up_to_the_weight() -> None:
    by_key = {telling.key: telling for telling in world()}
    for pair in by_statement([columns(telling) for telling in world()])[::40]:
        reasons = explain(by_key[pair.left], by_key[pair.right])
        assert sum(reason.weight for reason in reasons) == pytest.approx(pair.weight)
        assert explain(by_key[pair.right], by_key[pair.left]) == reasons


def test_the_side_does_not_matter() -> None:
    """Every comparison says the same of (a, b) and of (b, a)."""
    tellings = world()[:60]
    forth = {frozenset(pair[:2]): pair.weight for pair in by_statement([columns(t) for t in tellings])}
    renamed = [telling.model_copy(update={"key": f"z{999 - at}"}) for at, telling in enumerate(tellings)]
    names = {new.key: old.key for new, old in zip(renamed, tellings, strict=True)}
    back = {
        frozenset((names[pair.left], names[pair.right])): pair.weight
        for pair in by_statement([columns(t) for t in renamed])
    }
    assert back == pytest.approx(forth)


def test_accounts_of_one_report_are_not_compared() -> None:
    twins = [told(key, report="r", days="2021-05-04", place=PLACES[0], killed=9) for key in "ab"]
    assert by_statement([columns(telling) for telling in twins]) == []


def test_every_level_holds_somewhere() -> None:
    """A level that never holds is one that another shadows."""
    tellings = [telling.model_copy(update={"voice": "one"}) for telling in some(random.Random(11), 400)]
    with scored([columns(telling) for telling in tellings], retain_parts=True) as (connection, table):
        for comparison in weights().comparisons:
            rows = connection.execute(f"select distinct mw_{comparison.column} from {table}").fetchall()
            held = {round(weight, 6) for (weight,) in rows}
            assert {round(level.weight, 6) for level in comparison.levels} <= held, comparison.name


@pytest.mark.parametrize("comparison", weights().comparisons, ids=lambda comparison: comparison.name)
def test_weights_are_sound(comparison: Comparison) -> None:
    assert all(0 < level.m < 1 and 0 < level.u < 1 for level in comparison.levels)
    # Each is a share of the pairs whose outcome is known; rounding aside, they can't be more than all.
    assert sum(level.m for level in comparison.levels) <= 1.1
    assert sum(level.u for level in comparison.levels) <= 1.1
    assert len({level.name for level in comparison.levels}) == len(comparison.levels)


def test_the_model_runs_on_spark() -> None:
    """Splink's settings for Spark hold no function that only DuckDB knows."""
    made = splink_settings().create_settings_dict("spark")
    conditions = [level["sql_condition"] for row in made["comparisons"] for level in row["comparison_levels"]]
    assert len(conditions) > 50
    for condition in conditions:
        if condition != "ELSE":
            sqlglot.parse_one(condition, read="spark")
            assert "LIST_" not in condition.upper()


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_pairs_come_in_order(chance: random.Random) -> None:
    tellings = some(chance, 12)
    rows = [columns(telling) for telling in tellings]
    expected = by_statement(rows)
    chance.shuffle(rows)
    assert by_statement(rows) == expected == sorted(expected)
    assert all(isinstance(pair, Pair) and pair.left < pair.right for pair in expected)
