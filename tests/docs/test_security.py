"""The walk through ASVS 5.0 in docs/security.md: each item of level 2 once, each with a verdict, each test there."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.docs.blocks import DOCS, ROOT

# How many items each section of ASVS 5.0.0 has, and the numbers of those that are of level 3 alone.
SECTIONS: Final = Path(__file__).with_name("asvs.tsv")
VERDICTS: Final = ("met", "part", "not met", "n/a")
TEXT: Final = (DOCS / "security.md").read_text("utf-8")
_ROW: Final = re.compile(r"^\| (\d[\d., ]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def rows() -> Iterator[tuple[list[str], str, str]]:
    """The items, the verdict and the words of each row."""
    for items, verdict, words in _ROW.findall(TEXT):
        yield items.split(", "), verdict, words


def level_2() -> set[str]:
    """The items of levels 1 and 2."""
    with SECTIONS.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file, delimiter="\t"))
    every = {f"{row['section']}.{number}" for row in told for number in range(1, int(row["items"]) + 1)}
    return every - {f"{row['section']}.{number}" for row in told for number in row["level_3"].split()}


def test_each_item_of_level_2_stands_there_once() -> None:
    due = level_2()
    assert len(due) == 253
    found = Counter(item for items, _, _ in rows() for item in items)
    assert due - found.keys() == set()
    assert found.keys() - due == set()
    assert not [item for item, number in found.items() if number > 1]


def test_each_has_a_verdict_and_words_for_it() -> None:
    for items, verdict, words in rows():
        assert verdict in VERDICTS, items
        assert len(words) > 3, items


def test_the_tests_that_prove_it_are_there() -> None:
    missing = [
        path
        for _, _, words in rows()
        for path in re.findall(r"`((?:web|register|intake|fuzz|exports|cli|requirements)/[\w/]+\.py)`", words)
        if not (ROOT / "tests" / path).is_file()
    ]
    assert missing == []


def test_the_sum_is_told() -> None:
    counted = Counter(verdict for items, verdict, _ in rows() for _ in items)
    told = re.search(r"Of the 253 items (\d+) are met, (\d+) in part, (\d+) not, and (\d+) do not apply", TEXT)
    assert told, dict(counted)
    assert [int(number) for number in told.groups()] == [counted[verdict] for verdict in VERDICTS]
