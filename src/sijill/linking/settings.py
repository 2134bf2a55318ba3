"""Reads what linking knows: `data/vocabulary.toml` (time, place, types, words) and `data/weights.toml` (comparisons).

The weights become one Splink model; every engine that scores pairs is made from it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import TYPE_CHECKING, Any

from sijill.linking.stems import stem
from sijill.model import EVENT_TYPE_OF, SubEventType

if TYPE_CHECKING:
    from splink import SettingsCreator


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison: its name, its condition, and its probabilities among accounts of one event (`m`)
    and of different ones (`u`). `condition` is SQL with the names of terms in braces; null: all that is left."""

    name: str
    condition: str | None
    m: float
    u: float

    @property
    def weight(self) -> float:
        """What the outcome says, in log2: above zero for one event, below for two."""
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison: when it says nothing (SQL), and its levels, of which the first that holds counts."""

    name: str
    unknown: str
    levels: tuple[Level, ...]

    @property
    def column(self) -> str:
        """The name as a column's."""
        return self.name.replace(" ", "_")


@dataclass(frozen=True)
class Weights:
    """The model: terms (name -> SQL over two tellings' columns), comparisons, the prior in log2, from which weight on
    groups are joined, the bounds of what a pair may count for, and the share of the best pair between two groups."""

    terms: dict[str, str]
    comparisons: tuple[Comparison, ...]
    prior: float
    threshold: float
    most: float
    least: float
    best_share: float


@cache
def weights() -> Weights:
    """The model of `data/weights.toml`."""
    table = _table("weights.toml")
    comparisons = tuple(_comparison(row) for row in table["comparisons"])
    bounds = (float(table[name]) for name in ("prior", "threshold", "most", "least", "best_share"))
    return Weights(table["terms"], comparisons, *bounds)


def _comparison(row: dict[str, Any]) -> Comparison:
    levels = [Level(item["name"], item["sql"], item["m"], item["u"]) for item in row["levels"]]
    rest = row["otherwise"]
    return Comparison(row["name"], row["unknown"], (*levels, Level(rest["name"], None, rest["m"], rest["u"])))


def splink_settings(retain_parts: bool = False) -> SettingsCreator:
    """The model as Splink's settings, for any of its engines.

    Records are the columns of `columns.Columns`, with `key` as their id. `retain_parts`: predictions give
    each comparison's weight.
    """
    from splink import SettingsCreator
    from splink.comparison_library import CustomComparison

    model = weights()
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="key",
        probability_two_random_records_match=1 / (1 + 2**-model.prior),
        comparisons=[
            CustomComparison(
                output_column_name=comparison.column,
                comparison_description=comparison.name,
                comparison_levels=_splink_levels(comparison),
            )
            for comparison in model.comparisons
        ],
        blocking_rules_to_generate_predictions=[_blocking_rule()],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=retain_parts,
    )


def _splink_levels(comparison: Comparison) -> list[Any]:
    from splink.comparison_level_library import CustomLevel, ElseLevel

    unknown = CustomLevel(comparison.unknown, "unknown", base_dialect_str="duckdb").configure(is_null_level=True)
    levels: list[Any] = [unknown]
    for level in comparison.levels:
        made: Any = ElseLevel()
        if level.condition is not None:
            made = CustomLevel(level.condition.format(**weights().terms), level.name, base_dialect_str="duckdb")
        levels.append(made.configure(m_probability=level.m, u_probability=level.u, label_for_charts=level.name))
    return levels


def _blocking_rule() -> Any:  # noqa: ANN401 - Splink's own class of rules is not public
    from splink.blocking_rule_library import CustomRule

    # Two accounts of one report are two events (see clustering.py).
    return CustomRule(
        "l.blocks = r.blocks and l.report <> r.report", sql_dialect="duckdb", arrays_to_explode=["blocks"]
    )


class Settings:
    """The tables of `data/vocabulary.toml`."""

    def __init__(self) -> None:
        table = _table("vocabulary.toml")
        self.windows: dict[str, float] = table["windows"]
        self.scales: dict[str, float] = table["scales"]
        self.blocks: dict[str, float] = table["blocks"]
        self.common_types = frozenset(table["types"]["common"])
        self._families: dict[str, list[str]] = table["types"]["families"]
        self._kin: dict[str, set[str]] = {}
        for row in table["types"]["kin"]["rows"]:
            for sub in row:
                self._kin.setdefault(sub, set()).update(set(row) - {sub})
        self.nobody = frozenset(table["actors"]["nobody"])
        self.division_words = frozenset(table["places"]["division_words"])
        self.titles = frozenset(table["persons"]["titles"])
        self.weapons: dict[str, str] = table["weapons"]
        self.common_words = _with_stems(table["words"]["common"])

    def kin(self, sub_type: SubEventType) -> list[str]:
        """The other sub-event types as which the same happening may be told."""
        return sorted(self._kin.get(sub_type, ()))

    def families(self, sub_type: SubEventType) -> list[str]:
        """The families of types that a vague account of this type is looked up in."""
        return self._families.get(sub_type) or self._families[EVENT_TYPE_OF[sub_type]]


def _with_stems(words: list[str]) -> frozenset[str]:
    return frozenset(words) | {stem(word) for word in words}


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("sijill.linking") / "data" / name).read_text("utf-8"))
