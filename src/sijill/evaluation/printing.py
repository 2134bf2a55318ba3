"""Figures as text, for a terminal or a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sijill.evaluation.scoring import Figures, Miss, Ratio


def figures_text(figures: Figures) -> str:
    """A line for the whole, then a line for each slot."""
    rows = [("END TO END", figures.end_to_end), ("casualties", figures.casualties), *figures.slots.items()]
    head = f"reports {figures.reports}  relevance accuracy {figures.relevance_accuracy:.3f}"
    return "\n".join([head, *(f"{name:26} {_ratio(ratio)}" for name, ratio in rows)])


def _ratio(r: Ratio) -> str:
    return f"P {r.precision:.3f}  R {r.recall:.3f}  F1 {r.f1:.3f}   gold {r.gold:4} predicted {r.predicted:4}"


def report_rows(figures: Figures) -> Iterator[str]:
    """A line for each report, the worst first; a report with nothing to find and nothing found comes last."""
    width = max((len(name) for name in figures.by_report), default=0)
    ranked = sorted(figures.by_report.items(), key=lambda row: (row[1].gold + row[1].predicted == 0, row[1].f1))
    for name, ratio in ranked:
        empty = ratio.gold + ratio.predicted == 0
        yield f"{name:{width}}  " + ("nothing to find, nothing found" if empty else _ratio(ratio))


def error_rows(misses: Iterable[Miss]) -> Iterator[str]:
    """Three lines for each slot that went wrong: where, the gold's value, and the predicted one."""
    for miss in misses:
        yield f"{miss.report} {miss.event} {miss.slot}"
        yield f"    gold       {_short(miss.gold)}"
        yield f"    predicted  {_short(miss.predicted)}"


def _short(value: object) -> str:
    return "nothing" if value in (None, [], {}) else json.dumps(value, ensure_ascii=False, default=str)
