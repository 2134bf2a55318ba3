"""Figures over many reports: every filled slot is right, wrong or missed.

Events are aligned one to one within a report so that the most slots agree. A missed event loses all its gold slots, a
spurious one adds all its filled slots as false. `end_to_end` is the micro F1 over all slots of events. Optional gold
events, and what is aligned with them, count nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sijill.evaluation.assignment import best_pairs
from sijill.evaluation.lines import Line, Telling
from sijill.evaluation.names import pair_up
from sijill.evaluation.slots import breaks_bound, fills, hits, likeness, same_assertion
from sijill.model import COUNT_FIELDS

_ASSERTIONS = "assertions"


@dataclass(frozen=True, slots=True)
class Ratio:
    """Precision, recall and F1 (0..1, four places), over so many gold and predicted fills."""

    precision: float
    recall: float
    f1: float
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A slot that went wrong: what the gold has and what was predicted, as their files have it."""

    report: str
    event: str
    slot: str
    gold: object
    predicted: object


@dataclass
class Tally:
    """Right, wrong and missed fills by slot."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, slot: str, right: int, predicted: int, gold: int) -> None:
        """Count a slot in which `right` of the fills agree."""
        self.right[slot] += right
        self.wrong[slot] += predicted - right
        self.missed[slot] += gold - right

    def take(self, other: Tally) -> None:
        """Add another tally to this one; slots that count zero stay listed."""
        self.right.update(other.right)
        self.wrong.update(other.wrong)
        self.missed.update(other.missed)

    def ratio(self, *slots: str) -> Ratio:
        """Precision, recall and F1 over these slots together."""
        right, wrong, missed = (sum(c[s] for s in slots) for c in (self.right, self.wrong, self.missed))
        precision = right / (right + wrong) if right + wrong else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return Ratio(round(precision, 4), round(recall, 4), round(f1, 4), right + missed, right + wrong)

    def end_to_end(self) -> Ratio:
        """Over all slots of events."""
        return self.ratio(*(slot for slot in self.right if slot != _ASSERTIONS))


@dataclass(frozen=True)
class Figures:
    """What `score` returns. `by_report`: report id -> end to end; `misses`: what went wrong, in the gold's order."""

    reports: int
    relevance_accuracy: float
    end_to_end: Ratio
    casualties: Ratio
    slots: dict[str, Ratio]
    by_report: dict[str, Ratio]
    misses: tuple[Miss, ...]

    def as_dict(self, with_reports: bool = False) -> dict[str, Any]:
        """The figures in JSON's types; `with_reports` adds `by_report`."""
        out: dict[str, Any] = {
            "reports": self.reports,
            "relevance_accuracy": self.relevance_accuracy,
            "end_to_end": asdict(self.end_to_end),
            "casualties": asdict(self.casualties),
            "slots": {name: asdict(ratio) for name, ratio in self.slots.items()},
        }
        if with_reports:
            out["by_report"] = {name: asdict(ratio) for name, ratio in self.by_report.items()}
        return out


def score(gold: Mapping[str, Line], predicted: Mapping[str, Line]) -> Figures:
    """Score predicted lines against gold, both by report id. A gold report without a prediction counts as empty;
    a predicted report without gold is left out."""
    whole = Tally()
    relevant = 0
    by_report: dict[str, Ratio] = {}
    misses: list[Miss] = []
    for name, line in gold.items():
        guess = predicted.get(name, Line(name, relevant=False))
        relevant += line.relevant == bool(guess.events or guess.assertions)
        tally, wrong = _score_report(line, guess)
        whole.take(tally)
        by_report[name] = tally.end_to_end()
        misses += wrong
    return Figures(
        reports=len(gold),
        relevance_accuracy=round(relevant / max(len(gold), 1), 4),
        end_to_end=whole.end_to_end(),
        casualties=whole.ratio(*COUNT_FIELDS),
        slots={slot: whole.ratio(slot) for slot in sorted(whole.right)},
        by_report=by_report,
        misses=tuple(misses),
    )


def _score_report(gold: Line, guess: Line) -> tuple[Tally, list[Miss]]:
    tally = Tally()
    misses: list[Miss] = []
    pairs = best_pairs([[likeness(g, p) for p in guess.events] for g in gold.events])
    by_gold, aligned = dict(pairs), {j for _, j in pairs}
    for i, event in enumerate(gold.events):
        if not event.optional:
            told = guess.events[by_gold[i]] if i in by_gold else None
            misses += _score_event(gold.id, event, told, tally)
    for j, event in enumerate(guess.events):
        if j not in aligned:
            misses.append(Miss(gold.id, "-", "spurious event", None, (event.sub_event_type, event.evidence[:160])))
            for slot, number in fills(event).items():
                tally.add(slot, 0, number, 0)
    right = pair_up(gold.assertions, guess.assertions, same_assertion)
    tally.add(_ASSERTIONS, right, len(guess.assertions), len(gold.assertions))
    return tally, misses


def _score_event(report: str, gold: Telling, told: Telling | None, tally: Tally) -> list[Miss]:
    """Count one gold event and what is aligned with it; return the slots that went wrong."""
    want = fills(gold)
    have = fills(told) if told else {}
    right = hits(gold, told) if told else Counter[str]()
    misses = []
    for slot in sorted(want.keys() | have.keys()):
        if told and slot not in want and _beyond_gold(slot, gold, told):
            continue
        wanted, given = want.get(slot, 0), have.get(slot, 0)
        hit = min(right[slot], wanted, given)
        tally.add(slot, hit, given, wanted)
        if hit < max(wanted, given):
            misses.append(Miss(report, gold.id, slot, _value(gold, slot), told and _value(told, slot)))
    return misses


def _beyond_gold(slot: str, gold: Telling, told: Telling) -> bool:
    """True where the gold can't say, and a guess is therefore not held against the coder."""
    if slot in ("admin1", "coordinates"):
        return True
    return slot == "date" and gold.days is not None and not breaks_bound(gold.days, told.days)


def _value(event: Telling, slot: str) -> object:
    key = "place" if slot in ("admin1", "coordinates") else slot.removesuffix("_groups")
    return event.raw.get(key)
