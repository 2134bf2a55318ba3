"""Folds of all annotated reports."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

from sijill.coding import load
from sijill.model import Report
from training.event_data import fold_of
from training.export import TARGET
from training.fold_heads import NETWORKS
from training.folds import coded_by
from training.gold import LEARNED
from training.parts import PARTS, coded

REPORTS = [
    Report(id="r1", published=date(2024, 5, 14), text="Gunmen killed three policemen near Hawija on Monday."),
    Report(id="r2", published=date(2024, 5, 14), text="Two farmers were killed in Balad on Sunday."),
]


def ids(folder: Path) -> set[str]:
    return {json.loads(line)["id"] for line in (folder / "annotations.jsonl").read_text(encoding="utf-8").splitlines()}


def test_every_report_has_one_of_five_folds_of_one_size() -> None:
    folds = fold_of()
    assert ids(LEARNED) <= folds.keys()
    assert {folds[name] for name in ids(LEARNED)} == {0, 1, 2, 3, 4}
    sizes = Counter(folds.values()).values()
    assert max(sizes) - min(sizes) <= 2


def test_another_folder_s_model_codes(tmp_path: Path) -> None:
    networks = files("sijill.coding").joinpath("data")
    for file in (*TARGET.iterdir(), *(Path(str(networks)) / f"{name}.npz" for name in NETWORKS)):
        (tmp_path / file.name).symlink_to(file)
    found = coded_by(tmp_path, load(), REPORTS)
    assert found == {part: coded(load(), REPORTS, part) for part in PARTS}


def test_a_folder_without_networks_is_told(tmp_path: Path) -> None:
    for file in TARGET.iterdir():
        (tmp_path / file.name).symlink_to(file)
    with pytest.raises(FileNotFoundError):
        coded_by(tmp_path, load(), REPORTS)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        coded_by(tmp_path, load(), REPORTS)
