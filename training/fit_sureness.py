"""Fit `sijill/coding/data/sureness.toml`: ``python -m training.fit_sureness --data F --benchmark F``.

For each field of an account, a logistic regression (L2) of "all that it says is right" on the features of
`sijill.coding.sureness`, over the reports that the heads never learned from (`gold.py`).
An account of no gold event is wrong in all fields; one of an optional event counts nowhere. First printed: how far the
chances can be trusted, each reckoned by a model that was fitted without the report's fold (of five). Then the file;
with ``--write`` it is put in its place. To be run after every new model, and after `training.fit_standing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from sijill.coding import BuiltinCoder, load, sureness
from sijill.coding.portions import portions
from sijill.coding.trace import Trace
from sijill.evaluation import Line, parse_line
from sijill.evaluation.assignment import best_pairs
from sijill.evaluation.lines import Telling
from sijill.evaluation.slots import fills, hits, likeness
from sijill.model import COUNT_FIELDS, Account, CodedReport, Report
from training.fit_standing import Example, fit
from training.gold import fitting_options, unlearned

TARGET = Path(sureness.__file__).parent / "data" / "sureness.toml"
FOLDS = 5
STRENGTH = 0.1
_BINS = 10
# A field with fewer values, right or wrong, has no chance of its own.
_FEWEST = 20


def right(field: str, gold: Telling | None, told: Telling) -> bool:
    """Whether all that an account says in a field is what the gold event says."""
    if gold is None:
        return False
    got, said = hits(gold, told), fills(told)
    names = (field, f"{field}_groups") if field in COUNT_FIELDS else (field,)
    return all(got[name] == said.get(name, 0) for name in names)


def examples(coder: BuiltinCoder, report: Report, gold: Line) -> Iterator[tuple[str, Example]]:
    """Each field of each account of a report: its features, and whether it is right."""
    found: list[tuple[Account, Trace, int, int]] = []
    for _, portion in portions(report):
        trace = Trace()
        accounts = coder.read(portion, trace).events
        found += [(account, trace, n, len(accounts)) for n, account in enumerate(accounts)]
    told = _tellings(report, [account for account, *_ in found])
    aligned = {j: i for i, j in best_pairs([[likeness(g, t) for t in told] for g in gold.events])}
    for at, (account, trace, n, events) in enumerate(found):
        meant = gold.events[aligned[at]] if at in aligned else None
        if (meant is not None and meant.optional) or trace.setting is None:
            continue
        for field in sureness.told(account):
            known = sureness.features(account, trace.frames[n], trace.setting, field, events)
            yield field, (known, right(field, meant, told[at]))


def _tellings(report: Report, accounts: Sequence[Account]) -> Sequence[Telling]:
    coded = CodedReport(report=report.head(), relevant=bool(accounts), events=tuple(accounts))
    return parse_line(coded.model_dump(mode="json")).events


def calibration(pairs: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The expected calibration error over ten bins of equal width, and the mean squared error (Brier)."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for p, y in pairs:
        bins[min(int(p * _BINS), _BINS - 1)].append((p, y))
    apart = sum(abs(sum(p for p, _ in each) - sum(y for _, y in each)) for each in bins.values())
    return apart / len(pairs), sum((p - y) ** 2 for p, y in pairs) / len(pairs)


def cross_validated(folds: Sequence[Sequence[Example]]) -> list[tuple[float, bool]]:
    """The chance of every example by the model of the other folds, and what it was."""
    out = []
    for n, fold in enumerate(folds):
        if not fold:
            continue
        others = [example for m, each in enumerate(folds) if m != n for example in each]
        weights = fit(others, STRENGTH)
        out += [(sureness.chance(weights, known), y) for known, y in fold]
    return out


def main() -> None:
    """Fit and print."""
    options = fitting_options(__doc__)
    pairs = unlearned(options.data, options.benchmark)
    coder = load()
    folds: dict[str, list[list[Example]]] = defaultdict(lambda: [[] for _ in range(FOLDS)])
    for number, (report, gold) in enumerate(sorted(pairs, key=lambda pair: pair[0].id)):
        for field, example in examples(coder, report, gold):
            folds[field][number % FOLDS].append(example)
    print("| field | values | right | expected calibration error | Brier | Brier of the share |")
    print("|---|---|---|---|---|---|")
    lines = [
        f"# Fitted by training/fit_sureness.py on {len(pairs)} reports that the heads never learned from: annotated",
        "# ones, the development benchmark, and our own.",
    ]
    every: list[tuple[float, bool]] = []
    for field in sureness.FIELDS:
        whole = [example for fold in folds[field] for example in fold]
        wrong = sum(not y for _, y in whole)
        if min(wrong, len(whole) - wrong) < _FEWEST:
            continue
        found = cross_validated(folds[field])
        every += found
        _row(field, found)
        lines += ["", f"[{field}]", *(f"{name} = {weight:.3f}" for name, weight in fit(whole, STRENGTH).items())]
    _row("**all**", every)
    text = "\n".join(lines) + "\n"
    print(f"\n{text}")
    if options.write:
        TARGET.write_text(text, encoding="utf-8")


def _row(name: str, found: Sequence[tuple[float, bool]]) -> None:
    error, brier = calibration(found)
    share = sum(y for _, y in found) / len(found)
    print(f"| {name} | {len(found)} | {share:.2f} | {error:.3f} | {brier:.3f} | {share * (1 - share):.3f} |")


if __name__ == "__main__":
    main()
