"""The gazetteer's tables hold what the code expects."""

from __future__ import annotations

import pytest

from sijill.codebook.countries import countries
from sijill.codebook.tables import TableError, rows
from sijill.gazetteer.entry import kilometres
from sijill.gazetteer.store import HAND_TABLES
from sijill.gazetteer.words import words


def _divisions() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows("sijill.gazetteer", "admin1.tsv"):
        found.setdefault(row["country"], set()).add(row["name"])
    return found


@pytest.mark.parametrize("table", HAND_TABLES)
def test_hand_made_rows_are_sound(table: str) -> None:
    kinds, divisions = words()["kinds"], _divisions()
    for row in rows("sijill.gazetteer", table):
        assert row["kind"] in kinds, row
        assert row["country"] in countries(), row
        assert -90 <= float(row["lat"]) <= 90, row
        assert -180 <= float(row["lon"]) <= 180, row
        if table != "elsewhere.tsv" and row["admin1"]:
            assert row["admin1"] in divisions[row["country"]], row


@pytest.mark.parametrize("table", ["iraq.tsv", "syria.tsv"])
def test_hand_made_points_lie_in_their_division(table: str) -> None:
    points = {
        (row["country"], row["name"]): (float(row["lat"]), float(row["lon"]))
        for row in rows("sijill.gazetteer", "admin1.tsv")
    }
    for row in rows("sijill.gazetteer", table):
        if row["admin1"]:
            gap = kilometres((float(row["lat"]), float(row["lon"])), points[row["country"], row["admin1"]])
            assert gap < 300, row


def test_kind_words_name_kinds() -> None:
    kinds = words()["kinds"]
    for word, allowed in words()["kind_words"].items():
        assert set(allowed) <= set(kinds), word


def test_a_malformed_table_says_where(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    from sijill.codebook import tables

    folder = Path(str(tmp_path))
    (folder / "data").mkdir()
    (folder / "data" / "bad.tsv").write_text("a\tb\n1\t2\n3\n", encoding="utf-8")
    monkeypatch.setattr(tables, "files", lambda package: folder)
    with pytest.raises(TableError, match=r"bad\.tsv:3: 1 cells"):
        list(rows("anything", "bad.tsv"))
