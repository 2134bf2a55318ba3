"""Fit `sijill/coding/data/links.npz`: ``python -m training.fit_links --data F --benchmark F [--write]``.

The examples are the links (`sijill.coding.links`) of the events found that are annotated ones, in every annotated
report, as heads see them that learned from the other folds (their models lie in `--work`, `python -m training.folds`).
A link holds where the mention overlaps one annotated in that role, or says the same words; a count only where it
overlaps. Networks fitted without a fold are put into its folder there; with ``--write`` those fitted on all into the
package. Printed: how well links that hold are told from others, by the role's number. After `training.fit_tellings`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from sijill.coding import links
from sijill.coding.mentions import clusters_of
from sijill.coding.scene import Scene
from training.event_data import LabelledReport
from training.fold_heads import WORK
from training.gold import fitting_options
from training.networks import Examples, events_told, examples, overlap, place_of, run

TARGET = Path(links.__file__).parent / "data" / "links.npz"


def of_report(scene: Scene, text: str, labelled: LabelledReport) -> Examples:
    """The links of one report: those of events that are annotated ones."""
    told, clusters = events_told(scene, labelled), clusters_of(scene)
    events = [_most(event for i in cluster if (event := told[i]) is not None) for cluster in clusters]
    found, rows = links.features(scene, clusters)
    kept = np.array([events[cluster] is not None for _, cluster, _ in found.tolist()], np.bool_)
    found, rows = found[kept], rows[kept]
    holds = [_holds(scene, text, labelled, role, events[cluster], mention) for role, cluster, mention in found.tolist()]
    heard = [scene.roles[role, clusters[cluster], mention].max() for role, cluster, mention in found.tolist()]
    return Examples(rows, np.array(holds, np.bool_), found[:, 0], np.array(heard, np.float32))


def _most(events: Iterable[int]) -> int | None:
    known = list(events)
    return max(sorted(set(known)), key=known.count) if known else None


def _holds(scene: Scene, text: str, labelled: LabelledReport, role: int, event: int | None, mention: int) -> bool:
    own = scene.mentions[mention]
    words = text[own.chars.start : own.chars.end].lower().split()
    for (number, index), roles in labelled.roles.items():
        if number == event and role in roles:
            start, end = place_of(labelled, labelled.mentions[index].start, labelled.mentions[index].end)
            if overlap(own.chars, (start, end)) or (own.layer != "count" and text[start:end].lower().split() == words):
                return True
    return False


def fit(data: Path, work: Path, target: Path | None) -> str:
    """Fit without each fold into its folder in `work`, and on all of them into `target`; returns the table."""
    return run("links", links.FEATURES, examples(data, work, of_report, ["tellings"]), work, target)


def main() -> None:
    """Fit and print."""
    options = fitting_options(__doc__, work=WORK)
    print(fit(options.data, options.work, TARGET if options.write else None))


if __name__ == "__main__":
    main()
