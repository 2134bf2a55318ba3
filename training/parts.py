"""What heads, rules and both find, slot by slot: ``python -m training.parts --data F --benchmark F``.

Over the reports that the heads never learned from (`gold.py`), in five folds by their order. `heads`: what the event
heads see, with values read out of it (numbers, days, places, actors), and no rule that finds events, sides or tellers.
`rules`: the rules alone, as where a model carries no event heads. `both`: as it is. Prints a table: F1 over all of the
reports, and for both its lowest and highest fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from spacy.tokens import Doc

from sijill.coding import Coder, load, mentions
from sijill.coding.mentions import Reading
from sijill.evaluation import Figures, Line, Ratio, parse_line, score
from sijill.model import Report
from training.gold import fitting_options, unlearned

FOLDS = 5
PARTS = ("heads", "rules", "both")
# Where the rules enter, and what is given instead where they are left out.
_RULES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("sijill.coding.coder.harm_frames", lambda doc, setting: []),
    ("sijill.coding.coder.with_whole_names", lambda frames, setting: frames),
    ("sijill.coding.coder.with_statuses", lambda frames, setting: frames),
    ("sijill.coding.accounts.subsets", lambda text, whole, end, group_of: iter(())),
    ("sijill.coding.coder.with_claims", lambda frames, doc, setting: frames),
    ("sijill.coding.coder.with_parties", lambda frames, doc, setting: frames),
    ("sijill.coding.coder.with_roundups", lambda frames, setting: frames),
    ("sijill.coding.coder.with_issuer", lambda frames, setting: frames),
    ("sijill.coding.merge.with_reactions", lambda frames, setting: list(frames)),
    ("sijill.coding.merge.with_tolls", lambda frames, setting: list(frames)),
    ("sijill.coding.accounts.with_day_beside", lambda frame, setting: frame),
    ("sijill.coding.accounts.with_place_beside", lambda frame, setting: frame),
)


@contextmanager
def only(part: str) -> Iterator[None]:
    """Coding by the `heads` alone, by the `rules` alone, or by `both`."""
    with ExitStack() as stack:
        if part == "heads":
            for name, instead in _RULES:
                stack.enter_context(mock.patch(name, instead))
        elif part == "rules":
            stack.enter_context(mock.patch.object(mentions, "read", _without_events(mentions.read)))
        yield


def _without_events(read: Callable[[Doc], Reading]) -> Callable[[Doc], Reading]:
    return lambda doc: replace(read(doc), frames=())


def coded(coder: Coder, reports: Sequence[Report], part: str) -> dict[str, Line]:
    """Report id -> what that part of coding finds in it."""
    with only(part):
        return {r.id: parse_line(coder.code(r).model_dump(mode="json")) for r in reports}


def table(
    gold: Mapping[str, Line], found: Mapping[str, Mapping[str, Line]], fold_of: Mapping[str, int] | None = None
) -> str:
    """The rows of Markdown: a slot, the F1 of each part, and the folds of both (by order where none are given)."""
    whole = {part: score(gold, found[part]) for part in PARTS}
    kept = fold_of or {name: number % FOLDS for number, name in enumerate(gold)}
    folds = [score({n: gold[n] for n in gold if kept[n] == k}, found["both"]) for k in range(FOLDS)]
    lines = ["| | heads | rules | both | folds of both | in gold |", "|---|---|---|---|---|---|"]
    for name in ("END TO END", "casualties", *whole["both"].slots):
        told = [f"{_f1(whole[part], name):.3f}" for part in PARTS]
        spread = sorted(_f1(f, name) for f in folds)
        ratio = _ratio(whole["both"], name)
        number = ratio.gold if ratio is not None else 0
        lines.append(f"| {name} | {' | '.join(told)} | {spread[0]:.3f} to {spread[-1]:.3f} | {number} |")
    return "\n".join(lines)


def _ratio(figures: Figures, name: str) -> Ratio | None:
    whole = {"END TO END": figures.end_to_end, "casualties": figures.casualties}
    return whole.get(name) or figures.slots.get(name)


def _f1(figures: Figures, name: str) -> float:
    ratio = _ratio(figures, name)
    return ratio.f1 if ratio is not None else 0.0


def main() -> None:
    """Measure and print."""
    options = fitting_options(__doc__)
    pairs = unlearned(options.data, options.benchmark)
    coder, gold = load(), {report.id: line for report, line in pairs}
    print(f"{len(pairs)} reports that the heads never learned from\n")
    print(table(gold, {part: coded(coder, [r for r, _ in pairs], part) for part in PARTS}))


if __name__ == "__main__":
    main()
