"""Choose `sijill/coding/data/mentions.toml`: ``python -m training.fit_thresholds --data F --benchmark F``.

Each threshold is moved a step up or down while that makes what is coded better, over the sets of reports that the
heads never learned from (`gold.py`) and the samples: the mean over the sets of end-to-end F1 and casualties F1, weighed
7 to 3. A report is parsed once. Prints every move, then the file; with ``--write`` it is put in its place. To be run
after every new model and `training.fit_standing`, before `training.fit_sureness`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from unittest import mock

from spacy.tokens import Doc

from sijill import samples
from sijill.coding import BuiltinCoder, load, mentions, relevance
from sijill.coding.capitals import as_written, cased
from sijill.coding.portions import joined, portions
from sijill.evaluation import Figures, Line, parse_line, read_lines, score
from sijill.intake import Fault, read
from sijill.language import parse
from sijill.model import CodedReport, Report
from training.gold import fitting_options, unlearned

TARGET = Path(mentions.__file__).parent / "data" / "mentions.toml"
Thresholds = dict[str, float]
STEPS = (0.05, -0.05)
# What a move must bring: less is luck.
GAIN = 0.0008
_ROUNDS = 3
_CASUALTIES = 0.3
# Of the development benchmark, those that must come out right whatever it costs elsewhere.
_FIRST = re.compile(r"s\d+")


@dataclass(frozen=True)
class Portion:
    """A portion of a report where it starts, as it came and as it is read, with its parse if it is worth one."""

    offset: int
    written: Report
    read: Report
    doc: Doc | None


@dataclass(frozen=True)
class Parsed:
    """A report of a set, parsed, with its gold."""

    group: str
    report: Report
    portions: tuple[Portion, ...]
    gold: Line


def parsed(group: str, report: Report, gold: Line, coder: BuiltinCoder) -> Parsed:
    """Parse a report as the coder would."""
    made = []
    for offset, portion in portions(report):
        cased_one = cased(portion, coder.tools.registry)
        worth = relevance.worth_reading(portion)
        doc = parse(cased_one.text, [(c.start, c.end) for c in portion.clutter]) if worth else None
        made.append(Portion(offset, portion, cased_one, doc))
    return Parsed(group, report, tuple(made), gold)


def coded(coder: BuiltinCoder, each: Parsed) -> CodedReport:
    """What the coder makes of a parsed report under the thresholds of the moment."""

    def one(portion: Portion) -> CodedReport:
        if portion.doc is None:
            return CodedReport(report=portion.written.head(), relevant=False)
        return as_written(portion.written, portion.read, coder.code_doc(portion.read, portion.doc))

    return joined(each.report, [(p.offset, one(p)) for p in each.portions])


def figures(coder: BuiltinCoder, reports: Sequence[Parsed], values: Thresholds) -> dict[str, Figures]:
    """The figures of each set under `values`; and of the first user's reports, as "first"."""
    gold: dict[str, dict[str, Line]] = defaultdict(dict)
    told: dict[str, Line] = {}
    with mock.patch.object(mentions, "_thresholds", return_value=values):
        for each in reports:
            told[each.report.id] = parse_line(coded(coder, each).model_dump(mode="json"))
            gold[each.group][each.report.id] = each.gold
            if each.group == "dev" and _FIRST.fullmatch(each.report.id):
                gold["first"][each.report.id] = each.gold
    return {group: score(lines, told) for group, lines in gold.items()}


def worth(found: Mapping[str, Figures]) -> float:
    """What is made as large as can be: see the module's text. A first report that comes out wrong costs all it is."""
    sets = [f for group, f in found.items() if group != "first"]
    mean = sum((1 - _CASUALTIES) * f.end_to_end.f1 + _CASUALTIES * f.casualties.f1 for f in sets) / len(sets)
    lost = sum(1 - f.casualties.f1 + 1 - f.slots["event"].f1 for group, f in found.items() if group == "first")
    return mean - lost


def chosen(start: Thresholds, worths: Callable[[Sequence[Thresholds]], Sequence[float]]) -> tuple[Thresholds, float]:
    """The thresholds that no single step makes better by `GAIN`, and their worth; after `_ROUNDS` rounds at most."""
    values, best = dict(start), worths([start])[0]
    for _ in range(_ROUNDS):
        before = best
        for name in start:
            trials = [{**values, name: round(values[name] + step, 3)} for step in STEPS]
            trials = [t for t in trials if 0 < t[name] < 1]
            for trial, value in sorted(zip(trials, worths(trials), strict=True), key=lambda pair: pair[1]):
                if value > best + GAIN:
                    print(f"{name} = {trial[name]}: {value:.4f} ({value - best:+.4f})", flush=True)
                    values, best = trial, value
        if best == before:
            break
    return values, best


def sets(data: Path, benchmark: Path) -> Iterator[tuple[str, Report, Line]]:
    """Every report that thresholds are chosen on, with the name of its set."""
    held = {row for row, _ in _ids(data / "gold.jsonl")}
    dev = {row for row, _ in _ids(benchmark / "dev" / "gold.jsonl")}
    for report, gold in unlearned(data, benchmark):
        yield "dev" if report.id in dev else "annotated" if report.id in held else "own", report, gold
    with samples.folder() as folder, samples.gold() as path:
        lines = dict(_ids(path))
        for item in read(folder):
            if not isinstance(item, Fault) and item.id in lines:
                yield "samples", item, lines[item.id]


def _ids(path: Path) -> Iterator[tuple[str, Line]]:
    with path.open(encoding="utf-8") as lines:
        yield from read_lines(lines, str(path)).items()


def _written(values: Thresholds) -> str:
    text = TARGET.read_text(encoding="utf-8")
    for name, value in values.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value:g}", text)
    return text


def main() -> None:
    """Choose and print."""
    options = fitting_options(__doc__)
    coder = load()
    reports = [parsed(*each, coder) for each in sets(options.data, options.benchmark)]
    start = dict(mentions._thresholds())
    # Forked, so that the parses are shared.
    with get_context("fork").Pool(len(STEPS), _hold, (coder, reports)) as pool:
        values, _ = chosen(start, partial(pool.map, _worth, chunksize=1))
    for group, found in figures(coder, reports, values).items():
        print(f"{group}: end to end {found.end_to_end.f1:.3f}, casualties {found.casualties.f1:.3f}, "
              f"event {found.slots['event'].f1:.3f}")  # fmt: skip
    print(f"\n{_written(values)}")
    if options.write:
        TARGET.write_text(_written(values), encoding="utf-8")


_held: tuple[BuiltinCoder, Sequence[Parsed]]


def _hold(coder: BuiltinCoder, reports: Sequence[Parsed]) -> None:
    global _held
    _held = coder, reports


def _worth(values: Thresholds) -> float:
    return worth(figures(*_held, values))


if __name__ == "__main__":
    main()
