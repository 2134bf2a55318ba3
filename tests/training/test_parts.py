"""What heads and rules find, each alone and together."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("torch", reason="training needs torch: pip install -e '.[train]'")

from sijill.coding import load
from sijill.evaluation import parse_line
from sijill.model import Report
from training.parts import PARTS, coded, table

REPORTS = [
    Report(
        id="r1",
        published=date(2024, 5, 14),
        text="A Turkish strike killed three policemen near Hawija on Monday.",
    ),
    Report(id="r2", published=date(2024, 5, 14), text="Two farmers were killed in Balad on Sunday."),
]


@pytest.mark.parametrize(
    ("part", "doers"),
    [("heads", []), ("rules", ["Military Forces of Turkey"]), ("both", ["Military Forces of Turkey"])],
)
def test_each_part_finds_its_own(part: str, doers: list[str]) -> None:
    first = coded(load(), REPORTS, part)["r1"].events[0]
    assert [(c.low, c.high) for c in first.counts["killed"]] == [(3, 3)]
    # Whose strike it was, a rule tells.
    assert [names[0] for names in first.names.get("initiators", ())] == doers


def test_coding_is_whole_again_afterwards() -> None:
    before = load().code(REPORTS[0])
    for part in PARTS:
        coded(load(), REPORTS, part)
    assert load().code(REPORTS[0]) == before


def test_the_table_has_a_row_for_each_slot() -> None:
    found = {part: coded(load(), REPORTS, part) for part in PARTS}
    gold = {r.id: parse_line(load().code(r).model_dump(mode="json")) for r in REPORTS}
    rows = table(gold, found).splitlines()
    assert rows[2].startswith("| END TO END |")
    assert rows[2].split("|")[4].strip() == "1.000"
    assert any(row.startswith("| killed |") for row in rows)
