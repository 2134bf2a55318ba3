"""Reads `data/datasets.toml`: what the columns and codes of other data sets mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

_BLANK: Final = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set: its columns (what they hold -> their names, the best first), and what its codes mean.

    `day_precision`: code -> days to either side, or "month".
    `place_precision`: code -> kilometres. `older_types`, `kinds`: types as it has them -> our sub-event type ("" where
    there is none that fits), or what people call them. `directed`: types or kinds whose first side is who did it.
    """

    name: str
    label: str
    known_by: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    day_precision: Mapping[str, int | str]
    place_precision: Mapping[str, float]
    older_types: Mapping[str, str]
    kinds: Mapping[str, str]
    directed: frozenset[str]

    def found_in(self, header: Sequence[str]) -> dict[str, list[int]]:
        """What each column holds -> the numbers of the columns of a header that do, the best first."""
        at = {plain(name): number for number, name in reversed(list(enumerate(header)))}
        found = {part: [at[name] for name in names if name in at] for part, names in self.columns.items()}
        return {part: numbers for part, numbers in found.items() if numbers}

    def missing_in(self, header: Sequence[str]) -> list[str]:
        """The names of the columns that a file of this data set has to have, and this header lacks."""
        found = self.found_in(header)
        return [self.columns[part][0] for part in self.known_by if part not in found]


def plain(name: str) -> str:
    """A column's name as it is compared: "Event Date" and "EVENT_DATE" are one."""
    return _BLANK.sub("_", name.strip().strip("\ufeff\"'").lower())


@cache
def datasets() -> tuple[DataSet, ...]:
    """The data sets that can be read."""
    return tuple(_made(name, table) for name, table in _table().items())


def _made(name: str, table: Mapping[str, Any]) -> DataSet:
    directed = table["directed"]
    return DataSet(
        name=name,
        label=table["label"],
        known_by=tuple(table["known_by"]),
        columns={part: tuple(names) for part, names in table["columns"].items()},
        day_precision=table.get("day_precision", {}),
        place_precision=table["place_precision"],
        older_types=table.get("older_types", {}),
        kinds=table.get("kinds", {}),
        directed=frozenset(directed.get("types", directed.get("kinds", ()))),
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("sijill.comparing") / "data" / "datasets.toml").read_text("utf-8"))
