"""Fit `sijill/coding/data/groups.npz`: ``python -m training.fit_groups --data F --benchmark F [--write]``.

The examples are the groups that counted people may be of (`sijill.coding.groups`), in every annotated report, as it is
coded by heads and networks that learned from the other folds (`python -m training.folds` leaves them in `--work`).
Right is the group of the annotated count that shares most with the words. Networks fitted without a fold are put into
its folder there; with ``--write`` those fitted on all into the package. Printed: how well the right groups are told
from others, by the group's number. To be run after `training.fit_links`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np

from sijill.coding import BuiltinCoder, groups, load
from sijill.coding.frames import Chars
from sijill.coding.groups import Crowd
from sijill.coding.mentions import Reading
from sijill.coding.setting import Setting
from sijill.language.eventlabels import GROUPS
from sijill.model import Group, Report
from sijill.model.vocabulary import CountField
from training.batches import IGNORE
from training.event_data import LabelledReport, fold_of, read_annotated
from training.fold_heads import WORK, heads_of
from training.gold import LEARNED, annotated, fitting_options, held_out
from training.networks import Examples, joined, place_of, run

TARGET = Path(groups.__file__).parent / "data" / "groups.npz"
_RULED = groups.FEATURES.index("ruled")


def of_report(coder: BuiltinCoder, report: Report, labelled: LabelledReport) -> Iterator[Examples]:
    """The groups of each count of one report."""
    known = [
        (place_of(labelled, m.start, m.end), m.group)
        for m in labelled.mentions
        if m.layer == "count" and m.group != IGNORE
    ]
    found: list[Examples] = []

    def whose(words: str, whole: Chars, field: CountField, crowd: Crowd, setting: Setting, reading: Reading) -> Group:
        rows = groups.features(words, whole, field, crowd, setting, reading)
        start = whole.start + max(setting.words(whole).find(words), 0)
        shared = [(min(start + len(words), b) - max(start, a), -(b - a), group) for (a, b), group in known]
        best = max(shared, default=(0, 0, IGNORE))
        if best[0] > 0 and setting.text == report.text:
            kinds = np.arange(len(GROUPS))
            found.append(Examples(rows, kinds == best[2], kinds, rows[:, _RULED]))
        return groups.ruled(words, whole, crowd, setting, reading)

    with mock.patch("sijill.coding.accounts.whose", whose):
        coder.code(report)
    yield from found


def examples(data: Path, work: Path) -> list[Examples]:
    """The examples of each fold, by the fold's model in `work`, and the networks there that were fitted without it."""
    folds, coder, held, out = fold_of(), load(), held_out(data), []
    labelled = {report.id: report for folder in (data, LEARNED) for report in read_annotated(folder)}
    reports = [r for r, _ in annotated(data) if r.id in labelled and r.id not in held]
    for fold in sorted(set(folds.values())):
        with heads_of(work / str(fold), ["tellings", "links"]):
            own = (report for report in reports if folds[report.id] == fold)
            out.append(joined([part for report in own for part in of_report(coder, report, labelled[report.id])]))
    return out


def fit(data: Path, work: Path, target: Path | None) -> str:
    """Fit without each fold into its folder in `work`, and on all of them into `target`; returns the table."""
    return run("groups", groups.FEATURES, examples(data, work), work, target)


def main() -> None:
    """Fit and print."""
    options = fitting_options(__doc__, work=WORK)
    print(fit(options.data, options.work, TARGET if options.write else None))


if __name__ == "__main__":
    main()
