"""Reports with other names keep their labels."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

from training.event_data import LabelledReport, Mention
from training.renaming import Names, renamed

_TEXT = "Gunmen killed five farmers near Tarmiyah on Monday ; Tarmiyah 's mayor , Karim Hadi , is safe ."


def _report() -> LabelledReport:
    words = _TEXT.split()
    report = LabelledReport("r1", words, [True] * len(words), [False] * len(words), [0] * len(words), [])
    report.mentions = [Mention("place", 5, 6), Mention("count", 2, 4), Mention("person", 13, 15)]
    return report


def test_words_change_alike_and_keep_their_kind() -> None:
    names = Names(("Hawija", "Rutba"), ("Salim", "Nabil"))
    seen = set()
    for seed in range(60):
        told = renamed(_report(), random.Random(seed), names).words
        assert told[5] == told[9]
        assert told[5] in {"Tarmiyah", "Hawija", "Rutba"}
        assert told[13] in {"Karim", "Salim", "Nabil"}
        assert told[7].endswith("day")
        assert told[:2] + told[3:5] == ["Gunmen", "killed", "farmers", "near"]
        seen.add((told[2], told[5], told[7]))
    assert len(seen) > 20


def test_names_come_from_mentions_and_the_gazetteer() -> None:
    names = Names.of([_report()])
    assert {"Tarmiyah", "Hawija"} <= set(names.places)
    assert names.persons == ("Hadi", "Karim")
    assert "Iraq" not in names.places
