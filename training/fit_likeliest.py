"""Fit `sijill/coding/data/likeliest.npz`: ``python -m training.fit_likeliest --data F --benchmark F [--write]``.

The examples are those whom a report names beside its events on which side nobody is named (`sijill.coding.likeliest`),
in every annotated report, as it is coded by heads and networks that learned from the other folds (`python -m
training.folds` leaves them in `--work`). Right are those whom the annotated event has there. Networks fitted without a
fold are put into its folder there; with ``--write`` those fitted on all into the package. Printed: how well the right
ones are told from others, initiators (0) and targets (1). To be run after `training.fit_links`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from sijill.coding import BuiltinCoder, likeliest, load
from sijill.coding.frames import Chars, Frame
from sijill.coding.likeliest import SIDES
from sijill.coding.mentions import Reading
from sijill.coding.setting import Setting
from sijill.evaluation import Line, parse_line
from sijill.evaluation.assignment import best_pairs
from sijill.evaluation.names import same_item
from sijill.evaluation.slots import likeness
from sijill.model import Report
from training.event_data import fold_of
from training.fold_heads import WORK, heads_of
from training.gold import annotated, fitting_options, held_out
from training.networks import Examples, joined, run

TARGET = Path(likeliest.__file__).parent / "data" / "likeliest.npz"
_LINK = likeliest.FEATURES.index("link")
_NAMES = ("initiators", "targets")


def of_report(coder: BuiltinCoder, report: Report, gold: Line) -> Iterator[Examples]:
    """Those named in one report, for each event and side on which nobody is."""
    asked: dict[Chars, list[tuple[int, list[tuple[str, ...]], np.ndarray[tuple[int, ...], np.dtype[np.float32]]]]] = {}

    def with_likeliest(frames: Sequence[Frame], setting: Setting, reading: Reading) -> list[Frame]:
        cast = likeliest.cast_of(frames, setting, reading)
        for n, frame in enumerate(frames):
            for kind, side in enumerate(SIDES):
                if cast.parties and likeliest.is_open(n, side, cast) and setting.text == report.text:
                    names = [(p.match.name, *map(setting.words, p.spans)) for p in cast.parties]
                    rows = likeliest.features(n, side, cast, setting, reading)
                    asked.setdefault(frame.trigger, []).append((kind, names, rows))
        return list(frames)

    with mock.patch("sijill.coding.coder.with_likeliest", with_likeliest):
        coded = coder.code(report)
    told = parse_line(coded.model_dump(mode="json")).events
    for i, j in best_pairs([[likeness(g, t) for t in told] for g in gold.events]):
        line = next(e for e in coded.events[j].evidence if e.field == "event_type")
        for kind, names, rows in asked.get(Chars(line.start, line.end), []):
            there = gold.events[i].names.get(_NAMES[kind], ())
            holds = np.array([any(same_item(own, other) for other in there) for own in names], np.bool_)
            kinds = np.full(len(rows), kind, np.int64)
            heard = (1 / (1 + np.exp(-rows[:, _LINK]))).astype(np.float32)
            yield Examples(rows, holds, kinds, heard)


def examples(data: Path, work: Path) -> list[Examples]:
    """The examples of each fold, by the fold's model in `work`, and the networks there that were fitted without it."""
    folds, coder, held, out = fold_of(), load(), held_out(data), []
    pairs = [(report, gold) for report, gold in annotated(data) if report.id not in held]
    for fold in sorted(set(folds.values())):
        with heads_of(work / str(fold), ["tellings", "links"]):
            own = (pair for pair in pairs if folds[pair[0].id] == fold)
            out.append(joined([part for report, gold in own for part in of_report(coder, report, gold)]))
    return out


def fit(data: Path, work: Path, target: Path | None) -> str:
    """Fit without each fold into its folder in `work`, and on all of them into `target`; returns the table."""
    return run("likeliest", likeliest.FEATURES, examples(data, work), work, target)


def main() -> None:
    """Fit and print."""
    options = fitting_options(__doc__, work=WORK)
    print(fit(options.data, options.work, TARGET if options.write else None))


if __name__ == "__main__":
    main()
