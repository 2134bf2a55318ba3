"""The sample reports and their gold hold together."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sijill import samples
from sijill.evaluation import read_lines, score
from sijill.intake import Fault, read
from sijill.model import ASSERTION_KINDS, COUNT_FIELDS, EVENT_TYPE_OF, Report

_LONGEST_QUOTE = 20


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    with samples.folder() as folder:
        found = list(read(folder))
    assert not [item for item in found if isinstance(item, Fault)]
    return {item.id: item for item in found if isinstance(item, Report)}


@pytest.fixture(scope="module")
def gold() -> dict[str, dict[str, Any]]:
    with samples.gold() as path:
        return {line["id"]: line for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def test_every_report_has_gold_in_its_order(reports: dict[str, Report], gold: dict[str, dict[str, Any]]) -> None:
    assert len(reports) >= 25
    assert list(gold) == list(reports)


def test_heads_say_that_these_are_samples(reports: dict[str, Report]) -> None:
    for report in reports.values():
        assert re.fullmatch(r"Sijill sample( \(retold\)|: [A-Z][\w ]+)?", report.publisher or ""), report.id
        assert report.url == f"https://example.org/sijill-samples/{report.id}"


def test_quotes_stand_in_the_text_in_order(reports: dict[str, Report], gold: dict[str, dict[str, Any]]) -> None:
    for name, line in gold.items():
        text = " ".join(reports[name].text.split())
        for item in line["events"] + line["assertions"]:
            assert item["quote"] in text, (name, item["quote"])
            assert len(item["quote"].split()) <= _LONGEST_QUOTE, (name, item["quote"])
        starts = [text.index(event["quote"]) for event in line["events"]]
        assert starts == sorted(starts), name


def test_names_and_numbers_stand_in_the_text(reports: dict[str, Report], gold: dict[str, dict[str, Any]]) -> None:
    for name, line in gold.items():
        text = " ".join(reports[name].text.split()).lower()
        for event in line["events"]:
            said = [*event["sources"], *(person["name"] for person in event["persons"])]
            assert [words for words in said if words.lower() not in text] == [], name


def test_values_are_of_the_vocabulary(gold: dict[str, dict[str, Any]]) -> None:
    for line in gold.values():
        assert line["relevant"] == bool(line["events"] or line["assertions"])
        for number, event in enumerate(line["events"], 1):
            assert event["id"] == f"e{number}"
            assert EVENT_TYPE_OF[event["sub_event_type"]] == event["event_type"]
            for kind in COUNT_FIELDS:
                assert event[kind] is None or all(
                    row["high"] is None or row["low"] <= row["high"] for row in event[kind]
                )
        assert all(item["kind"] in ASSERTION_KINDS for item in line["assertions"])


def test_gold_scores_full_against_itself() -> None:
    with samples.gold() as path:
        lines = read_lines(path.read_text(encoding="utf-8").splitlines(), "gold")
    figures = score(lines, lines)
    assert figures.end_to_end.f1 == 1.0
    assert figures.relevance_accuracy == 1.0
