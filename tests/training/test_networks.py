"""Networks fitted on what heads see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

from sijill.coding.links import FEATURES as LINKS
from sijill.coding.mentions import clusters_of, scene
from sijill.coding.networks import read_networks
from sijill.coding.tellings import FEATURES as TELLINGS
from sijill.language import parse
from sijill.language.eventlabels import ROLES
from training import fit_links, fit_tellings
from training.batches import IGNORE
from training.event_data import EventLabels, LabelledReport, Mention, tokenised
from training.networks import Examples, events_told, fit, joined, save, table

TEXT = (
    "A roadside bomb killed three policemen in Tikrit on Monday. "
    "In a separate incident in Baquba on Sunday, gunmen shot dead a farmer."
)
NAMES = ("above", "noise")


def examples(size: int = 2000) -> Examples:
    """What holds where the first feature is above 0."""
    rows = np.random.default_rng(1).normal(size=(size, 2)).astype(np.float32)
    return Examples(rows, rows[:, 0] > 0, np.zeros(size, np.int64), np.full(size, 0.5, np.float32))


def labelled() -> LabelledReport:
    """The text with two events: the bomb, which killed the policemen, and the shooting, with its place."""
    report = tokenised("r1", TEXT)

    def at(words: str) -> tuple[int, int]:
        start = TEXT.index(words)
        inside = [n for n, (a, b) in enumerate(report.offsets) if a < start + len(words) and b > start]
        return inside[0], inside[-1] + 1

    report.mentions = [
        Mention("trigger", *at("bomb"), event=0),
        Mention("trigger", *at("shot"), event=1),
        Mention("count", *at("three policemen")),
        Mention("place", *at("Baquba")),
    ]
    report.events = [EventLabels(0, 0, 0, 0), EventLabels(0, 0, 0, 0)]
    report.roles = {(0, 2): {ROLES.index("killed")}, (1, 3): {ROLES.index("place")}}
    return report


def test_what_tells_is_learned_the_same_way_twice() -> None:
    given = examples()
    made, again = fit(given, NAMES, networks=1), fit(given, NAMES, networks=1)
    chances = made.chances(given.rows)
    assert ((chances > 0.5) == given.holds).mean() > 0.95
    assert (again.chances(given.rows) == chances).all()


def test_what_is_kept_says_what_was_fitted(tmp_path: Path) -> None:
    given = examples(600)
    made = fit(given, NAMES, networks=2)
    save(made, tmp_path / "links.npz")
    read = read_networks("links", NAMES, tmp_path)
    assert read.chances(given.rows) == pytest.approx(made.chances(given.rows), abs=0.01)


def test_the_table_gives_the_best_of_each_kind() -> None:
    given = joined([examples(100), examples(100)])
    assert table(given, given.holds.astype(np.float32)).splitlines()[-1] == f"| 0 | 200 | {given.holds.sum()} | " + (
        f"{2 * given.holds.sum() / (200 + given.holds.sum()):.3f} | 1.000 |"
    )


def test_triggers_and_pairs_of_annotated_events() -> None:
    found, report = scene(parse(TEXT)), labelled()
    assert found is not None
    told = events_told(found, report)
    assert {0, 1} <= set(told)
    pairs = fit_tellings.of_report(found, TEXT, report)
    known = [event for event in told if event is not None]
    assert len(pairs.holds) == len(known) * (len(known) - 1) // 2
    assert pairs.holds.sum() == sum(known.count(e) * (known.count(e) - 1) // 2 for e in set(known))
    assert pairs.rows.shape[1] == len(TELLINGS)


def test_links_of_annotated_events_hold() -> None:
    found, report = scene(parse(TEXT)), labelled()
    assert found is not None
    got = fit_links.of_report(found, TEXT, report)
    assert got.rows.shape == (len(got.holds), len(LINKS))
    held = [ROLES[role] for role in got.kinds[got.holds].tolist()]
    assert sorted(held) == ["killed", "place"]


def test_a_report_without_annotated_events_gives_no_examples() -> None:
    found, report = scene(parse(TEXT)), labelled()
    assert found is not None
    for mention in report.mentions:
        mention.event = IGNORE
    assert len(clusters_of(found)) >= 2
    assert not len(fit_links.of_report(found, TEXT, report).rows)
    assert not len(fit_tellings.of_report(found, TEXT, report).rows)
