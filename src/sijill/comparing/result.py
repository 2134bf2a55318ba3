"""What a comparison answers with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from sijill.comparing.records import Flat, record
from sijill.comparing.sides import Both, Here, Row, There
from sijill.intake.faults import Fault
from sijill.linking.features import division
from sijill.model import Place

By = Literal["governorate", "type"]
UNKNOWN: Final = "not known"


@dataclass(slots=True)
class Figures:
    """How many events both have, and only one side; the killed of those that both have, by each side."""

    both: int = 0
    only_here: int = 0
    only_there: int = 0
    killed_here: int = 0
    killed_there: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How the killed of the events in both differ: the same, more here, more there; `within`: of those that differ, how
    many whose figure there lies within the range here. The sums are over all of them."""

    same: int
    more_here: int
    more_there: int
    within: int
    low_here: int
    best_here: int
    high_here: int
    best_there: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A register beside the rows of a file.

    `outside_here`, `outside_there`: events and rows that the other side can't have, since it is of other days or
    countries; they stand in no other list. `left_out`: reason -> number of events that were not looked for there.
    `faults`: rows that could not be read, and notes on those that were.
    """

    source: str
    dataset: str
    label: str
    rows: int
    events: int
    both: tuple[Both, ...]
    only_here: tuple[Here, ...]
    only_there: tuple[There, ...]
    outside_here: tuple[Here, ...] = ()
    outside_there: tuple[Row, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def by(self, what: By) -> dict[str, Figures]:
        """The figures of each governorate (or other first-level division: "Kirkuk, IQ") or type, the most events first.

        Of events in both the register's governorate counts, and the data set's type.
        """
        found: dict[str, Figures] = defaultdict(Figures)
        divisions = self._divisions()

        def name(side: Here | Row) -> str:
            return side.kind if what == "type" else divisions.get(division(side.place) or "", _wider(side.place))

        for pair in self.both:
            line = found[name(pair.there if what == "type" else pair.here)]
            line.both += 1
            line.killed_here += pair.here.killed or 0
            line.killed_there += pair.there.best
        for here in self.only_here:
            found[name(here)].only_here += 1
        for there in self.only_there:
            found[name(there.row)].only_there += 1
        return dict(sorted(found.items(), key=lambda item: (-_size(item[1]), item[0])))

    def records(self) -> Iterator[Flat]:
        """All events and rows, flat: `where` is both, only_here, only_there, outside_here or outside_there."""
        for pair in self.both:
            yield record("both", pair.here, pair.there, pair)
        for here in self.only_here:
            yield record("only_here", here, None)
        for item in self.only_there:
            yield record("only_there", None, item.row, fits=item.rival)
        for here in self.outside_here:
            yield record("outside_here", here, None)
        for row in self.outside_there:
            yield record("outside_there", None, row)

    def as_json(self) -> dict[str, Any]:
        """All of it in values that JSON has."""
        lists = ("both", "only_here", "only_there", "outside_here", "outside_there")
        return {
            "file": self.source,
            "dataset": self.dataset,
            "rows": self.rows,
            "events": self.events,
            **{name: len(getattr(self, name)) for name in lists},
            "left_out": dict(self.left_out),
            "killed": asdict(self.counts),
            "by_governorate": {name: asdict(line) for name, line in self.by("governorate").items()},
            "by_type": {name: asdict(line) for name, line in self.by("type").items()},
            "records": list(self.records()),
            "faults": [fault.model_dump(mode="json") for fault in self.faults],
        }

    def _divisions(self) -> dict[str, str]:
        """Keys of divisions, whatever their spelling -> their names, as the register has them before the data set."""
        sides: list[Here | Row] = [*(pair.here for pair in self.both), *self.only_here]
        sides += [item.row for item in self.only_there]
        found: dict[str, str] = {}
        for side in sides:
            key = division(side.place)
            if key and side.place:
                found.setdefault(key, f"{side.place.admin1}, {side.place.country}")
        return found

    @property
    def counts(self) -> Counts:
        """How the killed of the events in both differ."""
        differ = [pair for pair in self.both if pair.difference]
        return Counts(
            same=len(self.both) - len(differ),
            more_here=sum(pair.difference > 0 for pair in differ),
            more_there=sum(pair.difference < 0 for pair in differ),
            within=sum(_within(pair) for pair in differ),
            low_here=sum(pair.here.low or 0 for pair in self.both),
            best_here=sum(pair.here.killed or 0 for pair in self.both),
            high_here=sum(pair.here.high or pair.here.killed or 0 for pair in self.both),
            best_there=sum(pair.there.best for pair in self.both),
        )

    def differing(self) -> list[Both]:
        """The events in both whose killed differ, those that differ the most first."""
        differ = [pair for pair in self.both if pair.difference]
        return sorted(differ, key=lambda pair: (-abs(pair.difference), pair.here.id))


def _wider(place: Place | None) -> str:
    """What stands for a division that is not known."""
    return f"somewhere in {place.country}" if place and place.country else UNKNOWN


def _size(line: Figures) -> int:
    return line.both + line.only_here + line.only_there


def _within(pair: Both) -> bool:
    here = pair.here
    return here.low is not None and here.low <= pair.there.best and (here.high is None or pair.there.best <= here.high)
